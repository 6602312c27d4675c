//! "Never put my code in a message": messages say that it waits, and open nothing.

use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NUMBER},
    world::{PHONE, World, link},
};

const OTHER: &str = "RR473124850GB";
const THIRD: &str = "RR473124863GB";

impl World {
    /// Chooses it; answers why it was refused, empty where it was not.
    async fn in_codes(&self, to: &str, session: &str) -> String {
        let answer = self.submit("code_in_messages", &format!("to={to}"), session).await;
        answer.location().split_once(": ").map(|(_, why)| why.to_owned()).unwrap_or_default()
    }

    /// Places a parcel that lies there for long from now on, and sends its code.
    async fn lies(&self, number: &str, compartment: &str) {
        self.place(number, compartment).await;
        sqlx::query("update parcel set pickup_deadline = $1")
            .bind(self.app_state.now() + Duration::days(30))
            .execute(&self.pool)
            .await
            .unwrap();
        self.work().await;
    }

    /// The code of a parcel, as its page shows it.
    async fn shown(&self, id: &str, session: &str) -> String {
        self.submit("reveal", &format!("parcel={id}"), session).await;
        let page = self.get(&format!("/parcels/{id}/code"), session).await.body;
        let code = page.split("class=\"digits\"").nth(1).expect("it is shown");
        code.chars().skip_while(|c| *c != '>').filter(char::is_ascii_digit).take(6).collect()
    }
}

/// The digits of a text, without what stands between them.
fn holds(text: &str, code: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().contains(code)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn messages_say_that_it_waits_and_open_nothing_however_they_come_about(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    assert_eq!(world.in_codes("never", &session).await, "");
    world.work().await;
    let known = world.provider.texts(PHONE).len();
    let id = world.announce(OTHER, json!({ "phone": PHONE })).await;
    world.lies(OTHER, "15").await;
    world.submit("resend", &format!("parcel={id}&channel=sms&request=r1"), &session).await;
    world.work().await;
    let texts = world.provider.texts(PHONE).split_off(known);
    assert_eq!(texts.len(), 2, "{texts:?}");
    let code = world.shown(&id, &session).await;
    assert_eq!(code.len(), 6);
    for text in &texts {
        assert!(!holds(text, &code) && text.contains("after signing in"), "{text}");
    }
    // Its link shows how the parcel stands, and no more.
    let path = link(&texts[0]);
    let token = path.rsplit('/').next().unwrap();
    let entered = world.submit("enter", &format!("token={token}"), "").await;
    let seen = entered.cookie("__Host-session").unwrap();
    world.submit("reveal", &format!("parcel={id}"), &seen).await;
    let page = world.get(&format!("/parcels/{id}/code"), &seen).await;
    assert!(!holds(&page.body, &code), "{}", page.body);
    let page = world.get(&format!("/parcels/{id}"), &session).await.body;
    let words = app::wording::default();
    assert!(page.contains(words.sent_word()) && page.contains(words.parcel_tell_again()), "{page}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn codes_come_back_into_messages_by_a_fresh_proof_only_and_any_contact_takes_that_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    // However often it is pressed, it is told once.
    for why in join_all((0..4).map(|_| world.in_codes("never", &session))).await {
        assert_eq!(why, "");
    }
    world.work().await;
    let told =
        || world.provider.texts(PHONE).into_iter().filter(|text| text.contains("hold no pickup codes"));
    assert_eq!(told().count(), 1);
    assert!(told().all(|text| !text.contains("/u/")), "whoever reads it lets no codes in with it");
    assert_eq!(world.in_codes("again", &session).await, "not-proven");
    assert_eq!(world.count("select count(*) from customer where word_only").await, 1);
    let fresh = world.enter(NUMBER, MAIL).await;
    assert_eq!(world.in_codes("again", &fresh).await, "");
    assert_eq!(world.count("select count(*) from customer where word_only").await, 0);
    world.work().await;
    let undo = world.links_back(PHONE, |text| text.contains("hold pickup codes again")).remove(0);
    world.submit("undo", &format!("token={undo}"), "").await;
    assert_eq!(world.count("select count(*) from customer where word_only").await, 1);
    assert_eq!(world.count("select count(*) from session where ended_at is null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_word_counts_as_told_and_another_customers_contact_gets_the_code(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    assert_eq!(world.in_codes("never", &session).await, "");
    let id = world.announce(OTHER, json!({ "phone": PHONE, "email": MAIL })).await;
    world.place(OTHER, "15").await;
    for _ in 0..6 {
        world.work().await;
        world.clock.pass(Duration::minutes(3));
    }
    // One message by each way: a word to one customer, the code to the other.
    let sent = format!("select count(*) from notification where kind = 'code' and parcel_id = '{id}'");
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sent)).fetch_one(&world.pool).await.unwrap();
    assert_eq!(count, 2);
    assert_eq!(world.count("select count(*) from notification where word_only and channel = 'sms'").await, 1);
    assert_eq!(
        world.count("select count(*) from notification where word_only and channel = 'email'").await,
        0
    );
    let text = world.provider.texts(PHONE).pop().unwrap();
    assert!(!holds(&text, &world.shown(&id, &session).await) && text.contains("after signing in"), "{text}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reminder_holds_no_code_either(pool: PgPool) {
    let world = World::that_reminds(pool).await;
    let (_, code) = world.ready(NUMBER, PHONE).await;
    world.confirm_all().await;
    let session = world.sign_in(NUMBER, PHONE).await;
    assert_eq!(world.in_codes("never", &session).await, "");
    world.work().await;
    let came = world.waits(Duration::hours(52)).await;
    assert_eq!(came.len(), 2, "{came:?}");
    for (_, text) in &came {
        assert!(!holds(text, &code) && text.contains("waits until") && text.contains("18:00"), "{text}");
    }
    // The code stands in the first message alone, and so does a link that signs in.
    assert_eq!(world.count("select count(*) from link where not status_only").await, 1);
    assert_eq!(world.count("select count(*) from notification where word_only").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_mail_opens_nothing_either_and_the_codes_of_before_are_offered_to_be_stopped(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let first = world.announce(OTHER, json!({ "phone": PHONE })).await;
    world.lies(OTHER, "15").await;
    let stop = format!("/parcels/{first}/help#stop");
    assert!(!world.get("/contacts", &session).await.body.contains(&stop));
    assert_eq!(world.in_codes("never", &session).await, "");
    assert!(world.get("/contacts", &session).await.body.contains(&stop));
    sqlx::query("delete from link").execute(&world.pool).await.unwrap();
    let second = world.announce(THIRD, json!({ "email": MAIL })).await;
    world.lies(THIRD, "16").await;
    world.submit("resend", &format!("parcel={second}&channel=email&request=r1"), &session).await;
    world.work().await;
    let stop = format!("/parcels/{second}/help#stop");
    assert!(!world.get("/contacts", &session).await.body.contains(&stop));
    assert!(world.count("select count(*) from notification where word_only and channel = 'email'").await > 0);
    assert!(world.count("select count(*) from link where status_only").await > 0);
    assert_eq!(world.count("select count(*) from link where not status_only").await, 0);
}
