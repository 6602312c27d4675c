//! What two do at the same moment: one wins, the other is told.

use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::{NEW, NUMBER, THIEF},
    world::{PHONE, World},
};

const OTHERS: &str = "RR473124841GB";

impl World {
    /// Waits until so many of the desk's statements wait for a lock.
    pub async fn held_up(&self, statements: i64) {
        loop {
            let waiting = self
                .count(
                    "select count(*) from pg_stat_activity where datname = current_database()
                         and application_name = 'desk' and wait_event_type = 'Lock'",
                )
                .await;
            if waiting >= statements {
                return;
            }
        }
    }

    /// Signed in, and with a verified change that brings a new number in; answers session and change.
    async fn about_to_add(&self, number: &str, phone: &str) -> (String, String) {
        self.announce(number, json!({ "phone": phone })).await;
        let session = self.enter(number, phone).await;
        self.clock.pass(Duration::minutes(11));
        let prove = self.change(&session, None, NEW).await;
        let waits = self.type_code(&session, &prove, NEW).await;
        (session, waits.location().rsplit('/').next().unwrap().to_owned())
    }

    /// Proves a contact of a session's anew; answers the session's new token.
    async fn fresh(&self, session: &str, phone: &str) -> String {
        let form = format!("contact={}&change=", self.contact(phone).await);
        let test = self.submit("prove_contact", &form, session).await;
        self.type_code(session, test.location(), phone).await.cookie("__Host-session").unwrap()
    }
}

// R14
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_who_confirm_the_same_contact_at_once_one_gets_it_and_the_other_is_told(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    world.station("BER-042").await;
    let (one, change) = world.about_to_add(NUMBER, PHONE).await;
    let (other, others_change) = world.about_to_add(OTHERS, THIEF).await;
    let (one, other) = (world.fresh(&one, PHONE).await, world.fresh(&other, THIEF).await);
    let mut held = pool.begin().await.unwrap();
    sqlx::query("select from contact where address = $1 for update")
        .bind(NEW)
        .fetch_one(&mut *held)
        .await
        .unwrap();
    let (form, others) = (format!("change={change}"), format!("change={others_change}"));
    let (first, second, ()) = tokio::join!(
        world.submit("confirm_change", &form, &one),
        world.submit("confirm_change", &others, &other),
        async {
            world.held_up(2).await;
            held.commit().await.unwrap();
        }
    );
    let mut answers = [first.location(), second.location()];
    answers.sort_unstable();
    assert_eq!(answers[0], "/contacts", "{answers:?}");
    assert!(answers[1].contains("taken"), "{answers:?}");
    let applied = world.count("select count(*) from contact_change where state = 'applied'").await;
    assert_eq!(applied, 1);
}
