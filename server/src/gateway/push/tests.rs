use std::{net::SocketAddr, sync::Mutex, time::Instant};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{Response as Answer, Uri},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::contact::{Address, Channel};
use reqwest::dns::{Addrs, Name, Resolving};
use tokio::net::TcpListener;

use super::*;
use crate::gateway::{Gateways, Message, email::Email};

// RFC 8291, section 5.
const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const TIMEOUT: Duration = Duration::from_secs(15);

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }
}

/// Whatever it is asked, names lead to this address.
struct Leads(SocketAddr);

impl Resolve for Leads {
    fn resolve(&self, _: Name) -> Resolving {
        let address = self.0;
        Box::pin(async move { Ok(Box::new(std::iter::once(address)) as Addrs) })
    }
}

fn push(hosts: &str, resolver: impl Resolve + 'static) -> Push {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = VapidKey::parse(&URL_SAFE_NO_PAD.encode([7; 32])).unwrap();
    let hosts = if hosts.is_empty() { PushHosts::default() } else { PushHosts::parse(hosts).unwrap() };
    Push::with_resolver(
        key,
        "mailto:push@example.org".into(),
        hosts,
        Arc::new(Noon),
        TIMEOUT,
        Arc::new(resolver),
    )
    .unwrap()
}

fn not_listed() -> Outcome {
    refused(Report::FailedForGood, Cause::PushGone, "push_host")
}

fn subscription(endpoint: &str) -> Subscription {
    Subscription::parse(endpoint, P256DH, AUTH).unwrap()
}

/// Where nobody may connect.
fn silent() -> (std::net::TcpListener, SocketAddr) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn connections(listener: &std::net::TcpListener) -> usize {
    std::iter::from_fn(|| listener.accept().ok()).count()
}

type Taken = (HeaderMap, Bytes);

/// A push service; answers each message with the status at the end of its address, and keeps it.
async fn service() -> (String, Arc<Mutex<Vec<Taken>>>) {
    async fn take(
        State(taken): State<Arc<Mutex<Vec<Taken>>>>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> Answer<Body> {
        taken.lock().unwrap().push((headers, body));
        let status = uri.path().trim_start_matches("/push/");
        let answer = Answer::builder().status(status);
        match status {
            "201" => answer.header(LOCATION, "/message/7").body(Body::empty()),
            "429" => answer.header(RETRY_AFTER, "120").body(Body::empty()),
            "307" => answer.header(LOCATION, uri.query().unwrap()).body(Body::empty()),
            "202" => {
                let forever = futures::stream::repeat_with(|| {
                    Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 512]))
                });
                answer.body(Body::from_stream(forever))
            }
            _ => answer.body(Body::from("why")),
        }
        .unwrap()
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::default();
    let router = Router::new().route("/push/{status}", post(take)).with_state(Arc::clone(&taken));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (origin, taken)
}

#[tokio::test]
async fn what_is_not_listed_is_never_connected_to() {
    let (listener, address) = silent();
    let push = push("", System);
    let port = address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "10.0.0.7",
        "0.0.0.0",
    ] {
        for scheme in ["http", "https"] {
            let subscription = subscription(&format!("{scheme}://{host}:{port}/x"));
            assert!(!push.admits(&subscription));
            assert_eq!(push.send(&subscription, b"x", DAY, None).await, not_listed(), "{host}");
        }
    }
    for endpoint in [
        "http://169.254.169.254/latest/meta-data",
        "http://fcm.googleapis.com/x",
        "https://push.example.org/x",
    ] {
        assert_eq!(push.send(&subscription(endpoint), b"x", DAY, None).await, not_listed(), "{endpoint}");
    }
    assert_eq!(connections(&listener), 0);
}

#[tokio::test]
async fn a_listed_name_that_leads_to_a_private_address_is_never_connected_to() {
    let (listener, address) = silent();
    let endpoint = "https://fcm.googleapis.com/fcm/send/x";
    let outcome = push("", Leads(address)).send(&subscription(endpoint), b"x", DAY, None).await;
    assert_eq!(outcome, not_now("unreachable", None));
    assert_eq!(connections(&listener), 0);
    // A client that does not ask where a name leads connects.
    let careless = Client::builder().no_proxy().dns_resolver(Leads(address)).build().unwrap();
    let listener = TcpListener::from_std(listener).unwrap();
    tokio::select! {
        _ = careless.post(endpoint).send() => panic!("it cannot have an answer"),
        connected = listener.accept() => assert!(connected.is_ok()),
    }
}

