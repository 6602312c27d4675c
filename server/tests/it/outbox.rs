use std::pin::pin;

use chrono::Duration;
use domain::contact::Channel;
use serde_json::json;
use server::worker::health::Health;
use simulator::sms::{ErrorCode, SmsFault};
use sqlx::PgPool;

use crate::world::{PHONE, World};

async fn state(world: &World) -> (String, Option<String>) {
    sqlx::query_as("select state, cause from notification where kind = 'code'")
        .fetch_one(&world.pool)
        .await
        .unwrap()
}

const DELIVERIES: &str = "select count(*) from job where kind like 'deliver%'";

async fn placed(world: &World) {
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    world.place("RR473124829GB", "14").await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_provider_that_is_busy_is_asked_again_and_the_state_tells_so(pool: PgPool) {
    let world = World::new(pool).await;
    placed(&world).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    world.work().await;
    assert_eq!(state(&world).await, ("temporary_failure".into(), Some("provider".into())));
    assert_eq!(world.count(DELIVERIES).await, 1);
    world.clock.pass(Duration::seconds(4));
    world.work().await;
    assert_eq!(state(&world).await.0, "sent");
    assert_eq!(world.provider.texts(PHONE).len(), 1);
    assert_eq!(world.count(DELIVERIES).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_waits_out_providers_that_are_down_for_hours(pool: PgPool) {
    let world = World::new(pool).await;
    placed(&world).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 30);
    }
    for _ in 0..29 {
        world.work().await;
        assert_eq!(state(&world).await, ("temporary_failure".into(), Some("provider".into())));
        world.clock.pass(Duration::minutes(5));
    }
    world.work().await;
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    assert_eq!(state(&world).await.0, "sent");
    assert_eq!(world.count(DELIVERIES).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_whose_work_was_laid_aside_does_not_wait_for_ever(pool: PgPool) {
    let world = World::new(pool).await;
    placed(&world).await;
    world.provider.fail(SmsFault::Unavailable, 1);
    world.second.fail(SmsFault::Unavailable, 1);
    world.work().await;
    // What cannot be read fails whoever tries.
    sqlx::query("update contact set trouble = 'nonsense'").execute(&world.pool).await.unwrap();
    for _ in 2..12 {
        assert_eq!(state(&world).await.0, "temporary_failure");
        world.clock.pass(Duration::minutes(5));
        world.work().await;
    }
    assert_eq!(state(&world).await, ("technical_failure".into(), Some("provider".into())));
    assert_eq!(
        world.count("select count(*) from job where kind = 'deliver_sms' and dead_at is not null").await,
        1
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_number_that_cannot_receive_ends_the_notification(pool: PgPool) {
    let world = World::new(pool).await;
    placed(&world).await;
    world.provider.fail(SmsFault::Reject { code: ErrorCode(21_614) }, 1);
    world.work().await;
    assert_eq!(state(&world).await, ("permanent_failure".into(), Some("landline".into())));
    assert_eq!(world.count(DELIVERIES).await, 0);
    assert_eq!(world.count("select count(*) from contact where trouble = 'landline'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_of_no_use_any_more_is_not_sent(pool: PgPool) {
    let world = World::new(pool).await;
    placed(&world).await;
    world.submit("find", "tracking=RR473124829GB&contact=%2B4915123456789", "").await;
    world.clock.pass(Duration::days(3));
    world.work().await;
    assert!(world.provider.texts(PHONE).is_empty());
    assert_eq!(world.count("select count(*) from notification where cause = 'too_late'").await, 2);
    assert_eq!(world.count("select count(*) from notification where sealed is not null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_database_alone_holds_no_code_no_token_and_no_one_time_code(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let texts = world.provider.texts(PHONE);
    let one_time = texts.last().unwrap().rsplit('#').next().unwrap().to_owned();
    let link = crate::world::link(&texts[0]).rsplit('/').next().unwrap().to_owned();
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
            .fetch_all(&world.pool)
            .await
            .unwrap();
    for table in tables {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select t::text from {table} t")))
                .fetch_all(&world.pool)
                .await
                .unwrap();
        for row in rows {
            for secret in
                [digits.as_str(), one_time.as_str(), link.as_str(), session.split_once('=').unwrap().1]
            {
                // Bytes are printed as hexadecimal digits, which may hold six digits by chance.
                let plain = row
                    .split(['(', ',', ')'])
                    .filter(|column| !column.contains("\\x"))
                    .any(|column| column.contains(secret));
                assert!(!plain, "{table} holds a secret: {row}");
                let hidden =
                    secret.bytes().fold(String::new(), |hidden, byte| hidden + &format!("{byte:02x}"));
                assert!(!row.contains(&hidden), "{table} holds a secret as bytes: {row}");
            }
        }
    }
}

// R13
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_sends_waits_for_no_measuring(pool: PgPool) {
    let world = World::new(pool).await;
    let health = Health::default();
    let mut held = world.pool.begin().await.unwrap();
    sqlx::query("lock table attempt in access exclusive mode").execute(&mut *held).await.unwrap();
    let mut measuring = pin!(health.measure(&world.app_state));
    let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    let is_waiting = async { while world.count(waiting).await == 0 {} };
    tokio::select! {
        measured = &mut measuring => panic!("it was measured under a lock: {measured:?}"),
        () = is_waiting => {}
    }
    // In the middle of a measuring a provider is chosen by what was known before.
    assert_eq!(health.choose(&world.app_state.gateways, Channel::Sms, None).unwrap(), "sms");
    held.rollback().await.unwrap();
    measuring.await.unwrap();
    assert_eq!(health.choose(&world.app_state.gateways, Channel::Sms, Some("sms")).unwrap(), "sms2");
}
