//! What a session has proven, and what that is enough for.

use super::{Book, COOL_DOWN, Change, FRESH};
use crate::{Timestamp, access::Level, id::ContactId, next_change::NextChange, plausible};

/// What gave a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A contact gave back what was sent to it.
    Contact(ContactId),
    /// A passkey.
    Passkey {
        /// When it was added.
        added_at: Timestamp,
    },
}

/// One proof of a session. It is kept as it was made, because a contact may leave the book while the session it
/// opened lives on: then nothing but `cooling` says what the proof was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// What gave it.
    pub by: By,
    /// When.
    pub at: Timestamp,
    /// By following a link in a message, which is never fresh: messages lie about in mailboxes.
    pub by_link: bool,
    /// Whether [`Book::cools`] was true of it when it was made. Such a proof stays worthless on its own also when
    /// the cool-down has passed; signing in again makes a new one.
    pub cooling: bool,
}

impl Book {
    /// Whether a contact or passkey is too new to be a proof by itself. A contact that is not in the book is not
    /// cooling: it proved what it proved while it was there.
    pub fn cools(&self, by: By, now: Timestamp) -> bool {
        let since = match by {
            By::Contact(contact) => self.entry(contact).and_then(|entry| entry.joined_at),
            By::Passkey { added_at } => Some(added_at),
        };
        since.is_some_and(|since| now < since + COOL_DOWN)
    }

    /// Whether these proofs let the change be applied without waiting: one is fresh, not by link, by a passkey or a
    /// contact of the book that the change is not about, and not cooling.
    pub fn is_authorised_by(&self, change: &Change, proofs: &[Proof], now: Timestamp) -> bool {
        self.is_fresh_beside(|contact| change.is_about(contact), proofs, now)
    }

    /// Whether one of these proofs is fresh that is not by a contact which is concerned itself.
    fn is_fresh_beside(
        &self,
        is_concerned: impl Fn(ContactId) -> bool,
        proofs: &[Proof],
        now: Timestamp,
    ) -> bool {
        proofs.iter().any(|proof| {
            let concerned = match proof.by {
                By::Contact(contact) => is_concerned(contact),
                By::Passkey { .. } => false,
            };
            !concerned && self.is_fresh_proof(proof, now)
        })
    }

    /// Whether these proofs are enough to add a passkey or to lift a freeze.
    pub fn is_fresh(&self, proofs: &[Proof], now: Timestamp) -> bool {
        proofs.iter().any(|proof| self.is_fresh_proof(proof, now))
    }

    /// Whether these proofs are more than what is cooling: any age, by link too.
    pub fn has_settled(&self, proofs: &[Proof], now: Timestamp) -> bool {
        proofs.iter().any(|proof| self.is_settled(proof, now))
    }

    /// What whoever has proven this has shown; for a change that it would authorise, if one is named.
    pub fn level(&self, proofs: &[Proof], change: Option<&Change>, now: Timestamp) -> Level {
        let fresh = match change {
            Some(change) => self.is_authorised_by(change, proofs, now),
            None => self.is_fresh(proofs, now),
        };
        if fresh { Level::Fresh } else { Level::Verified }
    }

    /// The level of whoever would do something to this contact of the book: it is no proof for that.
    pub fn level_beside(&self, contact: ContactId, proofs: &[Proof], now: Timestamp) -> Level {
        let fresh = self.is_fresh_beside(|other| other == contact, proofs, now);
        if fresh { Level::Fresh } else { Level::Verified }
    }

    /// When what this book and these proofs are enough for may change by itself: a cool-down, a fresh proof or a freeze
    /// ends. With that everything changes that is asked of the book: levels, reach, ways, what may be turned off.
    pub fn changes_at(&self, proofs: &[Proof], now: Timestamp) -> Option<Timestamp> {
        let cools = |since: Option<Timestamp>| since.map(|since| plausible::later(since, COOL_DOWN));
        let of_contacts = self.contacts.iter().map(|entry| cools(entry.joined_at));
        let of_proofs = proofs.iter().flat_map(|proof| {
            let added_at = match proof.by {
                By::Contact(_) => None,
                By::Passkey { added_at } => Some(added_at),
            };
            [cools(added_at), Some(plausible::later(proof.at, FRESH))]
        });
        let next = NextChange::after(now).at(self.frozen_until);
        of_contacts.chain(of_proofs).fold(next, NextChange::at).earliest()
    }

    fn is_settled(&self, proof: &Proof, now: Timestamp) -> bool {
        !proof.cooling && !self.cools(proof.by, now)
    }

    fn is_fresh_proof(&self, proof: &Proof, now: Timestamp) -> bool {
        let here = match proof.by {
            By::Contact(contact) => self.entry(contact).is_some(),
            By::Passkey { .. } => true,
        };
        here && !proof.by_link && now < proof.at + FRESH && self.is_settled(proof, now)
    }
}
