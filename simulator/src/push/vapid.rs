//! Whether a sender is who it says it is (RFC 8292).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde::Deserialize;

/// Why a sender is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    #[error("Authorization is not `vapid t=<token>, k=<public key>`")]
    Form,
    #[error("k is not a P-256 public key")]
    Key,
    #[error("t is not a JWT with alg ES256, aud and exp")]
    Token,
    #[error("the signature of t does not verify with k")]
    Signature,
    #[error("aud is not the origin of this push service")]
    Audience,
    #[error("exp is in the past")]
    Expired,
    #[error("exp is more than 24 hours ahead")]
    TooLong,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
}

#[derive(Debug, Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
}

/// Believes a sender whose token is signed with the key it shows, meant for this origin, and not too long.
pub fn check(authorization: &str, origin: &str, now: DateTime<Utc>) -> Result<(), Doubt> {
    let (token, key) = credentials(authorization).ok_or(Doubt::Form)?;
    let key = URL_SAFE_NO_PAD.decode(key).map_err(|_| Doubt::Key)?;
    // An uncompressed point; the library would take a compressed one too.
    if key.len() != 65 {
        return Err(Doubt::Key);
    }
    let key = VerifyingKey::from_sec1_bytes(&key).map_err(|_| Doubt::Key)?;
    let (signed, signature) = token.rsplit_once('.').ok_or(Doubt::Token)?;
    let (header, claims) = signed.split_once('.').ok_or(Doubt::Token)?;
    let header: Header = read(header).ok_or(Doubt::Token)?;
    let claims: Claims = read(claims).ok_or(Doubt::Token)?;
    if header.alg != "ES256" {
        return Err(Doubt::Token);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Doubt::Signature)?;
    let signature = Signature::from_slice(&signature).map_err(|_| Doubt::Signature)?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| Doubt::Signature)?;
    if claims.aud != origin {
        return Err(Doubt::Audience);
    }
    if claims.exp <= now.timestamp() {
        return Err(Doubt::Expired);
    }
    if claims.exp > (now + Duration::hours(24)).timestamp() {
        return Err(Doubt::TooLong);
    }
    Ok(())
}

/// Token and key, in any order.
fn credentials(authorization: &str) -> Option<(&str, &str)> {
    let (scheme, parameters) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("vapid") {
        return None;
    }
    let parameter = |name: &str| {
        parameters.split(',').find_map(|parameter| {
            let (known, value) = parameter.trim().split_once('=')?;
            (known == name).then_some(value)
        })
    };
    Some((parameter("t")?, parameter("k")?))
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{SigningKey, signature::Signer};
    use serde_json::{Value, json};

    use super::*;

    const ORIGIN: &str = "http://127.0.0.1:3010";

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_slice(&[byte; 32]).unwrap()
    }

    fn public(key: &SigningKey) -> String {
        URL_SAFE_NO_PAD.encode(key.verifying_key().to_sec1_point(false).as_bytes())
    }

    fn token(key: &SigningKey, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature: Signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    #[test]
    fn only_a_fresh_token_for_this_place_and_of_this_key_is_believed() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let at = now.timestamp();
        let (own, other) = (key(1), key(2));
        let es256 = json!({ "typ": "JWT", "alg": "ES256" });
        let claims =
            |aud: &str, exp: i64| json!({ "aud": aud, "exp": exp, "sub": "mailto:door@example.org" });
        let good = token(&own, &es256, &claims(ORIGIN, at + 86_400));
        let vapid = |token: &str| format!("vapid t={token}, k={}", public(&own));
        for (authorization, expected) in [
            (vapid(&good), Ok(())),
            (format!("Vapid k={},t={good}", public(&own)), Ok(())),
            (format!("WebPush {good}"), Err(Doubt::Form)),
            (format!("vapid t={good}"), Err(Doubt::Form)),
            (format!("vapid t={good}, k=AAAA"), Err(Doubt::Key)),
            (format!("vapid t={good}, k={}", public(&other)), Err(Doubt::Signature)),
            (vapid("a.b"), Err(Doubt::Token)),
            (vapid("a.b.c"), Err(Doubt::Token)),
            (vapid(&token(&own, &json!({ "alg": "none" }), &claims(ORIGIN, at + 60))), Err(Doubt::Token)),
            (vapid(&token(&own, &es256, &json!({ "aud": ORIGIN }))), Err(Doubt::Token)),
            (vapid(&token(&other, &es256, &claims(ORIGIN, at + 60))), Err(Doubt::Signature)),
            (vapid(&token(&own, &es256, &claims("http://elsewhere", at + 60))), Err(Doubt::Audience)),
            (vapid(&token(&own, &es256, &claims(ORIGIN, at))), Err(Doubt::Expired)),
            (vapid(&token(&own, &es256, &claims(ORIGIN, at + 86_401))), Err(Doubt::TooLong)),
        ] {
            assert_eq!(check(&authorization, ORIGIN, now), expected, "{authorization}");
        }
    }
}
