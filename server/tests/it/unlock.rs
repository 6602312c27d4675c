use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use sqlx::PgPool;

use crate::world::{PHONE, STATION, World};

const WRONG: &str = "987654";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_right_code_opens_once_and_destroys_itself(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let answers = join_all((0..32).map(|place| {
        let caller = format!("keypad-{place}");
        world.unlock(json!({ "digits": digits, "caller": caller }))
    }))
    .await;
    let opened: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].json(), json!({ "result": "open", "compartment": "14" }));
    assert!(answers.iter().all(|answer| [StatusCode::OK, StatusCode::FORBIDDEN].contains(&answer.status)));
    assert_eq!(world.count("select count(*) from parcel where status = 'delivered'").await, 1);
    assert_eq!(world.count("select count(*) from pickup_code where sealed is not null").await, 0);
    assert_eq!(world.count("select count(*) from link").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn wrong_unknown_expired_and_elsewhere_get_the_same_answer(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    world.station("BER-043").await;
    let wrong = world.unlock(json!({ "digits": WRONG })).await;
    let nonsense = world.unlock(json!({ "digits": "000000" })).await;
    let scanned = world.unlock(json!({ "qr": "https://example.org" })).await;
    let elsewhere =
        world.api("POST", "/stations/BER-043/unlock", STATION, &json!({ "digits": digits })).await;
    world.clock.pass(Duration::days(3));
    let expired = world.unlock(json!({ "digits": digits })).await;
    for answer in [&wrong, &nonsense, &scanned, &elsewhere, &expired] {
        assert_eq!((answer.status, &answer.body), (StatusCode::FORBIDDEN, &wrong.body));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn five_wrong_tries_lock_for_five_minutes_exactly_however_many_come_at_once(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let answers = join_all((0..200).map(|place| {
        let instance = if place % 2 == 0 { &world } else { &other };
        instance.unlock(json!({ "digits": WRONG }))
    }))
    .await;
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::FORBIDDEN).count();
    let locked: Vec<_> =
        answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).collect();
    assert_eq!((refused, locked.len()), (5, 195));
    assert_eq!(locked[0].headers["retry-after"], "300");
    let right = world.unlock(json!({ "digits": digits })).await;
    assert_eq!((right.status, &right.json()["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("locked")));
    world.clock.pass(Duration::seconds(299));
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::TOO_MANY_REQUESTS);
    world.clock.pass(Duration::seconds(1));
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_answer_can_be_asked_for_again(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let body = json!({ "digits": digits, "attempt": "a-1" });
    let first = world.unlock(body.clone()).await;
    let again = world.unlock(body).await;
    assert_eq!((first.status, &first.body), (StatusCode::OK, &again.body));
    assert_eq!(world.count("select count(*) from unlock_attempt").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_whose_clock_is_off_gets_as_much_time(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let beat = json!({ "clock": "2026-11-22T11:58:00Z" });
    world.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
    // Two minutes after the deadline of 17:00 on the 24th.
    world.clock.pass(Duration::days(2) + Duration::hours(5));
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn exactly_one_of_digits_and_qr_is_asked_for(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    for (body, field) in [
        (json!({}), "digits"),
        (json!({ "digits": "1", "qr": "2" }), "qr"),
        (json!({ "digits": 1 }), "digits"),
    ] {
        let answer = world.unlock(body).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    assert_eq!(world.count("select count(*) from unlock_tries").await, 0);
}
