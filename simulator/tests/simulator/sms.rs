//! Twilio's protocol, as its clients see it: two providers side by side, and the list in which a sender looks for
//! messages nobody answered for.

use reqwest::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};
use simulator::signature;

use crate::playground::{FIRST, KIM, PAT, Playground, SECOND};

#[tokio::test]
async fn a_message_is_taken_shown_and_can_be_looked_up() {
    let world = Playground::start().await;
    let fields =
        [("To", KIM), ("From", "+4930231250"), ("Body", "Code 482 913"), ("ValidityPeriod", "36000")];
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
        ("account_sid", FIRST.0),
        ("to", KIM),
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
    let found = world.look_up(path, FIRST).await;
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
    let (to, from, body) = (("To", KIM), ("From", "Doorcode"), ("Body", "Hello"));
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
    let fields = [("To", KIM), ("From", "Doorcode"), ("Body", "Hello")];
    for (path, account) in
        [(FIRST.0, (FIRST.0, "wrong")), (FIRST.0, ("ACother", FIRST.1)), ("ACother", FIRST)]
    {
        let url = world.url(&format!("/2010-04-01/Accounts/{path}/Messages.json"));
        let request = world.http.post(url).basic_auth(account.0, Some(account.1)).form(&fields);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.headers().contains_key(WWW_AUTHENTICATE));
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20003);
    }
    let own = format!("/2010-04-01/Accounts/{}/Messages", FIRST.0);
    let unsigned = world.http.post(world.url(&format!("{own}.json"))).form(&fields).send().await.unwrap();
    assert_eq!(unsigned.status(), 401);
    let missing = world.look_up(&format!("{own}/SM0.json"), FIRST).await;
    let status = missing.status().as_u16();
    assert_eq!((status, &missing.json::<Value>().await.unwrap()["code"]), (404, &20404.into()));
}

#[tokio::test]
async fn what_became_of_a_message_is_reported_in_order_and_signed() {
    let world = Playground::start().await;
    let callback = format!("{}/receipts?n=17", world.fake.address);
    let fields =
        [("To", KIM), ("From", "Doorcode"), ("Body", "Hello"), ("StatusCallback", callback.as_str())];
    let message: Value = world.sms(&fields).send().await.unwrap().json().await.unwrap();
    for status in ["queued", "sent", "delivered"] {
        let (fields, signature) = world.fake.callback().await;
        assert_eq!((fields["MessageStatus"].as_str(), fields["To"].as_str()), (status, KIM));
        assert_eq!(
            (&fields["MessageSid"], fields["AccountSid"].as_str()),
            (&message["sid"].as_str().unwrap().into(), FIRST.0)
        );
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(signature, signature::of_twilio(FIRST.1, &callback, &fields));
    }
    let found = world.look_up(message["uri"].as_str().unwrap(), FIRST).await;
    assert_eq!(found.json::<Value>().await.unwrap()["status"], "delivered");
}

async fn list(world: &Playground, account: (&str, &str), query: &str) -> Value {
    let path = format!("/2010-04-01/Accounts/{}/Messages.json{query}", account.0);
    let answer = world.look_up(&path, account).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn bodies(list: &Value) -> Vec<&str> {
    list["messages"].as_array().unwrap().iter().map(|message| message["body"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_provider_has_its_own_account_messages_and_signature() {
    let world = Playground::start().await;
    let callback = format!("{}/receipts", world.fake.address);
    let fields = [("To", KIM), ("From", "Doorcode"), ("Body", "second"), ("StatusCallback", &callback)];
    let answer = world.sms_of(SECOND, &fields).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let message: Value = answer.json().await.unwrap();
    assert_eq!(message["account_sid"], SECOND.0);
    let (fields, signature) = world.fake.callback().await;
    assert_eq!(fields["AccountSid"], SECOND.0);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(signature, signature::of_twilio(SECOND.1, &callback, &fields));

    world.send_sms(KIM, "first").await;
    let inbox = world.get_json("/api/messages?channel=sms").await;
    assert_eq!(
        (&inbox["messages"][0]["provider"], &inbox["messages"][1]["provider"]),
        (&"sms2".into(), &"sms".into())
    );
    assert_eq!(bodies(&list(&world, FIRST, "").await), ["first"]);
    assert_eq!(bodies(&list(&world, SECOND, "").await), ["second"]);

    // Neither token opens the other's account.
    let path = message["uri"].as_str().unwrap();
    let elsewhere = path.replace(SECOND.0, FIRST.0);
    for (path, account) in [(path, FIRST), (path, (SECOND.0, FIRST.1)), (&elsewhere, SECOND)] {
        assert_eq!(world.look_up(path, account).await.status(), 401, "{path} {account:?}");
    }
    assert_eq!(world.look_up(&elsewhere, FIRST).await.status(), 404);
}

#[tokio::test]
async fn a_bad_day_of_one_provider_is_a_good_day_of_the_other() {
    let world = Playground::start().await;
    let fields = [("To", KIM), ("From", "Doorcode"), ("Body", "Hello")];
    world.fault("sms", "unavailable", None).await;
    assert_eq!(world.sms(&fields).send().await.unwrap().status(), 500);
    assert_eq!(world.sms_of(SECOND, &fields).send().await.unwrap().status(), 201);
    world.order(json!({ "channel": "sms2", "to": KIM, "mode": "reject" })).await;
    assert_eq!(world.sms_of(SECOND, &fields).send().await.unwrap().status(), 400);
    assert!(world.get("/").await.text().await.unwrap().contains("by the second provider"));
}

#[tokio::test]
async fn the_list_has_every_message_that_was_taken_and_no_other() {
    let world = Playground::start().await;
    for (mode, taken) in [
        ("hang", false),
        ("garbage", false),
        ("unavailable", false),
        ("reject", false),
        ("gateway_timeout", false),
        ("garbage_after_taking", true),
        ("hang_after_taking", true),
        ("reset_after_body", true),
        ("silent", true),
        ("undelivered", true),
    ] {
        world.fault("sms", mode, Some(1)).await;
        let request = world.sms(&[("To", KIM), ("From", "Doorcode"), ("Body", mode)]);
        // Not everything is answered; what counts is what the list says once the fault has struck.
        let request = tokio::spawn(request.send());
        while world.get_json("/api/faults").await["sms"]["mode"] != "none" {}
        let listed = list(&world, FIRST, "?To=%2B491713920041&PageSize=1").await;
        assert_eq!(bodies(&listed).first() == Some(&mode), taken, "{mode}");
        request.abort();
    }
}

#[tokio::test]
async fn the_list_is_cut_into_pages_newest_first() {
    let world = Playground::start().await;
    for (to, body) in [(KIM, "1"), (PAT, "2"), (KIM, "3"), (KIM, "4")] {
        world.send_sms(to, body).await;
    }
    let first = list(&world, FIRST, "?To=%2B491713920041&PageSize=2").await;
    assert_eq!(bodies(&first), ["4", "3"]);
    assert_eq!((&first["page"], &first["page_size"], &first["start"]), (&0.into(), &2.into(), &0.into()));
    assert_eq!((&first["end"], &first["previous_page_uri"]), (&1.into(), &Value::Null));
    let next = first["next_page_uri"].as_str().unwrap();
    let second = list(&world, FIRST, &next[next.find('?').unwrap()..]).await;
    assert_eq!((bodies(&second), &second["next_page_uri"]), (vec!["1"], &Value::Null));
    assert_eq!(second["previous_page_uri"], first["first_page_uri"]);
    assert_eq!(bodies(&list(&world, FIRST, "?To=%2B49171").await), Vec::<&str>::new());
}
