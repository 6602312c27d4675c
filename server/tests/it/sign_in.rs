use axum::http::{StatusCode, header};
use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use sqlx::PgPool;

use crate::world::{PHONE, World, link};

/// Begins a sign-in and answers its cookie and the code that was sent.
async fn begin(world: &World) -> (String, String) {
    let begun = world.submit("find", "tracking=RR473124829GB&contact=0151+2345+6789", "").await;
    assert_eq!(begun.location(), "/sign-in");
    world.work().await;
    let code = world.provider.texts(PHONE).pop().unwrap().rsplit('#').next().unwrap().to_owned();
    (begun.cookie("__Host-sign-in").unwrap(), code)
}

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_thousand_wrong_guesses_from_everywhere_admit_exactly_five(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready("RR473124829GB", PHONE).await;
    let (cookie, code) = begin(&one).await;
    let guess = format!("code={}", wrong(&code));
    let answers = join_all((0..1_000).map(|place| {
        let (world, guess, cookie) = (if place % 2 == 0 { &one } else { &two }, &guess, &cookie);
        let network = format!("2001:db8:{place:x}::1");
        async move { world.submit_from(&network, "prove", guess, cookie).await }
    }))
    .await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::SEE_OTHER));
    // The sign-in's own limit may not be what stops them.
    sqlx::query("delete from bucket").execute(&one.pool).await.unwrap();
    assert!(answers.iter().all(|answer| answer.cookie("__Host-session").is_none()));
    assert_eq!(one.count("select attempts::int8 from one_time_code").await, 5);
    one.work().await;
    assert_eq!(one.count("select count(*) from activity where kind = 'sign_in_refused'").await, 5);
    let right = one.submit_from("2001:db8:ffff::1", "prove", &format!("code={code}"), &cookie).await;
    assert_eq!(right.location(), "/: sign-in-over");
    assert_eq!(one.count("select count(*) from session").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sixty_four_right_ones_at_once_make_exactly_one_session(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready("RR473124829GB", PHONE).await;
    let (cookie, code) = begin(&one).await;
    let proof = format!("code={code}");
    let answers = join_all((0..64).map(|place| {
        let (world, proof, cookie) = (if place % 2 == 0 { &one } else { &two }, &proof, &cookie);
        let network = format!("2001:db8:{place:x}::1");
        async move { world.submit_from(&network, "prove", proof, cookie).await }
    }))
    .await;
    // B14: whoever is told of success is told of the same one.
    let sessions: std::collections::BTreeSet<_> =
        answers.iter().filter_map(|answer| answer.cookie("__Host-session")).collect();
    assert_eq!(sessions.len(), 1);
    assert_eq!(one.count("select count(*) from session").await, 1);
    assert_eq!(one.count("select count(*) from activity where kind = 'signed_in'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_is_good_for_ten_minutes_in_its_own_browser_and_survives_a_newer_one(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let (cookie, code) = begin(&world).await;
    let elsewhere =
        world.submit("prove", &format!("code={code}"), "__Host-sign-in=0123456789abcdef0123").await;
    assert_eq!(elsewhere.location(), "/: sign-in-over");
    assert_eq!(world.submit("another", "channel=sms", &cookie).await.location(), "/sign-in");
    world.clock.pass(Duration::minutes(10) - Duration::seconds(1));
    let spaced = format!("code=+{}-{}+", &code[..3], &code[3..]);
    let right = world.submit("prove", &spaced, &cookie).await;
    assert!(right.cookie("__Host-session").is_some(), "{}", right.location());

    world.clock.pass(Duration::minutes(10));
    let (cookie, code) = begin(&world).await;
    world.clock.pass(Duration::minutes(10));
    let late = world.submit("prove", &format!("code={code}"), &cookie).await;
    assert_eq!(late.location(), "/: sign-in-over");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_asks_for_somebody_elses_parcel_learns_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let known = world.submit("find", "tracking=RR473124829GB&contact=%2B4915123456789", "").await;
    let stranger = world.submit("find", "tracking=RR473124829GB&contact=%2B4915199999999", "").await;
    let nothing = world.submit("find", "tracking=RR000000000GB&contact=%2B4915123456789", "").await;
    let names = |answer: &crate::world::Answer| {
        let mut names: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}:{}", value.len())).collect();
        names.sort();
        names
    };
    for other in [&stranger, &nothing] {
        assert_eq!(
            (other.status, other.location(), &other.body),
            (known.status, known.location(), &known.body)
        );
        assert_eq!(names(other), names(&known));
        let cookie = other.cookie("__Host-sign-in").unwrap();
        let (page, expected) = (
            world.get("/sign-in", &cookie).await,
            world.get("/sign-in", &known.cookie("__Host-sign-in").unwrap()).await,
        );
        assert_eq!((page.status, page.body.len()), (expected.status, expected.body.len()));
        let guess = world.submit("prove", "code=123456", &cookie).await;
        assert_eq!(guess.location(), "/sign-in: wrong-code");
    }
    // The same rows for everybody, so that the time is the same, too.
    assert_eq!(world.count("select count(*) from one_time_code").await, 3);
    assert_eq!(world.count("select count(*) from notification where kind = 'sign_in'").await, 3);
    world.work().await;
    assert!(world.provider.texts("+4915199999999").is_empty());
    assert_eq!(world.count("select count(*) from job where kind <> 'fall_back'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_is_not_flooded_with_codes(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let find = "tracking=RR473124829GB&contact=%2B4915123456789";
    for _ in 0..3 {
        assert_eq!(world.submit("find", find, "").await.location(), "/sign-in");
    }
    assert_eq!(world.submit("find", find, "").await.location(), "/: wait-60");
    world.clock.pass(Duration::seconds(60));
    assert_eq!(world.submit("find", find, "").await.location(), "/sign-in");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_signs_in_by_post_only_and_dies_with_the_collection(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready("RR473124829GB", PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    for _ in 0..50 {
        let looked = world.get(&path, "").await;
        assert_eq!((looked.status, looked.cookie("__Host-session")), (StatusCode::OK, None));
        assert_eq!(looked.headers[header::CACHE_CONTROL], "no-store");
        assert!(!looked.body.contains(&digits));
    }
    assert_eq!(world.count("select count(*) from session").await, 0);
    let token = path.rsplit('/').next().unwrap();
    let entered = world.submit("enter", &format!("token={token}"), "").await;
    assert_eq!(entered.location(), format!("/parcels/{id}"));
    let session = entered.cookie("__Host-session").unwrap();
    assert_eq!(world.get(&format!("/parcels/{id}"), &session).await.status, StatusCode::OK);
    world.unlock(json!({ "digits": digits })).await;
    let over = world.submit("enter", &format!("token={token}"), "").await;
    assert_eq!((over.location(), over.cookie("__Host-session")), ("/: link-over", None));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_session_ends_the_old_one_and_signing_out_ends_it_for_good(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let first = world.sign_in("RR473124829GB", PHONE).await;
    let (cookie, code) = begin(&world).await;
    let again = world.submit("prove", &format!("code={code}"), &format!("{first}; {cookie}")).await;
    let second = again.cookie("__Host-session").unwrap();
    assert_ne!(first, second);
    assert_eq!(world.get("/parcels", &first).await.location(), "/: signed-out");
    assert_eq!(world.get("/parcels", &second).await.status, StatusCode::OK);
    assert_eq!(world.submit("sign_out", "", &second).await.location(), "/");
    assert_eq!(world.get("/parcels", &second).await.location(), "/: signed-out");
    let stored: i64 =
        sqlx::query_scalar("select count(*) from session where encode(token_hash, 'escape') like $1")
            .bind(format!("%{}%", &second["__Host-session=".len()..]))
            .fetch_one(&world.pool)
            .await
            .unwrap();
    assert_eq!(stored, 0);
}
