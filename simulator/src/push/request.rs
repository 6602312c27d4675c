//! What a sender has to say with a message (RFC 8030, section 5).

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};

use super::{subscription::Delivery, vapid};

/// More than this no push service has to take, in octets.
const LONGEST_BODY: usize = 4_096;
/// The longest topic.
const LONGEST_TOPIC: usize = 32;

/// A message that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub StatusCode, pub String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, text) = self;
        (status, format!("{text}\n")).into_response()
    }
}

fn bad(text: &str) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, text.to_owned())
}

/// Reads a message for a subscription whose endpoint is at that origin.
pub fn read(headers: &HeaderMap, body: &[u8], origin: &str, now: DateTime<Utc>) -> Result<Delivery, Refusal> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let ttl = header("ttl").and_then(|text| text.parse().ok());
    let ttl = ttl.ok_or_else(|| bad("TTL is needed, a number of seconds"))?;
    if header("content-encoding") != Some("aes128gcm") {
        return Err(bad("Content-Encoding has to be aes128gcm"));
    }
    let urgency = header("urgency");
    if urgency.is_some_and(|urgency| !["very-low", "low", "normal", "high"].contains(&urgency)) {
        return Err(bad("Urgency is very-low, low, normal or high"));
    }
    let topic = header("topic");
    if topic.is_some_and(|topic| !is_topic(topic)) {
        return Err(bad("Topic is at most 32 characters of base64url"));
    }
    if body.len() > LONGEST_BODY {
        let text = format!("a message has at most {LONGEST_BODY} octets");
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, text));
    }
    let unauthorized = |text: String| Refusal(StatusCode::UNAUTHORIZED, text);
    let authorization =
        header("authorization").ok_or_else(|| unauthorized("Authorization is needed".into()))?;
    vapid::check(authorization, origin, now).map_err(|doubt| unauthorized(doubt.to_string()))?;
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
