//! What stands between somebody at a station and somebody else's door.

use axum::http::StatusCode;
use chrono::Duration;
use domain::{
    access::{Facts, Level, Reach, Role, What, may},
    code::PickupCode,
    id::ParcelId,
    qr::QrPayload,
    standing::Standing,
};
use futures::future::join_all;
use serde_json::{Value, json};
use server::worker;
use sqlx::PgPool;

use crate::world::{Answer, PHONE, STATION, World, digits, placed};

const WRONG: &str = "987654";
const OTHER: &str = "+4915123456780";
const FIRST: &str = "RR473124829GB";
const SECOND: &str = "RR473124830GB";

fn problem(answer: &Answer) -> (StatusCode, Value, Value) {
    (answer.status, answer.json()["code"].clone(), answer.json()["field"].clone())
}

/// A parcel placed in that compartment, with its code sent; answers our name of it and the digits.
async fn lying(world: &World, number: &str, phone: &str, compartment: &str) -> (String, String) {
    let id = world.announce(number, json!({ "phone": phone })).await;
    world.place(number, compartment).await;
    world.work().await;
    (id, digits(&world.provider.texts(phone).pop().expect("the code was sent")))
}

/// The payload of the parcel's symbol.
pub async fn payload(world: &World, id: &str) -> String {
    code(world, id).await.1.reveal().to_owned()
}

/// The digits of the parcel's code, and the payload of its symbol.
pub async fn code(world: &World, id: &str) -> (PickupCode, QrPayload) {
    let live = world
        .app_state
        .db
        .read(async |connection| {
            store::pickup_code::of_parcel(connection, &ParcelId::stored(id.to_owned())).await
        })
        .await
        .unwrap()
        .expect("a live code");
    let facts = Facts::of_parcel(Reach::Opens);
    let permit = may(Level::Visitor, Role::Addressee, What::SendCode, facts).unwrap();
    world.app_state.keys.open_code(&live, &permit).unwrap()
}

fn pass(worlds: &[&World], span: Duration) {
    for world in worlds {
        world.clock.pass(span);
    }
}

// H3, S1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_old_answer_is_never_given_to_another_question(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, first) = world.ready(FIRST, PHONE).await;
    let named = |digits: &str| json!({ "digits": digits, "attempt": "boot-1" });
    assert_eq!(world.unlock(named(&first)).await.status, StatusCode::OK);
    let (_, second) = lying(&world, SECOND, OTHER, "14").await;
    for body in [
        named(WRONG),
        named(&second),
        json!({ "digits": first, "attempt": "boot-1", "caller": "keypad-2" }),
        json!({ "qr": "https://example.org", "attempt": "boot-1" }),
        // The very same request: another parcel lies there now.
        named(&first),
    ] {
        let answer = world.unlock(body.clone()).await;
        assert_eq!(
            problem(&answer),
            (StatusCode::CONFLICT, json!("attempt_used"), json!("attempt")),
            "{body}"
        );
    }
    // Two minutes later the name is free, and what is shown is checked afresh.
    world.clock.pass(Duration::minutes(2));
    for body in [named(WRONG), json!({ "digits": first, "attempt": "boot-2" })] {
        assert_eq!(world.unlock(body).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.count("select tries::bigint from unlock_tries where caller = ''").await, 2);
    assert_eq!(world.unlock(json!({ "digits": second, "attempt": "boot-3" })).await.status, StatusCode::OK);
}

// H3, S1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_answer_is_not_given_again_after_a_while_and_long_after_nothing_is_left_of_it(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let (_, right) = world.ready(FIRST, PHONE).await;
    let body = json!({ "digits": right, "attempt": "boot-1" });
    assert_eq!(world.unlock(body.clone()).await.status, StatusCode::OK);
    world.clock.pass(Duration::seconds(119));
    assert_eq!(world.unlock(body.clone()).await.status, StatusCode::OK);
    world.clock.pass(Duration::seconds(1));
    assert_eq!(world.unlock(body.clone()).await.status, StatusCode::FORBIDDEN);
    world.clock.pass(Duration::minutes(3));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from unlock_attempt where request_mac is not null").await, 0);
    for number in 0..30 {
        let attempt =
            json!({ "digits": WRONG, "attempt": format!("n-{number}"), "caller": format!("k-{number}") });
        world.unlock(attempt).await;
    }
    world.clock.pass(Duration::days(200));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from unlock_attempt").await, 0);
    assert_eq!(world.count("select count(*) from unlock_tries").await, 0);
    assert_eq!(world.unlock(body).await.status, StatusCode::FORBIDDEN);
}

