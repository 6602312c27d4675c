//! A push service as browser vendors run them (RFC 8030), for senders that identify themselves by VAPID
//! (RFC 8292). It hands out subscriptions together with their private keys, so that tests can read along.

mod subscription;
mod vapid;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock,
    fault::Faults,
    log::{Log, Numbered},
    problem::Problem,
    random,
    reset::ResetSwitch,
    shutdown::Shutdown,
};
use subscription::{Delivery, KEPT, Subscription};

/// More than this no push service has to take, in octets.
const LONGEST_BODY: usize = 4_096;
/// The longest topic.
const LONGEST_TOPIC: usize = 32;

/// What can go wrong with a push message, in the words of [`crate::sms::SmsFault`]; a push service tells nobody what
/// became of one it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum PushFault {
    #[default]
    None,
    Reject,
    Unavailable,
    TooMany,
    Hang,
    HangAfterTaking,
    ResetAfterBody,
    Garbage,
    Slow {
        milliseconds: u64,
    },
    Silent,
    /// The subscription has ended: HTTP 410.
    Gone,
    /// There never was such a subscription: HTTP 404.
    NotFound,
}

/// The service.
#[derive(Debug)]
pub struct Push {
    pub faults: Arc<Faults<PushFault>>,
    pub shutdown: Shutdown,
}

struct Service {
    push: Push,
    subscriptions: Log<Subscription>,
}

impl Service {
    fn find(&self, id: &str) -> Option<Arc<Numbered<Subscription>>> {
        self.subscriptions.list(|subscription| subscription.what.id == id).pop()
    }
}

/// `/push/{id}` for senders, and `/api/push/…` for tests and the curious; the connections have to be
/// [`crate::reset`]'s.
pub fn router(push: Push) -> Router {
    Router::new()
        .route("/push/{id}", post(send))
        .route("/api/push/subscriptions", post(subscribe))
        .route("/api/push/{id}/messages", get(messages))
        .with_state(Arc::new(Service { push, subscriptions: Log::keeping(KEPT) }))
}

/// A new browser subscribes. Its endpoint is at the address under which this program was asked, and that is
/// also the audience its messages have to be meant for.
async fn subscribe(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).ok_or_else(|| Problem {
        status: StatusCode::BAD_REQUEST,
        code: "invalid",
        detail: "the request does not say which host it is for".into(),
    })?;
    let (subscription, opened) = Subscription::open(&format!("http://{host}"));
    service.subscriptions.put(subscription);
    Ok((StatusCode::CREATED, Json(opened)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    /// Only messages with a greater `n`.
    after: u64,
    /// How many seconds to wait for a message if there is none.
    wait: u64,
}

/// What a subscription got.
async fn messages(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Query(Filter { after, wait }): Query<Filter>,
) -> Result<Json<Value>, Problem> {
    let subscription = service.find(&id).ok_or_else(|| Problem {
        status: StatusCode::NOT_FOUND,
        code: "unknown_subscription",
        detail: "There is no such subscription.".into(),
    })?;
    let shutdown = &service.push.shutdown;
    Ok(subscription.what.messages.to_json(|message| message.n > after, wait, shutdown).await)
}

/// A message that is not taken, and why.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, format!("{}\n", self.1)).into_response()
    }
}

async fn send(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let refuse = |status, text: &str| Refusal(status, text.to_owned()).into_response();
    let not_found = || refuse(StatusCode::NOT_FOUND, "no such subscription");
    let unavailable = || refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal error");
    let Some(subscription) = service.find(&id) else { return not_found() };
    let fault = service.push.faults.take(&id);
    let shutdown = &service.push.shutdown;
    let take =
        || accept(&subscription.what, &headers, &body, fault).unwrap_or_else(IntoResponse::into_response);
    match fault {
        PushFault::None | PushFault::Silent => take(),
        PushFault::Slow { milliseconds } => {
            let answer = take();
            shutdown.allows(Duration::from_millis(milliseconds)).await;
            answer
        }
        PushFault::Reject => refuse(StatusCode::BAD_REQUEST, "bad request"),
        PushFault::Unavailable => unavailable(),
        PushFault::TooMany => {
            let refusal = refuse(StatusCode::TOO_MANY_REQUESTS, "too many requests");
            ([(header::RETRY_AFTER, "2")], refusal).into_response()
        }
        PushFault::Gone => refuse(StatusCode::GONE, "the subscription has ended"),
        PushFault::NotFound => not_found(),
        PushFault::Hang => {
            shutdown.begun().await;
            unavailable()
        }
        PushFault::HangAfterTaking => {
            let answer = take();
            shutdown.begun().await;
            answer
        }
        PushFault::ResetAfterBody => {
            let answer = take();
            connection.pull();
            answer
        }
        PushFault::Garbage => Html("<!doctype html><title>It works!</title>").into_response(),
    }
}

fn accept(
    subscription: &Subscription,
    headers: &HeaderMap,
    body: &[u8],
    fault: PushFault,
) -> Result<Response, Refusal> {
    let delivery = read(headers, body, &subscription.origin)?;
    let location = format!("{}/push/{}/{}", subscription.origin, subscription.id, random::hex::<16>());
    let ttl = delivery.ttl.to_string();
    if fault != PushFault::Silent {
        subscription.messages.put(delivery);
    }
    Ok((StatusCode::CREATED, [("location", location), ("ttl", ttl)]).into_response())
}

/// What a sender has to say with a message (RFC 8030, section 5) for an endpoint at that origin.
fn read(headers: &HeaderMap, body: &[u8], origin: &str) -> Result<Delivery, Refusal> {
    let bad = |text: &str| Refusal(StatusCode::BAD_REQUEST, text.to_owned());
    let unauthorized = |text: &str| Refusal(StatusCode::UNAUTHORIZED, text.to_owned());
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let ttl = header("ttl").and_then(|text| text.parse().ok());
    let ttl = ttl.ok_or_else(|| bad("TTL is needed, a number of seconds"))?;
    if header("content-encoding") != Some("aes128gcm") {
        return Err(bad("Content-Encoding has to be aes128gcm"));
    }
    let (urgency, topic) = (header("urgency"), header("topic"));
    if urgency.is_some_and(|urgency| !["very-low", "low", "normal", "high"].contains(&urgency)) {
        return Err(bad("Urgency is very-low, low, normal or high"));
    }
    if topic.is_some_and(|topic| !is_topic(topic)) {
        return Err(bad("Topic is at most 32 characters of base64url"));
    }
    if body.len() > LONGEST_BODY {
        let text = format!("a message has at most {LONGEST_BODY} octets");
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, text));
    }
    let authorization = header("authorization").ok_or_else(|| unauthorized("Authorization is needed"))?;
    vapid::check(authorization, origin, clock::now()).map_err(|doubt| unauthorized(&doubt.to_string()))?;
    Ok(Delivery {
        ttl,
        urgency: urgency.map(str::to_owned),
        topic: topic.map(str::to_owned),
        authorization: authorization.to_owned(),
        body_base64: STANDARD.encode(body),
    })
}

fn is_topic(text: &str) -> bool {
    (1..=LONGEST_TOPIC).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
