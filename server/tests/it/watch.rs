//! What is looked after in the background: once in the fleet, and without harm.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;
use server::worker;
use sqlx::PgPool;

use crate::world::{PHONE, World, digits};

const NUMBER: &str = "RR473124829GB";
const BROKEN: &str = "select count(*) from pickup_code where ended_by = 'broken'";
const LIVE: &str = "select count(*) from pickup_code where ended_at is null";

async fn break_codes(world: &World) {
    sqlx::query("update pickup_code set sealed = 'broken' where ended_at is null")
        .execute(&world.pool)
        .await
        .unwrap();
}

// R9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_instance_that_lacks_a_key_destroys_nothing_that_is_sealed_under_it(pool: PgPool) {
    let new = World::with_keys(pool.clone(), &["k2", "k1"]).await;
    let old = World::with_keys(pool, &["k1"]).await;
    let (id, code) = new.ready(NUMBER, PHONE).await;
    let session = new.sign_in(NUMBER, PHONE).await;
    worker::watch_once(&old.app_state).await;
    let page = old.get(&format!("/parcels/{id}/code"), &session).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        new.count("select count(*) from pickup_code where ended_at is null and key_id = 'k2'").await,
        1
    );
    assert_eq!(new.unlock(json!({ "digits": code })).await.status, StatusCode::OK);
}

// R9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_under_an_unknown_key_is_sent_by_whoever_knows_it_and_is_no_wrong_one(pool: PgPool) {
    let new = World::with_keys(pool.clone(), &["k2", "k1"]).await;
    let old = World::with_keys(pool, &["k1"]).await;
    new.ready(NUMBER, PHONE).await;
    let form = format!("tracking={NUMBER}&contact={}", PHONE.replace('+', "%2B"));
    let begun = new.submit("find", &form, "").await;
    old.work().await;
    assert!(old.provider.texts(PHONE).is_empty());
    new.clock.pass(Duration::minutes(1));
    new.work().await;
    let text = new.provider.texts(PHONE).pop().unwrap();
    let typed = format!("code={}", text.rsplit('#').next().unwrap());
    let cookie = begun.cookie("__Host-sign-in").unwrap();
    let answer = old.submit("prove", &typed, &cookie).await;
    assert!(answer.location().starts_with("/sign-in: unavailable-"), "{}", answer.location());
    assert!(new.submit("prove", &typed, &cookie).await.cookie("__Host-session").is_some());
    assert_eq!(new.count("select count(*) from job where kind = 'note_wrong_code'").await, 0);
}

// R9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn codes_that_their_own_key_cannot_open_are_replaced_a_few_in_a_round(pool: PgPool) {
    let world = World::new(pool).await;
    for place in 0..12 {
        world.ready(&format!("RR4731248{place:02}GB"), PHONE).await;
    }
    break_codes(&world).await;
    for replaced in [10, 12, 12] {
        worker::watch_once(&world.app_state).await;
        assert_eq!(world.count(BROKEN).await, replaced);
    }
    world.work().await;
    assert_eq!(world.count(LIVE).await, 12);
}

// R2, R9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_broken_code_is_replaced_when_somebody_looks_at_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    break_codes(&world).await;
    world.get(&format!("/parcels/{id}/code"), &session).await;
    world.work().await;
    assert_eq!((world.count(BROKEN).await, world.count(LIVE).await), (1, 1));
}

// R2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_round_is_made_once_in_the_fleet(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready(NUMBER, PHONE).await;
    worker::watch_in_turn(&one.app_state).await;
    break_codes(&one).await;
    worker::watch_in_turn(&two.app_state).await;
    worker::watch_in_turn(&one.app_state).await;
    assert_eq!(one.count(BROKEN).await, 0);
    two.clock.pass(Duration::seconds(20));
    worker::watch_in_turn(&two.app_state).await;
    assert_eq!(one.count(BROKEN).await, 1);
}

// R2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_round_reads_parcels_that_wait_for_a_code_and_no_others(pool: PgPool) {
    let world = World::new(pool).await;
    let due = "select count(*) from code_due";
    world.ready(NUMBER, PHONE).await;
    assert_eq!(world.count(due).await, 0);
    world.announce("RR473124830GB", json!({ "phone": PHONE })).await;
    world.place("RR473124830GB", "15").await;
    assert_eq!(world.count(due).await, 1);
    // A code that is taken away is due again.
    break_codes(&world).await;
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count(due).await, 2);
    world.work().await;
    assert_eq!(world.count(due).await, 0);
}

// R12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn work_that_was_laid_aside_is_not_begun_anew_by_the_watchdog(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE })).await;
    world.place(NUMBER, "14").await;
    sqlx::query("update job set dead_at = run_at, attempt = 12").execute(&world.pool).await.unwrap();
    for _ in 0..3 {
        world.clock.pass(Duration::minutes(5));
        worker::watch_once(&world.app_state).await;
    }
    assert_eq!(world.count("select count(*) from job").await, 1);
}

// R10
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn digits_that_two_codes_have_open_no_door_and_both_are_replaced(pool: PgPool) {
    let world = World::with_keys(pool, &["k2", "k1"]).await;
    let (_, code) = world.ready(NUMBER, PHONE).await;
    let (other, _) = world.ready("RR473124830GB", "+4915155500141").await;
    // As two instances could make it that had no key in common.
    let twice =
        world.app_state.keys.digits_indexes("BER-042", &domain::code::PickupCode::parse(&code).unwrap());
    sqlx::query("update pickup_code set digits_index = $1 where parcel_id = $2")
        .bind(twice.last())
        .bind(&other)
        .execute(&world.pool)
        .await
        .unwrap();
    world.clock.pass(Duration::minutes(1));
    assert_eq!(world.unlock(json!({ "digits": code })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.count("select count(*) from unlock_tries where tries > 0").await,
        0,
        "nobody has guessed"
    );
    world.work().await;
    assert_eq!(world.count(LIVE).await, 2);
    let new = digits(world.provider.texts(PHONE).last().unwrap());
    assert_eq!(world.unlock(json!({ "digits": new })).await.status, StatusCode::OK);
}

// R11
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_revealed_is_that_code_and_not_the_one_after_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    sqlx::query("create table late as select * from reveal").execute(&world.pool).await.unwrap();
    break_codes(&world).await;
    worker::watch_once(&world.app_state).await;
    // As by a reveal that was under way while the code was replaced.
    sqlx::query("insert into reveal select * from late").execute(&world.pool).await.unwrap();
    world.work().await;
    let page = world.get(&format!("/parcels/{id}/code"), &session).await;
    assert!(page.body.contains("aria-label=\"hidden\""), "{}", page.body);
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let page = world.get(&format!("/parcels/{id}/code"), &session).await;
    assert!(!page.body.contains("aria-label=\"hidden\""), "{}", page.body);
}
