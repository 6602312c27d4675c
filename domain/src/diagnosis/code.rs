//! The second gate: is there a code for what lies in the compartment?

use chrono::Duration;

use super::{cause::Cause, evidence::Evidence, placed::PlacedFacts};
use crate::{
    Timestamp,
    next_change::NextChange,
    plausible,
    standing::{self, Standing},
};

/// After that time without a code the watchdog has one made anew (PRODUCT.md, section 3).
pub const WATCHDOG: Duration = Duration::minutes(2);

/// What is known of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeFacts {
    /// What is stored: the parcel's live code, one row that the page reads anyway.
    pub stored: StoredCode,
    /// Making it has failed so far: the row of its job.
    pub failed: bool,
    /// Since when it is to be made: when we heard that the parcel was placed, as its job's row has it.
    pub due_since: Option<Timestamp>,
    /// How long that takes, but for one time in twenty: one row per network, from [`usual`](crate::usual).
    pub usual: Option<Duration>,
    /// When it was made: the code's row.
    pub issued_at: Option<Timestamp>,
    /// The customer has it: it was shown on a page since it was made, or a station read the right one. The code's row.
    pub in_hand: bool,
}

/// What is stored of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StoredCode {
    /// Nothing.
    #[default]
    None,
    /// A code that opens.
    Live,
    /// Something that cannot be read, or has not the shape of a code. Known to whoever reads it: the code page, and the
    /// watchdog, which leaves a note in its row.
    Unreadable,
}

impl CodeFacts {
    /// Whether there is a code that can be shown.
    pub const fn works(&self) -> bool {
        match self.stored {
            StoredCode::Live => true,
            StoredCode::None | StoredCode::Unreadable => false,
        }
    }

    /// Whether a message has to bring it.
    pub(super) const fn is_waited_for(&self) -> bool {
        !self.in_hand
    }

    /// Whether a message ought to be on its way with it.
    pub(super) fn is_to_be_sent(&self, placed: &PlacedFacts, now: Timestamp) -> bool {
        placed.is_here(now) && self.works() && self.is_waited_for()
    }

    /// How long it may take before it counts as failed.
    fn fails_after(&self) -> Option<Timestamp> {
        self.due_since.map(|since| plausible::later(since, WATCHDOG))
    }

    /// When it ought to be there.
    fn promised(&self) -> Option<Timestamp> {
        Some(plausible::later(self.due_since?, self.usual?.min(WATCHDOG)))
    }
}

/// What is wrong here.
pub fn found(placed: &PlacedFacts, facts: &CodeFacts, now: Timestamp) -> Option<Cause> {
    if standing::decide(&placed.parcel, placed.at_door(), facts.works(), now) != Standing::CodeBeingMade {
        return None;
    }
    let overdue = facts.fails_after().is_some_and(|at| now > at);
    Some(if facts.failed || facts.stored == StoredCode::Unreadable || overdue {
        Cause::Failed
    } else {
        Cause::BeingMade
    })
}

/// What is known here.
pub fn evidence(facts: &CodeFacts) -> Vec<Evidence> {
    let due = if facts.works() { None } else { facts.promised() };
    [facts.issued_at.map(Evidence::Issued), due.map(Evidence::Promised)].into_iter().flatten().collect()
}

/// When the answer of [`found`] may change by itself.
pub fn changes_at(facts: &CodeFacts, now: Timestamp) -> Option<Timestamp> {
    NextChange::after(now).past(facts.fails_after().filter(|_| !facts.works())).earliest()
}
