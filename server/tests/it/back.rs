//! Whoever waits for a station that is down is told once when it takes codes again, and nobody else.

use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{Answer, OPERATOR, PHONE, STATION, World};

const NUMBER: &str = "RR473124829GB";
const OTHER: &str = "RR473124830GB";
const STRANGER: &str = "+4915112345699";

impl World {
    async fn is_heard(&self) {
        let beat = json!({ "clock": self.app_state.now() });
        let answer = self.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    /// The station is heard for as long as it takes to be back.
    async fn comes_back(&self) {
        for _ in 0..5 {
            self.is_heard().await;
            self.clock.pass(Duration::minutes(1));
        }
    }

    async fn asks(&self, id: &str, session: &str) -> Answer {
        self.submit("tell_when_back", &format!("parcel={id}&answer=door.offline"), session).await
    }

    fn told_back(&self, phone: &str) -> usize {
        self.provider.texts(phone).iter().filter(|text| text.contains("works again")).count()
    }
}

/// A parcel that waits at a station which has just fallen silent, its code shown, and a session.
async fn silent(pool: PgPool) -> (World, String, String, String) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    // With the code in hand, the door is what they ask about.
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    world.is_heard().await;
    world.clock.pass(Duration::minutes(4));
    (world, id, digits, session)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_waits_for_a_station_is_told_once_when_it_is_back_for_good(pool: PgPool) {
    let (world, id, digits, session) = silent(pool).await;
    let help = format!("/parcels/{id}/help");
    let page = world.get(&help, &session).await.body;
    assert!(page.contains("data-cause=\"door.offline\"") && page.contains("/api/tell_when_back"), "{page}");
    for _ in 0..3 {
        assert_eq!(world.asks(&id, &session).await.location(), help);
    }
    assert_eq!(world.count("select count(*) from back_wish").await, 1);
    assert_eq!(world.count("select count(*) from activity where kind = 'asked_to_be_told'").await, 1);
    let page = world.get(&help, &session).await.body;
    assert!(page.contains("You are told as soon as the station works again"), "{page}");
    assert!(!page.contains("/api/tell_when_back"), "{page}");
    // One sign of life is none.
    world.is_heard().await;
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    assert_eq!((world.told_back(PHONE), world.count("select count(*) from back_wish").await), (0, 1));
    world.comes_back().await;
    world.work().await;
    let text = world.provider.texts(PHONE).pop().unwrap();
    assert!(text.contains("works again") && text.contains(&format!("/parcels/{id}")), "{text}");
    let (left, right) = digits.split_at(3);
    assert!(!text.contains(&digits) && !text.contains(&format!("{left} {right}")), "{text}");
    assert!(text.chars().count() <= 160, "{text}");
    assert_eq!(world.count("select count(*) from back_wish").await, 0);
    // It is told once, and of a station that works nobody waits.
    world.asks(&id, &session).await;
    world.clock.pass(Duration::minutes(4));
    world.comes_back().await;
    world.work().await;
    assert_eq!((world.told_back(PHONE), world.count("select count(*) from back_wish").await), (1, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stranger_waits_for_nobodys_parcel_and_who_has_collected_is_told_nothing(pool: PgPool) {
    let (world, id, digits, session) = silent(pool).await;
    let (theirs, _) = world.ready(OTHER, STRANGER).await;
    let stranger = world.sign_in(OTHER, STRANGER).await;
    let known = world.asks(&id, &stranger).await;
    let unknown = world.asks("7K2QX9M3WZT5", &stranger).await;
    assert_eq!(known.location().replace(&id, ""), unknown.location().replace("7K2QX9M3WZT5", ""));
    world.asks(&id, "").await;
    assert_eq!(world.count("select count(*) from back_wish").await, 0);
    world.asks(&id, &session).await;
    world.asks(&theirs, &stranger).await;
    assert_eq!(world.count("select count(*) from back_wish").await, 2);
    assert!(world.unlock(json!({ "digits": digits })).await.status.is_success());
    world.comes_back().await;
    world.work().await;
    assert_eq!((world.told_back(PHONE), world.told_back(STRANGER)), (0, 1));
    assert_eq!(world.count("select count(*) from back_wish").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_instances_tell_of_a_station_once(pool: PgPool) {
    let (world, id, _, session) = silent(pool.clone()).await;
    world.asks(&id, &session).await;
    let other = World::new(pool).await;
    world.comes_back().await;
    other.clock.pass(world.app_state.now() - other.app_state.now());
    join_all([&world, &other, &world, &other].map(World::work)).await;
    assert_eq!(world.told_back(PHONE) + other.told_back(PHONE), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn in_front_of_a_station_only_who_has_something_there_may_wait_for_it(pool: PgPool) {
    let (world, id, _, session) = silent(pool).await;
    let at = world.get("/at/BER-042", &session).await.body;
    assert!(at.contains("/api/tell_when_back"), "{at}");
    for nobody in ["", "__Host-session=nothing"] {
        assert!(!world.get("/at/BER-042", nobody).await.body.contains("tell_when_back"));
    }
    let form = format!("parcel={id}&station=BER-042");
    assert_eq!(world.submit("tell_when_back", &form, &session).await.location(), "/at/BER-042");
    let at = world.get("/at/BER-042", &session).await.body;
    assert!(at.contains("You are told as soon as") && !at.contains("/api/tell_when_back"), "{at}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_incident_of_a_station_is_told_to_whoever_stands_there(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.station("BER-043").await;
    let body = json!({ "request": "r1", "scope": "station", "subject": "BER-042", "trouble": "scanner",
        "words": "Somebody is on the way." });
    let raised = world.api("POST", "/incidents", OPERATOR, &body).await;
    let at = world.get("/at/BER-042", "").await.body;
    assert!(at.contains("data-incident=\"scanner\"") && at.contains("Somebody is on the way."), "{at}");
    assert!(!world.get("/at/BER-043", "").await.body.contains("data-incident"));
    let clear = format!("/incidents/{}/clear", raised.json()["id"]);
    world.api("POST", &clear, OPERATOR, &Value::Null).await;
    assert!(!world.get("/at/BER-042", "").await.body.contains("data-incident"));
}