// S1: neither digits nor what they are found by stay in an attempt, also under the next key.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_attempt_holds_nothing_of_the_code_and_is_recognised_after_a_key_rotation(pool: PgPool) {
    let world = World::with_keys(pool.clone(), &["k1"]).await;
    let (_, right) = world.ready(FIRST, PHONE).await;
    let body = json!({ "digits": right, "attempt": "a-1" });
    assert_eq!(world.unlock(body.clone()).await.status, StatusCode::OK);
    let rows: Vec<String> = sqlx::query_scalar("select row_to_json(a)::text from unlock_attempt a")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert!(rows.iter().all(|row| !row.contains(&right)), "{rows:?}");
    let rotated = World::with_keys(pool, &["k2", "k1"]).await;
    assert_eq!(rotated.unlock(body).await.status, StatusCode::OK);
}

// S2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn six_equal_requests_at_once_on_two_instances_open_once_and_are_answered_alike(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (_, right) = world.ready(FIRST, PHONE).await;
    let body = json!({ "digits": right, "attempt": "17" });
    let answers = join_all((0..6).map(|place| {
        let instance = if place % 2 == 0 { &world } else { &other };
        instance.unlock(body.clone())
    }))
    .await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (StatusCode::OK, &answers[0].body));
    }
    assert_eq!(world.count("select count(*) from parcel_event where source = 'station'").await, 1);
    assert_eq!(world.count("select count(*) from unlock_attempt").await, 1);
    assert_eq!(world.count("select coalesce(sum(tries), 0) from unlock_tries").await, 0);
    let wrong = json!({ "digits": WRONG, "attempt": "18" });
    let answers = join_all((0..6).map(|_| world.unlock(wrong.clone()))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::FORBIDDEN));
    assert_eq!(world.count("select tries::bigint from unlock_tries where caller = 'keypad'").await, 1);
}

// S3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_scanner_or_keypad_adds_does_no_harm(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let small = |text: &str| text.to_ascii_lowercase();
    let scanned: [&dyn Fn(&str) -> String; 12] = [
        &|text| small(text),
        &|text| format!("]Q1{text}"),
        &|text| format!("]C1{}\r\n", small(text)),
        &|text| format!("]d2{text}\u{1d}"),
        &|text| format!("\\000026{text}"),
        &|text| format!("]Q2\\000026{text}"),
        &|text| format!("\u{feff}{text}"),
        &|text| format!("\u{2}{text}\u{3}"),
        &|text| format!("{text}\0"),
        &|text| format!(" {text}\t"),
        &|text| text.chars().map(|sign| char::from_u32(u32::from(sign) + 0xfee0).unwrap()).collect(),
        &|text| format!("{text}\u{1d}\r"),
    ];
    let mut number = 100;
    let mut next = async || {
        number += 1;
        lying(&world, &format!("RR473124{number}GB"), &format!("+4915123456{number}"), "7").await
    };
    for add in scanned {
        let (id, _) = next().await;
        let qr = add(&payload(&world, &id).await);
        let answer = world.unlock(json!({ "qr": qr })).await;
        assert_eq!(answer.status, StatusCode::OK, "{qr:?}: {}", answer.body);
    }
    let typed: [&dyn Fn(&str) -> String; 4] = [
        &|text| text.chars().map(|sign| char::from_u32(u32::from(sign) - 0x30 + 0xff10).unwrap()).collect(),
        &|text| text.chars().map(|sign| char::from_u32(u32::from(sign) - 0x30 + 0x660).unwrap()).collect(),
        &|text| format!("\u{feff}{}\u{2011}\u{200b}{}\r\n", &text[..3], &text[3..]),
        &|text| format!("\u{2}{text}\u{3}\0"),
    ];
    for add in typed {
        let (_, right) = next().await;
        let digits = add(&right);
        let answer = world.unlock(json!({ "digits": digits })).await;
        assert_eq!(answer.status, StatusCode::OK, "{digits:?}: {}", answer.body);
    }
}

