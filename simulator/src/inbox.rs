//! Everything that arrived, as a phone and a mailbox would keep it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::log::{Log, Numbered};

/// How many messages are kept of each kind; older ones are forgotten.
pub const KEPT: usize = 2_000;

/// The ways on which messages arrive here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message, handed over by Twilio's protocol.
    Sms,
    /// An e-mail, handed over by SMTP.
    Email,
}

/// A message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    pub at: DateTime<Utc>,
    pub channel: Channel,
    /// Who passed it on, if more than one could have.
    pub provider: Option<&'static str>,
    /// An E.164 number, or an envelope recipient.
    pub to: String,
    pub from: String,
    pub subject: Option<String>,
    pub body: String,
    /// How long the provider was to try; for SMS, when asked for.
    pub validity_seconds: Option<u32>,
    /// How many SMS parts the text takes.
    pub parts: Option<usize>,
    /// The provider's name of it: the message SID, or `Message-ID` without its brackets.
    pub id: Option<String>,
}

/// The phones and mailboxes.
pub type Inbox = Log<Message>;

/// Which messages somebody asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    /// Only those to this address.
    pub to: Option<String>,
    pub channel: Option<Channel>,
    /// Only those with a greater number.
    #[serde(default)]
    pub after: u64,
    /// How many seconds to wait for a message if there is none.
    #[serde(default)]
    pub wait: u64,
}

impl Filter {
    pub fn admits(&self, message: &Numbered<Message>) -> bool {
        // An empty field of a search asks for everybody.
        let to = self.to.as_deref().filter(|to| !to.trim().is_empty());
        message.n > self.after
            && self.channel.is_none_or(|channel| channel == message.what.channel)
            && to.is_none_or(|to| is_same_address(to, &message.what.to))
    }
}

/// Whether two texts name one recipient. Numbers are compared by their digits, because a `+` in a query string is a
/// space to the server; everything else without regard to capitals.
pub fn is_same_address(left: &str, right: &str) -> bool {
    fn digits(text: &str) -> Option<impl Iterator<Item = char> + Clone> {
        let written = |character: char| character.is_ascii_digit() || " +-/().".contains(character);
        let digits = text.chars().filter(char::is_ascii_digit);
        (digits.clone().next().is_some() && text.chars().all(written)).then_some(digits)
    }
    match (digits(left), digits(right)) {
        (Some(left), Some(right)) => left.eq(right),
        _ => left.trim().eq_ignore_ascii_case(right.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written_and_names_whatever_their_capitals() {
        for (left, right) in
            [(" 49 171 3920041", "+491713920041"), ("Kim@Example.org", "kim@example.org"), ("a1", "A1")]
        {
            assert!(is_same_address(left, right), "{left} and {right}");
        }
        for (left, right) in [
            ("+491713920041", "+491713920042"),
            ("kim@example.org", "pat@example.org"),
            ("a1", "b1"),
            ("a1", "1"),
            ("", "+1"),
        ] {
            assert!(!is_same_address(left, right), "{left} and {right}");
        }
    }

    #[test]
    fn messages_are_found_by_address_channel_and_place() {
        let inbox = Inbox::keeping(KEPT);
        for to in ["+491713920041", "kim@example.org", "+491713920042"] {
            inbox.put(Message {
                at: DateTime::UNIX_EPOCH,
                channel: if to.contains('@') { Channel::Email } else { Channel::Sms },
                to: to.into(),
                from: "Doorcode".into(),
                body: "Hello".into(),
                provider: None,
                subject: None,
                validity_seconds: None,
                parts: None,
                id: None,
            });
        }
        let to = |to: &str| Filter { to: Some(to.into()), ..Filter::default() };
        for (filter, numbers) in [
            (Filter::default(), vec![1, 2, 3]),
            (to(" 49 171 3920041"), vec![1]),
            (to("Kim@Example.org"), vec![2]),
            (to(" "), vec![1, 2, 3]),
            (Filter { channel: Some(Channel::Sms), ..Filter::default() }, vec![1, 3]),
            (Filter { after: 2, ..Filter::default() }, vec![3]),
        ] {
            let found = inbox.list(|message| filter.admits(message));
            assert_eq!(found.iter().map(|message| message.n).collect::<Vec<_>>(), numbers, "{filter:?}");
        }
    }
}
