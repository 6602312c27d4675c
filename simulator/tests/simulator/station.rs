//! Stations ask the desk.

use reqwest::header::{LOCATION, RETRY_AFTER};
use serde_json::{Value, json};

use crate::playground::Playground;

#[tokio::test]
async fn a_door_opens_for_digits_and_for_a_qr_code() {
    let world = Playground::start().await;
    for attempt in
        [json!({ "digits": "482913" }), json!({ "qr": "D1BER042", "caller": "scanner-9", "attempt": "a" })]
    {
        let answer = world.post_json("/api/stations/BER-042/unlock", attempt).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "result": "open", "compartment": "14" }));
    }
    let attempts = world.fake.memory.lock().unwrap().attempts.clone();
    assert_eq!(
        (&attempts[0]["caller"], attempts[0]["attempt"].as_str().unwrap().len()),
        (&"keypad-1".into(), 32)
    );
    assert_eq!(attempts[1], json!({ "qr": "D1BER042", "caller": "scanner-9", "attempt": "a" }));
}

#[tokio::test]
async fn refusals_are_passed_on() {
    let world = Playground::start().await;
    let wrong = world.post_json("/api/stations/BER-042/unlock", json!({ "digits": "111111" })).await;
    assert_eq!(wrong.status(), 403);
    let locked = world.post_json("/api/stations/BER-042/unlock", json!({ "digits": "999999" })).await;
    assert_eq!((locked.status().as_u16(), &locked.headers()[RETRY_AFTER]), (429, &"300".parse().unwrap()));
}

#[tokio::test]
async fn a_faulty_station_asks_nobody_and_says_how_it_is() {
    let world = Playground::start().await;
    let put = async |condition: Value| {
        let url = world.url("/api/stations/BER-042/condition");
        let answer = world.http.put(url).json(&condition).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    };
    put(json!({ "keypad": "faulty", "clock_minutes": 9 })).await;
    let (station, said) = world.fake.memory.lock().unwrap().heartbeats.pop().unwrap();
    assert_eq!(
        (station.as_str(), &said["keypad"], &said["scanner"]),
        ("BER-042", &"faulty".into(), &"ok".into())
    );
    let unlock = async |attempt: Value| world.post_json("/api/stations/BER-042/unlock", attempt).await;
    let dead_keys = unlock(json!({ "digits": "482913" })).await;
    assert_eq!(
        (dead_keys.status().as_u16(), &dead_keys.json::<Value>().await.unwrap()["code"]),
        (503, &"keypad_faulty".into())
    );
    assert_eq!(unlock(json!({ "qr": "D1BER042" })).await.status(), 200);
    put(json!({ "offline": true })).await;
    assert_eq!(unlock(json!({ "qr": "D1BER042" })).await.status(), 503);
    let memory = world.fake.memory.lock().unwrap();
    assert_eq!((memory.attempts.len(), memory.heartbeats.len()), (1, 0), "offline stations say nothing");
}

#[tokio::test]
async fn a_heartbeat_can_be_sent_by_hand() {
    let world = Playground::start().await;
    let answer = world.post_json("/api/stations/BER-117/heartbeat", json!({ "scanner": "faulty" })).await;
    assert_eq!(answer.json::<Value>().await.unwrap()["clock_skew_seconds"], 0);
    let (station, said) = world.fake.memory.lock().unwrap().heartbeats[0].clone();
    assert_eq!(
        (station.as_str(), &said["scanner"], &said["keypad"]),
        ("BER-117", &"faulty".into(), &"ok".into())
    );
    chrono::DateTime::parse_from_rfc3339(said["clock"].as_str().unwrap()).unwrap();
}

#[tokio::test]
async fn a_code_is_typed_key_by_key_without_scripts() {
    let world = Playground::start().await;
    let page = world.post_form("/stations/BER-042", &[("entered", "48291"), ("key", "3"), ("qr", "")]).await;
    assert!(page.text().await.unwrap().contains("value=\"482913\""));
    for (code, words) in
        [("482913", "Door 14 is open"), ("111111", "No door opens"), ("999999", "Try again at ")]
    {
        let answer = world.post_form("/stations/BER-042", &[("entered", code), ("key", "open")]).await;
        assert_eq!(answer.status(), 303);
        let location = answer.headers()[LOCATION].to_str().unwrap();
        assert!(!location.contains(code), "no code in an address");
        let page = world.get(location).await.text().await.unwrap();
        assert!(page.contains(words), "{words} in {page}");
    }
    let fresh = world.get("/stations/BER-042").await.text().await.unwrap();
    assert!(fresh.contains("Type your code") && !fresh.contains("Try again at"));
}

#[tokio::test]
async fn a_command_that_is_handed_out_again_is_carried_out_once() {
    let world = Playground::start().await;
    world.post_json("/api/stations/BER-042/unlock", json!({ "digits": "482913" })).await;
    let order = |id: i64, what: Value| {
        world.fake.memory.lock().unwrap().commands.push(merged(json!({ "id": id }), what));
    };
    let results = || world.fake.memory.lock().unwrap().results.clone();
    order(17, json!({ "command": "open", "compartment": "14" }));
    while results().is_empty() {
        tokio::task::yield_now().await;
    }
    order(18, json!({ "command": "show", "text": "Please shut the door." }));
    order(19, json!({ "command": "dance" }));
    while results().len() < 3 {
        tokio::task::yield_now().await;
    }
    let said = |id: &str, result: &str| (id.to_owned(), json!({ "result": result }));
    assert_eq!(results(), [said("17", "done"), said("18", "done"), said("19", "failed")]);
    let (station, event) = world.fake.memory.lock().unwrap().door_events.pop().unwrap();
    assert_eq!((station.as_str(), &event["kind"]), ("BER-042", &"opened".into()));
    assert!(world.fake.memory.lock().unwrap().door_events.is_empty(), "the door opened once");
    let page = world.get("/stations/BER-042").await.text().await.unwrap();
    assert!(page.contains("Please shut the door."));
}

fn merged(mut one: Value, other: Value) -> Value {
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}
