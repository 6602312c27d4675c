//! Causes are put on parcels.

use serde_json::{Value, json};

use crate::playground::{PAT, Playground};

async fn put(world: &Playground, cause: &str, asked: Value) -> Value {
    let answer = world.post_json(&format!("/api/causes/{cause}"), asked).await;
    let status = answer.status();
    let said: Value = answer.json().await.unwrap();
    assert_eq!(status, 200, "{said}");
    said
}

#[tokio::test]
async fn a_new_parcel_gets_what_the_recipe_says() {
    let world = Playground::start().await;
    let put = put(&world, "receipt.missing", json!({ "recipient": { "phone": PAT } })).await;
    let number = put["tracking_number"].as_str().unwrap();
    assert_eq!(world.fake.status(number), "available_for_pickup");
    assert_eq!(world.fake.memory.lock().unwrap().parcels[number]["recipient"], json!({ "phone": PAT }));
    let faults = world.get_json("/api/faults").await;
    let silent = |channel: &str| json!({ "channel": channel, "to": PAT, "mode": "silent", "count": null });
    assert_eq!(faults["to"], json!([silent("sms"), silent("sms2")]));
}

#[tokio::test]
async fn another_cause_on_the_same_parcel_takes_the_place_of_the_first() {
    let world = Playground::start().await;
    let first = put(&world, "receipt.missing", json!({})).await;
    let number = first["tracking_number"].as_str().unwrap();
    let again = put(&world, "door.scanner", json!({ "tracking_number": number })).await;
    assert_eq!((&again["id"], &again["station"]), (&first["id"], &first["station"]));
    assert_eq!(world.get_json("/api/faults").await["to"], json!([]));
    let memory = world.fake.memory.lock().unwrap();
    assert_eq!(memory.events[number].len(), 3, "placed, taken back, placed");
    let (station, said) = memory.heartbeats.last().unwrap();
    assert_eq!((&json!(station), &said["scanner"]), (&first["station"], &"faulty".into()));
}

#[tokio::test]
async fn a_door_opens_for_the_code_that_came_and_says_what_it_did() {
    let world = Playground::start().await;
    let arrives = async {
        while world.fake.tracking_numbers().is_empty() {
            tokio::task::yield_now().await;
        }
        world.send_sms(PAT, "Birch & Bloom parcel: locker 14. Code 482 913.").await;
    };
    let jammed = put(&world, "door.jammed", json!({ "recipient": { "phone": PAT } }));
    let (put, ()) = tokio::join!(jammed, arrives);
    let memory = world.fake.memory.lock().unwrap();
    assert_eq!(memory.attempts.last().unwrap()["digits"], "482913");
    let (station, event) = memory.door_events.last().unwrap();
    assert_eq!((&json!(station), &event["kind"]), (&put["station"], &"still_shut".into()));
    assert_eq!(event["compartment"], put["compartment"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    let world = Playground::start().await;
    let known = put(&world, "placed.not_yet", json!({})).await["tracking_number"].clone();
    for (cause, asked, complaint) in [
        ("door.open", json!({}), "no such cause"),
        ("placed.silent", json!({ "tracking_number": known }), "new"),
        ("door.screen", json!({ "number": known }), "`number`"),
    ] {
        let answer = world.post_json(&format!("/api/causes/{cause}"), asked).await;
        assert_eq!(answer.status(), 422);
        let detail = answer.json::<Value>().await.unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(complaint), "{detail}");
    }
}

#[tokio::test]
async fn the_page_has_a_button_for_each_and_shows_what_was_done() {
    let world = Playground::start().await;
    let listed = world.get_json("/api/causes").await.as_array().unwrap().len();
    let page = world.get("/causes").await.text().await.unwrap();
    assert_eq!((listed, page.matches("name=\"cause\"").count()), (35, 35));
    let pressed = world.post_form("/causes", &[("cause", "door.keypad"), ("tracking_number", " ")]).await;
    assert_eq!(pressed.status(), 303);
    assert!(world.get("/causes").await.text().await.unwrap().contains("/parcels/7K2QX9M3WZT5/help"));
}
