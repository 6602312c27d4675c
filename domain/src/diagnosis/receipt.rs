//! The fifth gate: did a message with the code arrive? It is passed by whoever has the code in hand.

use chrono::Duration;

use super::{
    blame::Blame,
    cause::Cause,
    code::CodeFacts,
    contact::ContactFacts,
    evidence::Evidence,
    placed::PlacedFacts,
    send::{CodeMessage, SendFacts},
};
use crate::{Timestamp, fallback, next_change::NextChange, notification::NotificationState, plausible};

/// What is known of receipts beside the messages' own states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptFacts {
    /// How long a message may go unconfirmed: the network's setting.
    pub patience: Duration,
    /// What the fallback does next, as [`fallback::decide`] says from the same messages.
    pub fallback: fallback::Next,
}

impl Default for ReceiptFacts {
    fn default() -> Self {
        Self { patience: fallback::PATIENCE, fallback: fallback::Next::Nothing }
    }
}

/// What is wrong here.
pub fn found(
    placed: &PlacedFacts,
    code: &CodeFacts,
    contact: &ContactFacts,
    send: &SendFacts,
    facts: &ReceiptFacts,
    now: Timestamp,
) -> Option<Cause> {
    if !code.is_to_be_sent(placed, now) || contact.waited_on().is_none() {
        return None;
    }
    if send.messages.iter().any(|message| message.state == NotificationState::Delivered) {
        return Some(Cause::DeliveredReceipt);
    }
    send.messages
        .iter()
        .any(|message| is_missing(message, facts.patience, now))
        .then_some(Cause::MissingReceipt)
}

/// Whether nothing confirms a message that was handed over, and it lies with nobody before the phone.
fn is_missing(message: &CodeMessage, patience: Duration, now: Timestamp) -> bool {
    use NotificationState as S;
    match message.state {
        S::Queued | S::Sending | S::Delivered | S::Blocked | S::TechnicalFailure => false,
        S::Sent => message.sent_at.is_some_and(|at| now >= plausible::later(at, patience)),
        S::TemporaryFailure | S::PermanentFailure => match message.cause.map(Blame::of) {
            Some(Blame::Phone | Blame::Contact) | None => true,
            Some(Blame::Provider | Blame::Filter | Blame::Push | Blame::Time | Blame::Nobody) => false,
        },
    }
}

/// What is known here: the messages stand at the gate before.
pub fn evidence(facts: &ReceiptFacts) -> Vec<Evidence> {
    match facts.fallback {
        fallback::Next::At(contact, at) => vec![Evidence::NextWay { contact, at: Some(at) }],
        fallback::Next::Now(contact) => vec![Evidence::NextWay { contact, at: None }],
        fallback::Next::Nothing => Vec::new(),
    }
}

/// When the answer of [`found`] may change by itself, or the fallback's does.
pub fn changes_at(send: &SendFacts, facts: &ReceiptFacts, now: Timestamp) -> Option<Timestamp> {
    let handed_over = send.messages.iter().filter_map(|message| message.sent_at);
    let next = NextChange::after(now).at(facts.fallback.changes_at());
    handed_over.map(|at| plausible::later(at, facts.patience)).fold(next, NextChange::at).earliest()
}
