//! A message for each step of a parcel, for who has chosen that: once, by day, for free, and without a code.

use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NUMBER},
    world::{PHONE, World},
};

impl World {
    /// DHL says that it stands so since so many minutes.
    async fn step(&self, event: &str, status: &str, minutes_ago: i64) {
        let data = json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": status, "station": "BER-042",
            "compartment": "14", "occurred_at": self.app_state.now() - Duration::minutes(minutes_ago) });
        let answer = self.carrier(event, data).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    /// The steps that were told, and how.
    async fn told_steps(&self) -> Vec<(String, String)> {
        sqlx::query_as("select notice, channel from notification where kind = 'step' order by id")
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }
}

/// A parcel for a phone and a mailbox, which hears of each step.
async fn hearing(pool: PgPool) -> (World, String) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
    // Both are proven, so that the code tries the phone first.
    world.enter(NUMBER, PHONE).await;
    let session = world.enter(NUMBER, MAIL).await;
    let page = world.get("/contacts", &session).await.body;
    assert!(page.contains("Tell me of each step"), "off by default: {page}");
    assert_eq!(world.submit("hear_steps", "to=on", &session).await.location(), "/contacts");
    assert!(world.get("/contacts", &session).await.body.contains("Only my code, please"));
    (world, session)
}

fn by_mail(steps: &[&str]) -> Vec<(String, String)> {
    steps.iter().map(|step| ((*step).to_owned(), "email".to_owned())).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_step_is_told_once_to_who_has_chosen_that_and_never_by_sms(pool: PgPool) {
    let (world, session) = hearing(pool).await;
    world.step("e1", "in_transit", 9).await;
    world.step("e2", "in_transit", 8).await;
    world.step("e3", "out_for_delivery", 7).await;
    // Late, and long overtaken.
    world.step("e4", "in_transit", 20).await;
    world.step("e5", "in_transit", 6).await;
    world.step("e6", "out_for_delivery", 5).await;
    let told = by_mail(&["step_on_its_way", "step_out_for_delivery"]);
    assert_eq!(world.told_steps().await, told);
    world.step("e7", "available_for_pickup", 4).await;
    world.step("e8", "delivered", 1).await;
    let all = by_mail(&["step_on_its_way", "step_out_for_delivery", "step_placed", "step_collected"]);
    assert_eq!(world.told_steps().await, all);
    assert_eq!(world.count("select count(*) from step_told").await, 4);
    assert_eq!(
        world.count("select count(*) from notification where kind = 'step' and sealed is not null").await,
        0
    );
    // Chosen otherwise, nothing more is told.
    assert_eq!(world.submit("hear_steps", "to=off", &session).await.location(), "/contacts");
    world.announce("RR473124830GB", json!({ "email": MAIL })).await;
    let data = json!({ "tracking_number": "RR473124830GB", "carrier": "DHL", "status": "in_transit",
        "occurred_at": world.app_state.now() });
    world.carrier("e9", data).await;
    assert_eq!(world.told_steps().await, all);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn at_night_only_that_it_is_there_is_told_and_what_is_old_never(pool: PgPool) {
    let (world, _) = hearing(pool).await;
    world.step("e1", "in_transit", 13 * 60).await;
    assert_eq!(world.told_steps().await, []);
    // It is 23:02 at the station.
    world.clock.pass(Duration::hours(10));
    world.step("e2", "out_for_delivery", 1).await;
    assert_eq!(world.told_steps().await, []);
    world.step("e3", "available_for_pickup", 0).await;
    assert_eq!(world.told_steps().await, by_mail(&["step_placed"]));
    world.clock.pass(Duration::hours(10));
    assert_eq!(world.count("select count(*) from notification where kind = 'step'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn to_whom_the_code_goes_it_is_not_told_beside_it_that_the_parcel_is_there(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "email": MAIL })).await;
    let session = world.enter(NUMBER, MAIL).await;
    world.submit("hear_steps", "to=on", &session).await;
    world.step("e1", "available_for_pickup", 1).await;
    world.work().await;
    assert_eq!(world.told_steps().await, []);
    assert_eq!(world.count("select count(*) from notification where kind = 'code'").await, 1);
    world.step("e2", "delivered", 0).await;
    assert_eq!(world.told_steps().await, by_mail(&["step_collected"]));
}
