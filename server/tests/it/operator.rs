use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{OPERATOR, PHONE, STATION, World, station_body};

fn parcel() -> Value {
    json!({ "tracking_number": "RR 473 124 829 GB", "carrier": "DHL", "merchant": "Birch & Bloom", "order_number": "A-1",
        "station": "BER-042", "recipient": { "phone": PHONE, "email": "kim@example.org" } })
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_announcement_again_changes_nothing_and_another_one_is_refused(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let first = world.api("POST", "/parcels", OPERATOR, &parcel()).await;
    assert_eq!((first.status, &first.json()["status"]), (StatusCode::CREATED, &json!("pre_transit")));
    let again = world.api("POST", "/parcels", OPERATOR, &parcel()).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let mut other = parcel();
    other["merchant"] = json!("Somebody else");
    assert_eq!(world.api("POST", "/parcels", OPERATOR, &other).await.status, StatusCode::CONFLICT);
    assert_eq!(world.count("select count(*) from parcel").await, 1);
    assert_eq!(world.count("select count(*) from recipient").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_error_names_the_field_and_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let table = [
        ("tracking_number", json!("!"), "tracking_number"),
        ("merchant", json!(""), "merchant"),
        ("merchant", json!("a\nb"), "merchant"),
        ("station", json!("BER-999"), "station"),
        ("recipient", json!({}), "recipient"),
        ("recipient", json!({ "phone": "12" }), "recipient.phone"),
        ("recipient", json!({ "phone": "+4930901820" }), "recipient.phone"),
        ("recipient", json!({ "email": "kim" }), "recipient.email"),
        ("recipient", json!({ "fax": "1" }), "recipient.fax"),
        ("expected", json!({ "from": "soon", "until": "later" }), "expected.from"),
        ("carier", json!("DHL"), "carier"),
    ];
    for (field, value, blamed) in table {
        let mut body = parcel();
        body[field] = value;
        let answer = world.api("POST", "/parcels", OPERATOR, &body).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(blamed)),
            "{}",
            answer.body
        );
    }
    for (path, value, blamed) in [
        ("time_zone", json!("Berlin"), "time_zone"),
        ("credential", json!("short"), "credential"),
        ("compartments", json!([]), "compartments"),
        ("compartments", json!([{ "number": "1", "column": 0, "row": 1 }]), "compartments[0].column"),
        (
            "compartments",
            json!([{ "number": "1", "column": 1, "row": 1, "height": 2 }, { "number": "2", "column": 1, "row": 2 }]),
            "compartments[1].row",
        ),
        ("compartments", json!([{ "number": "1", "column": 1, "row": "x" }]), "compartments[0].row"),
    ] {
        let mut body = station_body();
        body[path] = value;
        let answer = world.api("PUT", "/stations/BER-043", OPERATOR, &body).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(blamed)),
            "{}",
            answer.body
        );
    }
    assert_eq!(world.count("select count(*) from parcel").await, 0);
    assert_eq!(world.count("select count(*) from contact").await, 0);
    assert_eq!(world.count("select count(*) from station").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_caller_needs_its_own_credential(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    for token in ["", "wrong", STATION] {
        assert_eq!(world.api("POST", "/parcels", token, &parcel()).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            world.api("PUT", "/stations/BER-043", token, &station_body()).await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    let digits = json!({ "digits": "482913" });
    for (station, token) in [("BER-042", OPERATOR), ("BER-042", ""), ("BER-999", STATION)] {
        let answer = world.api("POST", &format!("/stations/{station}/unlock"), token, &digits).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_heartbeat_measures_the_stations_clock(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let beat = json!({ "clock": "2026-11-22T12:06:00Z", "scanner": "faulty" });
    let answer = world.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
    assert_eq!(answer.json(), json!({ "server_time": "2026-11-22T12:02:00Z", "clock_skew_seconds": 240 }));
    let wrong = world.api("POST", "/stations/BER-042/heartbeat", STATION, &json!({ "clock": "noon" })).await;
    assert_eq!((wrong.status, &wrong.json()["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("clock")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_interface_describes_itself(pool: PgPool) {
    let world = World::new(pool).await;
    let description = world.get("/api/v1/openapi.json", "").await.json();
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/carrier-events",
            "/api/v1/cases",
            "/api/v1/cases/{id}",
            "/api/v1/cases/{id}/answer",
            "/api/v1/cases/{id}/photo",
            "/api/v1/extensions",
            "/api/v1/extensions/{id}",
            "/api/v1/grant-keys",
            "/api/v1/incidents",
            "/api/v1/incidents/{id}/clear",
            "/api/v1/parcels",
            "/api/v1/receipts/email",
            "/api/v1/receipts/push/{reference}",
            "/api/v1/receipts/{provider}/{reference}",
            "/api/v1/redirects",
            "/api/v1/redirects/{id}",
            "/api/v1/station-models/{model}/lights",
            "/api/v1/station-models/{model}/steps",
            "/api/v1/stations/{id}",
            "/api/v1/stations/{id}/commands",
            "/api/v1/stations/{id}/commands/{command}",
            "/api/v1/stations/{id}/commands/{command}/result",
            "/api/v1/stations/{id}/door-events",
            "/api/v1/stations/{id}/grants",
            "/api/v1/stations/{id}/heartbeat",
            "/api/v1/stations/{id}/openings",
            "/api/v1/stations/{id}/sticker",
            "/api/v1/stations/{id}/trend",
            "/api/v1/stations/{id}/unlock",
            "/api/v1/trends",
            "/api/v1/webhook-deliveries",
            "/api/v1/webhook-deliveries/{id}/replay"
        ]
    );
    let missing = world.get("/api/v1/nothing", "").await;
    assert_eq!((missing.status, &missing.json()["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn also_what_is_too_large_or_of_another_kind_gets_a_problem(pool: PgPool) {
    let world = World::new(pool).await;
    let large = json!({ "name": "x".repeat(300_000) });
    let answer = world.api("PUT", "/stations/BER-042", OPERATOR, &large).await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    for (path, body, status, code) in [
        ("/api/v1/receipts/sms/x", "{}".to_owned(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_media_type"),
        ("/api/v1/receipts/sms/x", "x".repeat(20_000), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        ("/api/v1/stations/%ff/heartbeat", String::new(), StatusCode::BAD_REQUEST, "malformed"),
    ] {
        let request = axum::http::Request::post(path).header("content-type", "application/json");
        let answer = world.send(request.body(axum::body::Body::from(body)).unwrap()).await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)), "{path}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}
