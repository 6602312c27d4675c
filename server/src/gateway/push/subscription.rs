use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::PublicKey;
use reqwest::Url;

/// Longest endpoint, in characters. Those of the known push services have about 200.
const LONGEST: usize = 1024;
/// An uncompressed point of P-256: a four, and two coordinates of 32 bytes each.
const POINT: usize = 65;

/// Where and for whom a browser takes its messages: what its `PushSubscription` says of itself. Whoever knows the
/// endpoint can address the browser, and whoever knows the rest can write to it, so none of it is printed.
pub struct Subscription {
    /// The address of the browser at its push service.
    pub(super) endpoint: Url,
    /// The browser's public key.
    pub(super) key: PublicKey,
    /// The secret that browser and sender share (RFC 8291, section 3.2).
    pub(super) auth: [u8; 16],
}

/// What is wrong with a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSubscription {
    /// The endpoint.
    #[error("endpoint is not an address of at most 1,024 characters")]
    Endpoint,
    /// The browser's key.
    #[error("p256dh is not the base64url of an uncompressed point of P-256")]
    P256dh,
    /// The shared secret.
    #[error("auth is not the base64url of 16 bytes")]
    Auth,
}

impl Subscription {
    /// Reads what a browser said; the keys in base64url without padding. Whether we may connect to the endpoint is
    /// another question, see [`PushHosts`](super::PushHosts): what is not `https` is allowed by name only.
    pub fn parse(endpoint: &str, p256dh: &str, auth: &str) -> Result<Self, NoSubscription> {
        let key = URL_SAFE_NO_PAD
            .decode(p256dh)
            .ok()
            // The library would take a compressed point as well, which no browser sends (RFC 8291, section 3.1).
            .filter(|point| point.len() == POINT)
            .and_then(|point| PublicKey::from_sec1_bytes(&point).ok())
            .ok_or(NoSubscription::P256dh)?;
        let auth = URL_SAFE_NO_PAD
            .decode(auth)
            .ok()
            .and_then(|secret| secret.try_into().ok())
            .ok_or(NoSubscription::Auth)?;
        Ok(Self { endpoint: address(endpoint).ok_or(NoSubscription::Endpoint)?, key, auth })
    }
}

/// A name and a password in the address would end in a header beside ours.
fn address(text: &str) -> Option<Url> {
    if text.chars().count() > LONGEST {
        return None;
    }
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none()
    })
}

/// The host only.
impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subscription({})", self.endpoint.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: &str = "https://fcm.googleapis.com/fcm/send/secret";
    // RFC 8291, section 5.
    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn a_wrong_subscription_names_its_wrong_field() {
        let parse =
            |endpoint: &str, p256dh: &str, auth: &str| Subscription::parse(endpoint, p256dh, auth).err();
        assert_eq!(parse(ENDPOINT, P256DH, AUTH), None);
        let long = format!("{ENDPOINT}{}", "x".repeat(LONGEST));
        for endpoint in ["", "fcm.googleapis.com", "ftp://a.example/", "https://me:pw@a.example/", &long] {
            assert_eq!(parse(endpoint, P256DH, AUTH), Some(NoSubscription::Endpoint), "{endpoint}");
        }
        let point = URL_SAFE_NO_PAD.decode(P256DH).unwrap();
        let mut beside = point.clone();
        beside[64] ^= 1;
        let compressed = [&[2], &point[1..33]].concat();
        let padded = [point.as_slice(), &[0]].concat();
        for wrong in [&beside, &compressed, &padded, &vec![0; 65], &vec![0], &vec![]] {
            let wrong = URL_SAFE_NO_PAD.encode(wrong);
            assert_eq!(parse(ENDPOINT, &wrong, AUTH), Some(NoSubscription::P256dh), "{wrong}");
        }
        for wrong in ["", "BTBZMqHH6r4Tts7J_aSI", "BTBZMqHH6r4Tts7J_aSIggAA", "BTBZMqHH6r4Tts7J/aSIgg"] {
            assert_eq!(parse(ENDPOINT, P256DH, wrong), Some(NoSubscription::Auth), "{wrong}");
        }
    }

    #[test]
    fn a_subscription_does_not_print_what_it_is_good_for() {
        let subscription = Subscription::parse(ENDPOINT, P256DH, AUTH).unwrap();
        assert_eq!(format!("{subscription:?}"), "Subscription(fcm.googleapis.com)");
    }
}
