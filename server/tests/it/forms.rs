use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::PgPool;

use crate::world::{PHONE, World};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_of_another_site_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let sessions = world.count("select count(*) from session where ended_at is null").await;
    for (site, origin) in [
        (Some("cross-site"), Some("https://evil.example")),
        (Some("same-site"), Some("https://evil.example.org")),
        (None, Some("https://evil.example")),
        (None, Some("null")),
    ] {
        for (action, form) in [
            ("reveal", format!("parcel={id}")),
            ("resend", format!("parcel={id}&channel=sms&request=x")),
            ("sign_out", String::new()),
            ("find", "tracking=RR473124829GB&contact=%2B4915123456789".to_owned()),
        ] {
            let mut request = Request::post(format!("/api/{action}"))
                .header(header::HOST, "pickup.example.org")
                .header(header::COOKIE, &session)
                .header(header::ACCEPT, "text/html")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let answer = world.send(request.body(Body::from(form)).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action} {site:?} {origin:?}");
        }
    }
    assert_eq!(world.count("select count(*) from reveal").await, 0);
    assert_eq!(world.count("select count(*) from notification where resent").await, 0);
    assert_eq!(world.count("select count(*) from session where ended_at is null").await, sessions);
    assert_eq!(world.count("select count(*) from challenge").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_action_is_done_by_get(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    for action in ["find", "another", "prove", "enter", "reveal", "resend", "sign_out"] {
        let answer = world.get(&format!("/api/{action}?parcel={id}&channel=sms&request=x"), &session).await;
        assert!(answer.status.is_client_error(), "{action}: {}", answer.status);
    }
    assert_eq!(world.count("select count(*) from reveal").await, 0);
    assert_eq!(world.get("/parcels", &session).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_wrongly_is_told_by_field_and_by_status(pool: PgPool) {
    let world = World::new(pool).await;
    for (form, problem) in [
        ("tracking=&contact=%2B4915123456789", "invalid-tracking"),
        ("tracking=RR473124829GB&contact=nobody", "invalid-contact"),
        ("tracking=RR473124829GB&contact=k%40localhost", "invalid-contact"),
        ("", "invalid-tracking"),
    ] {
        assert_eq!(world.submit("find", form, "").await.location(), format!("/?problem={problem}"));
    }
    // A program gets the status instead.
    let request = Request::post("/api/find")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("tracking=&contact="))
        .unwrap();
    let answer = world.send(request).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid-tracking"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_that_is_too_large_or_garbled_is_refused(pool: PgPool) {
    let world = World::new(pool).await;
    let large = format!("tracking={}&contact=x", "A".repeat(40_000));
    let answer = world.submit("find", &large, "").await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let garbled = world.submit("find", "tracking=%ff%fe&contact", "").await;
    assert!(garbled.location() != "/sign-in", "{}", garbled.status);
    assert_eq!(world.count("select count(*) from challenge").await, 0);
}
