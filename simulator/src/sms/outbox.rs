//! What the provider was given to send, and what became of it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use super::form::TextMessage;
use crate::{inbox::KEPT, random};

/// Where a text message stands, in Twilio's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Taken.
    Queued,
    /// Handed to the network.
    Sent,
    /// The phone has it.
    Delivered,
}

impl Status {
    /// Every status, in its order.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Delivered];

    /// Twilio's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
        }
    }
}

/// A text message the provider has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// What was asked for.
    pub message: TextMessage,
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
    pub fn take(&self, message: TextMessage, now: DateTime<Utc>) -> Sending {
        let sid = format!("SM{}", random::hex::<16>());
        let sending = Sending { sid, message, status: Status::Queued, created: now, updated: now };
        let mut sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sendings.len() == KEPT {
            sendings.pop_front();
        }
        sendings.push_back(sending.clone());
        sending
    }

    /// The message of that name.
    pub fn find(&self, sid: &str) -> Option<Sending> {
        let sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sendings.iter().rev().find(|sending| sending.sid == sid).cloned()
    }

    /// Moves a message on.
    pub fn advance(&self, sid: &str, status: Status, now: DateTime<Utc>) {
        let mut sendings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sending) = sendings.iter_mut().rev().find(|sending| sending.sid == sid) {
            sending.status = status;
            sending.updated = now;
        }
    }
}
