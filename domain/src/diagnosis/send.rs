//! The fourth gate: did a message with the code leave us, and is it let through?

use chrono::Duration;

use super::{
    blame::Blame, cause::Cause, code::CodeFacts, contact::ContactFacts, evidence::Evidence,
    placed::PlacedFacts,
};
use crate::{
    Timestamp, contact::Channel, id::ContactId, next_change::NextChange, notification::NotificationState,
    plausible, receipt,
};

/// A message that has not left us for so long is behind.
pub const BEHIND: Duration = Duration::seconds(30);

/// What is known of the sending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendFacts {
    /// What was written down about this code, the newest last: the messages that the page reads anyway.
    pub messages: Vec<CodeMessage>,
    /// The channels on which messages fail in this region or through this provider: the open incidents, of which there
    /// are few, and which are kept in memory.
    pub troubled: Vec<ChannelTrouble>,
    /// By how much messages on the channel of the newest one leave late: the oldest work of that kind that is due, by an
    /// index. `None` when nothing waits.
    pub delay: Option<Duration>,
    /// What this browser says of its notifications; the push service's word is the contact's trouble.
    pub push: PushPermission,
}

/// A message about the code and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeMessage {
    /// Whom it goes to; nobody whom the customer still has, without.
    pub contact: Option<ContactId>,
    /// How it travels.
    pub channel: Channel,
    /// Where it stands.
    pub state: NotificationState,
    /// Why it did not arrive, or may not have.
    pub cause: Option<receipt::Cause>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When a provider took it.
    pub sent_at: Option<Timestamp>,
}

/// That messages fail on a channel, not only this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChannelTrouble {
    /// The channel.
    pub channel: Channel,
    /// Since when.
    pub since: Timestamp,
}

/// Whether a browser shows our notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PushPermission {
    /// It has not said: the page was not opened in it, or runs no script.
    #[default]
    Unknown,
    /// It does.
    Granted,
    /// It does not any more.
    Withdrawn,
}

impl SendFacts {
    fn is_troubled(&self, channel: Channel) -> bool {
        self.troubled.iter().any(|trouble| trouble.channel == channel)
    }

    /// Whether a browser takes no notifications any more and was forgotten for it, and nothing else has brought the code.
    fn is_browser_gone(&self) -> bool {
        let gone = |message: &CodeMessage| {
            message.contact.is_none() && message.cause.map(Blame::of) == Some(Blame::Push)
        };
        self.messages.iter().any(gone)
            && !self.messages.iter().any(|message| message.state == NotificationState::Delivered)
    }

    /// The message that the customer waits for: the newest to the contact they look at, else the newest of all.
    fn awaited(&self, contact: &ContactFacts) -> Option<&CodeMessage> {
        let first = contact.waited_on().map(|(id, _)| id);
        let newest = |to: Option<ContactId>| {
            self.messages.iter().rev().find(|message| to.is_none() || message.contact == to)
        };
        first.and_then(|id| newest(Some(id))).or_else(|| newest(None))
    }
}

/// What is wrong here, the answer first.
pub fn found(
    placed: &PlacedFacts,
    code: &CodeFacts,
    contact: &ContactFacts,
    facts: &SendFacts,
    now: Timestamp,
) -> Vec<Cause> {
    if !code.is_to_be_sent(placed, now) || contact.waited_on().is_none() {
        return Vec::new();
    }
    let withdrawn = facts.push == PushPermission::Withdrawn
        && contact.waited_on().is_some_and(|(_, channel)| channel == Channel::Push);
    let stopped = match facts.awaited(contact) {
        Some(message) => stopped(message, facts.is_troubled(message.channel), now),
        None => code.issued_at.filter(|at| now >= behind_from(*at)).map(|_| Cause::Queued),
    };
    let off = (withdrawn || facts.is_browser_gone()) && stopped != Some(Cause::PushOff);
    stopped.into_iter().chain(off.then_some(Cause::PushOff)).collect()
}

/// What keeps a message from leaving us or from getting through.
fn stopped(message: &CodeMessage, troubled: bool, now: Timestamp) -> Option<Cause> {
    use NotificationState as S;
    let down = troubled.then_some(Cause::ProviderDown);
    match (message.state, message.cause.map(Blame::of)) {
        (S::Delivered, _) => None,
        (S::Queued | S::Sending, _) => {
            down.or_else(|| (now >= behind_from(message.created_at)).then_some(Cause::Queued))
        }
        (S::Sent, _) => down,
        (S::TemporaryFailure | S::PermanentFailure | S::Blocked | S::TechnicalFailure, Some(blame)) => {
            match blame {
                Blame::Provider => Some(Cause::ProviderDown),
                Blame::Filter => Some(Cause::Blocked),
                Blame::Push => Some(Cause::PushOff),
                Blame::Time => down.or(Some(Cause::Queued)),
                Blame::Phone => down,
                Blame::Contact | Blame::Nobody => None,
            }
        }
        (S::TechnicalFailure, None) => Some(Cause::ProviderDown),
        (S::Blocked, None) => Some(Cause::Blocked),
        (S::TemporaryFailure | S::PermanentFailure, None) => down,
    }
}

fn behind_from(at: Timestamp) -> Timestamp {
    plausible::later(at, BEHIND)
}

/// What is known here.
pub fn evidence(facts: &SendFacts) -> Vec<Evidence> {
    let messages = facts.messages.iter().rev().copied().map(Evidence::Message);
    let behind = facts.delay.filter(|delay| *delay >= BEHIND).map(Evidence::QueueDelay);
    messages.chain(facts.troubled.iter().copied().map(Evidence::Troubled)).chain(behind).collect()
}

/// When the answer of [`found`] may change by itself.
pub fn changes_at(code: &CodeFacts, facts: &SendFacts, now: Timestamp) -> Option<Timestamp> {
    let written = facts.messages.iter().map(|message| message.created_at).chain(code.issued_at);
    written.map(behind_from).fold(NextChange::after(now), NextChange::at).earliest()
}
