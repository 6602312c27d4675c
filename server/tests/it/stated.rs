//! What is stated from outside: times that cannot be, ids without a shape, characters no text has; and rows that are
//! absurd all the same.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use serde_json::{Value, json};
use server::fault::Fault;
use simulator::signature::of_twilio;
use sqlx::PgPool;
use store::StoreError;

use crate::{
    contacts::NUMBER,
    world::{OPERATOR, PHONE, STATION, World, placed},
};

// M2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_time_that_cannot_be_meant_is_refused_by_its_field(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let changed = |field: &str, value: Value| {
        let mut data = placed("RR473124829GB", "14");
        data[field] = value;
        data
    };
    let mut place = 0;
    for absurd in
        ["+262142-01-01T00:00:00Z", "-4800-01-01T00:00:00Z", "2040-01-01T00:00:00Z", "2010-01-01T00:00:00Z"]
    {
        let window = |from: &str, until: &str| json!({ "from": from, "until": until });
        for (data, field) in [
            (changed("occurred_at", json!(absurd)), "data.occurred_at"),
            (changed("pickup_deadline", json!(absurd)), "data.pickup_deadline"),
            (changed("expected", window(absurd, "2026-11-23T12:00:00Z")), "data.expected.from"),
            (changed("expected", window("2026-11-23T12:00:00Z", absurd)), "data.expected.until"),
        ] {
            place += 1;
            let answer = world.carrier(&format!("e{place}"), data).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {absurd}: {}", answer.body);
            assert_eq!(answer.json()["field"], field, "{absurd}");
        }
        let parcel = json!({ "tracking_number": "RR473124830GB", "carrier": "DHL", "merchant": "Birch & Bloom",
            "recipient": { "phone": PHONE }, "expected": window("2026-11-23T12:00:00Z", absurd) });
        let answer = world.api("POST", "/parcels", OPERATOR, &parcel).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["field"]),
            (422, &json!("expected.until")),
            "{absurd}"
        );
        let beat =
            world.api("POST", "/stations/BER-042/heartbeat", STATION, &json!({ "clock": absurd })).await;
        assert_eq!((beat.status.as_u16(), &beat.json()["field"]), (422, &json!("clock")), "{absurd}");
    }
    let early = world.carrier("early", changed("pickup_deadline", json!("2026-11-22T11:00:00Z"))).await;
    assert_eq!((early.status.as_u16(), &early.json()["field"]), (422, &json!("data.pickup_deadline")));
    assert_eq!(world.count("select count(*) from parcel_event").await, 0);
}

// M2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_stored_and_cannot_be_breaks_no_page(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    let absurd = "262142-12-31T23:59:59Z";
    for statement in [
        "update parcel set pickup_deadline = $1::timestamptz, since = $1::timestamptz, placed_at = $1::timestamptz,
             expected_from = $1::timestamptz, expected_until = $1::timestamptz",
        "update parcel_event set occurred_at = $1::timestamptz, pickup_deadline = $1::timestamptz",
        "update pickup_code set valid_until = $1::timestamptz where ended_at is null",
        "update notification set state_at = $1::timestamptz",
    ] {
        sqlx::query(statement).bind(absurd).execute(&world.pool).await.unwrap();
    }
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    for page in
        ["/parcels", &format!("/parcels/{id}"), &format!("/parcels/{id}/code"), "/account", "/contacts"]
    {
        assert_eq!(world.get(page, &session).await.status, StatusCode::OK, "{page}");
    }
}

// M2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_job_that_panics_is_tried_and_buried_like_any_other_and_holds_nobody_up(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    world.place("RR473124829GB", "14").await;
    // No calendar holds it: reading it panics.
    sqlx::query("update parcel set pickup_deadline = 'infinity'").execute(&world.pool).await.unwrap();
    world.announce("RR473124830GB", json!({ "phone": "+4915155500777" })).await;
    world.place("RR473124830GB", "15").await;
    for _ in 0..12 {
        world.work().await;
        world.clock.pass(Duration::minutes(6));
    }
    assert_eq!(world.provider.texts("+4915155500777").len(), 1);
    let buried: (i32, String) =
        sqlx::query_as("select attempt, last_error from job where dead_at is not null")
            .fetch_one(&world.pool)
            .await
            .unwrap();
    assert_eq!(buried, (12, "panicked".to_owned()));
    assert_eq!(world.count("select count(*) from job where dead_at is null").await, 0);
    // The watchdog goes on as well.
    server::worker::watch_once(&world.app_state).await;
}

/// The processes of Postgres that serve the desk; the test looks on by others.
async fn backends(world: &World) -> Vec<i32> {
    sqlx::query_scalar(
        "select pid from pg_stat_activity where datname = current_database()
         and application_name = 'desk' order by pid",
    )
    .fetch_all(&world.pool)
    .await
    .unwrap()
}

