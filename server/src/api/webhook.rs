//! Verifying webhooks by Standard Webhooks 1.0: an HMAC over id, time and the body as received.

use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use super::carriers::{Carriers, Signer};

/// How far the sender's clock may be off, in seconds, either way.
pub const TOLERANCE: i64 = 300;

/// A secret shared with a sender: `whsec_` and the base64 of 24 to 64 bytes.
pub struct WebhookSecret(SecretBox<Vec<u8>>);

/// The text is no webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is whsec_ and the base64 of 24 to 64 bytes")]
pub struct NoSecret;

impl WebhookSecret {
    /// Reads a secret as senders and receivers exchange it.
    pub fn parse(text: &str) -> Result<Self, NoSecret> {
        let encoded = text.strip_prefix("whsec_").ok_or(NoSecret)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| NoSecret)?;
        if (24..=64).contains(&bytes.len()) {
            Ok(Self(SecretBox::new(Box::new(bytes))))
        } else {
            Err(NoSecret)
        }
    }

    /// The signature over a webhook of ours: `v1,` and the base64 of the HMAC.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.0.expose_secret()).ok()?;
        let timestamp = timestamp.to_string();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }

    /// Whether both are the same key. For the configuration: how long it takes may tell where they differ.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

/// Why a webhook was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header is missing or cannot be read.
    #[error("the header {0} is missing or cannot be read")]
    Header(&'static str),
    /// It is too old, or from the future.
    #[error("webhook-timestamp is more than 300 seconds off")]
    Time,
    /// No secret fits.
    #[error("no signature fits")]
    Signature,
}

/// What the headers of a webhook say.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'h> {
    /// Its id: the idempotency key.
    pub id: &'h str,
    timestamp: &'h str,
    signatures: &'h str,
}

/// Checks all of a webhook that can be checked without its body.
pub fn claim(headers: &HeaderMap, now: Timestamp) -> Result<Claim<'_>, Refusal> {
    let header = |name: &'static str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .filter(|value| !value.is_empty())
            .ok_or(Refusal::Header(name))
    };
    let id = header("webhook-id")?;
    if id.len() > 200 {
        return Err(Refusal::Header("webhook-id"));
    }
    let timestamp = header("webhook-timestamp")?;
    let written: i64 = timestamp.parse().map_err(|_| Refusal::Header("webhook-timestamp"))?;
    let signatures = header("webhook-signature")?;
    if now.timestamp().abs_diff(written) > TOLERANCE.unsigned_abs() {
        return Err(Refusal::Time);
    }
    Ok(Claim { id, timestamp, signatures })
}

/// Checks a webhook and answers its id, the idempotency key, with whoever signed it.
pub fn verify<'h, 'c>(
    carriers: &'c Carriers,
    headers: &'h HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<(&'h str, &'c Signer), Refusal> {
    let Claim { id, timestamp, signatures } = claim(headers, now)?;
    let shown = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .take(8)
        .collect::<Vec<_>>();
    let fits = |secret: &WebhookSecret| {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.0.expose_secret()) else {
            return false;
        };
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        shown.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    };
    // All are tried, so that the time it takes does not tell whose it is.
    let signers: Vec<&Signer> =
        carriers.iter().filter(|(_, secret)| fits(secret)).map(|(signer, _)| signer).collect();
    signers.first().map(|signer| (id, *signer)).ok_or(Refusal::Signature)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use chrono::TimeZone;

    use super::*;

    // The example of the Standard Webhooks specification's reference libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn headers(id: &'static str, timestamp: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", HeaderValue::from_static(id));
        headers.insert("webhook-timestamp", HeaderValue::from_str(timestamp).unwrap());
        headers.insert("webhook-signature", HeaderValue::from_str(signature).unwrap());
        headers
    }

    fn check(secrets: &[&str], timestamp: &str, signature: &str, now: i64) -> Result<(), Refusal> {
        let named: Vec<String> = secrets.iter().map(|secret| format!("DHL={secret}")).collect();
        let secrets = Carriers::parse(&named.join(",")).unwrap();
        let now = chrono::Utc.timestamp_opt(now, 0).unwrap();
        verify(&secrets, &headers("msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp, signature), BODY, now)
            .map(|_| ())
    }

    const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const AT: i64 = 1_614_265_330;

    #[test]
    fn the_example_of_the_specification_passes() {
        assert_eq!(check(&[SECRET], "1614265330", GOOD, AT), Ok(()));
    }

    #[test]
    fn what_we_sign_is_what_the_specification_says() {
        let secret = WebhookSecret::parse(SECRET).unwrap();
        assert_eq!(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY).as_deref(), Some(GOOD));
    }

    #[test]
    fn one_of_two_secrets_and_one_of_many_signatures_is_enough() {
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(check(&[other, SECRET], "1614265330", &format!("v1,AAAA v1a,xx {GOOD}"), AT), Ok(()));
        assert_eq!(check(&[other], "1614265330", GOOD, AT), Err(Refusal::Signature));
    }

    #[test]
    fn time_is_kept_to_the_second_and_extremes_do_no_harm() {
        assert_eq!(check(&[SECRET], "1614265330", GOOD, AT + 300), Ok(()));
        assert_eq!(check(&[SECRET], "1614265330", GOOD, AT - 300), Ok(()));
        assert_eq!(check(&[SECRET], "1614265330", GOOD, AT + 301), Err(Refusal::Time));
        assert_eq!(check(&[SECRET], "1614265330", GOOD, AT - 301), Err(Refusal::Time));
        for extreme in [i64::MIN, i64::MAX] {
            assert_eq!(check(&[SECRET], &extreme.to_string(), GOOD, AT), Err(Refusal::Time));
        }
        assert_eq!(
            check(&[SECRET], "16142653300000000000000", GOOD, AT),
            Err(Refusal::Header("webhook-timestamp"))
        );
    }

    #[test]
    fn a_changed_body_or_signature_is_refused() {
        let secrets = Carriers::parse(&format!("DHL={SECRET}")).unwrap();
        let now = chrono::Utc.timestamp_opt(AT, 0).unwrap();
        let good = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", GOOD);
        assert!(verify(&secrets, &good, br#"{"test": 2432232315}"#, now).is_err());
        let moved = headers("msg_other", "1614265330", GOOD);
        assert!(verify(&secrets, &moved, BODY, now).is_err());
        for bad in [
            "v1,",
            "v1,%%%",
            "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ] {
            assert_eq!(check(&[SECRET], "1614265330", bad, AT), Err(Refusal::Signature), "{bad}");
        }
    }

    #[test]
    fn a_secret_has_its_shape() {
        for bad in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"] {
            assert!(WebhookSecret::parse(bad).is_err(), "{bad}");
        }
    }
}
