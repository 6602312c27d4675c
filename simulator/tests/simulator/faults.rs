//! Bad days of the providers, as their clients see them.

use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};

use crate::{
    playground::{KIM, PAT, Playground},
    smtp_client::SmtpClient,
};

#[tokio::test]
async fn the_sms_provider_fails_as_told_and_then_works_again() {
    let world = Playground::start().await;
    for (mode, status, code) in
        [("reject", 400, 21610), ("unavailable", 500, 20500), ("too_many", 429, 20429)]
    {
        world.fault("sms", mode, Some(1)).await;
        let answer = world.send_sms(KIM, mode).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers().contains_key(RETRY_AFTER)),
            (status, status == 429)
        );
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], code);
    }
    world.order(json!({ "channel": "sms", "mode": "reject", "code": 21614, "count": 1 })).await;
    assert_eq!(world.send_sms(KIM, "reject").await.json::<Value>().await.unwrap()["code"], 21614);
    world.fault("sms", "gateway_timeout", Some(1)).await;
    assert_eq!(world.send_sms(KIM, "gateway_timeout").await.status(), 504);
    world.fault("sms", "garbage", Some(1)).await;
    assert!(world.send_sms(KIM, "garbage").await.json::<Value>().await.is_err());
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
    assert_eq!(world.send_sms(KIM, "works").await.status(), 201);
}

#[tokio::test]
async fn a_message_may_be_taken_although_the_sender_never_hears_of_it() {
    let world = Playground::start().await;
    world.fault("sms", "reset_after_body", Some(1)).await;
    let fields = [("To", KIM), ("From", "Doorcode"), ("Body", "once")];
    assert!(world.sms(&fields).send().await.is_err());
    assert_eq!(world.get_json("/api/messages").await["messages"][0]["body"], "once");

    world.fault("email", "reset_after_body", Some(1)).await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say("Subject: once\r\n\r\nHello\r\n.\r\n").await;
    assert_eq!(client.rest().await.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(world.get_json("/api/messages?channel=email").await["messages"][0]["subject"], "once");
}

#[tokio::test]
async fn a_provider_that_hangs_takes_nothing_and_says_nothing() {
    let mut world = Playground::start().await;
    world.fault("sms", "hang", Some(1)).await;
    world.fault("email", "hang", Some(1)).await;
    let hanging = tokio::spawn(world.sms(&[("To", KIM), ("From", "Doorcode"), ("Body", "lost")]).send());
    let mut client = SmtpClient::greeted(world.running.mail).await;
    client.begin("kim@example.org").await;
    client.say("Subject: lost\r\n\r\nHello\r\n.\r\n").await;
    let nothing = json!({ "mode": "none", "count": null });
    // The faults are used up as soon as both requests have arrived.
    while world.get_json("/faults").await
        != json!({ "sms": nothing, "sms2": nothing, "email": nothing, "push": nothing, "to": [] })
    {}
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
    assert!(!hanging.is_finished());
    world.stop().await;
    assert_eq!(hanging.await.unwrap().unwrap().status(), 500);
    assert_eq!(client.rest().await.unwrap_or_default(), "");
}

#[tokio::test]
async fn the_mailbox_fails_as_told_and_then_works_again() {
    let world = Playground::start().await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    for (mode, code) in [("reject", "550"), ("unavailable", "451")] {
        world.fault("email", mode, Some(1)).await;
        assert!(client.ask("MAIL FROM:<door@example.org>").await.starts_with("250"));
        assert!(client.ask("RCPT TO:<kim@example.org>").await.starts_with(code));
        assert!(client.ask("RSET").await.starts_with("250"));
    }
    world.fault("email", "garbage", Some(1)).await;
    client.begin("kim@example.org").await;
    let reply = client.ask(".").await;
    assert!(!reply.as_bytes()[0].is_ascii_digit(), "{reply}");
    client.begin("kim@example.org").await;
    assert!(client.ask(".").await.starts_with("250"));
    world.fault("email", "too_many", Some(1)).await;
    assert!(client.ask("MAIL FROM:<door@example.org>").await.starts_with("421"));
    assert_eq!(client.rest().await.unwrap(), "");
    assert_eq!(world.get_json("/api/messages").await["last"], 1);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused() {
    let world = Playground::start().await;
    for order in [
        json!({ "channel": "fax", "mode": "hang" }),
        json!({ "channel": "sms" }),
        json!({ "channel": "sms", "mode": "hang", "times": 3 }),
        json!({ "channel": "push", "mode": "complaint" }),
        json!([]),
    ] {
        let answer = world.post_json("/faults", order).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_fault_for_one_recipient_strikes_nobody_else() {
    let world = Playground::start().await;
    world.order(json!({ "channel": "sms", "mode": "unavailable" })).await;
    world.order(json!({ "channel": "sms", "to": KIM, "mode": "reject", "count": 1 })).await;
    world.order(json!({ "channel": "sms", "to": PAT, "mode": "too_many" })).await;
    assert_eq!(world.send_sms(PAT, "hello").await.status(), 429);
    assert_eq!(world.send_sms(KIM, "hello").await.status(), 400);
    assert_eq!(world.send_sms(KIM, "hello").await.status(), 500);
    assert_eq!(world.send_sms("+491713920043", "hello").await.status(), 500);
    world.order(json!({ "channel": "sms", "mode": "none" })).await;
    assert_eq!(world.send_sms(KIM, "hello").await.status(), 201);
    assert_eq!(
        world.get_json("/api/faults").await["to"],
        json!([{ "channel": "sms", "to": PAT, "mode": "too_many", "count": null }])
    );
}

#[tokio::test]
async fn one_of_several_recipients_of_a_mail_may_be_struck() {
    let world = Playground::start().await;
    world.order(json!({ "channel": "email", "mode": "garbage", "count": 1 })).await;
    world.order(json!({ "channel": "email", "to": "Kim@example.org", "mode": "reject" })).await;
    world.order(json!({ "channel": "email", "to": "busy@example.org", "mode": "too_many" })).await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    for round in ["garbage", "250"] {
        assert!(client.ask("MAIL FROM:<door@example.org>").await.starts_with("250"));
        assert!(client.ask("RCPT TO:<kim@example.org>").await.starts_with("550"));
        assert!(client.ask("RCPT TO:<pat@example.org>").await.starts_with("250"));
        assert!(client.ask("DATA").await.starts_with("354"));
        assert_eq!(client.ask(".").await.starts_with("250"), round == "250");
    }
    let inbox = world.get_json("/api/messages").await;
    assert_eq!((&inbox["last"], &inbox["messages"][0]["to"]), (&1.into(), &"pat@example.org".into()));
    assert!(client.ask("MAIL FROM:<door@example.org>").await.starts_with("250"));
    assert!(client.ask("RCPT TO:<busy@example.org>").await.starts_with("421"));
    assert_eq!(client.rest().await.unwrap(), "");
}
