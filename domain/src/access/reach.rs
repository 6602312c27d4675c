//! How far a way in reaches into one parcel.
//!
//! A parcel belongs to whom its order names. When two customers become one, what either of them brought is opened for
//! [`COOL_DOWN`](crate::contact_book::COOL_DOWN) by nothing but its own proofs: neither does the newcomer reach what
//! was there, nor what was there reach the newcomer's.

use crate::{
    Timestamp,
    contact_book::{Book, BookEntry, By, Proof},
    id::ContactId,
};

/// A contact that a parcel names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Which one.
    pub contact: ContactId,
    /// The order itself named it. Else it stands in for another contact of the same customer, by a change.
    pub by_order: bool,
}

/// A contact that may hear of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Which one.
    pub contact: ContactId,
    /// It may have the digits, and links that sign in. Else it may be told that the parcel is there.
    pub opens: bool,
}

/// How far a way in reaches into a parcel, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// A contact within its cool-down: it may learn that the parcel is there.
    Told,
    /// A passkey within its cool-down, or a link that shows how the parcel stands.
    Sees,
    /// All the way: it opens the door.
    Opens,
}

impl Reach {
    /// Every reach.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Told, Self::Sees, Self::Opens];

    /// Whether it opens the door.
    pub const fn opens(self) -> bool {
        matches!(self, Self::Opens)
    }
}

impl Book {
    /// How far a contact or passkey of this book reaches into a parcel that names these contacts.
    pub fn reach(&self, by: By, named: &[Named], now: Timestamp) -> Reach {
        self.reach_with(by, false, named, now)
    }

    /// How far all of these proofs reach together.
    pub fn reach_of(&self, proofs: &[Proof], named: &[Named], now: Timestamp) -> Reach {
        let each = proofs.iter().map(|proof| self.reach_with(proof.by, proof.cooling, named, now));
        each.max().unwrap_or(Reach::Nothing)
    }

    fn reach_with(&self, by: By, was_cooling: bool, named: &[Named], now: Timestamp) -> Reach {
        if let By::Contact(contact) = by
            && self.entry(contact).is_some()
            && named.iter().any(|named| named.contact == contact && named.by_order)
        {
            return Reach::Opens;
        }
        if !named.iter().any(|named| self.holds(*named, now)) {
            return Reach::Nothing;
        }
        match by {
            _ if !was_cooling && !self.cools(by, now) => Reach::Opens,
            By::Contact(_) => Reach::Told,
            By::Passkey { .. } => Reach::Sees,
        }
    }

    /// The contacts of this book that may hear of a parcel that names these, and take codes: first those that open it,
    /// each by [`BookEntry::rank`](crate::contact_book::BookEntry::rank).
    pub fn ways(&self, named: &[Named], now: Timestamp) -> Vec<Way> {
        let reach = |entry: &BookEntry| self.reach(By::Contact(entry.id), named, now);
        let on = self.contacts.iter().filter(|entry| entry.takes_codes());
        let mut heard: Vec<(&BookEntry, Reach)> = on.map(|entry| (entry, reach(entry))).collect();
        heard.retain(|(_, reach)| *reach >= Reach::Told);
        heard.sort_by_key(|(entry, reach)| (!reach.opens(), entry.rank()));
        heard.into_iter().map(|(entry, reach)| Way { contact: entry.id, opens: reach.opens() }).collect()
    }

    /// Whether a parcel that names this contact is the whole customer's: not while the contact is a newcomer, and has
    /// brought the parcel along.
    fn holds(&self, named: Named, now: Timestamp) -> bool {
        self.entry(named.contact).is_some()
            && !(named.by_order && self.cools(By::Contact(named.contact), now))
    }
}
