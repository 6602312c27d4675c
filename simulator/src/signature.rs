//! How the outside world proves who it is: carriers by Standard Webhooks, the SMS provider by
//! `X-Twilio-Signature`, stations by a credential of their own.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha1::Sha1;
use sha2::Sha256;

use crate::random::as_hex;

/// The credential of one station: `hex(HMAC-SHA256(station secret, station id))`, 64 characters.
///
/// Derived, so that whoever sets a station up and whoever plays it later agree without storing anything.
pub fn of_station(secret: &SecretString, station: &str) -> String {
    as_hex(&keyed::<Hmac<Sha256>>(secret.expose_secret().as_bytes(), [station.as_bytes()]))
}

/// `X-Twilio-Signature`: Base64 of HMAC-SHA1, keyed with the account's token, over the address as configured followed
/// by every form field, name and value without separators, sorted by name.
/// <https://www.twilio.com/docs/usage/security#validating-requests>
pub fn of_twilio(token: &str, url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let fields = sorted.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    STANDARD.encode(keyed::<Hmac<Sha1>>(token.as_bytes(), [url.as_bytes()].into_iter().chain(fields)))
}

/// A secret shared with a carrier: Standard Webhooks 1.0, the sender's side.
#[derive(Clone)]
pub struct WebhookSecret(SecretSlice<u8>);

/// The text is no webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is `whsec_` followed by base64")]
pub struct NoWebhookSecret;

impl WebhookSecret {
    /// Reads the form in which secrets are handed out: `whsec_` and the key in base64.
    pub fn parse(text: &str) -> Result<Self, NoWebhookSecret> {
        let key = text.trim().strip_prefix("whsec_").ok_or(NoWebhookSecret)?;
        let key = STANDARD.decode(key).map_err(|_| NoWebhookSecret)?;
        if key.is_empty() { Err(NoWebhookSecret) } else { Ok(Self(key.into())) }
    }

    /// The value of the `webhook-signature` header.
    ///
    /// `id` is the same for every delivery of one event; `timestamp` is this delivery's, in Unix seconds.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signed = [id.as_bytes(), b".", timestamp.to_string().as_bytes(), b".", body].concat();
        format!("v1,{}", STANDARD.encode(keyed::<Hmac<Sha256>>(self.0.expose_secret(), [signed.as_slice()])))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret([REDACTED])")
    }
}

/// Every carrier's secret, as the desk is told them: `DHL=whsec_…,DPD=whsec_…`.
#[derive(Debug, Clone)]
pub struct CarrierSecrets {
    first: (String, WebhookSecret),
    others: Vec<(String, WebhookSecret)>,
}

impl CarrierSecrets {
    /// Reads the setting. Of a carrier that stands there twice, while its secret is being replaced, the first counts.
    pub fn parse(text: &str) -> Result<Self, NoWebhookSecret> {
        let mut entries = text.split(',').map(|entry| {
            let (name, secret) = entry.trim().split_once('=').ok_or(NoWebhookSecret)?;
            Ok((key(name), WebhookSecret::parse(secret)?))
        });
        let first = entries.next().ok_or(NoWebhookSecret)??;
        Ok(Self { first, others: entries.collect::<Result<_, _>>()? })
    }

    /// What a carrier signs with: its own secret, or that of whoever reports for all (`*`). A carrier without any signs
    /// with somebody else's, for the desk to refuse.
    pub fn of(&self, carrier: &str) -> &WebhookSecret {
        let named = |name: &str| {
            let mut all = std::iter::once(&self.first).chain(&self.others);
            all.find(|(known, _)| known == name).map(|(_, secret)| secret)
        };
        named(&key(carrier)).or_else(|| named("*")).unwrap_or(&self.first.1)
    }
}

/// A name without case and spaces.
fn key(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The keyed hash of what these parts are together.
pub(crate) fn keyed<'a, M: Mac + KeyInit>(
    key: &[u8],
    message: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104), so this cannot fail")]
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    message.into_iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const TWO: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn every_station_has_a_credential_of_its_own() {
        // RFC 4231, test case 2, with the station's id as the message.
        let secret = SecretString::from("Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(of_station(&secret, "what do ya want for nothing?"), expected);
        assert_ne!(of_station(&secret, "BER-042"), of_station(&secret, "BER-117"));
    }

    #[test]
    fn the_example_of_twilios_documentation_comes_out() {
        let fields = [
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("From", "+14158675309"),
            ("Digits", "1234"),
        ];
        let signature = of_twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", &fields);
        assert_eq!(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn the_example_of_the_reference_libraries_of_standard_webhooks_comes_out() {
        let secret = WebhookSecret::parse(ONE).unwrap();
        assert_eq!(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn each_carrier_signs_with_its_own() {
        let signed = |secret: &WebhookSecret| secret.sign("msg_1", 0, b"{}");
        let own = |text: &str| signed(&WebhookSecret::parse(text).unwrap());
        let secrets = CarrierSecrets::parse(&format!("DHL={ONE}, DPD={TWO}")).unwrap();
        assert_eq!(signed(secrets.of("d HL")), own(ONE));
        assert_eq!(signed(secrets.of("DPD")), own(TWO));
        let gathered = CarrierSecrets::parse(&format!("DHL={ONE},*={TWO}")).unwrap();
        assert_eq!(signed(gathered.of("GLS")), own(TWO));
    }

    #[test]
    fn anything_else_is_no_secret() {
        for text in ["", "whsec_", "whsec_*", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(WebhookSecret::parse(text).unwrap_err(), NoWebhookSecret);
        }
        for text in ["", ONE, "DHL", "DHL=", &format!("DHL={ONE},{ONE}")] {
            assert!(CarrierSecrets::parse(text).is_err(), "{text}");
        }
    }
}
