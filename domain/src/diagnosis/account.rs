//! The last gate: is the account in its owner's hands?

use super::{cause::Cause, evidence::Evidence, seen::Seen};
use crate::{Timestamp, next_change::NextChange};

/// What is known of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountFacts {
    /// The newest change of contacts that came from a device which is not the asker's and that can still be undone: from
    /// the book, which the page reads anyway.
    pub foreign_change: Option<ForeignChange>,
}

/// A change from a device that the customer may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignChange {
    /// When it was begun.
    pub at: Timestamp,
    /// Until when it can be undone.
    pub undo_until: Timestamp,
}

impl AccountFacts {
    /// Whether there is something to undo.
    pub(super) fn can_undo(&self, now: Timestamp) -> bool {
        self.foreign_change.is_some_and(|change| now < change.undo_until)
    }
}

/// What is wrong here.
pub fn found(facts: &AccountFacts, seen: Option<Seen>, now: Timestamp) -> Vec<Cause> {
    let not_mine = seen == Some(Seen::NotMine);
    [(not_mine, Cause::NotMine), (facts.can_undo(now), Cause::ChangedByOther)]
        .into_iter()
        .filter_map(|(holds, cause)| holds.then_some(cause))
        .collect()
}

/// What is known here.
pub fn evidence(facts: &AccountFacts) -> Vec<Evidence> {
    facts.foreign_change.map(|change| Evidence::ForeignChange(change.at)).into_iter().collect()
}

/// When the answer of [`found`] may change by itself.
pub fn changes_at(facts: &AccountFacts, now: Timestamp) -> Option<Timestamp> {
    NextChange::after(now).at(facts.foreign_change.map(|change| change.undo_until)).earliest()
}
