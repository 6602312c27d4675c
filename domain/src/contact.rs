//! Contacts: where a customer can be reached, how that is written, and how it is hidden on screens.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::typed::clean_word;

/// How a message travels.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    /// A text message to a mobile phone.
    Sms,
    /// An e-mail.
    Email,
    /// A notification in a browser.
    Push,
}

impl Channel {
    /// The name used in database, API and forms.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The channel of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// An address on a channel: E.164 for `sms` (ITU-T E.164: `+` and at most 15 digits), an address in
/// small letters for `email`. Holds personal data, so it prints masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    channel: Channel,
    text: String,
}

/// The text is no address of that channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of this channel")]
pub struct NoAddress;

impl Address {
    /// A phone number already brought to E.164 by a phone number library.
    pub fn phone(e164: &str) -> Result<Self, NoAddress> {
        let digits = e164.strip_prefix('+').ok_or(NoAddress)?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if shaped { Ok(Self { channel: Channel::Sms, text: e164.to_owned() }) } else { Err(NoAddress) }
    }

    /// An e-mail address. Quoted local parts and comments (RFC 5322) are refused: nobody has one, and
    /// programs disagree about them. Stored in small letters: RFC 5321 would tell `Kim` from `kim`, but keyboards
    /// write capitals by themselves, and no mailbox provider does.
    ///
    /// An internationalised domain (UTS 46) is kept in its `xn--` form, which every relay takes, and shown as written.
    pub fn email(text: &str) -> Result<Self, NoAddress> {
        let text = clean_word(text);
        let (local, written) = text.rsplit_once('@').ok_or(NoAddress)?;
        let domain = &*if written.is_ascii() && !written.to_ascii_lowercase().contains("xn--") {
            written.to_owned()
        } else {
            idna::domain_to_ascii_strict(written).map_err(|_| NoAddress)?
        };
        let local_ok = (1..=64).contains(&local.len())
            && local
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_ok = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label_ok);
        if local_ok && domain_ok {
            Ok(Self { channel: Channel::Email, text: format!("{local}@{domain}").to_ascii_lowercase() })
        } else {
            Err(NoAddress)
        }
    }

    /// An address as it was stored.
    pub fn stored(channel: Channel, text: String) -> Self {
        Self { channel, text }
    }

    /// The channel it belongs to.
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The address itself: personal data, for the gateway only.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What a screen may show of it: `••• 76`, `k•••@example.org`.
    pub fn masked(&self) -> String {
        match self.channel {
            Channel::Sms => {
                let tail = self.text.get(self.text.len().saturating_sub(2)..).unwrap_or_default();
                format!("••• {tail}")
            }
            Channel::Email => {
                let (local, domain) = self.text.rsplit_once('@').unwrap_or(("", self.text.as_str()));
                let first: String = local.chars().take(1).collect();
                format!("{first}•••@{}", written_domain(domain))
            }
            Channel::Push => "•••".to_owned(),
        }
    }
}

/// A domain as people write it: what is no valid `xn--` form stays as it is.
fn written_domain(domain: &str) -> String {
    if !domain.contains("xn--") {
        return domain.to_owned();
    }
    let (written, valid) = idna::domain_to_unicode(domain);
    if valid.is_ok() { written } else { domain.to_owned() }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.channel.as_str(), self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_from_noise() {
        for good in ["k@example.org", "kim.o'hara+locker@mail.example.co.uk", "K@EXAMPLE.ORG"] {
            assert!(Address::email(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "k",
            "k@",
            "@example.org",
            "k@localhost",
            "a b@example.org",
            "k@exa mple.org",
            "k@-x.org",
            "k@x..org",
            ".k@x.org",
            "k@x.org\r\nBcc: a@b.org",
        ] {
            assert_eq!(Address::email(bad), Err(NoAddress), "{bad}");
        }
        assert!(Address::phone("+491701234567").is_ok());
        for bad in ["491701234567", "+0170", "+4917012345678901", "+49 170 1234567"] {
            assert_eq!(Address::phone(bad), Err(NoAddress), "{bad}");
        }
    }

    #[test]
    fn a_masked_address_keeps_its_secret_even_in_debug_output() {
        let phone = Address::phone("+491701234576").unwrap();
        assert_eq!(phone.masked(), "••• 76");
        let email = Address::email("Kim@Example.org").unwrap();
        assert_eq!(email.reveal(), "kim@example.org");
        assert_eq!(email.masked(), "k•••@example.org");
        assert!(!format!("{phone:?}{email:?}").contains("kim"));
        assert!(!format!("{phone:?}").contains("1234"));
    }
}
