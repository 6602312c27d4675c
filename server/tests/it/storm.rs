//! The operator gives everybody at a station or in a region more time: each once, nobody less, and whom it concerns is told.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;
use store::job::{self, JobKind};

use crate::world::{Answer, OPERATOR, PHONE, STATION, World, digits, placed, station_body};

/// Until when a parcel waits, as it is placed.
const END: &str = "2026-11-24T17:00:00Z";

fn number(place: usize) -> String {
    format!("RR4731248{place:02}GB")
}

fn phone(place: usize) -> String {
    format!("+49151234567{place:02}")
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl World {
    /// A station of the region `berlin`.
    async fn in_berlin(&self, id: &str) {
        let mut body = station_body();
        body["region"] = json!("berlin");
        let answer = self.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    /// A parcel that lies at this station, with its code sent to a phone of its own.
    async fn lies_at(&self, station: &str, place: usize) -> String {
        let body = json!({ "tracking_number": number(place), "carrier": "DHL", "merchant": "Birch & Bloom",
            "station": station, "recipient": { "phone": phone(place) } });
        let announced = self.api("POST", "/parcels", OPERATOR, &body).await;
        assert_eq!(announced.status, StatusCode::CREATED, "{}", announced.body);
        self.reported(&format!("placed-{place}"), station, place, END).await;
        announced.json()["id"].as_str().unwrap().to_owned()
    }

    /// DHL says that it lies there until then.
    async fn reported(&self, event: &str, station: &str, place: usize, until: &str) {
        let mut data = placed(&number(place), &(place % 40 + 1).to_string());
        data["station"] = json!(station);
        data["occurred_at"] = json!(self.app_state.now());
        data["pickup_deadline"] = json!(until);
        let answer = self.carrier(event, data).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn storm(&self, body: Value) -> Answer {
        self.api("POST", "/extensions", OPERATOR, &body).await
    }

    async fn order(&self, answer: &Answer) -> Value {
        let path = format!("/extensions/{}", answer.json()["id"]);
        self.api("GET", &path, OPERATOR, &Value::Null).await.json()
    }

    async fn deadline(&self, parcel: &str) -> DateTime<Utc> {
        sqlx::query_scalar("select pickup_deadline from parcel where id = $1")
            .bind(parcel)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// What came for this phone after so many texts.
    fn news(&self, place: usize, known: usize) -> Vec<String> {
        self.provider.texts(&phone(place)).split_off(known)
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everybody_at_a_station_has_more_time_and_is_told_so_once_with_the_same_code(pool: PgPool) {
    let world = World::new(pool).await;
    world.in_berlin("BER-042").await;
    world.in_berlin("BER-043").await;
    let here = [world.lies_at("BER-042", 0).await, world.lies_at("BER-042", 1).await];
    let elsewhere = world.lies_at("BER-043", 2).await;
    world.work().await;
    let code = digits(&world.news(0, 0)[0]);
    let version = world.count("select min(version) from parcel").await;
    let body =
        json!({ "request": "storm", "station": "BER-042", "hours": 48, "words": "Storm until Wednesday." });
    let answer = world.storm(body.clone()).await;
    assert_eq!((answer.status, &answer.json()["state"]), (StatusCode::ACCEPTED, &json!("running")));
    assert_eq!(world.deadline(&here[0]).await, time(END));
    world.work().await;
    for parcel in &here {
        assert_eq!(world.deadline(parcel).await, time(END) + Duration::hours(48));
    }
    assert_eq!(world.deadline(&elsewhere).await, time(END));
    let order = world.order(&answer).await;
    let counts = [&order["state"], &order["moved"], &order["kept"], &order["told"], &order["to_be_told"]];
    assert_eq!(counts, [&json!("done"), &json!(2), &json!(0), &json!(2), &json!(0)]);
    let news = world.news(0, 1);
    assert_eq!((news.len(), world.news(1, 1).len(), world.news(2, 1).len()), (1, 1, 0));
    assert!(news[0].contains("You have longer, until") && news[0].contains("18:00"), "{news:?}");
    assert!(news[0].contains("Storm until Wednesday.") && news[0].chars().count() <= 160, "{news:?}");
    assert_eq!(digits(&news[0]), code);
    let pages = "select count(*) from parcel where station_id = 'BER-042' and version > ";
    let turned: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{pages}{version}")))
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert_eq!(turned, 2);
    // Asked for again it is the same order, and another one under its name is none.
    let again = world.storm(body.clone()).await;
    assert_eq!((again.status, again.json()["id"].clone()), (StatusCode::OK, order["id"].clone()));
    assert_eq!(again.json()["moved"], json!(2));
    let mut other = body;
    other["hours"] = json!(24);
    let other = world.storm(other).await;
    assert_eq!((other.status, &other.json()["field"]), (StatusCode::CONFLICT, &json!("request")));
    world.work().await;
    assert_eq!(world.deadline(&here[0]).await, time(END) + Duration::hours(48));
    assert_eq!(world.news(0, 1).len(), 1);
    // The code opens after what was its end.
    world.clock.pass(time(END) + Duration::hours(40) - world.app_state.now());
    let opened = world.api("POST", "/stations/BER-042/unlock", STATION, &json!({ "digits": code })).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_region_waits_until_then_and_what_waits_longer_or_comes_later_stays(pool: PgPool) {
    let world = World::new(pool).await;
    world.in_berlin("BER-042").await;
    world.in_berlin("BER-043").await;
    world.station("HAM-001").await;
    let mut parcels = Vec::new();
    for (place, station) in ["BER-042", "BER-043", "BER-043", "HAM-001"].into_iter().enumerate() {
        parcels.push(world.lies_at(station, place).await);
    }
    world.clock.pass(Duration::minutes(1));
    world.reported("longer", "BER-043", 2, "2026-11-29T17:00:00Z").await;
    world.work().await;
    let until = "2026-11-26T20:00:00Z";
    let answer = world.storm(json!({ "request": "storm", "region": "berlin", "until": until })).await;
    // It comes while the order is carried out: its carrier knew.
    world.clock.pass(Duration::minutes(1));
    parcels.push(world.lies_at("BER-042", 4).await);
    world.work().await;
    let mut ends = Vec::new();
    for parcel in &parcels {
        ends.push(world.deadline(parcel).await);
    }
    assert_eq!(ends, [until, until, "2026-11-29T17:00:00Z", END, END].map(time));
    let told: Vec<usize> = (0..5).map(|place| world.news(place, 1).len()).collect();
    assert_eq!(told, [1, 1, 0, 0, 0]);
    let order = world.order(&answer).await;
    assert_eq!([&order["moved"], &order["kept"], &order["told"]], [&json!(2), &json!(2), &json!(2)]);
    world.clock.pass(Duration::minutes(1));
    // What the carrier repeats of the time before is not earlier again.
    world.reported("repeated", "BER-042", 0, END).await;
    assert_eq!(world.deadline(&parcels[0]).await, time(until));
    // Earlier than that is nothing at all.
    world.storm(json!({ "request": "less", "region": "berlin", "until": "2026-11-25T20:00:00Z" })).await;
    world.work().await;
    assert_eq!(world.deadline(&parcels[0]).await, time(until));
    assert_eq!(world.news(0, 1).len(), 1);
    assert_eq!(world.deadline(&parcels[4]).await, time("2026-11-25T20:00:00Z"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_instances_and_one_that_died_give_each_parcel_its_hours_once(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    for station in ["BER-041", "BER-042", "BER-043"] {
        world.in_berlin(station).await;
    }
    // More than one transaction takes.
    for place in 0..32 {
        world.lies_at(["BER-041", "BER-042", "BER-043"][place % 3], place).await;
    }
    world.work().await;
    let answer = world.storm(json!({ "request": "storm", "region": "berlin", "hours": 24 })).await;
    // Somebody takes it, and is never heard of again.
    let lease = world.app_state.lease;
    let now = world.app_state.now();
    let leased = world
        .app_state
        .workers
        .write(async |transaction| job::lease(transaction, &[JobKind::ExtendAll], 1, lease, now).await)
        .await;
    assert_eq!(leased.unwrap().len(), 1);
    world.work().await;
    assert_eq!(world.order(&answer).await["moved"], json!(0));
    for clock in [&world.clock, &other.clock] {
        clock.pass(Duration::seconds(61));
    }
    join_all([&world, &other, &world, &other].map(World::work)).await;
    let order = world.order(&answer).await;
    assert_eq!([&order["state"], &order["moved"], &order["told"]], [&json!("done"), &json!(32), &json!(32)]);
    let once = "select count(*) from parcel where pickup_deadline = '2026-11-25T17:00:00Z'";
    assert_eq!(world.count(once).await, 32);
    for place in 0..32 {
        let told = world.news(place, 1).len() + other.news(place, 0).len();
        assert_eq!(told, 1, "{place}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_that_goes_elsewhere_meanwhile_has_its_hours_once(pool: PgPool) {
    let world = World::new(pool).await;
    world.in_berlin("BER-042").await;
    world.in_berlin("BER-043").await;
    let parcel = world.lies_at("BER-042", 0).await;
    world.work().await;
    world.storm(json!({ "request": "storm", "region": "berlin", "hours": 24 })).await;
    world.work().await;
    // As if the order were not done when it comes to the next station.
    sqlx::query("update parcel set station_id = 'BER-043' where id = $1")
        .bind(&parcel)
        .execute(&world.pool)
        .await
        .unwrap();
    sqlx::query("update extension_order set ended_at = null").execute(&world.pool).await.unwrap();
    sqlx::query("insert into job (kind, subject, run_at, created_at) select 'extend_all', id::text, ordered_at, ordered_at from extension_order")
        .execute(&world.pool).await.unwrap();
    world.work().await;
    assert_eq!(world.deadline(&parcel).await, time(END) + Duration::hours(24));
    assert_eq!(world.news(0, 1).len(), 1);
    assert_eq!(world.count("select count(*) from extension_order where ended_at is null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_clock_that_stands_and_a_code_that_was_sent_to_nobody_stay_so(pool: PgPool) {
    let world = World::new(pool).await;
    let (held, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let form = format!("parcel={held}&kind=stuck&request=r1&note=&light=&answer=door.jammed");
    let opened = world.submit("open_case", &form, &session).await;
    assert_eq!(opened.location(), format!("/parcels/{held}/case"), "{}", opened.body);
    let stopped = world.lies_at("BER-042", 1).await;
    world.work().await;
    world.clock.pass(Duration::minutes(1));
    let session = world.sign_in(&number(1), &phone(1)).await;
    world.submit("stop_code", &format!("parcel={stopped}&request=r1"), &session).await;
    world.work().await;
    let (texts, known) = (world.provider.texts(PHONE).len(), world.provider.texts(&phone(1)).len());
    let before = world.deadline(&held).await;
    let answer = world.storm(json!({ "request": "storm", "station": "BER-042", "hours": 24 })).await;
    world.work().await;
    assert_eq!(world.deadline(&held).await, before);
    assert_eq!(world.deadline(&stopped).await, time(END) + Duration::hours(24));
    let order = world.order(&answer).await;
    assert_eq!([&order["moved"], &order["kept"], &order["told"]], [&json!(1), &json!(1), &json!(0)]);
    assert_eq!((world.provider.texts(PHONE).len(), world.news(1, known)), (texts, Vec::<String>::new()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deadline_moves_in_the_night_and_its_customer_is_told_in_the_morning_unless_they_came(
    pool: PgPool,
) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let parcel = world.lies_at("BER-042", 0).await;
    world.lies_at("BER-042", 1).await;
    world.work().await;
    // Half past ten in the evening of Berlin.
    world.clock.pass(time("2026-11-22T21:30:00Z") - world.app_state.now());
    let answer = world.storm(json!({ "request": "storm", "station": "BER-042", "hours": 24 })).await;
    world.work().await;
    assert_eq!(world.deadline(&parcel).await, time(END) + Duration::hours(24));
    assert_eq!(world.order(&answer).await["to_be_told"], json!(2));
    let code = digits(&world.news(1, 0)[0]);
    world.clock.pass(Duration::hours(9));
    assert_eq!(world.unlock(json!({ "digits": code })).await.status, StatusCode::OK);
    world.clock.pass(Duration::minutes(29));
    world.work().await;
    assert_eq!(world.news(0, 1).len(), 0);
    world.clock.pass(Duration::minutes(1));
    world.work().await;
    assert_eq!((world.news(0, 1).len(), world.news(1, 1).len()), (1, 0));
    let order = world.order(&answer).await;
    assert_eq!([&order["told"], &order["to_be_told"]], [&json!(1), &json!(0)]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_that_cannot_be_meant_names_the_field_and_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.in_berlin("BER-042").await;
    let good = json!({ "request": "storm", "station": "BER-042", "hours": 24 });
    let table = [
        ("request", json!(" "), "request"),
        ("station", Value::Null, "station"),
        ("station", json!("BER-999"), "station"),
        ("station", json!("../x"), "station"),
        ("region", json!("berlin"), "region"),
        ("hours", Value::Null, "hours"),
        ("hours", json!(0), "hours"),
        ("hours", json!(721), "hours"),
        ("hours", json!("many"), "hours"),
        ("hours", json!(-1), "hours"),
        ("until", json!("2026-11-25T20:00:00Z"), "until"),
        ("words", json!(""), "words"),
        ("words", json!("x".repeat(101)), "words"),
        ("words", json!("See evil.example/x"), "words"),
        ("stations", json!(["BER-042"]), "stations"),
    ];
    for (field, value, blamed) in table {
        let mut body = good.clone();
        body[field] = value;
        let answer = world.storm(body).await;
        let told = (answer.status, answer.json()["field"].clone());
        assert_eq!(told, (StatusCode::UNPROCESSABLE_ENTITY, json!(blamed)), "{}", answer.body);
    }
    for until in ["2026-11-22T12:00:00Z", "2026-12-31T00:00:00Z", "soon"] {
        let answer = world.storm(json!({ "request": "storm", "region": "berlin", "until": until })).await;
        let told = (answer.status, answer.json()["field"].clone());
        assert_eq!(told, (StatusCode::UNPROCESSABLE_ENTITY, json!("until")), "{}", answer.body);
    }
    let unknown = world.storm(json!({ "request": "storm", "region": "hamburg", "hours": 1 })).await;
    assert_eq!(unknown.json()["field"], json!("region"));
    for id in ["1", "x"] {
        let answer = world.api("GET", &format!("/extensions/{id}"), OPERATOR, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.count("select count(*) from extension_order").await, 0);
    assert_eq!(world.count("select count(*) from job").await, 0);
}
