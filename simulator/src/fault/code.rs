//! Why a message did not arrive, in a provider's code.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// Twilio's number of an error, or an enhanced status code of a mail system (RFC 3463).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Code(String);

/// A code as it is posted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// 30003
    Number(u32),
    /// "30003" or "5.1.1"
    Text(String),
}

impl Code {
    /// "Unreachable destination handset", <https://www.twilio.com/docs/api/errors/30003>.
    pub const UNREACHABLE: u32 = 30_003;
    /// "Bad destination mailbox address".
    pub const NO_MAILBOX: &str = "5.1.1";

    /// Reads a code of that kind of provider.
    pub fn read(given: Given, provider: Provider) -> Option<Self> {
        let text = match given {
            Given::Number(number) => number.to_string(),
            Given::Text(text) => text,
        };
        let valid = match provider {
            Provider::Sms | Provider::Sms2 => is_number(&text, 5),
            Provider::Email => is_enhanced_status(&text),
            Provider::Push => false,
        };
        valid.then_some(Self(text))
    }

    /// The usual one there, where there are any.
    pub fn usual(provider: Provider) -> Option<Self> {
        match provider {
            Provider::Sms | Provider::Sms2 => Some(Self(Self::UNREACHABLE.to_string())),
            Provider::Email => Some(Self(Self::NO_MAILBOX.to_owned())),
            Provider::Push => None,
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_number(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A class that tells of a failure, a subject and a detail.
fn is_enhanced_status(text: &str) -> bool {
    let mut parts = text.split('.');
    matches!(parts.next(), Some("4" | "5"))
        && parts.next().is_some_and(|subject| is_number(subject, 3))
        && parts.next().is_some_and(|detail| is_number(detail, 3))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_provider_has_codes_of_its_own() {
        let text = |text: &str| Given::Text(text.into());
        for (given, sms, email) in [
            (Given::Number(30005), true, false),
            (text("30005"), true, false),
            (text("4.2.2"), false, true),
            (text("5.1.10"), false, true),
            (text("2.0.0"), false, false),
            (text("5.1"), false, false),
            (text("5.1.1.1"), false, false),
            (text("5.x.1"), false, false),
            (text(""), false, false),
        ] {
            assert_eq!(Code::read(given.clone(), Provider::Sms).is_some(), sms, "{given:?}");
            assert_eq!(Code::read(given.clone(), Provider::Email).is_some(), email, "{given:?}");
        }
        for provider in [Provider::Sms, Provider::Sms2, Provider::Email] {
            let usual = Code::usual(provider).unwrap();
            assert_eq!(Code::read(text(usual.as_str()), provider), Some(usual));
        }
    }
}
