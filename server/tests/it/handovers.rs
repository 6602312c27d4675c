//! Cases handed to the operator's helpdesk: signed, tried again, never lost, and sent nowhere else.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use server::{api::webhook::WebhookSecret, gateway::webhook::Webhook, helpdesk::Helpdesk};
use simulator::signature;
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::world::{OPERATOR, PHONE, World};

const NUMBER: &str = "RR473124829GB";
const NEW: &str = "whsec_AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OLD: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

type Calls = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// The operator's helpdesk: notes what it gets, and answers as it is told; then it takes everything.
#[derive(Clone, Default)]
pub struct Receiver {
    calls: Calls,
    answers: Arc<Mutex<VecDeque<Answered>>>,
}

enum Answered {
    Status(u16),
    Redirect(String),
    Silent,
}

impl Receiver {
    pub async fn serve(&self) -> String {
        async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
            let body = String::from_utf8(body.to_vec()).unwrap();
            receiver.calls.lock().unwrap().push((headers, body));
            let answer = receiver.answers.lock().unwrap().pop_front();
            match answer {
                None => StatusCode::OK.into_response(),
                Some(Answered::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
                Some(Answered::Redirect(to)) => {
                    (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response()
                }
                Some(Answered::Silent) => std::future::pending().await,
            }
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hooks", listener.local_addr().unwrap());
        let router = Router::new().route("/hooks", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    fn then(&self, answers: impl IntoIterator<Item = Answered>) {
        self.answers.lock().unwrap().extend(answers);
    }

    pub fn calls(&self) -> Vec<(HeaderMap, String)> {
        self.calls.lock().unwrap().clone()
    }
}

/// A port that answers every connection with this.
async fn garbage(words: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut read = [0; 1024];
            let _ = stream.read(&mut read).await;
            let _ = stream.write_all(words).await;
        }
    });
    address
}

/// A helpdesk with a webhook at this address.
pub fn helpdesk(url: &str) -> Helpdesk {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secrets = [NEW, OLD].map(|secret| WebhookSecret::parse(secret).unwrap()).into();
    let webhook = Webhook::new(url, secrets, true, Duration::from_millis(500)).unwrap();
    Helpdesk { webhook: Some(webhook), ..Helpdesk::default() }
}

/// A case that was opened in a network whose helpdesk has this address.
async fn opened(pool: PgPool, url: &str) -> World {
    let world = World::with_helpdesk(pool, helpdesk(url)).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let form = format!("parcel={id}&kind=other&request=r1&note=It+smells");
    assert!(world.submit("open_case", &form, &session).await.location().ends_with("/case"));
    world.work().await;
    world
}

async fn listed(world: &World, state: &str) -> Vec<Value> {
    let listed =
        world.api("GET", &format!("/webhook-deliveries?state={state}"), OPERATOR, &Value::Null).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
    listed.json()["deliveries"].as_array().unwrap().clone()
}

async fn state(world: &World) -> (String, i64) {
    let known = listed(world, "all").await.remove(0);
    (known["state"].as_str().unwrap().to_owned(), known["tries"].as_i64().unwrap())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_case_is_told_signed_by_both_secrets(pool: PgPool) {
    let receiver = Receiver::default();
    let url = receiver.serve().await;
    let world = opened(pool, &url).await;
    let (headers, body) = receiver.calls().remove(0);
    let said: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&said["type"], &said["data"]["kind"]), (&json!("case.opened"), &json!("other")));
    assert_eq!(said["data"]["evidence"]["parcel"]["tracking_number"], NUMBER);
    assert!(!body.contains(PHONE), "{body}");
    let id = headers["webhook-id"].to_str().unwrap();
    let timestamp: i64 = headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
    assert_eq!(timestamp, world.app_state.now().timestamp());
    let signed = [NEW, OLD]
        .map(|secret| signature::WebhookSecret::parse(secret).unwrap().sign(id, timestamp, body.as_bytes()));
    assert_eq!(headers["webhook-signature"].to_str().unwrap(), signed.join(" "));
    assert_eq!(state(&world).await, ("delivered".to_owned(), 1));
    assert_eq!(listed(&world, "dead").await, Vec::<Value>::new());
    // Closed by somebody else of the operator's: told as well, once.
    let end = json!({ "request": "a1", "action": "redeliver" });
    assert_eq!(world.api("POST", "/cases/1/answer", OPERATOR, &end).await.status, StatusCode::CREATED);
    assert_eq!(world.api("POST", "/cases/1/answer", OPERATOR, &end).await.status, StatusCode::OK);
    world.work().await;
    let kinds: Vec<Value> = receiver
        .calls()
        .iter()
        .map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["type"].clone())
        .collect();
    assert_eq!(kinds, [json!("case.opened"), json!("case.closed")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_taken_is_tried_again_under_the_same_name_and_then_laid_aside(pool: PgPool) {
    let receiver = Receiver::default();
    receiver.then((0..10).map(|_| Answered::Status(500)));
    let url = receiver.serve().await;
    let world = opened(pool, &url).await;
    assert_eq!(state(&world).await, ("waiting".to_owned(), 1));
    for (tries, wait) in domain::outgoing::WAITS.iter().enumerate() {
        world.clock.pass(*wait - chrono::Duration::seconds(1));
        world.work().await;
        assert_eq!(receiver.calls().len(), tries + 1, "not before its time");
        world.clock.pass(chrono::Duration::seconds(1));
        world.work().await;
        assert_eq!(receiver.calls().len(), tries + 2);
    }
    assert_eq!(state(&world).await, ("dead".to_owned(), 10));
    let names: std::collections::BTreeSet<String> = receiver
        .calls()
        .iter()
        .map(|(headers, _)| headers["webhook-id"].to_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 1, "the receiver knows it again");
    let dead = listed(&world, "dead").await;
    assert_eq!((&dead[0]["last_error"], &dead[0]["event"]), (&json!("http_500"), &json!("case.opened")));
    let path = format!("/webhook-deliveries/{}/replay", dead[0]["id"]);
    assert_eq!(world.api("POST", &path, OPERATOR, &Value::Null).await.status, StatusCode::ACCEPTED);
    assert_eq!(world.api("POST", &path, OPERATOR, &Value::Null).await.status, StatusCode::CONFLICT);
    world.work().await;
    assert_eq!(state(&world).await, ("delivered".to_owned(), 1));
    assert_eq!(receiver.calls().len(), 11);
    let unknown = world.api("POST", "/webhook-deliveries/999/replay", OPERATOR, &Value::Null).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_redirect_is_not_followed_and_silence_is_no_answer(pool: PgPool) {
    let (receiver, elsewhere) = (Receiver::default(), Receiver::default());
    let (url, other) = (receiver.serve().await, elsewhere.serve().await);
    receiver.then([Answered::Redirect(other), Answered::Silent]);
    let world = opened(pool, &url).await;
    assert_eq!(listed(&world, "all").await[0]["last_error"], "http_307");
    world.clock.pass(chrono::Duration::seconds(5));
    world.work().await;
    assert_eq!(listed(&world, "all").await[0]["last_error"], "no_answer");
    world.clock.pass(chrono::Duration::minutes(5));
    world.work().await;
    assert_eq!(state(&world).await, ("delivered".to_owned(), 3));
    assert!(elsewhere.calls().is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn garbage_is_no_answer_and_nothing_is_lost(pool: PgPool) {
    let url = garbage(b"what do you want?\r\n\r\n").await;
    let world = opened(pool, &url).await;
    let known = listed(&world, "all").await.remove(0);
    assert_eq!((&known["state"], &known["tries"]), (&json!("waiting"), &json!(1)));
    assert!(["broken_answer", "no_answer"].contains(&known["last_error"].as_str().unwrap()), "{known}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_wants_nothing_more_gets_nothing_more_until_a_person_says_so(pool: PgPool) {
    let receiver = Receiver::default();
    receiver.then([Answered::Status(410)]);
    let url = receiver.serve().await;
    let world = opened(pool, &url).await;
    assert_eq!(state(&world).await, ("dead".to_owned(), 1));
    let end = json!({ "request": "a1", "action": "redeliver" });
    assert_eq!(world.api("POST", "/cases/1/answer", OPERATOR, &end).await.status, StatusCode::CREATED);
    world.work().await;
    assert_eq!(receiver.calls().len(), 1, "nothing more was sent");
    let dead = listed(&world, "dead").await;
    assert_eq!((dead.len(), &dead[1]["last_error"]), (2, &json!("stopped")));
    for one in dead {
        let path = format!("/webhook-deliveries/{}/replay", one["id"]);
        assert_eq!(world.api("POST", &path, OPERATOR, &Value::Null).await.status, StatusCode::ACCEPTED);
    }
    world.work().await;
    assert_eq!(receiver.calls().len(), 3);
    assert_eq!(listed(&world, "dead").await, Vec::<Value>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_are_written_to_and_a_relay_that_is_away_loses_nothing(pool: PgPool) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let email = domain::contact::Address::email("help@example.org").unwrap();
    let world = World::with_helpdesk(pool, Helpdesk { email: Some(email), ..Helpdesk::default() }).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    world.submit("open_case", &format!("parcel={id}&kind=other&request=r1"), &session).await;
    world.work().await;
    let known = listed(&world, "all").await.remove(0);
    assert_eq!(
        (&known["way"], &known["state"], &known["tries"]),
        (&json!("email"), &json!("waiting"), &json!(1))
    );
    assert_eq!(known["event"], "case.opened");
}
