//! What stations are asked to do: ordered once, handed out until it is in the station's memory, done at most once.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use server::api::waiting;
use sqlx::PgPool;
use tokio::sync::watch;

use crate::world::{Answer, OPERATOR, PHONE, STATION, World};

async fn with_station(pool: PgPool) -> World {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world
}

async fn order(world: &World, body: Value) -> Answer {
    world.api("POST", "/stations/BER-042/commands", OPERATOR, &body).await
}

async fn open(world: &World, request: &str) -> i64 {
    let ordered = order(world, json!({ "request": request, "command": "open", "compartment": "14" })).await;
    assert_eq!(ordered.status, StatusCode::CREATED, "{}", ordered.body);
    ordered.json()["id"].as_i64().unwrap()
}

async fn poll(world: &World, query: &str) -> Answer {
    world.api("GET", &format!("/stations/BER-042/commands?{query}"), STATION, &Value::Null).await
}

/// The numbers of the commands that a station is handed which has all up to `after`.
async fn handed(world: &World, after: i64) -> Vec<i64> {
    let answer = poll(world, &format!("after={after}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["commands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|command| command["id"].as_i64().unwrap())
        .collect()
}

async fn end(world: &World, command: i64, result: &str) -> StatusCode {
    let path = format!("/stations/BER-042/commands/{command}/result");
    world.api("POST", &path, STATION, &json!({ "result": result })).await.status
}

async fn state(world: &World, command: i64) -> String {
    let path = format!("/stations/BER-042/commands/{command}");
    let answer = world.api("GET", &path, OPERATOR, &Value::Null).await;
    answer.json()["state"].as_str().unwrap().to_owned()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_answer_is_handed_out_again_and_what_was_begun_never_is(pool: PgPool) {
    let world = with_station(pool).await;
    let first = open(&world, "r-1").await;
    assert_eq!(handed(&world, 0).await, [first]);
    // The answer was lost.
    assert_eq!(handed(&world, 0).await, [first]);
    assert_eq!(state(&world, first).await, "waiting");
    let second = open(&world, "r-2").await;
    assert_eq!(handed(&world, first).await, [second]);
    assert_eq!(state(&world, first).await, "begun");
    // A station that has lost its memory is not handed what it began before.
    assert_eq!(handed(&world, 0).await, [second]);
    assert_eq!(end(&world, first, "done").await, StatusCode::NO_CONTENT);
    assert_eq!(end(&world, first, "done").await, StatusCode::NO_CONTENT);
    assert_eq!(end(&world, first, "failed").await, StatusCode::CONFLICT);
    assert_eq!(state(&world, first).await, "done");
    // One that says at once how it ended has begun it.
    assert_eq!(end(&world, second, "failed").await, StatusCode::NO_CONTENT);
    assert_eq!(handed(&world, 0).await, [0_i64; 0]);
    assert_eq!(state(&world, second).await, "failed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_request_is_one_command_however_many_come_at_once(pool: PgPool) {
    let (world, other) = (with_station(pool.clone()).await, World::new(pool).await);
    let body = json!({ "request": "r-1", "command": "open", "compartment": "14" });
    let answers =
        join_all((0..32).map(|place| order(if place % 2 == 0 { &world } else { &other }, body.clone())))
            .await;
    let new = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert_eq!(new, 1);
    assert!(answers.iter().all(|answer| answer.json()["id"] == answers[0].json()["id"]));
    assert_eq!(handed(&world, 0).await.len(), 1);
    let another = order(&world, json!({ "request": "r-1", "command": "open", "compartment": "15" })).await;
    assert_eq!((another.status, &another.json()["field"]), (StatusCode::CONFLICT, &json!("request")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_that_nobody_opened_in_two_minutes_stays_shut(pool: PgPool) {
    let world = with_station(pool).await;
    let command = open(&world, "r-1").await;
    let words =
        order(&world, json!({ "request": "r-2", "command": "show", "text": "Scanner repaired" })).await;
    let words = words.json()["id"].as_i64().unwrap();
    world.clock.pass(Duration::seconds(119));
    assert_eq!(handed(&world, 0).await, [command, words]);
    world.clock.pass(Duration::seconds(1));
    assert_eq!(handed(&world, 0).await, [words]);
    assert_eq!(state(&world, command).await, "expired");
    world.clock.pass(Duration::hours(24));
    assert_eq!(handed(&world, 0).await, [0_i64; 0]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_that_waits_is_called_whichever_instance_was_asked(pool: PgPool) {
    let (world, elsewhere) = (with_station(pool.clone()).await, World::new(pool).await);
    let (stop, stopped) = watch::channel(false);
    let looking =
        tokio::spawn(waiting::look(Arc::clone(&world.app_state), Arc::clone(&world.waiting), stopped));
    let (answer, command) = tokio::join!(poll(&world, "after=0&wait=25"), open(&elsewhere, "r-1"));
    assert_eq!(answer.json()["commands"][0]["id"], command);
    assert_eq!(answer.json()["commands"][0]["compartment"], "14");
    // A server that stops calls who waits.
    let query = format!("after={command}&wait=25");
    let (nothing, ()) = tokio::join!(poll(&world, &query), async {
        stop.send(true).unwrap();
        looking.await.unwrap();
    });
    assert_eq!(nothing.json()["commands"], json!([]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_commands_or_reads_what_is_not_theirs(pool: PgPool) {
    let world = with_station(pool).await;
    let command = open(&world, "r-1").await;
    let body = json!({ "request": "r-2", "command": "open", "compartment": "14" });
    let by_station = world.api("POST", "/stations/BER-042/commands", STATION, &body).await;
    assert_eq!(by_station.status, StatusCode::UNAUTHORIZED);
    let by_operator = world.api("GET", "/stations/BER-042/commands?after=0", OPERATOR, &Value::Null).await;
    assert_eq!(by_operator.status, StatusCode::UNAUTHORIZED);
    // Another station, which has a credential of its own.
    world.station("BER-043").await;
    let elsewhere = format!("/stations/BER-043/commands/{command}/result");
    let foreign = world.api("POST", &elsewhere, STATION, &json!({ "result": "done" })).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(state(&world, command).await, "waiting");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_done_names_the_field_and_commands_nothing(pool: PgPool) {
    let world = with_station(pool).await;
    for (body, field) in [
        (json!({ "command": "open", "compartment": "14" }), "request"),
        (json!({ "request": "r", "command": "open" }), "compartment"),
        (json!({ "request": "r", "command": "open", "compartment": "99" }), "compartment"),
        (json!({ "request": "r", "command": "open", "compartment": "14", "text": "x" }), "text"),
        (json!({ "request": "r", "command": "show" }), "text"),
        (json!({ "request": "r", "command": "show", "text": "a\u{202e}b" }), "text"),
        (json!({ "request": "r", "command": "explode" }), "command"),
    ] {
        let refused = order(&world, body).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    for (query, field) in
        [("", "after"), ("after=-1", "after"), ("after=x", "after"), ("after=0&wait=26", "wait")]
    {
        let refused = poll(&world, query).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    let nowhere = json!({ "request": "r", "command": "show", "text": "x" });
    assert_eq!(
        world.api("POST", "/stations/BER-099/commands", OPERATOR, &nowhere).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(end(&world, 4711, "done").await, StatusCode::NOT_FOUND);
    assert_eq!(world.count("select count(*) from station_command").await, 0);
}

async fn door(world: &World, body: Value) -> Answer {
    world.api("POST", "/stations/BER-042/door-events", STATION, &body).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_event_counts_once_and_tells_open_pages(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let version = || world.count("select version from parcel");
    let before = version().await;
    let command = open(&world, "r-1").await;
    let at = world.app_state.now();
    let body = json!({ "event": "e-1", "compartment": "14", "kind": "still_shut", "occurred_at": at,
        "command": command });
    for _ in 0..3 {
        assert_eq!(door(&world, body.clone()).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(version().await, before + 1, "{id}");
    assert_eq!(world.count("select count(*) from door_event where command_id is not null").await, 1);
    for (body, field) in [
        (json!({ "event": "e-2", "compartment": "99", "kind": "opened", "occurred_at": at }), "compartment"),
        (json!({ "event": "e-2", "compartment": "14", "kind": "ajar", "occurred_at": at }), "kind"),
        (json!({ "compartment": "14", "kind": "opened", "occurred_at": at }), "event"),
    ] {
        let refused = door(&world, body).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    // A command that is none of this station's is not believed, and the event is kept all the same.
    let foreign =
        json!({ "event": "e-3", "compartment": "14", "kind": "opened", "occurred_at": at, "command": 4711 });
    assert_eq!(door(&world, foreign).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.count("select count(*) from door_event where command_id is null").await, 1);
}
