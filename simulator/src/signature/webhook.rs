//! Standard Webhooks 1.0, the sender's side.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretSlice};

/// A shared secret as it is handed out: `whsec_` and the key in base64.
#[derive(Clone)]
pub struct WebhookSecret(SecretSlice<u8>);

/// The text is no webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is `whsec_` followed by base64")]
pub struct NoWebhookSecret;

impl WebhookSecret {
    /// Reads the form in which secrets are handed out.
    pub fn parse(text: &str) -> Result<Self, NoWebhookSecret> {
        let key = text.trim().strip_prefix("whsec_").ok_or(NoWebhookSecret)?;
        let key = STANDARD.decode(key).map_err(|_| NoWebhookSecret)?;
        if key.is_empty() { Err(NoWebhookSecret) } else { Ok(Self(key.into())) }
    }

    /// The value of the `webhook-signature` header for a body sent now.
    ///
    /// `id` is the same for every delivery of one event; `timestamp` is this delivery's, in Unix seconds.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let message = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
        format!("v1,{}", STANDARD.encode(super::hmac_sha256(self.0.expose_secret(), &message)))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_reference_libraries_comes_out() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn anything_else_is_no_secret() {
        for text in ["", "whsec_", "whsec_*", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(WebhookSecret::parse(text).unwrap_err(), NoWebhookSecret);
        }
    }
}
