use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use server::worker;
use sqlx::PgPool;

use crate::world::{PHONE, World, digits};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_is_shown_only_to_the_session_that_asked_and_hides_again(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, code) = world.ready("RR473124829GB", PHONE).await;
    let mine = world.sign_in("RR473124829GB", PHONE).await;
    let page = format!("/parcels/{id}/code");
    let halves = [&code[..3], &code[3..]];
    let shows = |body: &str| halves.iter().all(|half| body.contains(&format!(">{half}<")));
    let masked = world.get(&page, &mine).await;
    assert_eq!(masked.status, StatusCode::OK);
    assert!(!shows(&masked.body) && !masked.body.contains("h1v1"), "{}", masked.body);
    assert_eq!(world.submit("reveal", &format!("parcel={id}"), &mine).await.location(), page);
    let shown = world.get(&page, &mine).await;
    assert!(shows(&shown.body), "{}", shown.body);
    assert_eq!(shown.headers["cache-control"], "no-store");
    let parcel = world.get(&format!("/parcels/{id}"), &mine).await;
    assert!(!shows(&parcel.body) && !parcel.body.contains(&code), "{}", parcel.body);
    world.clock.pass(Duration::minutes(1));
    let elsewhere = world.sign_in("RR473124829GB", PHONE).await;
    assert!(!shows(&world.get(&page, &elsewhere).await.body));
    world.clock.pass(Duration::minutes(9));
    assert!(!shows(&world.get(&page, &mine).await.body));
    assert_eq!(world.count("select count(*) from activity where kind = 'revealed'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_watchdog_finds_a_parcel_without_a_code(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    world.place("RR473124829GB", "14").await;
    sqlx::query("delete from job").execute(&world.pool).await.unwrap();
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from job").await, 0, "placed one minute ago");
    world.clock.pass(Duration::minutes(2));
    worker::watch_once(&world.app_state).await;
    world.work().await;
    assert_eq!(world.count("select count(*) from pickup_code where ended_at is null").await, 1);
    assert_eq!(world.provider.texts(PHONE).len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_watchdog_replaces_a_code_that_does_not_open(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, old) = world.ready("RR473124829GB", PHONE).await;
    sqlx::query("update pickup_code set sealed = 'broken'").execute(&world.pool).await.unwrap();
    let session = world.sign_in("RR473124829GB", PHONE).await;
    assert_eq!(world.get(&format!("/parcels/{id}/code"), &session).await.status, StatusCode::OK);
    world.clock.pass(Duration::seconds(20));
    worker::watch_once(&world.app_state).await;
    world.work().await;
    let texts = world.provider.texts(PHONE);
    let new = digits(texts.last().unwrap());
    assert_eq!(world.unlock(json!({ "digits": old })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.unlock(json!({ "digits": new })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn keys_rotate_without_a_gap(pool: PgPool) {
    let before = World::with_keys(pool.clone(), &["k1"]).await;
    let (_, old) = before.ready("RR473124829GB", PHONE).await;
    let after = World::with_keys(pool, &["k2", "k1"]).await;
    worker::watch_once(&after.app_state).await;
    assert_eq!(after.unlock(json!({ "digits": old })).await.status, StatusCode::OK);
    after.announce("RR473124830GB", json!({ "phone": PHONE })).await;
    after.place("RR473124830GB", "15").await;
    after.work().await;
    assert_eq!(after.count("select count(*) from pickup_code where key_id = 'k2'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_is_sent_again_within_its_limits_however_many_ask_at_once(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, code) = one.ready("RR473124829GB", PHONE).await;
    let session = one.sign_in("RR473124829GB", PHONE).await;
    let before = one.provider.texts(PHONE).len();
    let resend = async |place: usize, request: usize| {
        let world = if place.is_multiple_of(2) { &one } else { &two };
        world.submit("resend", &format!("parcel={id}&channel=sms&request=request-{request}"), &session).await
    };
    // A double tap is one message.
    let taps = join_all((0..20).map(|place| resend(place, 0))).await;
    assert!(
        taps.iter().all(|answer| answer.location() == format!("/parcels/{id}#messages")),
        "{}",
        taps[0].location()
    );
    assert_eq!(one.count("select count(*) from notification where resent").await, 1);
    // Of fifty different requests two more pass: three at once is the burst.
    let asked = join_all((0..50).map(|place| resend(place, place + 1))).await;
    assert_eq!(one.count("select count(*) from notification where resent").await, 3);
    let refused = asked.iter().filter(|answer| answer.location().contains("#messages: wait-")).count();
    assert_eq!(refused, 48);
    // One a minute after that, until the day's six are used up.
    for request in 100..103 {
        one.clock.pass(Duration::seconds(60));
        assert!(!resend(0, request).await.location().contains(": "));
    }
    one.clock.pass(Duration::minutes(10));
    assert!(resend(0, 200).await.location().contains(": spent-today"));
    assert_eq!(one.count("select count(*) from notification where resent").await, 6);
    one.work().await;
    let texts = one.provider.texts(PHONE);
    assert_eq!(texts.len() - before, 6);
    assert!(texts[before..].iter().all(|text| digits(text) == code));
    assert!(resend(0, 300).await.location().contains("spent-today"));
    let nonsense = one.submit("resend", &format!("parcel={id}&channel=fax&request=x"), &session).await;
    assert!(nonsense.location().contains(": invalid-channel"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_sent_again_before_there_is_a_code(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    for (action, form) in
        [("resend", format!("parcel={id}&channel=sms&request=x")), ("reveal", format!("parcel={id}"))]
    {
        assert!(world.submit(action, &form, &session).await.location().contains(": no-code"));
    }
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(!page.body.contains("/api/resend"), "{}", page.body);
}

// R4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_page_offers_what_the_desk_grants_however_many_messages_there_were_since(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let resend = async |request: usize| {
        world.submit("resend", &format!("parcel={id}&channel=sms&request=r{request}"), &session).await
    };
    for request in 0..6 {
        world.clock.pass(Duration::seconds(61));
        assert!(!resend(request).await.location().contains(": "));
    }
    world.clock.pass(Duration::minutes(5));
    sqlx::query(
        "insert into notification (kind, parcel_id, contact_id, channel, masked, state, state_at, created_at, expires_at)
         select 'code', parcel_id, contact_id, channel, masked, 'sent', $1, $1, expires_at
         from notification, generate_series(1, 25) where kind = 'code' and not resent",
    )
    .bind(world.app_state.now())
    .execute(&world.pool)
    .await
    .unwrap();
    assert!(resend(9).await.location().contains(": spent-today"));
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(page.body.contains("value=\"sms\" disabled"), "{}", page.body);
}
