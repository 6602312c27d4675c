//! What stations are like over time: counted once, by their own days, and told to the operator and on the pages.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use server::worker;
use sqlx::PgPool;

use crate::world::{OPERATOR, PHONE, STATION, World, station_body};

const NUMBER: &str = "RR473124829GB";

impl World {
    /// Adds up what was noted.
    async fn add_up(&self) {
        worker::watch_once(&self.app_state).await;
    }

    async fn trend(&self, asked: &str) -> Value {
        let answer =
            self.api("GET", &format!("/stations/BER-042/trend{asked}"), OPERATOR, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    async fn beats(&self, station: &str, celsius: Option<f64>) {
        let mut body = json!({ "clock": self.app_state.now() });
        body["temperature_celsius"] = json!(celsius);
        let answer = self.api("POST", &format!("/stations/{station}/heartbeat"), STATION, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// The station tells of door 14.
    async fn tells(&self, event: &str, kind: &str) {
        let body =
            json!({ "event": event, "compartment": "14", "kind": kind, "occurred_at": self.app_state.now() });
        let answer = self.api("POST", "/stations/BER-042/door-events", STATION, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

/// What a day tells: opened, refused, jammed, unsure, said, silent.
fn day(day: &str, told: [i64; 6]) -> Value {
    let [opened, refused, jammed, unsure, faults, offline] = told;
    json!({ "day": day, "tries": opened + refused, "opened": opened, "refused": refused, "jammed": jammed,
        "unsure": unsure, "faults_said": faults, "offline_seconds": offline })
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_happens_at_a_station_is_told_by_its_own_days(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    // A wrong try, a right one whose answer is asked for twice, and what is no code at all.
    world.unlock(json!({ "digits": "999998", "attempt": "w1" })).await;
    for _ in 0..2 {
        let opened = world.unlock(json!({ "digits": digits, "attempt": "a1" })).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
    }
    world.unlock(json!({ "qr": "HTTPS://EXAMPLE.ORG" })).await;
    // Said twice under one name, then again under another, then otherwise: one opening stayed shut.
    for (event, kind) in
        [("e1", "still_shut"), ("e1", "still_shut"), ("e2", "still_shut"), ("e3", "sensor_conflict")]
    {
        world.tells(event, kind).await;
    }
    for _ in 0..2 {
        world.submit("say_seen", &format!("parcel={id}&seen=door_stuck"), &session).await;
    }
    world.add_up().await;
    world.add_up().await;
    assert_eq!(world.count("select count(*) from station_note").await, 0);
    let told = world.trend("").await;
    assert_eq!(told["days"], json!([day("2026-11-22", [1, 2, 1, 0, 1, 0])]), "{told}");
    assert_eq!((&told["station"], &told["sheltered"]), (&json!("BER-042"), &json!(true)));
    assert_eq!(told["recent"]["stayed_shut_share"], json!(1.0));
    assert_eq!(told["before"]["opened"], json!(0));
    assert_eq!(told["before"].get("stayed_shut_share"), None);
    // At half past eleven by our clock it is the next day there.
    world.clock.pass(Duration::minutes(11 * 60 + 28));
    world.unlock(json!({ "digits": "999997" })).await;
    world.add_up().await;
    let next = day("2026-11-23", [0, 1, 0, 0, 0, 0]);
    assert_eq!(world.trend("?days=1").await["days"], json!([next]));
    assert_eq!(world.trend("?days=400").await["days"].as_array().unwrap().len(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_tries_at_once_on_two_instances_count_once_each(pool: PgPool) {
    let world = Arc::new(World::new(pool.clone()).await);
    let other = Arc::new(World::new(pool).await);
    world.station("BER-042").await;
    let tries = (0..60).map(|place| {
        let (world, other) = (Arc::clone(&world), Arc::clone(&other));
        tokio::spawn(async move {
            let instance = if place % 2 == 0 { &world } else { &other };
            // Each is asked for twice, on both; every fifth is added up meanwhile.
            let body = json!({ "qr": "HTTPS://EXAMPLE.ORG", "attempt": format!("a{place}") });
            let answers = [world.unlock(body.clone()).await, other.unlock(body).await];
            assert!(
                answers.iter().all(|answer| answer.status == StatusCode::FORBIDDEN),
                "{}",
                answers[0].body
            );
            if place % 5 == 0 {
                worker::watch_once(&instance.app_state).await;
            }
        })
    });
    for ended in join_all(tries).await {
        ended.unwrap();
    }
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.trend("").await["days"], json!([day("2026-11-22", [0, 60, 0, 0, 0, 0])]));
    assert_eq!(world.count("select sum(refused)::bigint from shelter_month").await, 60);
    assert_eq!(world.count("select sum(station_days)::bigint from shelter_month").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_silence_is_counted_once_whoever_counts_it_and_cut_where_days_end(pool: PgPool) {
    let world = Arc::new(World::new(pool.clone()).await);
    let other = Arc::new(World::new(pool).await);
    world.station("BER-042").await;
    world.beats("BER-042", None).await;
    // Three minutes are no silence.
    world.clock.pass(Duration::minutes(3));
    world.beats("BER-042", None).await;
    world.add_up().await;
    assert_eq!(world.trend("").await["days"], json!([day("2026-11-22", [0; 6])]));
    // From 13:05 on; at midnight the operator reads of a silence that goes on.
    world.clock.pass(Duration::hours(11));
    let until_midnight = 10 * 3_600 + 55 * 60;
    let goes_on =
        json!([day("2026-11-23", [0, 0, 0, 0, 0, 300]), day("2026-11-22", [0, 0, 0, 0, 0, until_midnight]),]);
    assert_eq!(world.trend("").await["days"], goes_on);
    // Counted by the day's turn, it is the same.
    world.clock.pass(Duration::hours(24));
    other.clock.pass(Duration::hours(35) + Duration::minutes(3));
    world.add_up().await;
    other.add_up().await;
    assert_eq!(world.count("select count(*) from station_note").await, 0);
    let whole = |today| {
        json!([
            day("2026-11-24", [0, 0, 0, 0, 0, today]),
            day("2026-11-23", [0, 0, 0, 0, 0, 86_400]),
            day("2026-11-22", [0, 0, 0, 0, 0, until_midnight]),
        ])
    };
    assert_eq!(world.trend("").await["days"], whole(300));
    // Heard by both at once a minute later: only what was not counted yet is added.
    world.clock.pass(Duration::minutes(1));
    other.clock.pass(Duration::minutes(1));
    let beats = [&world, &other, &world, &other].map(Arc::clone);
    let beats = beats.map(|instance| tokio::spawn(async move { instance.beats("BER-042", None).await }));
    for ended in join_all(beats).await {
        ended.unwrap();
    }
    world.add_up().await;
    assert_eq!(world.trend("").await["days"], whole(360));
    assert_eq!(
        world.count("select sum(offline_seconds)::bigint from shelter_month").await,
        until_midnight + 86_400 + 360
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_day_on_which_the_clock_is_moved_has_as_many_hours_as_it_has(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    // To midnight before the last Sunday in March: the clock there is moved in that night.
    world.clock.pass(Duration::days(125) + Duration::hours(11) - Duration::minutes(2));
    assert_eq!(world.app_state.now().to_rfc3339(), "2027-03-27T23:00:00+00:00");
    world.beats("BER-042", None).await;
    world.clock.pass(Duration::hours(24));
    world.beats("BER-042", None).await;
    world.add_up().await;
    let days =
        json!([day("2027-03-29", [0, 0, 0, 0, 0, 3_600]), day("2027-03-28", [0, 0, 0, 0, 0, 23 * 3_600]),]);
    assert_eq!(world.trend("").await["days"], days);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn exposed_stations_are_told_apart_by_month_with_how_warm_they_were(pool: PgPool) {
    let world = World::new(pool).await;
    let mut exposed = station_body();
    exposed["sheltered"] = json!(false);
    world.api("PUT", "/stations/BER-043", OPERATOR, &exposed).await;
    world.station("BER-042").await;
    for (hours, cold, mild) in [(0, -4.0, 8.0), (1, -8.0, 9.0)] {
        world.clock.pass(Duration::hours(hours));
        world.beats("BER-043", Some(cold)).await;
        // Once an hour is enough.
        world.beats("BER-043", Some(40.0)).await;
        world.beats("BER-042", Some(mild)).await;
    }
    let unlock = |station: &'static str| {
        let path = format!("/stations/{station}/unlock");
        let world = &world;
        async move { world.api("POST", &path, STATION, &json!({ "digits": "999998" })).await }
    };
    unlock("BER-043").await;
    world.add_up().await;
    let months = async |asked: &str| {
        let answer = world.api("GET", &format!("/trends{asked}"), OPERATOR, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["months"].clone()
    };
    let exposed = months("?sheltered=false").await;
    assert_eq!(exposed.as_array().unwrap().len(), 1, "{exposed}");
    let month = &exposed[0];
    assert_eq!((&month["month"], &month["sheltered"]), (&json!("2026-11"), &json!(false)));
    assert_eq!(
        (&month["tries"], &month["refused"], &month["station_days"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(month["temperature_celsius"], json!(-6.0));
    // An hour without a heartbeat of one day.
    assert_eq!(month["offline_share"], json!(3_600.0 / 86_400.0));
    let both = months("").await;
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!(months("?sheltered=true").await[0]["temperature_celsius"], json!(8.5));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_asked_for_is_refused_by_the_field(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    for (path, field) in [
        ("/stations/BER-042/trend?days=0", "days"),
        ("/stations/BER-042/trend?days=401", "days"),
        ("/stations/BER-042/trend?days=all", "days"),
        ("/stations/BER-042/trend?days=", "days"),
        ("/trends?sheltered=maybe", "sheltered"),
    ] {
        let answer = world.api("GET", path, OPERATOR, &Value::Null).await;
        let refused = (answer.status, answer.json()["field"].clone());
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, json!(field)), "{path}");
    }
    for station in ["BER-999", "%00", "x"] {
        let answer = world.api("GET", &format!("/stations/{station}/trend"), OPERATOR, &Value::Null).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::NOT_FOUND, &json!("not_found")),
            "{station}"
        );
    }
    for path in ["/stations/BER-042/trend", "/trends"] {
        assert_eq!(world.api("GET", path, STATION, &Value::Null).await.status, StatusCode::UNAUTHORIZED);
    }
}

/// Openings of a station in the last days, at five in the afternoon of Sundays at Berlin.
async fn opened(world: &World, count: usize) {
    sqlx::query(
        "insert into station_note (station_id, what, at)
         select 'BER-042', 'opened', '2026-11-15T16:10:00Z' from generate_series(1, $1)",
    )
    .bind(i64::try_from(count).unwrap())
    .execute(&world.pool)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_with_enough_openings_says_when_to_come_and_how_often_its_doors_open(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let pages = async || {
        let at = world.get("/at/BER-042", "").await;
        let parcel = world.get(&format!("/parcels/{id}"), &session).await;
        assert_eq!((at.status, parcel.status), (StatusCode::OK, StatusCode::OK));
        [at.body, parcel.body]
    };
    let says = |pages: &[String; 2], what: &str| pages.each_ref().map(|page| page.contains(what));
    opened(&world, 49).await;
    world.add_up().await;
    assert_eq!(says(&pages().await, "data-trend"), [false, false]);
    // One more, within the hour: it is told an hour after it was looked at.
    opened(&world, 1).await;
    world.add_up().await;
    assert_eq!(says(&pages().await, "data-trend"), [false, false]);
    world.clock.pass(Duration::hours(1));
    world.add_up().await;
    let quiet = pages().await;
    assert_eq!(says(&quiet, "Quiet here: mostly before 12:00."), [true, true], "{}", quiet[0]);
    assert_eq!(says(&quiet, "100 of 100 doors opened at the first try."), [true, true]);
    assert_eq!(says(&quiet, "Busy now."), [false, false]);
    // Sunday, 17:00 there: an hour and 58 minutes later.
    world.clock.pass(Duration::hours(2) + Duration::minutes(58));
    assert_eq!(says(&pages().await, "Busy now."), [true, true]);
    // What is silent opens nothing now, however it usually is.
    world.beats("BER-042", None).await;
    assert_eq!(says(&pages().await, "Busy now."), [true, true]);
    world.clock.pass(Duration::minutes(4));
    assert_eq!(says(&pages().await, "data-trend"), [false, false]);
    world.beats("BER-042", None).await;
    // A door that stayed shut is no promise any more.
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
    world.tells("e1", "still_shut").await;
    world.clock.pass(Duration::minutes(1));
    world.add_up().await;
    let at = world.get("/at/BER-042", "").await.body;
    assert!(at.contains("98 of 100 doors opened at the first try."), "{at}");
    // Three months later nothing of it is known.
    world.clock.pass(Duration::days(100));
    world.beats("BER-042", None).await;
    world.add_up().await;
    assert!(!world.get("/at/BER-042", "").await.body.contains("data-trend"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn days_of_stations_go_after_four_hundred(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.unlock(json!({ "digits": "999998" })).await;
    world.add_up().await;
    world.clock.pass(Duration::days(400));
    world.unlock(json!({ "digits": "999998" })).await;
    world.add_up().await;
    assert_eq!(world.count("select count(*) from station_day").await, 2);
    world.clock.pass(Duration::days(1));
    world.add_up().await;
    assert_eq!(world.count("select count(*) from station_day").await, 1);
}
