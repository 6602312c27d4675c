//! Notifications: a browser that is gone is forgotten, one that renews itself stays.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    id::{ContactId, CustomerId, NotificationId, ParcelId, SessionId},
    notification::Report,
    receipt::{Cause, Verdict},
};
use serde_json::json;
use server::operations::weigh_report;
use sqlx::PgPool;
use store::{StoreError, notification, push};

use crate::world::{PHONE, World};

/// The customer of a parcel that waits, signed in: the cookie, the session and whose it is.
async fn signed_in(world: &World) -> (String, i64, i64) {
    world.ready("RR473124829GB", PHONE).await;
    let cookie = world.sign_in("RR473124829GB", PHONE).await;
    let (session, customer) =
        sqlx::query_as("select id, customer_id from session").fetch_one(&world.pool).await.unwrap();
    (cookie, session, customer)
}

/// A browser of the customer of that phone, with a message to it.
async fn browser(world: &World, session: i64, customer: i64) -> (ContactId, NotificationId) {
    browser_told(world, session, customer, None).await
}

/// The same, and the message is about the code of that parcel.
async fn browser_told(
    world: &World,
    session: i64,
    customer: i64,
    of: Option<&ParcelId>,
) -> (ContactId, NotificationId) {
    let now = world.app_state.now();
    world
        .app_state
        .db
        .write::<_, StoreError>(async |connection| {
            let keys = push::Keys { p256dh: "key".into(), auth: "auth".into() };
            let endpoint = "https://updates.push.services.mozilla.com/x";
            let new = push::NewBrowser {
                customer: CustomerId::new(customer),
                session: SessionId::new(session),
                endpoint,
                keys: &keys,
            };
            let contact = push::add(connection, &new, now).await?;
            let address = domain::contact::Address::stored(domain::contact::Channel::Push, endpoint.into());
            let message = notification::NewNotification {
                kind: match of {
                    Some(_) => notification::NotificationKind::Code,
                    None => notification::NotificationKind::Prove,
                },
                parcel: of,
                contact: Some((contact, &address)),
                channel: domain::contact::Channel::Push,
                sealed: None,
                request: None,
                change: None,
                notice: None,
                language: None,
                expires_at: now + chrono::Duration::hours(1),
            };
            let id = notification::queue(connection, &message, now).await?.unwrap();
            Ok((contact, id))
        })
        .await
        .unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_browser_that_is_gone_is_forgotten_at_once(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session, customer) = signed_in(&world).await;
    let (_, message) = browser(&world, session, customer).await;
    let gone = Verdict { report: Report::FailedForGood, cause: Some(Cause::PushGone) };
    world
        .app_state
        .db
        .write::<_, StoreError>(async |connection| {
            weigh_report::run(connection, message, gone, world.app_state.now()).await
        })
        .await
        .unwrap();
    assert_eq!(world.count("select count(*) from contact where channel = 'push'").await, 0);
    assert_eq!(world.count("select count(*) from push_subscription").await, 0);
    assert_eq!(world.count("select count(*) from notification where cause = 'push_gone'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_page_of_a_parcel_says_that_its_browser_takes_nothing_any_more(pool: PgPool) {
    let world = World::new(pool).await;
    let (cookie, session, customer) = signed_in(&world).await;
    let id: String = sqlx::query_scalar("select id from parcel").fetch_one(&world.pool).await.unwrap();
    let (_, message) = browser_told(&world, session, customer, Some(&ParcelId::stored(id.clone()))).await;
    let gone = Verdict { report: Report::FailedForGood, cause: Some(Cause::PushGone) };
    world
        .app_state
        .db
        .write::<_, StoreError>(async |connection| {
            weigh_report::run(connection, message, gone, world.app_state.now()).await
        })
        .await
        .unwrap();
    let page = world.get(&format!("/parcels/{id}/help"), &cookie).await.body;
    assert!(page.contains("data-cause=\"send.push_off\""), "{page}");
    // Nobody has changed anything.
    assert!(!page.contains(app::wording::default().evidence_went_to_former()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_out_takes_the_browsers_notifications_with_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (cookie, session, customer) = signed_in(&world).await;
    browser(&world, session, customer).await;
    world.submit("sign_out", "", &cookie).await;
    assert_eq!(world.count("select count(*) from push_subscription").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_that_runs_out_takes_them_with_it_too(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session, customer) = signed_in(&world).await;
    browser(&world, session, customer).await;
    for (days, left) in [(89, 1), (1, 0)] {
        world.clock.pass(chrono::Duration::days(days));
        server::worker::watch_once(&world.app_state).await;
        assert_eq!(world.count("select count(*) from push_subscription").await, left);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_renewed_subscription_is_read_with_its_reason_to_refuse(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let cookie = world.sign_in("RR473124829GB", PHONE).await;
    let post = async |body: String, cookie: &str| {
        let request = Request::post("/api/push_renewed")
            .header(header::HOST, "pickup.example.org")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", "203.0.113.7")
            .header(header::COOKIE, cookie);
        world.send(request.body(Body::from(body)).unwrap()).await.status
    };
    let elsewhere =
        json!({ "endpoint": "https://169.254.169.254/x", "keys": { "p256dh": "x", "auth": "y" } });
    assert_eq!(post(elsewhere.to_string(), &cookie).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("{".into(), &cookie).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.count("select count(*) from contact where channel = 'push'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_whose_browser_is_gone_says_so_instead_of_waiting(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session, customer) = signed_in(&world).await;
    let (contact, _) = browser(&world, session, customer).await;
    world
        .app_state
        .db
        .write::<_, StoreError>(async |connection| push::remove(connection, contact).await)
        .await
        .unwrap();
    world.work().await;
    let gone = "select count(*) from notification where state = 'technical_failure' and cause = 'push_gone'";
    assert_eq!(world.count(gone).await, 1);
    assert_eq!(world.count("select count(*) from job where kind = 'deliver_push'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reference_that_was_never_ours_is_unknown_whatever_it_is_made_of(pool: PgPool) {
    let world = World::new(pool).await;
    for reference in ["%00", "0", "%F0%9F%93%A6", "0123456789ABCDEFGHJKMNPQRI", "0123456789ABCDEFGHJKMNPQRS"]
    {
        let request = Request::post(format!("/api/v1/receipts/push/{reference}"));
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{reference}: {}", answer.body);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_browser_that_renews_its_subscription_keeps_what_the_customer_chose(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session, customer) = signed_in(&world).await;
    browser(&world, session, customer).await;
    sqlx::query("update contact set off = true, place = 7, proven_at = created_at where channel = 'push'")
        .execute(&world.pool)
        .await
        .unwrap();
    let (renewed, _) = browser(&world, session, customer).await;
    let kept: (bool, i16, bool) =
        sqlx::query_as("select off, place, proven_at is null from contact where id = $1")
            .bind(renewed.get())
            .fetch_one(&world.pool)
            .await
            .unwrap();
    assert_eq!(kept, (true, 7, true), "off and in its place, but not proven");
    assert_eq!(world.count("select count(*) from contact where channel = 'push'").await, 1);
}
