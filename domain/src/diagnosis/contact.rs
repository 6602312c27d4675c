//! The third gate: is there somebody to send the code to, and is it who waits for it?

use chrono::Duration;

use super::{blame::Blame, cause::Cause, code::CodeFacts, evidence::Evidence, placed::PlacedFacts};
use crate::{
    Timestamp, contact::Channel, contact_book::BookEntry, id::ContactId, next_change::NextChange, plausible,
    receipt,
};

/// A contact that nothing has confirmed for so long may belong to somebody else.
pub const STALE: Duration = Duration::days(365);
/// So many messages in a row that did not arrive make a way a failing one.
pub const FAILING: u16 = 3;

/// What is known of the customer's contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactFacts {
    /// Those that hear of this parcel: the few rows that the page reads anyway.
    pub ways: Vec<ContactWay>,
    /// The code went to a contact that has left since, and not to the one that the customer looks at now: when. From the
    /// messages since the parcel was placed, whose address is a snapshot, beside the contacts: a change replaces the code.
    pub went_to_former: Option<Timestamp>,
    /// The contact that the customer looks at came by a change so lately that it gets no codes before then: its row.
    pub too_new_until: Option<Timestamp>,
    /// A change of contacts is verified and waits: the book's row.
    pub held: Option<Held>,
    /// The code went to others of this parcel and to none of the asker's: when. From the messages of this code beside
    /// what the asker has proven.
    pub went_to_other: Option<Timestamp>,
}

/// A way to reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactWay {
    /// The contact.
    pub entry: BookEntry,
    /// When a message was last confirmed to have arrived there: kept in the contact's row.
    pub reached_at: Option<Timestamp>,
    /// Messages in a row that did not arrive: a counter in the contact's row.
    pub failures: u16,
}

/// A change that waits for its second proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// When it is applied without one.
    pub applies_at: Timestamp,
}

impl ContactFacts {
    /// The way that the customer put first, off or not.
    fn preferred(&self) -> Option<&ContactWay> {
        self.ways.iter().min_by_key(|way| way.place())
    }

    /// The way that the customer looks at: the first that takes codes.
    fn looked_at(&self) -> Option<&ContactWay> {
        self.ways.iter().filter(|way| way.entry.takes_codes()).min_by_key(|way| way.place())
    }

    /// Whether nothing answers any more where the customer looks.
    pub(super) fn has_moved(&self) -> bool {
        self.looked_at().is_some_and(ContactWay::has_moved)
    }

    /// The contact that the customer looks at, and its channel.
    pub fn waited_on(&self) -> Option<(ContactId, Channel)> {
        self.looked_at().map(|way| (way.entry.id, way.entry.channel))
    }
}

impl ContactWay {
    /// Where the customer put it.
    fn place(&self) -> impl Ord + use<> {
        (self.entry.place, self.entry.channel, self.entry.id)
    }

    fn confirmed_at(&self) -> Option<Timestamp> {
        self.entry.proven_at.max(self.reached_at)
    }

    pub(crate) fn stale_from(&self) -> Option<Timestamp> {
        self.confirmed_at().map(|at| plausible::later(at, STALE))
    }

    fn blame(&self) -> Option<Blame> {
        self.entry.trouble.map(Blame::of)
    }

    fn is_wrong(&self) -> bool {
        self.blame() == Some(Blame::Contact)
    }

    /// Nothing answers there any more, as when a number has moved.
    fn has_moved(&self) -> bool {
        self.failures >= FAILING && self.entry.trouble == Some(receipt::Cause::Unreachable)
    }

    /// Not confirmed for a year; or nothing answers there any more.
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        self.has_moved() || self.stale_from().is_some_and(|at| now >= at)
    }

    /// Whether it is worse than one that is good.
    fn is_second_best(&self) -> bool {
        !self.entry.takes_codes() || self.confirmed_at().is_none() || self.failures >= FAILING
    }

    /// Whether it takes codes and nothing speaks against it.
    fn is_good(&self) -> bool {
        !self.entry.off && self.confirmed_at().is_some() && self.entry.trouble.is_none()
    }
}

/// What is wrong here, the answer first. A contact is judged while its parcel is on the way already, when there is time
/// to put it right.
pub fn found(placed: &PlacedFacts, code: &CodeFacts, facts: &ContactFacts, now: Timestamp) -> Vec<Cause> {
    if !code.is_waited_for() || !placed.needs_code(now) {
        return Vec::new();
    }
    let (preferred, looked_at) = (facts.preferred(), facts.looked_at());
    let is_other = |way: &&ContactWay| preferred.is_none_or(|preferred| preferred.entry.id != way.entry.id);
    let better = facts.ways.iter().filter(is_other).any(ContactWay::is_good);
    [
        (facts.ways.iter().all(|way| !way.entry.takes_codes()), Cause::NoContact),
        (looked_at.is_some_and(ContactWay::is_wrong), Cause::WrongContact),
        (looked_at.is_some_and(|way| way.is_stale(now)), Cause::StaleContact),
        (facts.went_to_former.is_some(), Cause::ChangedContact),
        (facts.held.is_some(), Cause::HeldContact),
        (facts.went_to_other.is_some(), Cause::OtherPerson),
        (better && preferred.is_some_and(ContactWay::is_second_best), Cause::Preference),
    ]
    .into_iter()
    .filter_map(|(holds, cause)| holds.then_some(cause))
    .collect()
}

/// What is known here.
pub fn evidence(facts: &ContactFacts) -> Vec<Evidence> {
    let ways = facts.ways.iter().map(|way| Evidence::Way {
        contact: way.entry.id,
        confirmed_at: way.confirmed_at(),
        trouble: way.entry.trouble,
    });
    let rest = [
        facts.went_to_former.map(Evidence::WentToFormer),
        facts.too_new_until.map(Evidence::TooNewUntil),
        facts.held.map(|held| Evidence::ChangeApplies(held.applies_at)),
        facts.went_to_other.map(Evidence::WentToOther),
    ];
    ways.chain(rest.into_iter().flatten()).collect()
}

/// When the answer of [`found`] may change by itself. A change that has waited long enough is applied by a worker, and
/// told like any other.
pub fn changes_at(facts: &ContactFacts, now: Timestamp) -> Option<Timestamp> {
    let next = NextChange::after(now).at(facts.too_new_until);
    facts.ways.iter().fold(next, |next, way| next.at(way.stale_from())).earliest()
}
