//! What the providers were given to send, and what became of it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use super::{fate::Fate, form::TextMessage};
use crate::{inbox::KEPT, provider::Provider, random};

/// Where a text message stands, in Twilio's words; the order is that of a message's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Taken.
    Queued,
    /// Handed to the network.
    Sent,
    /// The phone has it.
    Delivered,
    /// The phone does not get it.
    Undelivered,
    /// It could not be sent.
    Failed,
}

impl Status {
    /// Twilio's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Failed => "failed",
        }
    }
}

/// A text message the provider has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Who took it.
    pub provider: Provider,
    /// `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// What was asked for.
    pub message: TextMessage,
    /// What becomes of it.
    pub fate: Fate,
    /// Where it stands.
    pub status: Status,
    /// When it was taken.
    pub created: DateTime<Utc>,
    /// When its status changed.
    pub updated: DateTime<Utc>,
}

/// The latest messages; older ones are forgotten.
#[derive(Debug, Default)]
pub struct Outbox(Mutex<VecDeque<Sending>>);

impl Outbox {
    /// Takes a message and names it.
    pub fn take(&self, provider: Provider, message: TextMessage, fate: Fate, now: DateTime<Utc>) -> Sending {
        let sid = format!("SM{}", random::hex::<16>());
        let sending =
            Sending { provider, sid, message, fate, status: Status::Queued, created: now, updated: now };
        let mut sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sendings.len() == KEPT {
            sendings.pop_front();
        }
        sendings.push_back(sending.clone());
        sending
    }

    /// The provider's message of that name.
    pub fn find(&self, provider: Provider, sid: &str) -> Option<Sending> {
        self.list(provider, |sending| sending.sid == sid).pop()
    }

    /// The provider's messages of that kind, newest first.
    pub fn list(&self, provider: Provider, admits: impl Fn(&Sending) -> bool) -> Vec<Sending> {
        let sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest_first = sendings.iter().rev();
        newest_first.filter(|sending| sending.provider == provider && admits(sending)).cloned().collect()
    }

    /// Moves a message on; never back, whatever its receipts say.
    pub fn advance(&self, sid: &str, status: Status, now: DateTime<Utc>) {
        let mut sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sending) = sendings.iter_mut().rev().find(|sending| sending.sid == sid)
            && status >= sending.status
        {
            sending.status = status;
            sending.updated = now;
        }
    }
}
