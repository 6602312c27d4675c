//! Text messages over a Twilio-compatible HTTP API
//! (`POST /2010-04-01/Accounts/{sid}/Messages.json`, HTTP Basic authentication).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::DateTime;
use domain::{
    Timestamp,
    contact::Address,
    receipt::{Unmapped, twilio, twilio_error},
};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, StatusCode, Url, header::RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha1::Sha1;
use tokio::sync::Semaphore;

use super::{CONNECT, LookedUp, Message, Outcome, ROOM, unmapped};

/// So much earlier than ours a provider's clock may be.
const OTHER_CLOCK: chrono::Duration = chrono::Duration::minutes(1);

/// A provider's account.
pub struct Sms {
    client: Client,
    name: &'static str,
    messages: String,
    account: String,
    token: SecretString,
    from: String,
    receipts: String,
    room: Semaphore,
}

/// How a provider is reached.
#[derive(Clone)]
pub struct Account {
    /// What we call it: `sms`, `sms2`.
    pub name: &'static str,
    /// The base address of its API.
    pub url: String,
    /// The account's name.
    pub account: String,
    /// The account's password.
    pub token: SecretString,
    /// The number or name the messages come from.
    pub from: String,
    /// Our public address, where it reports what became of a message.
    pub public_url: String,
    /// How long it may take to answer.
    pub timeout: Duration,
}

#[derive(Deserialize)]
struct Taken {
    sid: String,
}

#[derive(Deserialize)]
struct Refused {
    code: u32,
}

#[derive(Deserialize)]
struct List {
    messages: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    sid: String,
    body: String,
    status: String,
    error_code: Option<u32>,
    /// As in an e-mail (RFC 5322, 3.3).
    date_created: Option<String>,
}

impl Listed {
    /// Whether it was not taken before that time. One that does not say when may be any.
    fn is_since(&self, since: Timestamp) -> bool {
        let created = self.date_created.as_deref().and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        created.is_none_or(|created| created >= since)
    }
}

impl Sms {
    /// A client of this account. Redirects are not followed: nobody but the provider gets the message.
    pub fn new(account: Account) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(account.timeout.min(CONNECT))
            .timeout(account.timeout)
            .build()?;
        let base = account.url.trim_end_matches('/');
        Ok(Self {
            client,
            name: account.name,
            messages: format!("{base}/2010-04-01/Accounts/{}/Messages.json", account.account),
            account: account.account,
            token: account.token,
            from: account.from,
            receipts: format!("{}/api/v1/receipts/{}", account.public_url, account.name),
            room: Semaphore::new(ROOM),
        })
    }

    /// What we call it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Room for messages under way; whoever hands one over takes a place first.
    pub fn room(&self) -> &Semaphore {
        &self.room
    }

    /// Where it reports about an attempt.
    pub fn receipt_address(&self, reference: &str) -> String {
        format!("{}/{reference}", self.receipts)
    }

    /// Hands a text message over.
    pub async fn send(&self, message: &Message) -> Outcome {
        // Twilio takes 1 to 36,000 seconds.
        let validity = message.useful_for.as_secs().clamp(1, 36_000).to_string();
        let receipts = self.receipt_address(&message.reference);
        let form = [
            ("To", message.address.reveal()),
            ("From", self.from.as_str()),
            ("Body", message.body.as_str()),
            ("ValidityPeriod", validity.as_str()),
            ("StatusCallback", receipts.as_str()),
        ];
        let request = self
            .client
            .post(&self.messages)
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .form(&form)
            .send();
        let response = match request.await {
            Ok(response) => response,
            Err(error) if error.is_connect() => {
                return Outcome::NotNow { code: "unreachable".to_owned(), after: None };
            }
            Err(error) => return unknown(&error),
        };
        let status = response.status();
        let after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        if status.is_success() {
            return match response.json::<Taken>().await {
                Ok(taken) => Outcome::Accepted(Some(taken.sid)),
                Err(error) => unknown(&error),
            };
        }
        let code = format!("http_{}", status.as_u16());
        if matches!(status, StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT) {
            // Somebody in between says so (RFC 9110, 15.6.3 and 15.6.5): the provider itself may have taken it.
            return Outcome::Unknown { code };
        }
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            return Outcome::NotNow { code, after };
        }
        match response.json::<Refused>().await {
            Ok(refused) => classify(self.name, refused.code),
            Err(_) => Outcome::NotNow { code, after },
        }
    }

    /// Looks whether a message to this address was taken, by its text and not before that time: the same words may
    /// have been sent earlier.
    pub async fn look_up(
        &self,
        address: &Address,
        since: Timestamp,
        is_it: impl Fn(&str) -> bool,
    ) -> LookedUp {
        let request = self
            .client
            .get(&self.messages)
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .query(&[("To", address.reveal()), ("PageSize", "50")])
            .send();
        let Ok(response) = request.await.and_then(reqwest::Response::error_for_status) else {
            return LookedUp::CannotTell;
        };
        let Ok(list) = response.json::<List>().await else { return LookedUp::CannotTell };
        let since = since - OTHER_CLOCK;
        match list.messages.into_iter().find(|message| message.is_since(since) && is_it(&message.body)) {
            Some(message) => {
                let verdict = twilio(&message.status, message.error_code);
                let code = message.error_code.map_or(message.status, |code| code.to_string());
                let verdict = verdict.unwrap_or_else(|Unmapped| unmapped(self.name, &code));
                LookedUp::Taken { provider_id: message.sid, verdict, code }
            }
            None => LookedUp::NotTaken,
        }
    }

    /// Whether a receipt was signed with this account's token: HMAC-SHA1 over the address and all fields in the
    /// order of their names (`X-Twilio-Signature`). The address is the configured one, never what a request says.
    pub fn is_signed(&self, reference: &str, fields: &[(String, String)], signature: &str) -> bool {
        let Ok(shown) = STANDARD.decode(signature) else { return false };
        let mut fields: Vec<&(String, String)> = fields.iter().collect();
        fields.sort();
        fields.dedup();
        with_and_without_port(&self.receipt_address(reference)).iter().any(|address| {
            let token = self.token.expose_secret().as_bytes();
            let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(token) else { return false };
            mac.update(address.as_bytes());
            for (name, value) in &fields {
                mac.update(name.as_bytes());
                mac.update(value.as_bytes());
            }
            mac.verify_slice(&shown).is_ok()
        })
    }
}

