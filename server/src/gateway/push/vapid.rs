//! Who sends: a signed statement that push services take for a name (VAPID, RFC 8292).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::Timestamp;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use reqwest::header::HeaderValue;
use serde_json::json;

/// A statement holds for half a day at most; 24 hours would be allowed.
const HOLDS: i64 = 12 * 60 * 60;
/// Within this time all statements to one push service are the same, byte for byte: it may remember that it has
/// checked one, and we need not remember any.
const SAME: i64 = 6 * 60 * 60;

/// The key a push service knows us by. A subscription is bound to it: with another one, browsers have to subscribe
/// anew.
pub struct VapidKey(SigningKey);

/// That is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the base64url of a private key of P-256: 32 bytes, without padding")]
pub struct NoVapidKey;

impl VapidKey {
    /// Reads the base64url of the 32 bytes of a private key.
    pub fn parse(text: &str) -> Result<Self, NoVapidKey> {
        let scalar = URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| NoVapidKey)?;
        // The library would take a shorter one as well.
        let scalar: [u8; 32] = scalar.try_into().map_err(|_| NoVapidKey)?;
        SigningKey::from_slice(&scalar).map(Self).map_err(|_| NoVapidKey)
    }

    /// The base64url of the public key, as browsers want it for `applicationServerKey`.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_sec1_point(false))
    }

    /// The header `Authorization` for the push service of this origin.
    ///
    /// `contact` is where its people can reach ours: `mailto:` or `https:`. `None` is never the case in practice:
    /// base64url is fit for a header.
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> Option<HeaderValue> {
        let now = now.timestamp();
        let until = now - now.rem_euclid(SAME) + HOLDS;
        let head = json!({ "typ": "JWT", "alg": "ES256" }).to_string();
        let claims = json!({ "aud": origin, "exp": until, "sub": contact }).to_string();
        let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
        let signature: Signature = self.0.sign(said.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let mut value =
            HeaderValue::try_from(format!("vapid t={said}.{signature}, k={}", self.public_key())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    const ORIGIN: &str = "https://fcm.googleapis.com";
    const CONTACT: &str = "mailto:push@example.org";

    fn key() -> VapidKey {
        VapidKey::parse("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn a_key_is_32_bytes_of_base64url() {
        // RFC 8291, section 5.
        assert_eq!(
            key().public_key(),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
        );
        for scalar in [vec![0; 32], vec![255; 32], vec![1; 31], vec![1; 33], vec![]] {
            assert!(VapidKey::parse(&URL_SAFE_NO_PAD.encode(scalar)).is_err());
        }
        assert!(VapidKey::parse("yfWPiYE+n46HLnH0KqZOF1fJJU3MYrct3AELtAQ+oRw").is_err());
    }

    #[test]
    fn another_library_accepts_the_signature() {
        let header = key().authorization(ORIGIN, CONTACT, at(1_795_348_920)).unwrap();
        let (token, public) =
            header.to_str().unwrap().strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key().public_key());
        let (said, signature) = token.rsplit_once('.').unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, URL_SAFE_NO_PAD.decode(public).unwrap())
            .verify(said.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
            .unwrap();
        let part =
            |text: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap() };
        let (head, claims) = said.split_once('.').unwrap();
        assert_eq!(part(head), json!({ "typ": "JWT", "alg": "ES256" }));
        assert_eq!(part(claims), json!({ "aud": ORIGIN, "exp": 1_795_348_800 + HOLDS, "sub": CONTACT }));
        assert!(header.is_sensitive());
    }

    #[test]
    fn a_statement_stays_the_same_for_hours_and_always_holds_for_hours() {
        let header = |seconds| key().authorization(ORIGIN, CONTACT, at(seconds)).unwrap();
        assert_eq!(header(0), header(SAME - 1));
        assert_ne!(header(0), header(SAME));
        assert_ne!(header(0), key().authorization("https://web.push.apple.com", CONTACT, at(0)).unwrap());
    }
}
