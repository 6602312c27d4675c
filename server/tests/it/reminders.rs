//! Customers are reminded of what lies there: in time, by day, once, and of the deadline that holds.

use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{PHONE, World, digits, placed};

const NUMBER: &str = "RR473124829GB";

impl World {
    /// Lets the time pass, a quarter of an hour at a time, with the work that is due then; answers the texts that came
    /// meanwhile, each with the minutes after which it did.
    pub async fn waits(&self, span: Duration) -> Vec<(i64, String)> {
        let (mut came, mut known) = (Vec::new(), self.provider.texts(PHONE).len());
        let quarter = Duration::minutes(15);
        for place in 1..=span.num_minutes() / 15 {
            self.clock.pass(quarter);
            self.work().await;
            let texts = self.provider.texts(PHONE);
            came.extend(texts[known..].iter().map(|text| (place * 15, text.clone())));
            known = texts.len();
        }
        came
    }

    pub async fn confirm_all(&self) {
        for text in self.provider.all() {
            self.receipt(&text, "delivered", None).await;
        }
    }

    /// DHL says that it may be collected until then.
    async fn moved(&self, id: &str, until: &str) {
        let data = json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": "available_for_pickup",
            "occurred_at": self.app_state.now(), "station": "BER-042", "compartment": "14", "pickup_deadline": until });
        let answer = self.carrier(id, data).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

/// Placed on Sunday at 13:01 of Berlin, and to be collected until Tuesday at 18:00.
async fn waiting(pool: PgPool) -> (World, String, String) {
    let world = World::that_reminds(pool).await;
    let (id, code) = world.ready(NUMBER, PHONE).await;
    world.confirm_all().await;
    (world, id, code)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_has_not_come_is_reminded_at_half_time_and_before_the_end_with_code_and_deadline(pool: PgPool) {
    let (world, _, code) = waiting(pool).await;
    let came = world.waits(Duration::hours(52)).await;
    // Half time is Monday at 15:30, and six hours before the end is Tuesday at noon.
    let at: Vec<i64> = came.iter().map(|(minutes, _)| *minutes).collect();
    assert_eq!(at, [26 * 60 + 30, 47 * 60], "{came:?}");
    for (_, text) in came {
        assert_eq!(digits(&text), code);
        assert!(text.contains("Still there, until") && text.contains("18:00"), "{text}");
        assert!(text.chars().count() <= 160, "{text}");
    }
    assert_eq!(world.count("select count(*) from reminded").await, 2);
    assert_eq!(world.count("select count(*) from job where kind = 'remind'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_has_collected_is_reminded_of_nothing(pool: PgPool) {
    let (world, _, code) = waiting(pool).await;
    assert_eq!(world.unlock(json!({ "digits": code })).await.status, 200);
    assert_eq!(world.waits(Duration::hours(52)).await, []);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reminder_speaks_of_the_deadline_that_holds_then(pool: PgPool) {
    let (world, ..) = waiting(pool).await;
    world.moved("longer", "2026-11-26T17:00:00Z").await;
    let came = world.waits(Duration::hours(110)).await;
    assert_eq!(came.len(), 2, "{came:?}");
    // Six hours before the new end, on Thursday.
    assert_eq!(came[1].0, 95 * 60);
    assert!(came.iter().all(|(_, text)| text.contains("Thu 18:00") || text.contains("26")), "{came:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deadline_that_moves_after_the_last_reminder_is_told_again(pool: PgPool) {
    let (world, ..) = waiting(pool).await;
    assert_eq!(world.waits(Duration::hours(48)).await.len(), 2);
    world.moved("longer", "2026-11-26T17:00:00Z").await;
    let came = world.waits(Duration::hours(60)).await;
    assert_eq!(came.len(), 1, "{came:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_woken(pool: PgPool) {
    let world = World::that_reminds(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE })).await;
    let mut data: Value = placed(NUMBER, "14");
    // Half time is at one in the night, and six hours before the end at five in the morning.
    data["pickup_deadline"] = json!("2026-11-23T10:00:00Z");
    assert!(world.carrier("placed", data).await.status.is_success());
    world.work().await;
    world.confirm_all().await;
    let came = world.waits(Duration::hours(24)).await;
    // Sunday at eight in the evening, the last hour of the day before: seven hours after it was placed.
    assert_eq!(came.iter().map(|(minutes, _)| *minutes).collect::<Vec<_>>(), [7 * 60], "{came:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_instances_that_work_at_once_remind_once(pool: PgPool) {
    let (world, ..) = waiting(pool.clone()).await;
    let other = World::that_reminds(pool).await;
    for clock in [&world.clock, &other.clock] {
        clock.pass(Duration::hours(27));
    }
    let before = world.provider.texts(PHONE).len();
    join_all([&world, &other, &world, &other].map(World::work)).await;
    let sent = world.provider.texts(PHONE).len() + other.provider.texts(PHONE).len() - before;
    assert_eq!(sent, 1);
    assert_eq!(world.count("select count(*) from reminded").await, 1);
}
