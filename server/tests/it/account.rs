use axum::http::{Request, StatusCode, header};
use domain::{activity::ActivityKind, id::CustomerId};
use sqlx::PgPool;
use store::activity;

use crate::{
    passkeys::{add, enter, stranger},
    world::{PHONE, World},
};

const NUMBER: &str = "RR473124829GB";

async fn two_devices(pool: PgPool) -> (World, String, String) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (one, two) = (world.sign_in(NUMBER, PHONE).await, world.sign_in(NUMBER, PHONE).await);
    (world, one, two)
}

/// The number of the only other device that a page can sign out.
fn other_device(page: &str) -> i64 {
    let field = page.split("<input ").find(|input| input.contains("\"device\"")).expect("another device");
    field.split_once("value=\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
}

async fn is_signed_out(world: &World, session: &str) -> bool {
    let mut out = Vec::new();
    for path in ["/parcels", "/account"] {
        out.push(world.get(path, session).await.location() == "/: signed-out");
    }
    assert_eq!(out[0], out[1]);
    out[0]
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_device_is_signed_out_from_another_and_says_so(pool: PgPool) {
    let (world, one, two) = two_devices(pool).await;
    let page = world.get("/account", &one).await.body;
    assert!(
        page.contains("203.0.113.0/24") && page.contains(app::wording::default().account_here()),
        "{page}"
    );
    let form = format!("device={}", other_device(&page));
    assert_eq!(world.submit("sign_out_device", &form, &one).await.location(), "/account#devices");
    assert!(is_signed_out(&world, &two).await && !is_signed_out(&world, &one).await);
    let out = world.get("/account", &two).await;
    let told = format!("{two}; {}", out.cookie("__Host-problem").unwrap());
    assert!(world.get("/", &told).await.body.contains(app::wording::default().problem_signed_out()));
    let page = world.get("/account", &one).await.body;
    assert!(
        page.contains(app::wording::default().account_deed(ActivityKind::DeviceSignedOut))
            && !page.contains("/api/sign_out_device"),
        "{page}"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_other_device_is_signed_out_at_once(pool: PgPool) {
    let (world, one, two) = two_devices(pool).await;
    let three = world.sign_in(NUMBER, PHONE).await;
    assert_eq!(world.submit("sign_out_others", "", &two).await.location(), "/account#devices");
    assert!(is_signed_out(&world, &one).await && is_signed_out(&world, &three).await);
    assert!(!is_signed_out(&world, &two).await);
    assert!(
        world
            .get("/account", &two)
            .await
            .body
            .contains(app::wording::default().account_deed(ActivityKind::OthersSignedOut))
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_another_customers_is_not_found_and_stays_as_it_is(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let mine = world.sign_in(NUMBER, PHONE).await;
    let mut authenticator = add(&world, 1, &mine).await;
    let theirs = stranger(&world).await;
    let session: i64 = world.count("select min(id) from session").await;
    let passkey: i64 = world.count("select id from passkey").await;
    for (action, part, form) in [
        ("sign_out_device", "#devices", format!("device={session}")),
        ("sign_out_device", "#devices", "device=999999".into()),
        ("sign_out_device", "#devices", "device=x".into()),
        ("remove_passkey", "", format!("passkey={passkey}")),
        ("remove_passkey", "", "passkey=999999".into()),
        ("remove_passkey", "", "passkey=".into()),
    ] {
        let answer = world.submit(action, &form, &theirs).await;
        assert_eq!(answer.location(), format!("/account{part}: not-found"), "{action} {form}");
    }
    world.submit("sign_out_others", "", &theirs).await;
    assert!(!is_signed_out(&world, &mine).await);
    assert!(enter(&world, &mut authenticator, "").await.cookie("__Host-session").is_some());
    assert!(
        !world
            .get("/account", &theirs)
            .await
            .body
            .contains(app::wording::default().account_deed(ActivityKind::PasskeyAdded))
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_is_not_signed_in_changes_nothing_in_an_account(pool: PgPool) {
    let world = World::new(pool).await;
    assert_eq!(world.get("/account", "").await.location(), "/");
    for action in ["remove_passkey", "sign_out_device"] {
        let answer = world.submit(action, "passkey=1&device=1", "").await;
        assert_eq!(answer.location(), "/: signed-out", "{action}");
    }
    for action in ["add_passkey", "prove_by_passkey", "sign_out_others"] {
        let answer = world.submit(action, "", "").await;
        assert!(answer.location().contains(": "), "{action}: {}", answer.location());
    }
    for action in ["enter_by_passkey", "prove_by_passkey", "add_passkey", "remove_passkey", "sign_out_others"]
    {
        let answer = world.get(&format!("/api/{action}"), "").await;
        assert!(answer.status.is_client_error(), "{action}: {}", answer.status);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everything_that_happened_is_told_with_its_time_and_device(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let now = world.app_state.clock.now();
    for &kind in ActivityKind::ALL {
        sqlx::query(
            "insert into activity (customer_id, kind, detail, at, user_agent, network)
             select customer_id, $1, '+49 ••• ••• 89', $2, 'Mozilla/5.0 (X11) Firefox/145.0', '198.51.100.0/24'
             from contact",
        )
        .bind(kind.as_str())
        .bind(now)
        .execute(&world.pool)
        .await
        .unwrap();
    }
    let page = world.get("/account", &session).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    let told = page.body.matches("Firefox on Linux, network 198.51.100.0/24").count();
    // What a station tells has neither device nor network.
    let by_somebody = ActivityKind::ALL.iter().filter(|kind| !kind.is_of_station()).count();
    assert_eq!(told, by_somebody, "{}", page.body);
    // 12:02 UTC, at a station in Berlin.
    assert!(page.body.contains("13:02"), "{}", page.body);

    // A kind that only a later version knows is for that one to tell.
    sqlx::query("alter table activity disable trigger user").execute(&world.pool).await.unwrap();
    sqlx::query("update activity set kind = 'danced'").execute(&world.pool).await.unwrap();
    assert_eq!(world.get("/account", &session).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_more_than_the_newest_fifty_of_a_kind_are_told(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    sqlx::query(
        "insert into activity (customer_id, kind, at, user_agent, network)
         select customer_id, 'revealed', '2026-11-22T12:02:00Z', '', '198.51.100.0/24' from contact, generate_series(1, 60)",
    )
    .execute(&world.pool)
    .await
    .unwrap();
    let request = Request::get("/account").header(header::COOKIE, &session);
    let page = world.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(page.body.matches("A browser, network 198.51.100.0/24").count(), 50);
}

// L: 60 harmless switches push a sign-in off the activity page
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_that_is_repeated_pushes_a_sign_in_off_the_page(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let phone = world.contact(PHONE).await;
    let signed_in =
        |page: &str| page.matches(app::wording::default().account_deed(ActivityKind::SignedIn)).count();
    let before = signed_in(&world.get("/account", &session).await.body);
    assert!(before > 0);
    for _ in 0..60 {
        let switched = world.submit("switch_contact", &format!("contact={phone}&to=on"), &session).await;
        assert_eq!(switched.location(), "/contacts");
    }
    assert_eq!(world.count("select count(*) from activity where kind = 'turned_on'").await, 60);
    let page = world.get("/account", &session).await.body;
    assert_eq!(signed_in(&page), before);
    assert_eq!(page.matches(app::wording::default().account_deed(ActivityKind::TurnedOn)).count(), 5);
}

// L: a daily cap on what one kind of refusal may write
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_kind_of_refusal_writes_down_only_so_much_a_day(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let customer = world.customer(PHONE).await;
    let refused = activity::Activity {
        customer: Some(CustomerId::new(customer)),
        parcel: None,
        kind: ActivityKind::ResendRefused,
        detail: None,
        at: world.app_state.now(),
        user_agent: "",
        network: "",
    };
    for hours in [0, 25] {
        let at = refused.at + chrono::Duration::hours(hours);
        for _ in 0..30 {
            let again = activity::Activity { at, ..refused };
            world
                .app_state
                .db
                .write(async |connection| activity::record(connection, again).await)
                .await
                .unwrap();
        }
    }
    assert_eq!(world.count("select count(*) from activity where kind = 'resend_refused'").await, 40);
}