// S3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_read_is_told_to_the_station_and_is_no_wrong_try(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, right) = world.ready(FIRST, PHONE).await;
    let whole = payload(&world, &id).await;
    let misread = format!("{}0{}", &whole[..9], &whole[10..]);
    let misread = if misread == whole { format!("{}1{}", &whole[..9], &whole[10..]) } else { misread };
    for (field, text) in [
        ("qr", "\u{2}\r\n"),
        ("qr", "\u{fffd}\u{fffd}"),
        ("qr", &whole[..20]),
        ("qr", &misread),
        ("digits", "\u{200b} -"),
        ("digits", "48291O"),
        ("digits", ""),
    ] {
        for _ in 0..6 {
            let answer = world.unlock(json!({ field: text, "attempt": "same" })).await;
            let expected = (StatusCode::UNPROCESSABLE_ENTITY, json!("unreadable"), json!(field));
            assert_eq!(problem(&answer), expected, "{text:?}");
            assert!(!answer.body.contains(&whole[..9]), "{}", answer.body);
        }
    }
    // A symbol that says something else is no guess either.
    for _ in 0..40 {
        assert_eq!(world.unlock(json!({ "qr": "https://example.org" })).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.count("select coalesce(sum(tries), 0) from unlock_tries").await, 0);
    assert_eq!(world.unlock(json!({ "digits": right, "attempt": "same" })).await.status, StatusCode::OK);
}

// S4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn pages_say_that_the_keypad_waits_and_what_works_until_the_lock_ends(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let version = async || world.count("select version from parcel").await;
    let pages = async || {
        let parcel = world.get(&format!("/parcels/{id}"), &session).await.body;
        let code = world.get(&format!("/parcels/{id}/code"), &session).await.body;
        [parcel, code]
    };
    let before = version().await;
    for _ in 0..4 {
        world.unlock(json!({ "digits": WRONG })).await;
    }
    assert_eq!(version().await, before);
    assert!(pages().await.iter().all(|page| !page.contains("keypad waits")));
    world.unlock(json!({ "digits": WRONG })).await;
    assert_eq!(version().await, before + 1, "open pages are told");
    for page in pages().await {
        // 12:02 and five minutes, as Berlin says it.
        assert!(page.contains(app::wording::default().station_code_is_right()), "{page}");
        assert!(page.contains("the keypad waits until"), "{page}");
        assert!(page.contains("<time datetime=\"2026-11-22T13:07:00+01:00\">13:07</time>"), "{page}");
        assert!(page.contains("The scanner works"), "{page}");
    }
    // Tries that are not admitted change nothing more, and the scanner opens.
    world.unlock(json!({ "digits": WRONG })).await;
    assert_eq!(version().await, before + 1);
    world.clock.pass(Duration::minutes(5));
    assert!(pages().await.iter().all(|page| !page.contains("keypad waits")));
    worker::watch_once(&world.app_state).await;
    assert_eq!(version().await, before + 2, "open pages are told that it is over");
}

// S4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_does_not_praise_a_scanner_that_is_faulty(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    let beat = json!({ "clock": "2026-11-22T12:02:00Z", "scanner": "faulty" });
    world.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
    for _ in 0..5 {
        world.unlock(json!({ "digits": WRONG })).await;
    }
    let page = world.get(&format!("/parcels/{id}"), &session).await.body;
    assert!(
        page.contains("the keypad waits until") && page.contains("Then your code opens the door."),
        "{page}"
    );
    assert!(!page.contains("The scanner works"), "{page}");
}

