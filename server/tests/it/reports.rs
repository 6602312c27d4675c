//! What carriers report as they do it in earnest: with clocks that are wrong, late, decorated, about numbers that were
//! used before.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use serde_json::{Value, json};
use server::worker;
use simulator::sms::SmsFault;
use sqlx::PgPool;

use crate::world::{OPERATOR, PHONE, STATION, World, digits, link, placed, station_body};

const NUMBER: &str = "RR473124829GB";

fn event(status: &str, occurred_at: &str) -> Value {
    json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": status, "occurred_at": occurred_at })
}

fn with(mut data: Value, changes: &[(&str, Value)]) -> Value {
    for (field, value) in changes {
        data[*field] = value.clone();
    }
    data
}

async fn announced(pool: PgPool) -> World {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE })).await;
    world
}

async fn further_station(world: &World, id: &str) {
    let body = with(station_body(), &[("credential", json!(format!("{id}-{STATION}")))]);
    let answer = world.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

async fn live_codes(world: &World) -> i64 {
    world.work().await;
    world.count("select count(*) from pickup_code where ended_at is null").await
}

// C1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_clock_that_is_ahead_holds_no_placing_back(pool: PgPool) {
    let world = announced(pool).await;
    world.carrier("ahead", event("out_for_delivery", "2026-11-22T21:00:00Z")).await;
    world.clock.pass(Duration::minutes(1));
    let there = with(placed(NUMBER, "14"), &[("occurred_at", json!("2026-11-22T12:03:00Z"))]);
    assert_eq!(world.carrier("placed", there).await.json()["effect"], "applied");
    assert_eq!(live_codes(&world).await, 1);
}

// C1: the customer sees them in that order too
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn since_is_never_after_it_was_heard_of(pool: PgPool) {
    let world = announced(pool).await;
    let ahead = with(placed(NUMBER, "14"), &[("occurred_at", json!("2026-11-22T21:00:00Z"))]);
    assert_eq!(world.carrier("ahead", ahead).await.json()["status"], "available_for_pickup");
    let of_now = "select count(*) from parcel where since = '2026-11-22T12:02:00Z' and placed_at = since";
    assert_eq!(world.count(of_now).await, 1);
    world.clock.pass(Duration::minutes(5));
    let collected = world.carrier("collected", event("delivered", "2026-11-22T12:06:00Z")).await;
    assert_eq!(collected.json()["status"], "delivered");
}

// C2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_happened_more_than_a_year_before_the_announcement_did_not(pool: PgPool) {
    let world = announced(pool).await;
    for (place, absurd) in
        ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "2025-11-20T12:00:00Z"]
            .into_iter()
            .enumerate()
    {
        for status in ["available_for_pickup", "in_transit"] {
            let data =
                with(placed(NUMBER, "14"), &[("occurred_at", json!(absurd)), ("status", json!(status))]);
            let answer = world.carrier(&format!("e{place}{status}"), data).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{absurd}: {}", answer.body);
            assert_eq!(answer.json()["field"], "data.occurred_at");
        }
    }
    // What was placed long before it was announced can be collected for as long as others from then on.
    let data = with(
        placed(NUMBER, "14"),
        &[("occurred_at", json!("2026-09-01T12:00:00Z")), ("pickup_deadline", Value::Null)],
    );
    assert_eq!(world.carrier("early", data).await.json()["status"], "available_for_pickup");
    let hold = "select count(*) from parcel where pickup_deadline = '2026-11-25T12:02:00Z'";
    assert_eq!(world.count(hold).await, 1);
}

// C3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_ordinary_scan_takes_no_parcel_out(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    world.clock.pass(Duration::minutes(10));
    for (place, (status, more)) in [
        ("in_transit", json!({})),
        ("out_for_delivery", json!({})),
        ("in_transit", json!({ "station": "BER-042", "location": "Berlin" })),
        ("in_transit", json!({ "substatus": "weather_delay", "compartment": "15" })),
        ("error", json!({})),
        ("pre_transit", json!({})),
        ("something_new", json!({})),
    ]
    .into_iter()
    .enumerate()
    {
        let mut data = event(status, "2026-11-22T12:07:00Z");
        for (field, value) in more.as_object().unwrap() {
            data[field] = value.clone();
        }
        let answer = world.carrier(&format!("scan{place}"), data).await;
        assert_eq!(
            answer.json(),
            json!({ "effect": "recorded", "status": "available_for_pickup" }),
            "{status}"
        );
    }
    assert_eq!(live_codes(&world).await, 1);
    assert_eq!(world.count("select count(*) from parcel where compartment = '14'").await, 1);
    assert_eq!(world.count("select count(*) from pickup_code").await, 1);
}

