//! Pages say when something in them changes by itself, and then it has. B4

use chrono::Duration;
use domain::Timestamp;
use serde_json::{Value, json};
use server::clock::Clock;
use sqlx::PgPool;

use crate::world::{OPERATOR, PHONE, STATION, World};

const NUMBER: &str = "RR473124829GB";

/// In how many seconds the page is due.
fn due(page: &str) -> i64 {
    let (_, rest) = page.split_once("<main id=\"main\" data-due=\"").expect("a page that is due");
    rest.split_once('"').unwrap().0.parse().unwrap()
}

/// Looks at a page whenever it is due, and at no other time, until it shows what is waited for. Nothing is written
/// meanwhile.
async fn when(world: &World, path: &str, session: &str, shows: impl Fn(&str) -> bool) -> Timestamp {
    for _ in 0..60 {
        let page = world.get(path, session).await.body;
        if shows(&page) {
            return world.clock.now();
        }
        world.clock.pass(Duration::seconds(due(&page)));
    }
    panic!("never on {path}");
}

async fn says(world: &World, path: &str, session: &str, words: &str) -> Timestamp {
    when(world, path, session, |page| page.contains(words)).await
}

/// The same for words that are there at first.
async fn no_longer_says(world: &World, path: &str, session: &str, words: &str) -> Timestamp {
    let page = world.get(path, session).await.body;
    assert!(page.contains(words), "{page}");
    when(world, path, session, |page| !page.contains(words)).await
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The same second, or the one after it: until the very moment still holds what held before.
fn about(said: Timestamp, moment: &str) {
    let late = said - at(moment);
    assert!(late >= Duration::zero() && late <= Duration::seconds(1), "{said} and not {moment}");
}

async fn beat(world: &World, more: &Value) {
    let mut body = json!({ "clock": world.clock.now() });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = world.api("POST", "/stations/BER-042/heartbeat", STATION, &body).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deadline_passes_on_every_page_that_shows_the_parcel(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let start = world.clock.now();
    for path in ["/parcels".to_owned(), format!("/parcels/{id}"), format!("/parcels/{id}/code")] {
        world.clock.pass(start - world.clock.now());
        about(says(&world, &path, &session, "Could be collected until").await, "2026-11-24T17:00:00Z");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_that_does_not_come_is_late_on_its_page_and_in_the_list(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let body = json!({ "tracking_number": NUMBER, "carrier": "DHL", "merchant": "Birch & Bloom",
        "station": "BER-042", "recipient": { "phone": PHONE },
        "expected": { "from": "2026-11-22T16:00:00Z", "until": "2026-11-22T18:00:00Z" } });
    let answer = world.api("POST", "/parcels", OPERATOR, &body).await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let session = world.sign_in(NUMBER, PHONE).await;
    let start = world.clock.now();
    for path in ["/parcels".to_owned(), format!("/parcels/{id}")] {
        world.clock.pass(start - world.clock.now());
        about(says(&world, &path, &session, "Was expected").await, "2026-11-22T18:00:00Z");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn days_are_named_anew_at_midnight_at_the_station(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let start = world.clock.now();
    for path in [format!("/parcels/{id}"), "/account".into()] {
        world.clock.pass(start - world.clock.now());
        about(says(&world, &path, &session, "Yesterday 13:0").await, "2026-11-22T23:00:00Z");
    }
    world.clock.pass(start - world.clock.now());
    about(says(&world, "/parcels", &session, "tomorrow").await, "2026-11-22T23:00:00Z");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_falls_silent_and_a_lock_of_its_keypad_ends(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    beat(&world, &json!({ "scanner": "ok", "keypad": "ok" })).await;
    for _ in 0..5 {
        world.unlock(json!({ "digits": "111213" })).await;
    }
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let start = world.clock.now();
    let parcel = format!("/parcels/{id}");
    about(says(&world, &parcel, &session, "No contact since").await, "2026-11-22T12:05:00Z");
    for path in [parcel.clone(), format!("{parcel}/code")] {
        world.clock.pass(start - world.clock.now());
        about(no_longer_says(&world, &path, &session, "keypad waits").await, "2026-11-22T12:07:00Z");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_revealed_is_covered_and_what_was_sent_may_be_sent_again(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    // Not when the proof of the sign-in ceases to be fresh.
    world.clock.pass(Duration::minutes(1));
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let start = world.clock.now();
    let code = format!("/parcels/{id}/code");
    assert!(!world.get(&code, &session).await.body.contains("aria-label=\"hidden\""));
    about(says(&world, &code, &session, "aria-label=\"hidden\"").await, "2026-11-22T12:13:00Z");
    world.clock.pass(start - world.clock.now());
    for place in 0..3 {
        world.submit("resend", &format!("parcel={id}&channel=sms&request=R{place}"), &session).await;
    }
    let parcel = format!("/parcels/{id}");
    about(no_longer_says(&world, &parcel, &session, "data-left=").await, "2026-11-22T12:04:00Z");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_fresh_proof_ends_on_the_account_page(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    assert!(world.get("/account", &session).await.body.contains("/api/add_passkey"));
    about(says(&world, "/account", &session, "within the last 10 minutes").await, "2026-11-22T12:12:00Z");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_freeze_ends_on_the_contacts_page(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    sqlx::query("update customer set frozen_until = '2026-11-22T15:30:00Z'")
        .execute(&world.pool)
        .await
        .unwrap();
    assert!(!world.get("/contacts", &session).await.body.contains("/api/change_contact"));
    about(says(&world, "/contacts", &session, "/api/change_contact").await, "2026-11-22T15:30:00Z");
}