// M5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn either_code_opens_for_all_parcels_of_one_customer_behind_a_door(pool: PgPool) {
    let world = World::new(pool).await;
    let (first, first_code) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    let alone = world.count("select version from parcel").await;
    let (second, second_code) = lying(&world, SECOND, PHONE, "14").await;
    assert_ne!(first_code, second_code);
    let told: i64 = sqlx::query_scalar("select version from parcel where id = $1")
        .bind(&first)
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert!(told > alone, "the page of the parcel beside it changes");
    for id in [&first, &second] {
        for page in [format!("/parcels/{id}"), format!("/parcels/{id}/code")] {
            let page = world.get(&page, &session).await.body;
            assert!(page.contains(&app::wording::default().station_together(2)), "{page}");
        }
    }
    let opened = world.unlock(json!({ "digits": second_code })).await;
    assert_eq!(opened.json(), json!({ "result": "open", "compartment": "14" }));
    assert_eq!(world.count("select count(*) from parcel where status = 'delivered'").await, 2);
    assert_eq!(world.count("select count(*) from pickup_code where ended_by = 'collected'").await, 2);
    assert_eq!(world.count("select count(*) from pickup_code where sealed is not null").await, 0);
    assert_eq!(world.count("select count(*) from link").await, 0);
    assert_eq!(world.unlock(json!({ "digits": first_code })).await.status, StatusCode::FORBIDDEN);
    for id in [&first, &second] {
        let page = world.get(&format!("/parcels/{id}"), &session).await.body;
        assert!(
            page.contains(app::wording::default().parcel_headline(Standing::Collected))
                && !page.contains("parcels lie here"),
            "{page}"
        );
    }
}

// M5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_report_behind_somebody_elses_door_is_refused_until_that_parcel_was_removed(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, first) = world.ready(FIRST, PHONE).await;
    let id = world.announce(SECOND, json!({ "phone": OTHER })).await;
    let report = placed(SECOND, "14");
    let events = world.count("select count(*) from parcel_event").await;
    for _ in 0..2 {
        let answer = world.carrier("beside", report.clone()).await;
        let expected = (StatusCode::CONFLICT, json!("occupied"), json!("data.compartment"));
        assert_eq!(problem(&answer), expected, "{}", answer.body);
    }
    world.work().await;
    assert_eq!(world.count("select count(*) from parcel_event").await, events);
    assert_eq!(world.count("select count(*) from webhook where webhook_id = 'beside'").await, 0);
    assert_eq!(world.count("select count(*) from pickup_code").await, 1);
    // Somebody whose order names one of the recipients and another person is somebody else, too.
    let both = world.announce("RR473124831GB", json!({ "phone": PHONE, "email": "kim@example.org" })).await;
    assert_eq!(world.carrier("both", placed("RR473124831GB", "14")).await.status, StatusCode::CONFLICT);
    let removed = json!({ "tracking_number": FIRST, "carrier": "DHL", "status": "return_to_sender",
        "substatus": "removed_by_courier", "occurred_at": "2026-11-22T12:02:00Z" });
    assert_eq!(world.carrier("removed", removed).await.status, StatusCode::OK);
    let answer = world.carrier("beside", report).await;
    assert_eq!(answer.json()["effect"], "applied", "{}", answer.body);
    world.work().await;
    let second = digits(&world.provider.texts(OTHER).pop().unwrap());
    assert_eq!(world.unlock(json!({ "digits": first })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.unlock(json!({ "digits": second })).await.status, StatusCode::OK);
    for (id, status) in [(id, "delivered"), (both, "pre_transit")] {
        let stored: String = sqlx::query_scalar("select status from parcel where id = $1")
            .bind(id)
            .fetch_one(&world.pool)
            .await
            .unwrap();
        assert_eq!(stored, status);
    }
}

// M5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_many_placed_behind_one_door_at_once_on_two_instances_one_is_taken(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    world.station("BER-042").await;
    let number = |place: usize| format!("RR4731248{place:02}GB");
    for place in 0..12 {
        world.announce(&number(place), json!({ "phone": format!("+49151234567{place:02}") })).await;
    }
    let answers = join_all((0..12).map(|place| {
        let instance = if place % 2 == 0 { &world } else { &other };
        async move { instance.carrier(&format!("e-{place}"), placed(&number(place), "14")).await }
    }))
    .await;
    let taken = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT).count();
    assert_eq!((taken, refused), (1, 11));
    assert_eq!(world.count("select count(*) from parcel where placed_at is not null").await, 1);
}

