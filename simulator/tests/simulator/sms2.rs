//! Two SMS providers side by side, and the list in which a sender looks for messages nobody answered for.

use serde_json::{Value, json};
use simulator::signature;

use crate::playground::{ACCOUNT, ACCOUNT2, Playground, TOKEN, TOKEN2};

const KIM: &str = "+491713920041";
const PAT: &str = "+491713920042";

async fn list(world: &Playground, (account, token): (&str, &str), query: &str) -> Value {
    let path = format!("/2010-04-01/Accounts/{account}/Messages.json{query}");
    let answer = world.http.get(world.url(&path)).basic_auth(account, Some(token)).send().await.unwrap();
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
    let answer = world.sms2(&fields).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let message: Value = answer.json().await.unwrap();
    assert_eq!(message["account_sid"], ACCOUNT2);
    let (fields, signature) = world.fake.callback().await;
    assert_eq!(fields["AccountSid"], ACCOUNT2);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(signature, signature::of_twilio(TOKEN2, &callback, &fields));

    world.send_sms(KIM, "first").await;
    let inbox = world.get_json("/api/messages?channel=sms").await;
    assert_eq!(
        (&inbox["messages"][0]["provider"], &inbox["messages"][1]["provider"]),
        (&"sms2".into(), &"sms".into())
    );
    assert_eq!(bodies(&list(&world, (ACCOUNT, TOKEN), "").await), ["first"]);
    assert_eq!(bodies(&list(&world, (ACCOUNT2, TOKEN2), "").await), ["second"]);

    // Neither token opens the other's account.
    let path = message["uri"].as_str().unwrap();
    for (path, user, token) in [
        (path.to_owned(), ACCOUNT, TOKEN),
        (path.to_owned(), ACCOUNT2, TOKEN),
        (path.replace(ACCOUNT2, ACCOUNT), ACCOUNT2, TOKEN2),
    ] {
        let answer = world.http.get(world.url(&path)).basic_auth(user, Some(token)).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{path} {user}");
    }
    let elsewhere = world.http.get(world.url(&path.replace(ACCOUNT2, ACCOUNT)));
    assert_eq!(elsewhere.basic_auth(ACCOUNT, Some(TOKEN)).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_bad_day_of_one_provider_is_a_good_day_of_the_other() {
    let world = Playground::start().await;
    let fields = [("To", KIM), ("From", "Doorcode"), ("Body", "Hello")];
    world.fault("sms", "unavailable", None).await;
    assert_eq!(world.sms(&fields).send().await.unwrap().status(), 500);
    assert_eq!(world.sms2(&fields).send().await.unwrap().status(), 201);
    world.order(json!({ "channel": "sms2", "to": KIM, "mode": "reject" })).await;
    assert_eq!(world.sms2(&fields).send().await.unwrap().status(), 400);
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
        let listed = list(&world, (ACCOUNT, TOKEN), "?To=%2B491713920041&PageSize=1").await;
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
    let first = list(&world, (ACCOUNT, TOKEN), "?To=%2B491713920041&PageSize=2").await;
    assert_eq!(bodies(&first), ["4", "3"]);
    assert_eq!((&first["page"], &first["page_size"], &first["start"]), (&0.into(), &2.into(), &0.into()));
    assert_eq!((&first["end"], &first["previous_page_uri"]), (&1.into(), &Value::Null));
    let next = first["next_page_uri"].as_str().unwrap();
    let second = list(&world, (ACCOUNT, TOKEN), &next[next.find('?').unwrap()..]).await;
    assert_eq!((bodies(&second), &second["next_page_uri"]), (vec!["1"], &Value::Null));
    assert_eq!(second["previous_page_uri"], first["first_page_uri"]);
    assert_eq!(bodies(&list(&world, (ACCOUNT, TOKEN), "?To=%2B49171").await), Vec::<&str>::new());
}
