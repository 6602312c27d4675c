//! Messages to browsers (Web Push): RFC 8030, with the encryption of RFC 8291 and the name of RFC 8292.

mod encrypt;
mod hosts;
mod subscription;
mod vapid;

use std::{sync::Arc, time::Duration};

use domain::{
    Timestamp,
    notification::Report,
    receipt::{self, Cause, Unmapped, Verdict},
};
use reqwest::{
    Client, Response, StatusCode,
    dns::Resolve,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER},
};

use self::{encrypt::Record, hosts::Way};
use super::{
    CONNECT, Outcome, PUSH, ROOM,
    public_only::{PublicOnly, System},
    unmapped,
};
use crate::clock::Clock;

pub use hosts::{NoPushHost, PushHosts, Room};
pub use subscription::{NoSubscription, Subscription};
pub use vapid::{NoVapidKey, VapidKey};

/// Longest time a push service keeps a message for: four weeks are Google's limit, and it refuses more.
const LONGEST: Duration = Duration::from_secs(28 * 24 * 60 * 60);
/// Longest time a push service can have us wait.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// So much of an answer's body is read, in bytes, that the connection can be used again; none of it is needed.
const BODY: usize = 4096;
/// Longest name of a message we take, in bytes.
const NAME: usize = 1024;

/// Messages to one push service that may wait or be under way at once.
pub const PLACES: usize = 2 * ROOM;

/// The way to the browsers.
pub struct Push {
    public: Client,
    development: Client,
    hosts: PushHosts,
    key: VapidKey,
    contact: String,
    clock: Arc<dyn Clock>,
}

impl Push {
    /// A sender that push services know by this key; `contact` (`mailto:…` or `https://…`) is for their people. They
    /// have `timeout` for an answer.
    pub fn new(
        key: VapidKey,
        contact: String,
        hosts: PushHosts,
        clock: Arc<dyn Clock>,
        timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        Self::with_resolver(key, contact, hosts, clock, timeout, Arc::new(System))
    }

    fn with_resolver(
        key: VapidKey,
        contact: String,
        hosts: PushHosts,
        clock: Arc<dyn Clock>,
        timeout: Duration,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, reqwest::Error> {
        let client = || {
            Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                // A proxy would look names up itself, and nobody would ask where they lead.
                .no_proxy()
                .connect_timeout(timeout.min(CONNECT))
                .timeout(timeout)
        };
        Ok(Self {
            public: client().dns_resolver(PublicOnly(resolver)).build()?,
            development: client().build()?,
            hosts,
            key,
            contact,
            clock,
        })
    }

    /// The key that browsers subscribe with: `applicationServerKey` in base64url.
    pub fn public_key(&self) -> String {
        self.key.public_key()
    }

    /// Room at the push service of this subscription, if we would send there; whoever hands a message over takes a
    /// place in its queue first, and then one under way.
    pub fn room(&self, subscription: &Subscription) -> Option<&Room> {
        self.hosts.room_for(&subscription.endpoint)
    }

    /// Whether we would send to this subscription at all.
    pub fn admits(&self, subscription: &Subscription) -> bool {
        self.hosts.admits(subscription)
    }

    /// Hands a message of at most 3,071 bytes over. A message with a topic (at most 32 characters of base64url)
    /// replaces an undelivered one of the same topic.
    pub async fn send(
        &self,
        to: &Subscription,
        payload: &[u8],
        useful_for: Duration,
        topic: Option<&str>,
    ) -> Outcome {
        let client = match self.hosts.way_to(&to.endpoint) {
            Some(Way::Public) => &self.public,
            Some(Way::Development) => &self.development,
            None => return refused(Report::FailedForGood, Cause::PushGone, "push_host"),
        };
        let record = Record::of(payload).filter(|_| topic.is_none_or(is_topic));
        let Some(record) = record else {
            return refused(Report::GaveUp, Cause::Provider, "not_a_message");
        };
        let Ok(body) = record.seal_for(to) else { return not_now("not_sealed", None) };
        let now = self.clock.now();
        let origin = to.endpoint.origin().ascii_serialization();
        let Some(authorization) = self.key.authorization(&origin, &self.contact, now) else {
            return not_now("not_signed", None);
        };
        let mut request = client
            .post(to.endpoint.clone())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("TTL", useful_for.min(LONGEST).as_secs())
            .header("Urgency", "high")
            .body(body);
        if let Some(topic) = topic {
            request = request.header("Topic", topic);
        }
        match request.send().await {
            Ok(response) => {
                let outcome = classify(response.status(), response.headers(), now);
                drain(response).await;
                outcome
            }
            Err(error) if error.is_connect() => not_now("unreachable", None),
            Err(error) => {
                let code = if error.is_timeout() { "no_answer" } else { "broken_answer" };
                Outcome::Unknown { code: code.to_owned() }
            }
        }
    }
}

/// What an answer means (RFC 8030, sections 5, 7.3 and 8.4). That a push service has taken a message does not mean
/// that it was shown.
fn classify(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Outcome {
    let code = format!("http_{}", status.as_u16());
    match receipt::push(status.as_u16()) {
        Ok(Verdict { report: Report::Accepted, .. }) => Outcome::Accepted(name(headers)),
        Ok(Verdict { report: Report::FailedForNow, .. }) => not_now(&code, wait(headers, now)),
        Ok(verdict) => Outcome::Refused { verdict, code },
        Err(Unmapped) => {
            unmapped(PUSH, &code);
            not_now(&code, wait(headers, now))
        }
    }
}

fn not_now(code: &str, after: Option<Duration>) -> Outcome {
    Outcome::NotNow { code: code.to_owned(), after }
}

fn refused(report: Report, cause: Cause, code: &str) -> Outcome {
    Outcome::Refused { verdict: Verdict { report, cause: Some(cause) }, code: code.to_owned() }
}

fn name(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    (location.len() <= NAME).then(|| location.to_owned())
}

/// `Retry-After`: a number of seconds, or a date.
fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let wait = text.parse().map(Duration::from_secs).ok().or_else(|| {
        let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
        Some(date.signed_duration_since(now).to_std().unwrap_or_default())
    });
    wait.map(|wait| wait.min(LONGEST_WAIT))
}

async fn drain(mut response: Response) {
    let mut read = 0;
    while read < BODY {
        match response.chunk().await {
            Ok(Some(part)) => read += part.len(),
            Ok(None) | Err(_) => return,
        }
    }
}

fn is_topic(text: &str) -> bool {
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=32).contains(&text.len()) && text.bytes().all(fit)
}

#[cfg(test)]
mod tests;
