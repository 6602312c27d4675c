use axum::http::{StatusCode, header};
use serde_json::json;
use sqlx::PgPool;

use crate::world::{PHONE, World};

const STRANGER: &str = "+4915199999999";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_customers_parcel_is_not_found_and_neither_is_one_that_does_not_exist(pool: PgPool) {
    let world = World::new(pool).await;
    let (mine, _) = world.ready("RR473124829GB", PHONE).await;
    let theirs = world.announce("RR473124830GB", json!({ "phone": STRANGER })).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    assert_eq!(world.get(&format!("/parcels/{mine}"), &session).await.status, StatusCode::OK);
    for part in ["", "/code", "/events"] {
        let other = world.get(&format!("/parcels/{theirs}{part}"), &session).await;
        let none = world.get(&format!("/parcels/000000000000{part}"), &session).await;
        assert_eq!((other.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(other.body.len(), none.body.len());
    }
    for (action, form) in
        [("reveal", format!("parcel={theirs}")), ("resend", format!("parcel={theirs}&channel=sms&request=x"))]
    {
        assert!(world.submit(action, &form, &session).await.location().contains(": not-found"));
    }
    assert!(!world.get("/parcels", &session).await.body.contains(&theirs));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_in_an_order_never_opens_the_parcels_of_whoever_shares_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (private, _) = world.ready("RR473124829GB", PHONE).await;
    // Somebody orders something to the victim's phone and their own.
    let bait = world.announce("RR473124831GB", json!({ "phone": PHONE, "email": "thief@example.org" })).await;
    let customers = world.count("select count(distinct customer_id) from contact").await;
    assert_eq!(customers, 2);
    let session = world.sign_in("RR473124831GB", PHONE).await;
    assert_eq!(world.get(&format!("/parcels/{bait}"), &session).await.status, StatusCode::OK);
    assert_eq!(world.get(&format!("/parcels/{private}"), &session).await.status, StatusCode::OK);
    let seen: i64 = sqlx::query_scalar(
        "select count(*) from contact c join recipient r on r.contact_id = c.id
         where c.customer_id = (select customer_id from contact where address = 'thief@example.org')",
    )
    .fetch_one(&world.pool)
    .await
    .unwrap();
    assert_eq!(seen, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_is_not_signed_in_is_sent_to_the_start(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    for path in ["/parcels".to_owned(), format!("/parcels/{id}"), format!("/parcels/{id}/code")] {
        // B23: who was never let in here has nothing to be alarmed about.
        for (cookies, start) in [
            ("", "/"),
            ("__Host-session=0123456789abcdef0123456789abcdef", "/: signed-out"),
            ("__Host-browser=0123456789abcdef0123456789abcdef", "/: signed-out"),
        ] {
            let answer = world.get(&path, cookies).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, start));
        }
    }
    assert_eq!(world.get("/sign-in", "").await.location(), "/: sign-in-over");
    assert_eq!(world.get(&format!("/parcels/{id}/events"), "").await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_answer_carries_its_security_headers(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let answers = [
        world.get("/", "").await,
        world.get("/nothing", "").await,
        world.get("/livez", "").await,
        world.get("/api/v1/openapi.json", "").await,
        world.get("/pkg/nothing.js", "").await,
        world.get(&format!("/parcels/{id}"), &session).await,
        world.get(&format!("/parcels/{id}"), "").await,
        world.submit("reveal", &format!("parcel={id}"), &session).await,
        world.submit("nothing", "", "").await,
    ];
    for answer in &answers {
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "strict-transport-security",
            "permissions-policy",
            "cross-origin-opener-policy",
        ] {
            assert!(answer.headers.contains_key(name), "{} lacks {name}", answer.status);
        }
    }
    let page = &answers[5];
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    assert!(page.body.contains(&format!("nonce=\"{nonce}\"")), "{}", page.body);
    assert!(!page.body.contains(" style="));
    let again = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(!again.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains(nonce));
    assert_eq!(answers[1].status, StatusCode::NOT_FOUND);
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_shows_masked_contacts_only(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let page = world.get(&format!("/parcels/{id}"), &session).await.body;
    assert!(page.contains("••• 89"), "{page}");
    assert!(!page.contains("23456"), "{page}");
}
