//! Twilio's protocol, as its clients see it.

use reqwest::header::WWW_AUTHENTICATE;
use serde_json::Value;
use simulator::signature;

use crate::playground::{ACCOUNT, Playground, TOKEN};

#[tokio::test]
async fn a_message_is_taken_shown_and_can_be_looked_up() {
    let world = Playground::start().await;
    let fields = [
        ("To", "+491713920041"),
        ("From", "+4930231250"),
        ("Body", "Code 482 913"),
        ("ValidityPeriod", "36000"),
    ];
    let answer = world.sms(&fields).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let message: Value = answer.json().await.unwrap();
    let sid = message["sid"].as_str().unwrap();
    assert!(
        sid.len() == 34 && sid.starts_with("SM") && sid[2..].bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{sid}"
    );
    for (name, value) in [
        ("status", "queued"),
        ("account_sid", ACCOUNT),
        ("to", "+491713920041"),
        ("from", "+4930231250"),
        ("body", "Code 482 913"),
        ("num_segments", "1"),
        ("direction", "outbound-api"),
    ] {
        assert_eq!(message[name], value, "{name}");
    }
    assert_eq!(message["error_code"], Value::Null);
    chrono::DateTime::parse_from_rfc2822(message["date_created"].as_str().unwrap()).unwrap();

    let path = message["uri"].as_str().unwrap();
    let found = world.http.get(world.url(path)).basic_auth(ACCOUNT, Some(TOKEN)).send().await.unwrap();
    assert_eq!(found.status(), 200);
    assert_eq!(found.json::<Value>().await.unwrap()["sid"], sid);

    let inbox = world.get_json("/api/messages?to=%2B491713920041&channel=sms").await;
    let arrived = &inbox["messages"][0];
    assert_eq!((&arrived["body"], &arrived["validity_seconds"]), (&"Code 482 913".into(), &36_000.into()));
    assert_eq!((&arrived["id"], &arrived["n"], &inbox["last"]), (&sid.into(), &1.into(), &1.into()));
}

#[tokio::test]
async fn errors_carry_twilios_numbers() {
    let world = Playground::start().await;
    let (to, from, body) = (("To", "+491713920041"), ("From", "Doorcode"), ("Body", "Hello"));
    let long = "x".repeat(1_601);
    for (fields, code) in [
        (vec![from, body], 21604),
        (vec![("To", ""), from, body], 21604),
        (vec![to, body], 21603),
        (vec![to, from], 21602),
        (vec![("To", "0171 3920041"), from, body], 21211),
        (vec![("To", "+0171"), from, body], 21211),
        (vec![to, ("From", "far too long a name"), body], 21212),
        (vec![to, from, ("Body", &long)], 21617),
        (vec![to, from, body, ("ValidityPeriod", "0")], 21624),
        (vec![to, from, body, ("ValidityPeriod", "36001")], 21624),
        (vec![to, from, body, ("StatusCallback", "javascript:1")], 21609),
    ] {
        let answer = world.sms(&fields).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{fields:?}");
        let error: Value = answer.json().await.unwrap();
        assert_eq!((&error["code"], &error["status"]), (&code.into(), &400.into()), "{fields:?}");
        assert_eq!(error["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
        assert!(error["message"].is_string());
    }
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
}

#[tokio::test]
async fn nobody_sends_without_the_accounts_token() {
    let world = Playground::start().await;
    let fields = [("To", "+491713920041"), ("From", "Doorcode"), ("Body", "Hello")];
    let own = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    for (path, user, token) in [
        (own.as_str(), ACCOUNT, "wrong"),
        (own.as_str(), "ACother", TOKEN),
        ("/2010-04-01/Accounts/ACother/Messages.json", ACCOUNT, TOKEN),
    ] {
        let answer = world
            .http
            .post(world.url(path))
            .basic_auth(user, Some(token))
            .form(&fields)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.headers().contains_key(WWW_AUTHENTICATE));
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20003);
    }
    let unsigned = world.http.post(world.url(&own)).form(&fields).send().await.unwrap();
    assert_eq!(unsigned.status(), 401);
    let missing =
        world.http.get(world.url(&own.replace(".json", "/SM0.json"))).basic_auth(ACCOUNT, Some(TOKEN));
    let missing = missing.send().await.unwrap();
    assert_eq!(
        (missing.status().as_u16(), &missing.json::<Value>().await.unwrap()["code"]),
        (404, &20404.into())
    );
}

#[tokio::test]
async fn what_became_of_a_message_is_reported_in_order_and_signed() {
    let world = Playground::start().await;
    let callback = format!("{}/receipts?n=17", world.fake.address);
    let fields = [
        ("To", "+491713920041"),
        ("From", "Doorcode"),
        ("Body", "Hello"),
        ("StatusCallback", callback.as_str()),
    ];
    let message: Value = world.sms(&fields).send().await.unwrap().json().await.unwrap();
    for status in ["queued", "sent", "delivered"] {
        let (fields, signature) = world.fake.callback().await;
        assert_eq!((fields["MessageStatus"].as_str(), fields["To"].as_str()), (status, "+491713920041"));
        assert_eq!(
            (&fields["MessageSid"], fields["AccountSid"].as_str()),
            (&message["sid"].as_str().unwrap().into(), ACCOUNT)
        );
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(signature, signature::of_twilio(TOKEN, &callback, &fields));
    }
    let path = message["uri"].as_str().unwrap();
    let found = world.http.get(world.url(path)).basic_auth(ACCOUNT, Some(TOKEN)).send().await.unwrap();
    assert_eq!(found.json::<Value>().await.unwrap()["status"], "delivered");
}
