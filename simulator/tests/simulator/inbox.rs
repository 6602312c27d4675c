//! The inbox as JSON and as events.

use crate::playground::Playground;

#[tokio::test]
async fn who_waits_for_a_message_gets_it_when_it_arrives() {
    let world = Playground::start().await;
    world.send_sms("+491713920041", "first").await;
    let path = world.url("/api/messages?to=%2B491713920041&after=1&wait=60");
    let waiting = tokio::spawn(world.http.get(path).send());
    world.send_sms("+491713920099", "to somebody else").await;
    world.send_sms("+491713920041", "second").await;
    let found: serde_json::Value = waiting.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(found["messages"][0]["body"], "second");
    assert_eq!(found["messages"][0]["n"], 3);
}

#[tokio::test]
async fn without_waiting_nothing_is_an_answer_too() {
    let world = Playground::start().await;
    let empty = world.get_json("/api/messages?channel=email").await;
    assert_eq!(empty, serde_json::json!({ "messages": [], "last": 0 }));
    assert_eq!(world.get("/api/messages?channel=pigeon").await.status(), 400);
}

#[tokio::test]
async fn waiting_ends_with_the_program() {
    let mut world = Playground::start().await;
    let mut arrivals = world.get("/api/arrivals").await;
    assert_eq!(arrivals.chunk().await.unwrap().unwrap(), "data: 0\n\n");
    world.send_sms("+491713920041", "first").await;
    assert_eq!(arrivals.chunk().await.unwrap().unwrap(), "data: 1\n\n");
    let waiting = tokio::spawn(world.http.get(world.url("/api/messages?after=1&wait=60")).send());
    // Its connection is accepted at the latest when one that was opened after it is answered.
    world.get("/healthz").await;
    world.stop().await;
    assert_eq!(arrivals.chunk().await.unwrap(), None);
    // Answered with nothing, or, had it not been read yet, closed: but over.
    let _ = waiting.await.unwrap();
}
