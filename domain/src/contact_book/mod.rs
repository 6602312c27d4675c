//! The contact book: everything that decides how one customer's contacts change.
//!
//! A change begins, its new contact is verified, and then it is applied, either at once because somebody proved an
//! old contact as well, or after a day of waiting. Every contact of the book is told when it begins, and may undo
//! it for a week. The caller loads the book under a row lock, takes the time after it has the lock, runs
//! [`Book::tick`], asks one more function, and writes the [`ChangeEffect`]s it is given.
//!
//! A span of time runs from its start up to, not including, its end.

mod apply;
mod begin;
mod change;
mod codes;
mod effect;
mod opt_out;
mod proof;
mod refused;
mod route;
mod undo;

use chrono::Duration;
use serde::{Deserialize, Serialize};

pub use self::{
    change::{Change, ChangeKind, ChangeState, Event, Newcomer, Start, WrongState},
    effect::{ChangeEffect, ChangeNotice},
    proof::{By, Proof},
    refused::Refused,
};
use crate::{
    Timestamp,
    contact::Channel,
    id::{ChangeId, ContactId},
    receipt::Cause,
};

/// How long a proof is fresh enough to change contacts (PRODUCT.md, section 2).
pub const FRESH: Duration = Duration::minutes(10);
/// How long a contact that joined by a change, or a new passkey, is no proof by itself: a stolen phone number is
/// most often noticed within it.
pub const COOL_DOWN: Duration = Duration::hours(72);
/// How long a verified change waits when nobody authorises it.
pub const WAIT: Duration = Duration::hours(24);
/// How long the new contact of a change may take to be verified. Without this end a change could be verified on the
/// last day on which it can be undone, and applied when nobody can undo it any more.
pub const VERIFY_WITHIN: Duration = Duration::hours(24);
/// How long a change can be undone, from its beginning.
pub const UNDO: Duration = Duration::days(7);
/// How long nothing may begin after an undo.
pub const FREEZE: Duration = Duration::hours(72);
/// How many changes may be open at a time.
pub const MOST_OPEN: usize = 3;
/// How far back [`Book::changes`] has to reach: an undo on its last day also takes back what the same session did
/// within a [`COOL_DOWN`] before, and what was open then, which is at most another [`UNDO`] older.
pub const LOOK_BACK: Duration = Duration::days(17);

/// One customer's contacts and what is happening to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The contacts that are the customer's now.
    pub contacts: Vec<BookEntry>,
    /// Every change begun within [`LOOK_BACK`], oldest first, ended ones too.
    pub changes: Vec<Change>,
    /// Until when nothing may begin or be applied.
    pub frozen_until: Option<Timestamp>,
    /// Messages to these contacts say that a parcel is there, and never how to open the door.
    pub word_only: bool,
}

/// A contact of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// The contact that stands there.
    pub id: ContactId,
    /// How messages travel there.
    pub channel: Channel,
    /// When something sent there last came back.
    pub proven_at: Option<Timestamp>,
    /// When a change brought it in; `None` for the first one, and for one that an order named.
    pub joined_at: Option<Timestamp>,
    /// The customer wants no codes there.
    pub off: bool,
    /// The customer's order, smallest first.
    pub place: i16,
    /// Why messages have lately not reached it.
    pub trouble: Option<Cause>,
}

impl BookEntry {
    /// Whether its person has told the network that nothing of ours is to come through: as good as turned off, until they
    /// prove it anew.
    pub fn is_unsubscribed(&self) -> bool {
        self.trouble == Some(Cause::Unsubscribed)
    }

    /// Whether codes are sent there.
    pub fn takes_codes(&self) -> bool {
        !self.off && !self.is_unsubscribed()
    }

    /// Whether a code can always be sent there: push depends on a browser that may be gone.
    pub fn is_way(&self) -> bool {
        self.takes_codes() && self.channel != Channel::Push
    }
}

impl Book {
    /// A book of which nothing but the contacts is known: enough to tell how far they reach.
    pub const fn of(contacts: Vec<BookEntry>) -> Self {
        Self { contacts, changes: Vec::new(), frozen_until: None, word_only: false }
    }

    /// The contact, if it is in the book.
    pub fn entry(&self, id: ContactId) -> Option<&BookEntry> {
        self.contacts.iter().find(|entry| entry.id == id)
    }

    /// The change, if it is known.
    pub fn change(&self, id: ChangeId) -> Option<&Change> {
        self.changes.iter().find(|change| change.id == id)
    }

    /// Until when the book is frozen, if it is.
    pub fn frozen(&self, now: Timestamp) -> Option<Timestamp> {
        self.frozen_until.filter(|until| now < *until)
    }

    /// Refuses while the book is frozen.
    fn thawed(&self, now: Timestamp) -> Result<(), Refused> {
        self.frozen(now).map_or(Ok(()), |until| Err(Refused::Frozen { until }))
    }

    /// Whether a code can be sent without this contact, and without those that an open change is about to remove.
    /// One that works is not made up for by others that lately failed, nor one that has settled by others that are
    /// within their cool-down: they get no digits.
    fn can_do_without(&self, contact: ContactId, now: Timestamp) -> bool {
        let leaving = |id| self.changes.iter().any(|c| c.state.is_open() && c.kind == ChangeKind::Remove(id));
        let cools = |id| self.cools(By::Contact(id), now);
        let failing = self.entry(contact).is_some_and(|entry| entry.trouble.is_some());
        let as_good =
            |other: &BookEntry| (failing || other.trouble.is_none()) && (cools(contact) || !cools(other.id));
        self.contacts.iter().any(|e| e.is_way() && e.id != contact && as_good(e) && !leaving(e.id))
    }
}
