//! The push service, as senders and browsers see it.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
};
use reqwest::{
    RequestBuilder,
    header::{LOCATION, RETRY_AFTER},
};
use serde_json::{Value, json};
use simulator::clock;

use crate::playground::Playground;

const BODY: &[u8] = b"\x00encrypted\xff";

async fn subscribe(world: &Playground) -> Value {
    let answer = world.post_json("/api/push/subscriptions", json!({})).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

fn public(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().to_sec1_point(false).as_bytes())
}

/// What a sender identifies itself with, for so many seconds.
fn vapid(audience: &str, seconds: i64) -> String {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "aud": audience, "exp": clock::now().timestamp() + seconds });
    let signed = format!("{}.{}", part(json!({ "typ": "JWT", "alg": "ES256" })), part(claims));
    let signature: Signature = key.sign(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
    format!("vapid t={signed}.{signature}, k={}", public(&key))
}

/// A message as it should be.
fn message(world: &Playground, subscription: &Value) -> RequestBuilder {
    world
        .http
        .post(subscription["endpoint"].as_str().unwrap())
        .header("ttl", "3600")
        .header("content-encoding", "aes128gcm")
        .header("authorization", vapid(&world.url(""), 3_600))
        .body(BODY)
}

fn messages_of(subscription: &Value) -> String {
    format!("/api/push/{}/messages", subscription["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_subscription_has_keys_that_fit() {
    let world = Playground::start().await;
    let subscription = subscribe(&world).await;
    let id = subscription["id"].as_str().unwrap();
    assert_eq!(subscription["endpoint"], world.url(&format!("/push/{id}")));
    let octets = |value: &Value| URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap();
    let private = SecretKey::from_slice(&octets(&subscription["private_key"])).unwrap();
    assert_eq!(subscription["keys"]["p256dh"], public(&SigningKey::from(private)));
    assert_eq!(octets(&subscription["keys"]["auth"]).len(), 16);
    assert_ne!(subscribe(&world).await["keys"], subscription["keys"]);
}

#[tokio::test]
async fn a_message_is_taken_and_shown_as_it_was_sent() {
    let world = Playground::start().await;
    let (own, other) = (subscribe(&world).await, subscribe(&world).await);
    let path = messages_of(&own);
    let waiting = tokio::spawn(world.http.get(world.url(&format!("{path}?wait=60"))).send());
    let sent = message(&world, &own).header("urgency", "high").header("topic", "parcel_7").send();
    let answer = sent.await.unwrap();
    assert_eq!(answer.status(), 201);
    let endpoint = own["endpoint"].as_str().unwrap();
    assert!(answer.headers()[LOCATION].to_str().unwrap().starts_with(&format!("{endpoint}/")));
    let found: Value = waiting.await.unwrap().unwrap().json().await.unwrap();
    let taken = &found["messages"][0];
    assert_eq!((&taken["n"], &taken["ttl"], &found["last"]), (&1.into(), &3_600.into(), &1.into()));
    assert_eq!((&taken["urgency"], &taken["topic"]), (&"high".into(), &"parcel_7".into()));
    assert_eq!(STANDARD.decode(taken["body_base64"].as_str().unwrap()).unwrap(), BODY);
    assert!(taken["authorization"].as_str().unwrap().starts_with("vapid t="));

    message(&world, &own).send().await.unwrap();
    let later = world.get_json(&format!("{path}?after=1")).await;
    assert_eq!((&later["messages"][0]["n"], &later["messages"][0]["topic"]), (&2.into(), &Value::Null));
    assert_eq!(world.get_json(&messages_of(&other)).await, json!({ "messages": [], "last": 0 }));
    assert_eq!(world.get("/api/push/nobody/messages").await.status(), 404);
}

#[tokio::test]
async fn a_message_that_breaks_the_protocol_is_refused_with_a_reason() {
    let world = Playground::start().await;
    let subscription = subscribe(&world).await;
    let here = world.url("");
    let stranger = public(&SigningKey::from_slice(&[8; 32]).unwrap());
    let other_key = format!("{}, k={stranger}", vapid(&here, 60).split(", k=").next().unwrap());
    let good = vapid(&here, 60);
    for (ttl, encoding, authorization, status, reason) in [
        ("", "aes128gcm", good.as_str(), 400, "TTL"),
        ("soon", "aes128gcm", &good, 400, "TTL"),
        ("60", "aesgcm", &good, 400, "Content-Encoding"),
        ("60", "aes128gcm", "Bearer token", 401, "Authorization"),
        ("60", "aes128gcm", &vapid("https://push.example", 60), 401, "aud"),
        ("60", "aes128gcm", &vapid(&here, -1), 401, "exp"),
        ("60", "aes128gcm", &vapid(&here, 86_400 + 60), 401, "exp"),
        ("60", "aes128gcm", &other_key, 401, "signature"),
    ] {
        let request = world
            .http
            .post(subscription["endpoint"].as_str().unwrap())
            .header("ttl", ttl)
            .header("content-encoding", encoding)
            .header("authorization", authorization);
        let answer = request.body(BODY).send().await.unwrap();
        assert_eq!(answer.status(), status, "{reason}");
        let text = answer.text().await.unwrap();
        assert!(text.contains(reason), "{reason} in {text}");
    }
    let bare = world.http.post(subscription["endpoint"].as_str().unwrap()).body(BODY);
    assert_eq!(bare.send().await.unwrap().status(), 400);
    let odd = message(&world, &subscription).header("urgency", "now");
    assert_eq!(odd.send().await.unwrap().status(), 400);
    let odd = message(&world, &subscription).header("topic", "a topic");
    assert_eq!(odd.send().await.unwrap().status(), 400);
    let big = message(&world, &subscription).body(vec![0; 4_097]);
    assert_eq!(big.send().await.unwrap().status(), 413);
    assert_eq!(world.get_json(&messages_of(&subscription)).await["last"], 0);
}

#[tokio::test]
async fn the_push_service_fails_as_told() {
    let world = Playground::start().await;
    let (own, other) = (subscribe(&world).await, subscribe(&world).await);
    let id = own["id"].as_str().unwrap();
    for (mode, status) in [
        ("gone", 410),
        ("not_found", 404),
        ("reject", 400),
        ("unavailable", 500),
        ("too_many", 429),
        ("garbage", 200),
        ("silent", 201),
    ] {
        world.order(json!({ "channel": "push", "to": id, "mode": mode })).await;
        let answer = message(&world, &own).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers().contains_key(RETRY_AFTER)),
            (status, status == 429),
            "{mode}"
        );
    }
    assert_eq!(world.get_json(&messages_of(&own)).await["last"], 0);
    assert_eq!(message(&world, &other).send().await.unwrap().status(), 201, "others are spared");
    world.order(json!({ "channel": "push", "to": id, "mode": "reset_after_body" })).await;
    assert!(message(&world, &own).send().await.is_err());
    assert_eq!(world.get_json(&messages_of(&own)).await["last"], 1);
    world.order(json!({ "channel": "push", "to": id, "mode": "hang_after_taking" })).await;
    let waiting = tokio::spawn(message(&world, &own).send());
    let path = format!("{}?after=1&wait=60", messages_of(&own));
    assert_eq!(world.get_json(&path).await["messages"][0]["n"], 2);
    assert!(!waiting.is_finished());
    let unknown = world.http.post(world.url("/push/0123")).body(BODY);
    assert_eq!(unknown.send().await.unwrap().status(), 404);
}
