//! One change of a contact book: its states and how one follows another.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::BookEntry;
use crate::{
    Timestamp,
    contact::Channel,
    id::{ChangeId, ContactId, SessionId},
};

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// A new contact joins.
    Add,
    /// A new contact joins in place of this one.
    Replace(ContactId),
    /// This one leaves.
    Remove(ContactId),
    /// Codes go to this one no longer.
    TurnOff(ContactId),
    /// Messages hold codes no longer.
    CodesOut,
    /// Messages hold codes again.
    CodesIn,
    /// A passkey was added.
    Passkey,
    /// A browser takes notifications.
    Browser,
    /// It replaced, removed or turned off a contact that is forgotten since.
    Forgotten,
}

/// The contact a change brings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newcomer {
    /// The contact that comes in.
    pub id: ContactId,
    /// How messages travel there.
    pub channel: Channel,
}

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ChangeState {
    /// The new contact is not verified.
    Pending,
    /// Verified, waiting for a second proof or for the end of the day.
    Verified,
    /// Done.
    Applied,
    /// Taken back by a contact that was told.
    Undone,
    /// Called off by the customer, or by time, before it was applied.
    Withdrawn,
}

/// What happens to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The new contact gave back what was sent to it.
    Verified,
    /// A second proof was there.
    Authorised,
    /// The day of waiting is over.
    Waited,
    /// A contact that was told takes it back.
    Undone,
    /// It is called off.
    Withdrawn,
}

/// The change is not in a state for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a change that is {state:?} does not take {event:?}")]
pub struct WrongState {
    /// Where it stands.
    pub state: ChangeState,
    /// What was to happen.
    pub event: Event,
}

impl ChangeState {
    /// The name used in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether it can still be applied.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Verified => true,
            Self::Applied | Self::Undone | Self::Withdrawn => false,
        }
    }

    /// The state after an event.
    pub fn after(self, event: Event) -> Result<Self, WrongState> {
        use ChangeState as S;
        match (self, event) {
            (S::Pending, Event::Verified) => Ok(S::Verified),
            (S::Verified, Event::Authorised | Event::Waited) => Ok(S::Applied),
            (S::Pending | S::Verified | S::Applied, Event::Undone) => Ok(S::Undone),
            (S::Pending | S::Verified, Event::Withdrawn) => Ok(S::Withdrawn),
            (S::Pending, Event::Authorised | Event::Waited)
            | (S::Verified, Event::Verified)
            | (S::Applied, Event::Verified | Event::Authorised | Event::Waited | Event::Withdrawn)
            | (
                S::Undone | S::Withdrawn,
                Event::Verified | Event::Authorised | Event::Waited | Event::Undone | Event::Withdrawn,
            ) => Err(WrongState { state: self, event }),
        }
    }
}

/// A change of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Later changes have greater ones: what is undone goes back in this order.
    pub id: ChangeId,
    /// What it does.
    pub kind: ChangeKind,
    /// Whom it brings in; nobody when it only removes.
    pub new: Option<Newcomer>,
    /// Where it stands.
    pub state: ChangeState,
    /// When it began, and everybody was told.
    pub begun_at: Timestamp,
    /// When the new contact was verified.
    pub verified_at: Option<Timestamp>,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// The contact that left when it was applied, as it was then: what an undo brings back.
    pub left: Option<BookEntry>,
    /// The session that asked for it, while that is known.
    pub session: Option<SessionId>,
}

impl Change {
    /// A change that [`super::Book::begin`] has allowed. One that only removes has nobody to verify, and what is done
    /// at once is done.
    pub fn begun(id: ChangeId, kind: ChangeKind, new: Option<Newcomer>, now: Timestamp) -> Self {
        let Start { state, verified_at, applied_at } = kind.start(now);
        Self { id, kind, new, state, begun_at: now, verified_at, applied_at, left: None, session: None }
    }

    /// The same, asked for by this session.
    #[must_use]
    pub fn by(self, session: SessionId) -> Self {
        Self { session: Some(session), ..self }
    }

    /// The contact it replaces or removes.
    pub fn target(&self) -> Option<ContactId> {
        self.kind.target()
    }

    /// Whether it replaces, removes, turns off or brings in this contact.
    pub fn is_about(&self, contact: ContactId) -> bool {
        self.target() == Some(contact)
            || self.kind == ChangeKind::TurnOff(contact)
            || self.new.is_some_and(|new| new.id == contact)
    }
}

/// How a change stands when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Where it stands.
    pub state: ChangeState,
    /// When it was verified, if nobody has to do that.
    pub verified_at: Option<Timestamp>,
    /// When it was applied, if it is done at once.
    pub applied_at: Option<Timestamp>,
}

impl ChangeKind {
    /// How a change of this kind begins.
    pub const fn start(self, now: Timestamp) -> Start {
        let (state, verified_at, applied_at) = match self {
            Self::Add | Self::Replace(_) => (ChangeState::Pending, None, None),
            Self::Remove(_) => (ChangeState::Verified, Some(now), None),
            Self::TurnOff(_)
            | Self::CodesOut
            | Self::CodesIn
            | Self::Passkey
            | Self::Browser
            | Self::Forgotten => (ChangeState::Applied, None, Some(now)),
        };
        Start { state, verified_at, applied_at }
    }

    /// The contact that leaves.
    pub const fn target(self) -> Option<ContactId> {
        match self {
            Self::Add
            | Self::TurnOff(_)
            | Self::CodesOut
            | Self::CodesIn
            | Self::Passkey
            | Self::Browser
            | Self::Forgotten => None,
            Self::Replace(contact) | Self::Remove(contact) => Some(contact),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [ChangeState; 5] = [
        ChangeState::Pending,
        ChangeState::Verified,
        ChangeState::Applied,
        ChangeState::Undone,
        ChangeState::Withdrawn,
    ];

    #[test]
    fn every_state_answers_every_event() {
        use ChangeState as S;
        const EVENTS: [Event; 5] =
            [Event::Verified, Event::Authorised, Event::Waited, Event::Undone, Event::Withdrawn];
        let no = None;
        let table = [
            (S::Pending, [Some(S::Verified), no, no, Some(S::Undone), Some(S::Withdrawn)]),
            (S::Verified, [no, Some(S::Applied), Some(S::Applied), Some(S::Undone), Some(S::Withdrawn)]),
            (S::Applied, [no, no, no, Some(S::Undone), no]),
            (S::Undone, [no; 5]),
            (S::Withdrawn, [no; 5]),
        ];
        assert_eq!(table.map(|(state, _)| state), STATES);
        for (state, answers) in table {
            for (event, answer) in EVENTS.into_iter().zip(answers) {
                assert_eq!(
                    state.after(event),
                    answer.ok_or(WrongState { state, event }),
                    "{state:?} {event:?}"
                );
            }
        }
    }

    #[test]
    fn every_state_keeps_its_name() {
        for state in STATES {
            assert_eq!(ChangeState::parse(state.as_str()), Some(state));
        }
        assert_eq!(ChangeState::parse("done"), None);
    }
}