// C3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_says_so_takes_a_parcel_out(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    further_station(&world, "HAM-001").await;
    for (place, (status, more)) in [
        ("delivered", json!({})),
        ("return_to_sender", json!({})),
        ("failure", json!({})),
        ("cancelled", json!({})),
        ("in_transit", json!({ "substatus": "removed_by_courier" })),
        ("in_transit", json!({ "station": "HAM-001" })),
        ("in_transit", json!({ "correction": true })),
        ("pre_transit", json!({ "correction": true })),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("RR47312400{place}GB");
        world.announce(&number, json!({ "phone": PHONE })).await;
        world.place(&number, &(place + 1).to_string()).await;
        assert_eq!(live_codes(&world).await, 1);
        let mut data = event(status, "2026-11-22T12:02:00Z");
        data["tracking_number"] = json!(number);
        for (field, value) in more.as_object().unwrap() {
            data[field] = value.clone();
        }
        let answer = world.carrier(&format!("out{place}"), data).await;
        assert_eq!(answer.json(), json!({ "effect": "applied", "status": status }), "{more}");
        assert_eq!(live_codes(&world).await, 0, "{status} {more}");
    }
}

// C4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_carrier_is_shown_as_first_written(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let body = |carrier: &str| json!({ "tracking_number": NUMBER, "carrier": carrier, "merchant": "Radwerk", "recipient": { "phone": PHONE } });
    assert_eq!(world.api("POST", "/parcels", OPERATOR, &body("D H L")).await.status, StatusCode::CREATED);
    assert_eq!(world.api("POST", "/parcels", OPERATOR, &body("dhl")).await.status, StatusCode::OK);
    for (place, carrier) in ["DHL", "dhl", "Dhl", " d\u{a0}hl "].into_iter().enumerate() {
        let data = with(event("in_transit", "2026-11-22T12:00:00Z"), &[("carrier", json!(carrier))]);
        assert_eq!(world.carrier(&format!("e{place}"), data).await.status, StatusCode::OK, "{carrier}");
    }
    assert_eq!(world.count("select count(*) from parcel where carrier = 'D H L'").await, 1);
}

// C5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_number_that_is_used_again_is_another_parcel(pool: PgPool) {
    let world = World::new(pool).await;
    let (first, _) = world.ready(NUMBER, PHONE).await;
    world.carrier("collected", event("delivered", "2026-11-22T12:02:00Z")).await;
    world.work().await;
    let again = json!({ "tracking_number": NUMBER, "carrier": "dhl", "merchant": "Radwerk", "station": "BER-042",
        "recipient": { "phone": "+4915198765432" } });
    // As long as the first one is known, the number is taken.
    assert_eq!(world.api("POST", "/parcels", OPERATOR, &again).await.status, StatusCode::CONFLICT);
    world.clock.pass(Duration::days(400));
    sqlx::query("update activity_rule set youngest = '-100 years'").execute(&world.pool).await.unwrap();
    for _ in 0..3 {
        worker::watch_once(&world.app_state).await;
    }
    assert_eq!(world.count("select count(*) from parcel where purged_at is not null").await, 1);
    let second = world.api("POST", "/parcels", OPERATOR, &again).await;
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.body);
    assert_ne!(second.json()["id"], json!(first));
    let repeated = world.api("POST", "/parcels", OPERATOR, &again).await;
    assert_eq!((repeated.status, repeated.json()), (StatusCode::OK, second.json()));
    let data = with(
        placed(NUMBER, "15"),
        &[("occurred_at", json!("2027-12-27T12:00:00Z")), ("pickup_deadline", Value::Null)],
    );
    assert_eq!(world.carrier("placed-2", data).await.json()["status"], "available_for_pickup");
    world.work().await;
    assert_eq!(world.provider.texts("+4915198765432").len(), 1);
    assert_eq!(world.count("select count(*) from parcel where status = 'delivered'").await, 1);
}

// C7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_belonged_to_the_old_place_goes_with_it(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    further_station(&world, "HAM-001").await;
    world.ready(NUMBER, PHONE).await;
    let at = ("occurred_at", json!("2026-11-22T12:02:00Z"));
    let there = with(event("available_for_pickup", ""), &[at.clone(), ("station", json!("HAM-001"))]);
    let refused = world.carrier("moved", there.clone()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.json()["field"], "data.compartment");
    assert_eq!(live_codes(&world).await, 1);
    let window = json!({ "from": "2026-11-23T12:00:00Z", "until": "2026-11-23T14:00:00Z" });
    let told = with(event("in_transit", ""), &[at, ("station", json!("BER-042")), ("expected", window)]);
    world.carrier("window", told).await;
    world.clock.pass(Duration::minutes(1));
    let behind = with(there, &[("compartment", json!("3")), ("occurred_at", json!("2026-11-22T12:03:00Z"))]);
    assert_eq!(world.carrier("behind", behind).await.json()["effect"], "applied");
    let moved = "select count(*) from parcel where station_id = 'HAM-001' and compartment = '3' and expected_from is null
        and placed_at = '2026-11-22T12:03:00Z' and pickup_deadline = '2026-11-25T12:03:00Z'";
    assert_eq!(world.count(moved).await, 1);
    assert_eq!(live_codes(&world).await, 1);
    let there = "select count(*) from pickup_code where ended_at is null and station_id = 'HAM-001'
        and valid_until = '2026-11-25T12:03:00Z'";
    assert_eq!(world.count(there).await, 1);
}

