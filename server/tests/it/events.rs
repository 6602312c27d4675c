use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{PHONE, World, placed, signed};

fn event(status: &str, minute: u32) -> Value {
    json!({ "tracking_number": "RR473124829GB", "carrier": "DHL", "status": status,
        "occurred_at": format!("2026-11-22T11:{minute:02}:00Z") })
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_exists_only_after_the_parcel_lies_in_its_compartment(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    for (minute, status) in ["in_transit", "out_for_delivery"].into_iter().enumerate() {
        let answer = world.carrier(status, event(status, u32::try_from(minute).unwrap())).await;
        assert_eq!(answer.json(), json!({ "effect": "applied", "status": status }));
    }
    world.work().await;
    assert_eq!(world.count("select count(*) from pickup_code").await, 0);
    assert!(world.provider.texts(PHONE).is_empty());
    world.place("RR473124829GB", "14").await;
    world.work().await;
    assert_eq!(world.count("select count(*) from pickup_code where ended_at is null").await, 1);
    let texts = world.provider.texts(PHONE);
    assert_eq!(texts.len(), 1);
    assert!(texts[0].contains("14") && texts[0].contains("https://pickup.example.org/l/"), "{}", texts[0]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_event_a_hundred_times_at_once_on_two_instances_has_one_effect(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.station("BER-042").await;
    one.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let answers = join_all((0..100).map(|place| {
        let world = if place % 2 == 0 { &one } else { &two };
        world.carrier("the-same", placed("RR473124829GB", "14"))
    }))
    .await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
    let applied = answers.iter().filter(|answer| answer.json()["effect"] == "applied").count();
    let duplicate = answers.iter().filter(|answer| answer.json()["effect"] == "duplicate").count();
    assert_eq!((applied, duplicate), (1, 99));
    tokio::join!(one.work(), two.work());
    assert_eq!(one.count("select count(*) from parcel_event").await, 1);
    assert_eq!(one.count("select count(*) from pickup_code").await, 1);
    assert_eq!(one.provider.texts(PHONE).len() + two.provider.texts(PHONE).len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn late_events_are_kept_and_move_nothing_and_only_a_correction_leads_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let late = world.carrier("late", event("out_for_delivery", 5)).await;
    assert_eq!(late.json(), json!({ "effect": "recorded", "status": "available_for_pickup" }));
    let mut collected = event("delivered", 0);
    collected["occurred_at"] = json!("2026-11-22T12:02:00Z");
    assert_eq!(world.carrier("collected", collected.clone()).await.json()["effect"], "applied");
    assert_eq!(world.count("select count(*) from pickup_code where ended_at is null").await, 0);
    let mut back = placed("RR473124829GB", "15");
    back["occurred_at"] = json!("2026-11-22T12:03:00Z");
    assert_eq!(world.carrier("back", back.clone()).await.json()["status"], "delivered");
    back["correction"] = json!(true);
    assert_eq!(world.carrier("corrected", back).await.json()["status"], "available_for_pickup");
    world.work().await;
    let compartment: String = sqlx::query_scalar("select compartment from parcel where id = $1")
        .bind(&id)
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert_eq!(compartment, "15");
    assert_eq!(world.count("select count(*) from pickup_code where ended_at is null").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_without_a_meaning_for_us_is_kept_as_the_carrier_wrote_it(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let data = json!({ "tracking_number": "RR473124829GB", "carrier": "DHL", "carrier_code": "ZX-9",
        "carrier_text": "Moved to the other side", "occurred_at": "2026-11-22T11:00:00Z" });
    assert_eq!(
        world.carrier("odd", data).await.json(),
        json!({ "effect": "recorded", "status": "pre_transit" })
    );
    let kept: (String, String, String) =
        sqlx::query_as("select status, carrier_code, carrier_text from parcel_event")
            .fetch_one(&world.pool)
            .await
            .unwrap();
    assert_eq!(kept, ("unknown".into(), "ZX-9".into(), "Moved to the other side".into()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_that_is_not_signed_old_or_unknown_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let unknown = world.carrier("e1", placed("RR000000000GB", "14")).await;
    assert_eq!(
        (unknown.status, unknown.json()["code"].clone()),
        (StatusCode::NOT_FOUND, json!("unknown_parcel"))
    );
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let body = json!({ "type": "parcel.event", "data": placed("RR473124829GB", "14") }).to_string();
    let plain = Request::post("/api/v1/carrier-events").body(Body::from(body.clone())).unwrap();
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-22T12:02:00Z").unwrap().timestamp();
    let old = signed("e2", &(now - 301).to_string(), &body).body(Body::from(body.clone())).unwrap();
    let bent = signed("e3", &now.to_string(), &body).body(Body::from(body.replace("14", "15"))).unwrap();
    for request in [plain, old, bent] {
        let answer = world.send(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    assert_eq!(world.count("select count(*) from parcel_event").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_error_names_the_field(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let changed = |field: &str, value: Value| {
        let mut data = placed("RR473124829GB", "14");
        data[field] = value;
        data
    };
    let table = [
        (changed("occurred_at", json!("yesterday")), "data.occurred_at"),
        (changed("occurred_at", json!("2027-01-01T00:00:00Z")), "data.occurred_at"),
        (changed("station", json!("BER-999")), "data.station"),
        (changed("compartment", json!("99")), "data.compartment"),
        (changed("compartment", Value::Null), "data.compartment"),
        (changed("tracking_number", json!("?")), "data.tracking_number"),
        (changed("carrier", json!("")), "data.carrier"),
        (changed("status", Value::Null), "data.status"),
        (
            changed("expected", json!({ "from": "2026-11-22T12:00:00Z", "until": "2026-11-22T11:00:00Z" })),
            "data.expected.until",
        ),
    ];
    for (place, (data, field)) in table.into_iter().enumerate() {
        let answer = world.carrier(&format!("e{place}"), data).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!(answer.json()["field"], field, "{}", answer.body);
    }
    assert_eq!(world.count("select count(*) from parcel_event").await, 0);
    assert_eq!(world.count("select count(*) from webhook").await, 0);
}