// M5: both codes at once, while parcels are moved and new ones come.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn both_codes_of_a_door_at_once_open_it_once(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (_, first) = world.ready(FIRST, PHONE).await;
    let (_, second) = lying(&world, SECOND, PHONE, "14").await;
    let answers = join_all((0..16).map(|place| {
        let instance = if place % 2 == 0 { &world } else { &other };
        let digits = if place % 4 < 2 { &first } else { &second };
        instance.unlock(json!({ "digits": digits, "caller": format!("k-{place}") }))
    }))
    .await;
    let opened = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::FORBIDDEN).count();
    assert_eq!((opened, refused), (1, 15));
    assert_eq!(world.count("select count(*) from parcel where status = 'delivered'").await, 2);
}

// M6
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_thousand_guesses_under_new_names_are_held_by_the_station_itself(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, right) = world.ready(FIRST, PHONE).await;
    let guess = |place: usize| {
        let instance = if place.is_multiple_of(2) { &world } else { &other };
        let body = json!({ "digits": (100_000 + place * 7).to_string(), "caller": format!("new-{place}") });
        instance.unlock(body)
    };
    let right_one = right.parse::<usize>().unwrap();
    let places = |from: usize, count: usize| {
        (from..).filter(move |place| 100_000 + place * 7 != right_one).take(count)
    };
    let status = |answers: &[Answer], status| answers.iter().filter(|answer| answer.status == status).count();
    let answers = join_all(places(0, 1_000).map(guess)).await;
    let (admitted, held) =
        (status(&answers, StatusCode::FORBIDDEN), status(&answers, StatusCode::TOO_MANY_REQUESTS));
    assert_eq!((admitted, held), (32, 968));
    let held: Vec<&Answer> =
        answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).collect();
    assert_eq!(held[0].headers["retry-after"], "300");
    // Names that were not admitted leave nothing behind.
    assert_eq!(world.count("select count(*) from unlock_tries").await, 33);
    // After each pause one more, and each pause is twice as long, up to an hour.
    let mut from = 2_000;
    for (waited, next) in [(5, 600), (10, 1_200), (20, 2_400), (40, 3_600), (60, 3_600)] {
        pass(&[&world, &other], Duration::minutes(waited));
        let answers = join_all(places(from, 20).map(guess)).await;
        assert_eq!(status(&answers, StatusCode::FORBIDDEN), 1, "after {waited} minutes");
        let held = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
        assert_eq!(held.headers["retry-after"], next.to_string());
        from += 100;
    }
    // The keypad waits for everybody; the scanner opens all the same.
    assert_eq!(world.unlock(json!({ "digits": right })).await.status, StatusCode::TOO_MANY_REQUESTS);
    let qr = payload(&world, &id).await;
    assert_eq!(world.unlock(json!({ "qr": qr, "caller": "new-1" })).await.status, StatusCode::OK);
    pass(&[&world, &other], Duration::days(3));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from unlock_tries").await, 0);
}

// M6
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_name_for_keypad_and_scanner_does_not_let_the_one_lock_the_other(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, right) = world.ready(FIRST, PHONE).await;
    for _ in 0..6 {
        world.unlock(json!({ "digits": WRONG, "caller": "terminal" })).await;
    }
    let typed = world.unlock(json!({ "digits": right, "caller": "terminal" })).await;
    assert_eq!(typed.status, StatusCode::TOO_MANY_REQUESTS);
    let qr = payload(&world, &id).await;
    assert_eq!(world.unlock(json!({ "qr": qr, "caller": "terminal" })).await.status, StatusCode::OK);
    let long = world.unlock(json!({ "digits": right, "caller": "x".repeat(41) })).await;
    assert_eq!(problem(&long), (StatusCode::UNPROCESSABLE_ENTITY, json!("invalid"), json!("caller")));
}