#[tokio::test]
async fn a_private_name_is_allowed_to_a_network_under_development_only() {
    let (origin, taken) = service().await;
    let origin = origin.replace("127.0.0.1", "localhost");
    let endpoint = subscription(&format!("{origin}/push/200"));
    assert_eq!(push("", System).send(&endpoint, b"x", DAY, None).await, not_listed());
    assert!(taken.lock().unwrap().is_empty());
    assert_eq!(push(&origin, System).send(&endpoint, b"x", DAY, None).await, Outcome::Accepted(None));
    assert_eq!(taken.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_arrives_sealed_and_signed() {
    let (origin, taken) = service().await;
    let endpoint = subscription(&format!("{origin}/push/201"));
    let outcome = push(&origin, System).send(&endpoint, b"compartment 14", DAY, Some("parcel_7-K")).await;
    assert_eq!(outcome, Outcome::Accepted(Some("/message/7".into())));
    let (headers, body) = taken.lock().unwrap().pop().unwrap();
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("ttl"), "86400");
    assert_eq!(header("urgency"), "high");
    assert_eq!(header("topic"), "parcel_7-K");
    assert_eq!(header("content-encoding"), "aes128gcm");
    assert!(header("authorization").starts_with("vapid t="));
    assert_eq!(body.len(), 1126);
    assert!(!body.windows(11).any(|part| part == b"compartment"));
    let claims = header("authorization").split('.').nth(1).map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    let claims: serde_json::Value = serde_json::from_slice(&claims.unwrap()).unwrap();
    assert_eq!(claims["aud"], origin);
}

#[tokio::test]
async fn each_answer_has_its_meaning() {
    let (origin, _) = service().await;
    let push = push(&origin, System);
    for (status, expected) in [
        (200, Outcome::Accepted(None)),
        (202, Outcome::Accepted(None)),
        (404, refused(Report::FailedForGood, Cause::PushGone, "http_404")),
        (410, refused(Report::FailedForGood, Cause::PushGone, "http_410")),
        (400, refused(Report::GaveUp, Cause::Provider, "http_400")),
        (403, refused(Report::GaveUp, Cause::Provider, "http_403")),
        (413, refused(Report::GaveUp, Cause::Provider, "http_413")),
        (429, not_now("http_429", Some(Duration::from_secs(120)))),
        (500, not_now("http_500", None)),
        (503, not_now("http_503", None)),
    ] {
        let outcome = push.send(&subscription(&format!("{origin}/push/{status}")), b"x", DAY, None).await;
        assert_eq!(outcome, expected, "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (listener, elsewhere) = silent();
    let (origin, _) = service().await;
    let endpoint = subscription(&format!("{origin}/push/307?http://{elsewhere}/x"));
    assert_eq!(push(&origin, System).send(&endpoint, b"x", DAY, None).await, not_now("http_307", None));
    assert_eq!(connections(&listener), 0);
}

#[tokio::test]
async fn a_push_service_that_is_not_there_was_given_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = push(&origin, System).send(&subscription(&format!("{origin}/x")), b"x", DAY, None).await;
    assert_eq!(outcome, not_now("unreachable", None));
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_leaves_it_open_whether_the_message_was_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let outcome = push(&origin, System).send(&subscription(&format!("{origin}/x")), b"x", DAY, None).await;
    assert_eq!(outcome, Outcome::Unknown { code: "broken_answer".into() });
}

#[tokio::test]
async fn what_is_no_message_is_not_sent() {
    let (origin, taken) = service().await;
    let (push, to) = (push(&origin, System), subscription(&format!("{origin}/push/201")));
    assert_eq!(
        push.send(&to, &[0; 3072], DAY, None).await,
        refused(Report::GaveUp, Cause::Provider, "not_a_message")
    );
    for topic in ["", "a b", "a/b", "ä", &"x".repeat(33)] {
        assert_eq!(
            push.send(&to, b"x", DAY, Some(topic)).await,
            refused(Report::GaveUp, Cause::Provider, "not_a_message")
        );
    }
    assert!(taken.lock().unwrap().is_empty());
}

#[test]
fn a_push_service_says_when_to_come_again_in_seconds_or_as_a_date() {
    let wait = |text: &'static str| {
        wait(&HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]), Noon.now())
            .map(|wait| wait.as_secs())
    };
    assert_eq!(wait("120"), Some(120));
    assert_eq!(wait("Sun, 22 Nov 2026 12:05:00 GMT"), Some(300));
    assert_eq!(wait("Sun, 22 Nov 2026 11:00:00 GMT"), Some(0));
    assert_eq!(wait("18446744073709551615"), Some(86_400));
    assert_eq!(wait("soon"), None);
}

fn to(endpoint: &str) -> Message {
    Message {
        address: Address::stored(Channel::Push, endpoint.to_owned()),
        subject: String::new(),
        body: "{}".into(),
        useful_for: DAY,
        reference: "R".into(),
        browser: Some(store::push::Keys { p256dh: P256DH.into(), auth: AUTH.into() }),
    }
}

#[tokio::test]
async fn a_push_service_that_hangs_holds_up_no_other() {
    let (_listener, stuck) = silent();
    let (well, taken) = service().await;
    let push = push(&format!("http://{stuck}, {well}"), System);
    let mail = Email::new("smtp://127.0.0.1:9", "codes@example.org".parse().unwrap()).unwrap();
    let gateways = Gateways::new(Vec::new(), mail, Some(push));
    let (stuck, well) = (to(&format!("http://{stuck}/x")), to(&format!("{well}/push/201")));
    let by = Instant::now() + Duration::from_secs(60);
    let mut held: Vec<_> = (0..PLACES).map(|_| Box::pin(gateways.send(PUSH, &stuck, by))).collect();
    for message in &mut held {
        assert!(futures::poll!(message).is_pending());
    }
    let held_up = Outcome::NotNow { code: "held_up".into(), after: None };
    assert_eq!(gateways.send(PUSH, &stuck, by).await, held_up, "there is no place to wait");
    for _ in 0..PLACES {
        assert!(matches!(gateways.send(PUSH, &well, by).await, Outcome::Accepted(_)));
    }
    assert_eq!(taken.lock().unwrap().len(), PLACES);
    drop(held);
    assert!(futures::poll!(Box::pin(gateways.send(PUSH, &stuck, by))).is_pending(), "there is one again");
}