// M3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ids_have_a_shape_and_no_request_costs_a_connection(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    let mut before = None;
    for round in 0..3 {
        for bad in
            ["%00", "BER%00042", "a%0Ab", "%E2%80%AE", "x%27--", "99999999999999999999", "%F0%9F%94%91"]
        {
            for (path, expected) in [
                (format!("/parcels/{bad}"), 404),
                (format!("/parcels/{bad}/code"), 404),
                (format!("/parcels/{bad}/events"), 404),
                (format!("/contacts/prove/{bad}"), 404),
                (format!("/contacts/changes/{bad}"), 404),
                (format!("/l/{bad}"), 410),
                (format!("/u/{bad}"), 410),
            ] {
                let status = world.get(&path, &session).await.status.as_u16();
                assert!(status == expected || (300..500).contains(&status), "{path}: {status}");
            }
            for (action, form) in [
                ("reveal", format!("parcel={bad}")),
                ("resend", format!("parcel={bad}&channel=sms&request=r")),
                ("resend", format!("parcel={id}&channel=sms&request={bad}")),
                ("find", format!("tracking={bad}&contact={bad}")),
                ("prove_contact", format!("contact={bad}&change={bad}")),
                ("change_contact", format!("old={bad}&address={bad}&sure=on")),
                ("claim_contact", format!("contact={bad}")),
                ("answer", format!("challenge={bad}&code={bad}")),
                ("undo", format!("token={bad}")),
                ("enter", format!("token={bad}")),
                ("sign_out_device", format!("device={bad}")),
                ("remove_passkey", format!("passkey={bad}")),
            ] {
                let answer = world.submit(action, &form, &session).await;
                assert!(!answer.location().contains("unavailable"), "{action} {form}: {}", answer.location());
                assert!(answer.status.as_u16() < 500, "{action} {form}: {}", answer.status);
            }
            for (method, path, token, body, allowed) in [
                (
                    "POST",
                    format!("/stations/{bad}/unlock"),
                    STATION,
                    json!({ "digits": "123456" }),
                    [401, 400],
                ),
                (
                    "POST",
                    format!("/stations/{bad}/heartbeat"),
                    STATION,
                    json!({ "clock": "2026-11-22T12:00:00Z" }),
                    [401, 400],
                ),
                ("PUT", format!("/stations/{bad}"), OPERATOR, crate::world::station_body(), [422, 400]),
                ("POST", format!("/receipts/push/{bad}"), "", json!({}), [404, 400]),
                ("POST", format!("/receipts/sms/{bad}"), "", json!({}), [415, 400]),
            ] {
                // An id that happens to have its shape is none of these.
                if method == "PUT" && bad.bytes().all(|byte| byte.is_ascii_digit()) {
                    continue;
                }
                let status = world.api(method, &path, token, &body).await.status.as_u16();
                assert!(allowed.contains(&status), "{method} {path}: {status}");
            }
        }
        for bad in ["\u{0}", "BER\u{0}042", "a\nb", "\u{202e}"] {
            let mut data = placed(NUMBER, "14");
            // Words that decide nothing are not refused (C9).
            for field in ["tracking_number", "carrier", "station", "compartment", "status"] {
                let known = data[field].clone();
                data[field] = json!(bad);
                let answer = world.carrier(&format!("e{round}"), data.clone()).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.body);
                assert_eq!(answer.json()["field"], format!("data.{field}"));
                data[field] = known;
            }
            for field in ["tracking_number", "carrier", "merchant", "order_number", "station"] {
                let mut parcel = json!({ "tracking_number": "RR473124831GB", "carrier": "DHL", "merchant": "Radwerk",
                    "recipient": { "phone": PHONE } });
                parcel[field] = json!(bad);
                let answer = world.api("POST", "/parcels", OPERATOR, &parcel).await;
                assert_eq!(
                    (answer.status.as_u16(), &answer.json()["field"]),
                    (422, &json!(field)),
                    "{}",
                    answer.body
                );
            }
        }
        // A status that no provider has, rightly signed.
        let text = world.provider.all().pop().unwrap();
        let status = "%00";
        let fields = [("MessageStatus", "\u{0}")];
        let signature = of_twilio("token", &text.callback, &fields);
        let answer = world.callback(&text, &[("MessageStatus", status)], &signature).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["field"]),
            (422, &json!("MessageStatus")),
            "{}",
            answer.body
        );
        let now = backends(&world).await;
        let known = before.get_or_insert_with(|| now.clone());
        // One or two may come for reasons of the test's own; not one a request.
        assert!(now.iter().filter(|pid| !known.contains(pid)).count() < 3, "{known:?} became {now:?}");
    }
}

// M3
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_answer_of_the_database_is_no_broken_connection(pool: PgPool) {
    let world = World::new(pool).await;
    world.count("select 1::bigint").await;
    let mut known: Option<Vec<i32>> = None;
    for place in 0..50 {
        let statement = [
            "select 1 / 0",
            "select no_such_column",
            "insert into webhook values (null, null, null)",
            "select chr(0)",
        ][place % 4];
        let read: Result<(), Fault> = world
            .app_state
            .db
            .read(async |connection| {
                sqlx::query(statement).execute(connection).await.map_err(StoreError::from)?;
                Ok(())
            })
            .await;
        assert!(matches!(read, Err(Fault::Store(StoreError::Driver(sqlx::Error::Database(_))))), "{read:?}");
        let now = backends(&world).await;
        if place < 4 {
            // By then every connection that looks on is there.
            continue;
        }
        let known = known.get_or_insert_with(|| now.clone());
        // One or two may come for reasons of the test's own; not one a request.
        assert!(
            now.iter().filter(|pid| !known.contains(pid)).count() < 3,
            "{statement}: {known:?} became {now:?}"
        );
    }
}

// L: a number instead of text for `digits` echoed in the error
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_error_repeats_no_value(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    for body in
        [json!({ "digits": 482_913 }), json!({ "digits": ["482913"] }), json!({ "482913": 1, "digits": "1" })]
    {
        let answer = world.unlock(body.clone()).await;
        assert!(!answer.body.contains("482913"), "{}", answer.body);
        assert!(answer.status.is_client_error() || answer.status.is_success(), "{}", answer.status);
    }
    let raw = Request::post("/api/v1/stations/BER-042/unlock")
        .header(header::AUTHORIZATION, format!("Bearer {STATION}"));
    let answer = world.send(raw.body(Body::from(r#"{"digits": 482913"#)).unwrap()).await;
    assert!(!answer.body.contains("482913"), "{}", answer.body);
}
