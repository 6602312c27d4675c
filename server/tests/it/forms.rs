use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::PgPool;

use crate::world::{Answer, PHONE, World};

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

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_that_cannot_be_read_leads_to_no_other_site(pool: PgPool) {
    let world = World::new(pool).await;
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "tracking=%ff%fe&contact"),
        ("application/json", "{"),
        ("text/plain", "\u{0}"),
    ] {
        let request = Request::post("/api/find")
            .header(header::REFERER, "https://evil.example/sign-in-again")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind);
        let answer = world.send(request.body(Body::from(body)).unwrap()).await;
        assert!(
            matches!(answer.location(), "" | "/" | "/?problem=invalid-tracking"),
            "{}",
            answer.location()
        );
    }
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_makes_no_page_tell_a_problem_of_its_makers_choice(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    for (path, codes) in [
        (
            "/contacts",
            "slip-call-evil.example wait-86400 unavailable-CALL0900 undo-over sign-in-over no-code",
        ),
        ("/account", "slip-call-evil.example wait-86400 unavailable-CALL0900 wrong-code last-way"),
        (
            &format!("/parcels/{id}"),
            "wait-86400 unavailable-CALL0900 link-over already-there too-many-passkeys",
        ),
        ("/sign-in", "wait-86400 unavailable-CALL0900 frozen taken-elsewhere"),
    ] {
        for code in codes.split(' ') {
            let body = world.get(&format!("{path}?problem={code}"), &session).await.body;
            for words in ["evil.example", "CALL0900", "86400"] {
                assert!(!body.contains(words), "{path} {code}");
            }
            let plain = world.get(path, &session).await.body;
            let alerts = |body: &str| body.matches("role=\"alert\"").count();
            assert_eq!(alerts(&body), alerts(&plain), "{path} {code}");
        }
    }
}

/// A page as a browser goes to it that was just sent there.
async fn follow(world: &World, answer: &Answer, session: &str, how: &str) -> Answer {
    let kept = answer.cookie("__Host-problem").expect("the problem is kept");
    let request = Request::get(answer.location().split('#').next().unwrap())
        .header(header::COOKIE, format!("{session}; {kept}"))
        .header("sec-fetch-dest", how);
    world.send(request.body(Body::empty()).unwrap()).await
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_an_address_may_not_tell_the_browser_keeps_for_one_page_and_a_minute(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let slip = world.submit("change_contact", "address=kim%40gmial.com", &session).await;
    assert_eq!(slip.location(), "/contacts?problem");
    let cookie = slip.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-problem=", "; Path=/;", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=60"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("gmail"), "{cookie}");
    let page = follow(&world, &slip, &session, "document").await;
    assert!(page.body.contains("gmail.com"));
    // Shown once: the browser is to forget it. A page that is only fetched anew goes on telling it.
    let forgotten = page.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(forgotten.starts_with("__Host-problem=;") && forgotten.ends_with("Max-Age=0"), "{forgotten}");
    let fetched = follow(&world, &slip, &session, "empty").await;
    assert!(fetched.body.contains("gmail.com") && !fetched.headers.contains_key(header::SET_COOKIE));
    // For that page alone, as it was written, and for a minute.
    let kept = slip.cookie("__Host-problem").unwrap();
    let elsewhere = world.get("/account?problem", &format!("{session}; {kept}")).await;
    assert!(!elsewhere.body.contains("gmail.com"));
    let bent = kept.replace("=k1.", "=k1.A");
    assert!(!world.get("/contacts?problem", &format!("{session}; {bent}")).await.body.contains("gmail.com"));
    assert!(!world.get("/contacts", &format!("{session}; {kept}")).await.body.contains("gmail.com"));
    world.clock.pass(chrono::Duration::seconds(61));
    assert!(!follow(&world, &slip, &session, "document").await.body.contains("gmail.com"));
}