// C8
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_deadline_holds_for_code_link_messages_and_page(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, code) = world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    let longer = with(
        event("in_transit", "2026-11-22T12:02:00Z"),
        &[("pickup_deadline", json!("2026-11-29T17:00:00Z"))],
    );
    assert_eq!(world.carrier("longer", longer).await.status, StatusCode::OK);
    // Past the first deadline.
    world.clock.pass(Duration::days(4));
    world.work().await;
    let page = world.get(&path, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Birch &amp; Bloom"), "{}", page.body);
    let session = world.sign_in(NUMBER, PHONE).await;
    let shown = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(shown.body.contains("18:00"), "{}", shown.body);
    let opened = world.unlock(json!({ "digits": code })).await;
    assert_eq!(opened.json()["result"], "open", "{}", opened.body);
}

// C8: a message that is under way when the deadline moves
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_is_worth_sending_until_the_new_deadline(pool: PgPool) {
    let world = announced(pool).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    let short = with(placed(NUMBER, "14"), &[("pickup_deadline", json!("2026-11-22T12:03:00Z"))]);
    assert_eq!(world.carrier("placed", short).await.status, StatusCode::OK);
    world.work().await;
    assert!(world.provider.texts(PHONE).is_empty() && world.second.texts(PHONE).is_empty());
    let longer = json!("2026-11-29T17:00:00Z");
    let longer = with(event("in_transit", "2026-11-22T12:02:00Z"), &[("pickup_deadline", longer)]);
    assert_eq!(world.carrier("longer", longer).await.status, StatusCode::OK);
    world.clock.pass(Duration::minutes(30));
    world.work().await;
    let texts = [world.provider.texts(PHONE), world.second.texts(PHONE)].concat();
    assert!(texts.len() == 1 && texts[0].contains("29 Nov 18:00"), "{texts:?}");
}

// C9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_decorates_never_blocks_what_decides(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let long = format!("Die Sendung\r\nwurde {}", "hinterlegt ".repeat(24));
    for (place, (field, value)) in [
        ("carrier_text", json!(long)),
        ("carrier_text", json!("")),
        ("carrier_text", json!("a\u{0}b\u{202e}c")),
        ("carrier_code", json!("")),
        ("carrier_code", json!("x".repeat(300))),
        ("carrier_code", json!("A\tB\u{0}")),
        ("location", json!(" ")),
        ("location", json!("Berlin\n".repeat(60))),
        ("substatus", json!("")),
        ("substatus", json!("s".repeat(100))),
        ("incident_reason", json!("")),
        ("incident_reason", json!("because\nof".repeat(20))),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("RR47312{:04}GB", 4000 + place);
        world.announce(&number, json!({ "phone": PHONE })).await;
        let data = with(placed(&number, &(place + 1).to_string()), &[(field, value)]);
        let answer = world.carrier(&format!("e{place}"), data).await;
        assert_eq!(
            (answer.status, &answer.json()["effect"]),
            (StatusCode::OK, &json!("applied")),
            "{field}: {}",
            answer.body
        );
    }
    let kept: String = sqlx::query_scalar("select carrier_text from parcel_event order by id limit 1")
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert_eq!(kept, long.trim());
}

