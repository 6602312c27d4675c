//! The carriers' secrets: each signs with its own.

use super::webhook::{NoWebhookSecret, WebhookSecret};

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
            let all = std::iter::once(&self.first).chain(&self.others);
            all.into_iter().find(|(known, _)| known == name).map(|(_, secret)| secret)
        };
        named(&key(carrier)).or_else(|| named("*")).unwrap_or(&self.first.1)
    }
}

/// A name without case and spaces.
fn key(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const TWO: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

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
    fn a_secret_without_a_carrier_is_none() {
        for text in ["", ONE, "DHL", "DHL=", &format!("DHL={ONE},{ONE}")] {
            assert!(CarrierSecrets::parse(text).is_err(), "{text}");
        }
    }
}
