//! Browsers that take push messages, and what they got.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{SecretKey, elliptic_curve::sec1::ToSec1Point};
use serde::Serialize;
use tokio::sync::watch;

use crate::random;

/// How many subscriptions are kept, and how many messages of each; older ones are forgotten.
const KEPT: usize = 1_000;

/// A push message that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pushed {
    /// Counts up from 1 within its subscription.
    pub n: u64,
    /// How what was taken was sent.
    #[serde(flatten)]
    pub delivery: Delivery,
}

/// A push message as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// For how many seconds to try.
    pub ttl: u64,
    /// How urgent it is, if that was said.
    pub urgency: Option<String>,
    /// What it is about, if that was said.
    pub topic: Option<String>,
    /// How the sender identified itself.
    pub authorization: String,
    /// The message, encrypted (RFC 8291).
    pub body_base64: String,
}

/// What a browser tells a page about a new subscription, and what it keeps to itself.
#[derive(Debug, Clone, Serialize)]
pub struct Opened {
    /// Its name here.
    pub id: String,
    /// Where to send messages.
    pub endpoint: String,
    /// What to encrypt them with.
    pub keys: Keys,
    /// What to decrypt them with: the private key's 32 octets, in base64url.
    pub private_key: String,
}

/// What messages are encrypted with, in base64url.
#[derive(Debug, Clone, Serialize)]
pub struct Keys {
    /// The public key, an uncompressed point.
    pub p256dh: String,
    /// 16 octets.
    pub auth: String,
}

/// A browser that takes messages.
#[derive(Debug)]
pub struct Subscription {
    /// Its name here.
    pub id: String,
    /// Scheme, host and port of its endpoint.
    pub origin: String,
    messages: Mutex<VecDeque<Arc<Pushed>>>,
    last: watch::Sender<u64>,
}

impl Subscription {
    /// Takes a message.
    pub fn put(&self, delivery: Delivery) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let n = *self.last.borrow() + 1;
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back(Arc::new(Pushed { n, delivery }));
        // Still under the lock, so that numbers are announced in their order.
        self.last.send_replace(n);
    }

    /// The number of the latest message, 0 before the first.
    pub fn last(&self) -> u64 {
        *self.last.borrow()
    }

    /// The messages after that one, oldest first; waits until there is one. May wait for ever: give it a
    /// deadline.
    pub async fn wait(&self, after: u64) -> Vec<Arc<Pushed>> {
        let mut arrivals = self.last.subscribe();
        // An error means that the subscription is gone, and with it everything it could have got.
        let _ = arrivals.wait_for(|last| *last > after).await;
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().filter(|message| message.n > after).cloned().collect()
    }
}

/// All browsers.
#[derive(Debug, Default)]
pub struct Subscriptions(Mutex<VecDeque<Arc<Subscription>>>);

impl Subscriptions {
    /// A new one, with its endpoint at that origin.
    pub fn open(&self, origin: &str) -> Opened {
        let id = random::hex::<16>();
        let key = private_key();
        let subscription = Subscription {
            id: id.clone(),
            origin: origin.to_owned(),
            messages: Mutex::default(),
            last: watch::Sender::new(0),
        };
        let mut subscriptions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if subscriptions.len() == KEPT {
            subscriptions.pop_front();
        }
        subscriptions.push_back(Arc::new(subscription));
        Opened {
            endpoint: format!("{origin}/push/{id}"),
            id,
            keys: Keys {
                p256dh: URL_SAFE_NO_PAD.encode(key.public_key().to_sec1_point(false).as_bytes()),
                auth: URL_SAFE_NO_PAD.encode(random::bytes::<16>()),
            },
            private_key: URL_SAFE_NO_PAD.encode(key.to_bytes()),
        }
    }

    /// The one of that name.
    pub fn find(&self, id: &str) -> Option<Arc<Subscription>> {
        let subscriptions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        subscriptions.iter().find(|subscription| subscription.id == id).cloned()
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
