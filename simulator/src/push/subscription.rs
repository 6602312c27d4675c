//! Browsers that take push messages, and what they got.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{SecretKey, elliptic_curve::sec1::ToSec1Point};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{log::Log, random};

/// How many subscriptions are kept, and how many messages of each; older ones are forgotten.
pub const KEPT: usize = 1_000;

/// A push message as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// For how many seconds to try.
    pub ttl: u64,
    pub urgency: Option<String>,
    pub topic: Option<String>,
    /// How the sender identified itself.
    pub authorization: String,
    /// The message, encrypted (RFC 8291).
    pub body_base64: String,
}

/// A browser that takes messages.
#[derive(Debug)]
pub struct Subscription {
    pub id: String,
    /// Scheme, host and port of its endpoint.
    pub origin: String,
    pub messages: Log<Delivery>,
}

impl Subscription {
    /// A new one, with its endpoint at that origin; and what a browser tells a page about it and what it keeps to itself.
    pub fn open(origin: &str) -> (Self, Value) {
        let (id, key) = (random::hex::<16>(), private_key());
        let opened = json!({
            "endpoint": format!("{origin}/push/{id}"),
            "id": id,
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(key.public_key().to_sec1_point(false).as_bytes()),
                "auth": URL_SAFE_NO_PAD.encode(random::bytes::<16>()),
            },
            "private_key": URL_SAFE_NO_PAD.encode(key.to_bytes()),
        });
        (Self { id, origin: origin.to_owned(), messages: Log::keeping(KEPT) }, opened)
    }
}

/// Any 32 octets but one in four thousand million are a private key.
fn private_key() -> SecretKey {
    loop {
        if let Ok(key) = SecretKey::from_slice(&random::bytes::<32>()) {
            return key;
        }
    }
}