// C9: an announcement is not refused for an order number that is none
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_empty_order_number_is_none(pool: PgPool) {
    let world = World::new(pool).await;
    for (order, status) in [(json!(""), 201), (json!(" "), 200), (Value::Null, 200)] {
        let body = json!({ "tracking_number": NUMBER, "carrier": "DHL", "merchant": "Radwerk", "order_number": order,
            "recipient": { "phone": PHONE } });
        let answer = world.api("POST", "/parcels", OPERATOR, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{order}: {}", answer.body);
    }
    assert_eq!(world.count("select count(*) from parcel where order_number is null").await, 1);
}

// C9: where it is shown
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_carriers_words_are_shown_on_one_line_and_shortened(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let text = format!("Umgelagert\nnach {}Ende", "Regal ".repeat(45));
    let odd = with(event("odd", "2026-11-22T12:02:00Z"), &[("carrier_text", json!(text))]);
    assert_eq!(world.carrier("odd", odd).await.status, StatusCode::OK);
    let session = world.sign_in(NUMBER, PHONE).await;
    let shown = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(shown.body.contains("Umgelagert nach Regal Regal"), "{}", shown.body);
    assert!(shown.body.contains("Reg…") && !shown.body.contains("Ende"), "{}", shown.body);
}

// C10
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn times_have_bounds_in_every_interface(pool: PgPool) {
    let world = announced(pool).await;
    for (place, absurd) in [
        "9999-12-31T23:59:59Z",
        "+262142-12-31T23:59:59Z",
        "-9999-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0000-00-00T00:00:00Z",
    ]
    .into_iter()
    .enumerate()
    {
        let good = "2026-11-23T12:00:00Z";
        let window = |from: &str, until: &str| json!({ "from": from, "until": until });
        for (field, at, value) in [
            ("occurred_at", "data.occurred_at", json!(absurd)),
            ("pickup_deadline", "data.pickup_deadline", json!(absurd)),
            ("expected", "data.expected.from", window(absurd, good)),
            ("expected", "data.expected.until", window(good, absurd)),
        ] {
            let answer =
                world.carrier(&format!("{at}{place}"), with(placed(NUMBER, "14"), &[(field, value)])).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.json()["field"]),
                (422, &json!(at)),
                "{}",
                answer.body
            );
        }
        for (at, value) in [("expected.from", window(absurd, good)), ("expected.until", window(good, absurd))]
        {
            let body = json!({ "tracking_number": "RR473124830GB", "carrier": "DHL", "merchant": "Radwerk",
                "recipient": { "phone": PHONE }, "expected": value });
            let answer = world.api("POST", "/parcels", OPERATOR, &body).await;
            assert_eq!(
                (answer.status.as_u16(), &answer.json()["field"]),
                (422, &json!(at)),
                "{}",
                answer.body
            );
        }
        let beat =
            world.api("POST", "/stations/BER-042/heartbeat", STATION, &json!({ "clock": absurd })).await;
        assert_eq!((beat.status.as_u16(), &beat.json()["field"]), (422, &json!("clock")), "{}", beat.body);
    }
}

// C10: a shown date has its year where that is not this one
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_date_in_another_year_is_shown_with_it(pool: PgPool) {
    let world = announced(pool).await;
    let placed = with(placed(NUMBER, "14"), &[("pickup_deadline", json!("2027-02-03T12:00:00Z"))]);
    world.carrier("placed", placed).await;
    world.work().await;
    let text = world.provider.texts(PHONE).pop().unwrap();
    assert_eq!(digits(&text).len(), 6);
    assert!(text.contains("3 Feb 2027"), "{text}");
}

// C11
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_wrong_type_is_no_wrong_syntax(pool: PgPool) {
    let world = announced(pool).await;
    let others = [json!(true), json!(null), json!(7), json!(1.5), json!([]), json!({}), json!("nonsense")];
    for wrong in &others {
        for part in ["scanner", "keypad"] {
            let mut body = json!({ "clock": "2026-11-22T12:02:00Z" });
            body[part] = wrong.clone();
            let answer = world.api("POST", "/stations/BER-042/heartbeat", STATION, &body).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["field"]), (422, &json!(part)), "{wrong}");
        }
        for field in ["type", "data"] {
            let mut body = json!({ "type": "parcel.event", "data": placed(NUMBER, "14") });
            body[field] = wrong.clone();
            let (body, now) =
                (body.to_string(), server::clock::Clock::now(world.clock.as_ref()).timestamp().to_string());
            let request = crate::world::signed("typed", &now, &body).body(Body::from(body)).unwrap();
            let answer = world.send(request).await;
            assert_eq!(answer.status.as_u16(), 422, "{field} {wrong}: {}", answer.body);
            assert!(answer.json()["field"].as_str().unwrap().starts_with(field), "{}", answer.body);
        }
    }
    for (raw, status) in [
        (r#"{"clock":"2026-11-22T12:02:00Z","scanner":1e999}"#, 422),
        (r#"{"clock":"2026-11-22T12:02:00Z","scanner":"\ud800"}"#, 422),
        (r#"{"clock":"2026-11-22T12:02:00Z","scanner":tru}"#, 400),
        (r#"{"clock":"2026-11-22T12:02:00Z","scanner":"#, 400),
        ("", 400),
    ] {
        let request = Request::post("/api/v1/stations/BER-042/heartbeat")
            .header(header::AUTHORIZATION, format!("Bearer {STATION}"));
        let answer = world.send(request.body(Body::from(raw)).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{raw}: {}", answer.body);
    }
}
