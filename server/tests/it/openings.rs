//! What a station tells of the doors that it has opened while it had no link.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{Answer, OPERATOR, PHONE, STATION, World, placed, station_body};

const FIRST: &str = "RR473124829GB";
const SECOND: &str = "RR473124830GB";
const OTHER: &str = "+4915123456780";

impl World {
    async fn report(&self, report: &str, openings: &[Value]) -> Answer {
        let body = json!({ "report": report, "openings": openings });
        self.api("POST", "/stations/BER-042/openings", STATION, &body).await
    }

    /// What became of one opening.
    async fn outcome(&self, report: &str, opening: Value) -> String {
        let answer = self.report(report, &[opening]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["openings"][0]["outcome"].as_str().unwrap().to_owned()
    }

    /// What a station with its list writes down when these digits are typed.
    async fn opens_offline(&self, digits: &str) -> Value {
        let grant = self.list().await.grant(Some(digits), None, STATION).expect("a grant");
        self.clock.pass(Duration::minutes(30));
        json!({ "grant": grant["grant"], "compartment": grant["compartment"], "digits": digits,
            "at": self.app_state.now() - Duration::minutes(20) })
    }
}

// A28
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_that_was_let_out_without_a_link_is_collected_once_however_often_that_is_told(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, digits) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    let at = opening["at"].as_str().unwrap().parse::<domain::Timestamp>().unwrap();
    other.clock.pass(Duration::minutes(30));
    let told = [opening.clone()];
    let answers = join_all((0..8).map(|place| {
        let instance = if place % 2 == 0 { &world } else { &other };
        instance.report("r-1", &told)
    }))
    .await;
    for answer in &answers {
        assert_eq!(answer.json()["openings"], json!([{ "grant": opening["grant"], "outcome": "collected" }]));
    }
    assert_eq!(world.count("select count(*) from parcel_event where source = 'station'").await, 1);
    assert_eq!(world.count("select count(*) from activity where kind = 'opened_offline'").await, 1);
    assert_eq!(world.count("select count(*) from pickup_code where sealed is not null").await, 0);
    assert_eq!(world.count("select count(*) from link").await, 0);
    let (status, since): (String, domain::Timestamp) =
        sqlx::query_as("select status, since from parcel").fetch_one(&world.pool).await.unwrap();
    assert_eq!((status.as_str(), since), ("delivered", at));
    let account = world.get("/account", &session).await.body;
    assert!(
        account.contains("while the station had no connection") && account.contains("Told by the station")
    );
    assert_eq!(world.get(&format!("/parcels/{id}"), &session).await.status, StatusCode::OK);
    // Under another name it is told of a code that was used.
    assert_eq!(world.outcome("r-2", opening.clone()).await, "collected_before");
    // And the name of a report stands for one report.
    let mut another = opening;
    another["compartment"] = json!("15");
    let answer = world.report("r-1", &[another]).await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::CONFLICT, &json!("report_used")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_let_out_without_a_link_counts_among_the_openings_with_what_its_door_did(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    // What the door did may be told first.
    let event = json!({ "event": "e1", "compartment": "14", "kind": "sensor_conflict", "occurred_at": opening["at"] });
    let taken = world.api("POST", "/stations/BER-042/door-events", STATION, &event).await;
    assert!(taken.status.is_success(), "{}", taken.body);
    for _ in 0..2 {
        assert_eq!(world.outcome("r-1", opening.clone()).await, "collected");
    }
    assert_eq!(world.outcome("r-2", opening).await, "collected_before");
    let mut again = event;
    again["event"] = json!("e2");
    world.api("POST", "/stations/BER-042/door-events", STATION, &again).await;
    server::worker::watch_once(&world.app_state).await;
    let trend = world.api("GET", "/stations/BER-042/trend", OPERATOR, &Value::Null).await.json();
    let (opened, unsure) = (&trend["days"][0]["opened"], &trend["days"][0]["unsure"]);
    assert_eq!((opened, unsure), (&json!(1), &json!(1)), "{trend}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_was_stopped_moves_nothing_and_its_customer_hears_of_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    let new = world.rotate(&id).await;
    assert_eq!(world.outcome("r-1", opening).await, "stopped");
    assert_eq!(world.count("select count(*) from parcel where status = 'available_for_pickup'").await, 1);
    assert!(world.get("/account", &session).await.body.contains("with an earlier pickup code"));
    assert_eq!(world.unlock(json!({ "digits": new })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_old_grant_at_a_door_that_is_somebody_elses_by_now_is_told_to_both(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
    world.announce(SECOND, json!({ "phone": OTHER })).await;
    world.place(SECOND, "14").await;
    world.work().await;
    assert_eq!(world.outcome("r-1", opening).await, "collected_before");
    assert_eq!(world.count("select count(*) from activity where kind = 'opened_by_ended_code'").await, 2);
    assert_eq!(world.count("select count(*) from pickup_code where sealed is not null").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_that_lies_elsewhere_by_now_was_not_let_out(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    let mut moved = placed(FIRST, "15");
    moved["occurred_at"] = json!("2026-11-22T12:10:00Z");
    assert_eq!(world.carrier("moved", moved).await.status, StatusCode::OK);
    assert_eq!(world.outcome("r-1", opening).await, "not_there");
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn times_that_cannot_be_are_put_right_and_what_was_late_is_collected_all_the_same(pool: PgPool) {
    let world = World::new(pool).await;
    for (number, phone, at, outcome) in [
        (FIRST, PHONE, "2024-01-01T00:00:00Z", "collected"),
        (SECOND, OTHER, "2029-01-01T00:00:00Z", "collected"),
        ("RR473124831GB", "+4915123456781", "", "late"),
    ] {
        let (_, digits) = world.ready(number, phone).await;
        let mut opening = world.opens_offline(&digits).await;
        if at.is_empty() {
            // Long after the list was over.
            world.clock.pass(Duration::hours(20));
            opening["at"] = json!(world.app_state.now());
        } else {
            opening["at"] = json!(at);
        }
        assert_eq!(world.outcome(&format!("r-{number}"), opening).await, outcome);
    }
    let odd = "select count(*) from parcel where status <> 'delivered' or since > opened_at or opened_at < announced_at";
    assert_eq!(world.count(odd).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_has_only_the_credential_moves_nothing_and_is_held_soon(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let grant: i64 = world.count("select id from pickup_code").await;
    let opening = |digits: &str| json!({ "grant": grant.to_string(), "compartment": "14", "digits": digits, "at": "2026-11-22T12:02:00Z" });
    // No list was ever given: even the right digits are no grant.
    assert_eq!(world.outcome("r-0", opening(&digits)).await, "unknown");
    world.list().await;
    for number in 1..60 {
        assert_eq!(world.outcome(&format!("r-{number}"), opening("987654")).await, "unproven");
    }
    let answer = world.report("r-60", &[opening(&digits)]).await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("conflicts")));
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(world.count("select count(*) from activity where kind like 'opened%'").await, 0);
    assert_eq!(world.count("select count(*) from pickup_code where ended_at is null").await, 1);
    world.clock.pass(Duration::minutes(10));
    assert_eq!(world.outcome("r-60", opening(&digits)).await, "collected");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_station_opens_nothing_here(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let opening = world.opens_offline(&digits).await;
    let mut body = station_body();
    body["credential"] = json!("the-credential-of-another-station-32");
    world.api("PUT", "/stations/BER-043", OPERATOR, &body).await;
    let other = body["credential"].as_str().unwrap();
    let told = json!({ "report": "r-1", "openings": [opening] });
    let strange = world.api("POST", "/stations/BER-042/openings", other, &told).await;
    assert_eq!(strange.status, StatusCode::UNAUTHORIZED);
    let own = world.api("POST", "/stations/BER-043/openings", other, &told).await;
    assert_eq!(own.json()["openings"][0]["outcome"], "unknown");
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_report_with_a_mistake_names_it_and_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let good = world.opens_offline(&digits).await;
    for (field, value) in [
        ("at", json!("1970-01-01T00:00:00Z")),
        ("compartment", json!("")),
        ("grant", json!("")),
        ("digits", Value::Null),
        ("qr", json!("D1")),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let answer = world.report("r-1", &[good.clone(), bad]).await;
        let expected = (StatusCode::UNPROCESSABLE_ENTITY, json!(format!("openings[1].{field}")));
        assert_eq!((answer.status, answer.json()["field"].clone()), expected, "{}", answer.body);
        assert!(!answer.body.contains(&digits));
    }
    assert_eq!(world.report("r-1", &[]).await.json()["field"], "openings");
    assert_eq!(world.count("select count(*) from offline_opening").await, 0);
    assert_eq!(world.outcome("r-1", good).await, "collected");
}