/// An address as signers may write it: they disagree about whether the port belongs to it.
fn with_and_without_port(address: &str) -> Vec<String> {
    let parts = Url::parse(address).ok().and_then(|url| {
        let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
        Some((url.scheme().to_owned(), host, port, url.path().to_owned()))
    });
    match parts {
        Some((scheme, host, port, path)) => {
            vec![format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{port}{path}")]
        }
        None => vec![address.to_owned()],
    }
}

fn unknown(error: &reqwest::Error) -> Outcome {
    let code = if error.is_timeout() { "no_answer" } else { "broken_answer" };
    Outcome::Unknown { code: code.to_owned() }
}

/// A message that was refused at once.
fn classify(provider: &str, code: u32) -> Outcome {
    Outcome::refused(provider, twilio_error(code), code.to_string())
}

#[cfg(test)]
mod tests {
    use domain::{notification::Report, receipt::Cause};

    use super::*;

    #[test]
    fn a_refusal_is_told_apart_from_our_own_failure() {
        let refused = |code| match classify("sms", code) {
            Outcome::Refused { verdict, .. } => Some((verdict.report, verdict.cause)),
            _ => None,
        };
        assert_eq!(refused(21614), Some((Report::FailedForGood, Some(Cause::Landline))));
        assert_eq!(refused(21610), Some((Report::Blocked, Some(Cause::Unsubscribed))));
        assert_eq!(classify("sms", 20003), Outcome::NotNow { code: "20003".into(), after: None });
        assert_eq!(classify("sms", 99_999), Outcome::NotNow { code: "99999".into(), after: None });
    }

    #[test]
    fn the_same_words_of_an_hour_ago_are_another_message() {
        let since: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let is_since = |date: Option<&str>| {
            let date_created = date.map(str::to_owned);
            let (sid, body, status) = Default::default();
            Listed { sid, body, status, error_code: None, date_created }.is_since(since)
        };
        for (date, expected) in [
            (Some("Sun, 22 Nov 2026 11:00:00 +0000"), false),
            (Some("Sun, 22 Nov 2026 11:59:59 +0000"), false),
            (Some("Sun, 22 Nov 2026 12:00:00 +0000"), true),
            (Some("Sun, 22 Nov 2026 13:00:00 +0100"), true),
            (Some("yesterday"), true),
            (None, true),
        ] {
            assert_eq!(is_since(date), expected, "{date:?}");
        }
    }

    fn sms(token: &str) -> Sms {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Sms::new(Account {
            name: "sms",
            url: "https://api.example.org".into(),
            account: "AC1".into(),
            token: SecretString::from(token),
            from: "Doorcode".into(),
            public_url: "https://pickup.example.org".into(),
            timeout: Duration::from_secs(15),
        })
        .unwrap()
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_receipt_is_believed_only_with_the_signature_over_our_own_address_and_every_field() {
        let sms = sms("token");
        let sent = fields(&[("MessageStatus", "delivered"), ("MessageSid", "SM1"), ("To", "+4915123456789")]);
        // Made by hand: base64(hmac-sha1("token", address + sorted names and values)).
        let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(b"token").unwrap();
        mac.update(b"https://pickup.example.org/api/v1/receipts/sms/ref1");
        mac.update(b"MessageSidSM1MessageStatusdeliveredTo+4915123456789");
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        assert!(sms.is_signed("ref1", &sent, &signature));
        assert!(!sms.is_signed("ref2", &sent, &signature));
        assert!(!sms.is_signed("ref1", &sent[..2], &signature));
        let mut bent = sent.clone();
        bent[0].1 = "undelivered".into();
        assert!(!sms.is_signed("ref1", &bent, &signature));
        assert!(!self::sms("other").is_signed("ref1", &sent, &signature));
        for nonsense in ["", "%%%", "AAAA"] {
            assert!(!sms.is_signed("ref1", &sent, nonsense));
        }
    }

    #[test]
    fn a_port_may_or_may_not_be_part_of_what_is_signed() {
        for (address, both) in [
            ("https://a.example/r/1", ["https://a.example/r/1", "https://a.example:443/r/1"]),
            ("https://a.example:8443/r/1", ["https://a.example/r/1", "https://a.example:8443/r/1"]),
            ("http://127.0.0.1:3000/r/1", ["http://127.0.0.1/r/1", "http://127.0.0.1:3000/r/1"]),
        ] {
            assert_eq!(with_and_without_port(address), both);
        }
    }
}
