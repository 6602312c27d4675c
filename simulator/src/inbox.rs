//! Everything that arrived, as a phone and a mailbox would keep it; only the latest, and only in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{address, channel::Channel, provider::Provider};

/// How many messages are kept; older ones are forgotten.
pub const KEPT: usize = 2_000;
/// The longest anybody may wait for a message, in seconds.
pub const LONGEST_WAIT: u64 = 60;

/// A message on its way into the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// How it travelled.
    pub channel: Channel,
    /// Who passed it on, if more than one could have.
    pub provider: Option<Provider>,
    /// Whom it reached: an E.164 number, or an envelope recipient.
    pub to: String,
    /// Who it says it is from.
    pub from: String,
    /// E-mails have one.
    pub subject: Option<String>,
    /// The text.
    pub body: String,
    /// How long the provider was to try, in seconds; for SMS, when asked for.
    pub validity_seconds: Option<u32>,
    /// How many SMS parts the text takes.
    pub parts: Option<usize>,
    /// The provider's name of it: the message SID, or `Message-ID` without its brackets.
    pub id: Option<String>,
}

/// A message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Counts up from 1, in order of arrival.
    pub n: u64,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// What arrived.
    #[serde(flatten)]
    pub letter: Letter,
}

/// Which messages somebody asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    /// Only those to this address; spaces and a lost `+` in numbers and capitals in addresses do no harm.
    pub to: Option<String>,
    /// Only those that travelled so.
    pub channel: Option<Channel>,
    /// Only those with a greater `n`.
    #[serde(default)]
    pub after: u64,
}

impl Filter {
    fn admits(&self, message: &Message) -> bool {
        message.n > self.after
            && self.channel.is_none_or(|channel| channel == message.letter.channel)
            && self.to.as_deref().is_none_or(|to| {
                // An empty field of a search asks for everybody.
                to.trim().is_empty() || address::same(to, &message.letter.to)
            })
    }
}

/// The messages, and a bell that rings with each.
#[derive(Debug)]
pub struct Inbox {
    messages: Mutex<VecDeque<Arc<Message>>>,
    last: watch::Sender<u64>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { messages: Mutex::default(), last: watch::Sender::new(0) }
    }
}

impl Inbox {
    /// Takes a message in.
    pub fn put(&self, letter: Letter, at: DateTime<Utc>) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let n = *self.last.borrow() + 1;
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back(Arc::new(Message { n, at, letter }));
        // Still under the lock, so that numbers are announced in their order.
        self.last.send_replace(n);
    }

    /// The number of the latest message, 0 before the first.
    pub fn last(&self) -> u64 {
        *self.last.borrow()
    }

    /// What is there now, oldest first.
    pub fn list(&self, filter: &Filter) -> Vec<Arc<Message>> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().filter(|message| filter.admits(message)).cloned().collect()
    }

    /// As [`Self::list`], but waits until there is something. May wait for ever: give it a deadline.
    pub async fn wait(&self, filter: &Filter) -> Vec<Arc<Message>> {
        // Subscribed before looking, so that nothing arrives unseen in between.
        let mut arrivals = self.last.subscribe();
        loop {
            let found = self.list(filter);
            if !found.is_empty() {
                return found;
            }
            if arrivals.changed().await.is_err() {
                return found;
            }
        }
    }

    /// Changes with each arrival to the number of the latest message.
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(to: &str) -> Letter {
        Letter {
            channel: if to.contains('@') { Channel::Email } else { Channel::Sms },
            provider: None,
            to: to.into(),
            from: "Doorcode".into(),
            subject: None,
            body: "Hello".into(),
            validity_seconds: None,
            parts: None,
            id: None,
        }
    }

    fn numbers(inbox: &Inbox, filter: &Filter) -> Vec<u64> {
        inbox.list(filter).iter().map(|message| message.n).collect()
    }

    #[test]
    fn messages_are_found_by_address_channel_and_place() {
        let inbox = Inbox::default();
        for to in ["+491713920041", "kim@example.org", "+491713920042"] {
            inbox.put(letter(to), DateTime::UNIX_EPOCH);
        }
        let to = |to: &str| Filter { to: Some(to.into()), ..Filter::default() };
        assert_eq!(numbers(&inbox, &Filter::default()), [1, 2, 3]);
        assert_eq!(numbers(&inbox, &to(" 49 171 3920041")), [1]);
        assert_eq!(numbers(&inbox, &to("Kim@Example.org")), [2]);
        assert_eq!(numbers(&inbox, &Filter { channel: Some(Channel::Sms), ..Filter::default() }), [1, 3]);
        assert_eq!(numbers(&inbox, &Filter { after: 2, ..Filter::default() }), [3]);
    }

    #[test]
    fn the_oldest_messages_are_forgotten() {
        let inbox = Inbox::default();
        for _ in 0..KEPT + 3 {
            inbox.put(letter("kim@example.org"), DateTime::UNIX_EPOCH);
        }
        let kept = numbers(&inbox, &Filter::default());
        assert_eq!((kept.len(), kept[0], inbox.last()), (KEPT, 4, KEPT as u64 + 3));
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_the_message_asked_for() {
        let inbox = Arc::new(Inbox::default());
        let filter = Filter { to: Some("kim@example.org".into()), ..Filter::default() };
        let waiting = tokio::spawn({
            let inbox = inbox.clone();
            async move { inbox.wait(&filter).await }
        });
        inbox.put(letter("somebody@example.org"), DateTime::UNIX_EPOCH);
        tokio::task::yield_now().await;
        inbox.put(letter("kim@example.org"), DateTime::UNIX_EPOCH);
        assert_eq!(waiting.await.unwrap()[0].n, 2);
    }
}
