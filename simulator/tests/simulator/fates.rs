//! What becomes of messages that were taken, when something goes wrong only later.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{
    playground::{FIRST, KIM, Playground},
    smtp_client::SmtpClient,
};

/// Kim's message, with receipts.
fn message(world: &Playground) -> RequestBuilder {
    let callback = format!("{}/receipts", world.fake.address);
    world.sms(&[("To", KIM), ("From", "Doorcode"), ("Body", "Hello"), ("StatusCallback", &callback)])
}

/// The next `count` receipts: status and error code.
async fn receipts(world: &Playground, count: usize) -> Vec<(String, Option<String>)> {
    let mut receipts = Vec::new();
    for _ in 0..count {
        let (mut fields, _) = world.fake.callback().await;
        receipts.push((fields.remove("MessageStatus").unwrap(), fields.remove("ErrorCode")));
    }
    receipts
}

fn statuses(receipts: &[(String, Option<String>)]) -> Vec<&str> {
    receipts.iter().map(|(status, _)| status.as_str()).collect()
}

async fn look_up(world: &Playground, message: &Value) -> Value {
    world.look_up(message["uri"].as_str().unwrap(), FIRST).await.json().await.unwrap()
}

#[tokio::test]
async fn a_message_that_does_not_arrive_says_why() {
    let world = Playground::start().await;
    for (order, steps, code) in [
        (json!({ "mode": "undelivered" }), vec!["queued", "sent", "undelivered"], 30003),
        (json!({ "mode": "undelivered", "code": "30005" }), vec!["queued", "sent", "undelivered"], 30005),
        (json!({ "mode": "failed", "code": 30007 }), vec!["queued", "failed"], 30007),
    ] {
        let mut order = order;
        order["channel"] = "sms".into();
        order["count"] = 1.into();
        world.order(order).await;
        let message: Value = message(&world).send().await.unwrap().json().await.unwrap();
        assert_eq!((&message["status"], &message["error_code"]), (&"queued".into(), &Value::Null));
        let receipts = receipts(&world, steps.len()).await;
        assert_eq!(statuses(&receipts), steps);
        let (last, earlier) = receipts.split_last().unwrap();
        assert_eq!(last.1, Some(code.to_string()));
        assert!(earlier.iter().all(|(_, code)| code.is_none()));
        let found = look_up(&world, &message).await;
        assert_eq!((&found["status"], &found["error_code"]), (&last.0.as_str().into(), &code.into()));
    }
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
}

#[tokio::test]
async fn a_phone_that_is_off_confirms_nothing() {
    let world = Playground::start().await;
    world.order(json!({ "channel": "sms", "mode": "silent", "count": 1 })).await;
    let silent: Value = message(&world).send().await.unwrap().json().await.unwrap();
    assert_eq!(statuses(&receipts(&world, 2).await), ["queued", "sent"]);
    message(&world).send().await.unwrap();
    // The next message's receipts are the next receipts.
    assert_eq!(statuses(&receipts(&world, 3).await), ["queued", "sent", "delivered"]);
    assert_eq!(look_up(&world, &silent).await["status"], "sent");
    assert_eq!(world.get_json("/api/messages").await["last"], 1);
}

#[tokio::test]
async fn receipts_may_come_three_times_and_in_the_wrong_order() {
    let world = Playground::start().await;
    world.order(json!({ "channel": "sms", "mode": "duplicate_receipts", "count": 1 })).await;
    let message: Value = message(&world).send().await.unwrap().json().await.unwrap();
    let receipts = receipts(&world, 9).await;
    let statuses = statuses(&receipts);
    for status in ["queued", "sent", "delivered"] {
        assert_eq!(statuses.iter().filter(|said| **said == status).count(), 3, "{status}");
    }
    let place = |status| statuses.iter().position(|said| *said == status);
    assert!(place("delivered") < place("sent"));
    assert_eq!(look_up(&world, &message).await["status"], "delivered");
    assert_eq!(world.get_json("/api/messages").await["last"], 1);
}

#[tokio::test]
async fn a_slow_provider_takes_the_message_before_it_answers() {
    let mut world = Playground::start().await;
    for channel in ["sms", "email"] {
        world
            .order(json!({ "channel": channel, "mode": "slow", "milliseconds": 3_600_000, "count": 1 }))
            .await;
    }
    let slow = tokio::spawn(message(&world).send());
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say("Subject: slow\r\n\r\nHello\r\n.\r\n").await;
    assert_eq!(statuses(&receipts(&world, 3).await), ["queued", "sent", "delivered"]);
    for channel in ["sms", "email"] {
        let inbox = world.get_json(&format!("/api/messages?channel={channel}&wait=60")).await;
        assert_eq!(inbox["messages"].as_array().unwrap().len(), 1);
    }
    assert!(!slow.is_finished());
    // The end of the world is the end of waiting.
    world.stop().await;
    assert_eq!(slow.await.unwrap().unwrap().status(), 201);

    let world = Playground::start().await;
    for channel in ["sms", "email"] {
        world.order(json!({ "channel": channel, "mode": "slow", "milliseconds": 1 })).await;
    }
    assert_eq!(message(&world).send().await.unwrap().status(), 201);
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    assert!(client.ask(".").await.starts_with("250"));
}

#[tokio::test]
async fn a_provider_may_take_a_message_and_never_answer() {
    let world = Playground::start().await;
    for channel in ["sms", "email"] {
        world.order(json!({ "channel": channel, "mode": "hang_after_taking", "count": 1 })).await;
    }
    let waiting = tokio::spawn(message(&world).send());
    assert_eq!(statuses(&receipts(&world, 3).await), ["queued", "sent", "delivered"]);
    assert_eq!(world.get_json("/api/messages?channel=sms").await["last"], 1);
    assert!(!waiting.is_finished());

    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say("Subject: once\r\n\r\nHello\r\n.\r\n").await;
    let inbox = world.get_json("/api/messages?channel=email&wait=60").await;
    assert_eq!(inbox["messages"][0]["subject"], "once");
    // No answer to the mail, nor to anything after it.
    client.say("NOOP\r\n").await;
    assert_eq!(client.rest().await.unwrap_or_default(), "");
}

#[tokio::test]
async fn a_mail_may_be_accepted_and_never_arrive() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    for mode in ["silent", "undelivered", "failed"] {
        world.order(json!({ "channel": "email", "to": "kim@example.org", "mode": mode })).await;
        client.begin("kim@example.org").await;
        assert!(client.ask(".").await.starts_with("250"), "{mode}");
    }
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
}
