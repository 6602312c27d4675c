//! In which order a code tries the contacts.

use std::cmp::Reverse;

use super::{Book, ContactId, Entry};
use crate::contact::Channel;

impl Book {
    /// The contacts a code tries, one after the other: none that is turned off; proven before unproven; then the
    /// customer's order. Between equals the one that the parcel itself names goes first, then SMS, e-mail, push. A
    /// browser that never showed anything is tried last of all, whatever its place.
    pub fn route(&self, named: &[ContactId]) -> Vec<ContactId> {
        let mut tried: Vec<&Entry> = self.contacts.iter().filter(|entry| !entry.off).collect();
        tried.sort_by_key(|entry| {
            let unproven = entry.proven_at.is_none();
            let silent = unproven && entry.channel == Channel::Push;
            (unproven, silent, entry.place, Reverse(named.contains(&entry.id)), entry.channel, entry.id)
        });
        tried.into_iter().map(|entry| entry.id).collect()
    }

    /// Whether codes to this contact may be turned off: another phone number or mailbox, not about to be removed,
    /// still takes them.
    pub fn may_turn_off(&self, contact: ContactId) -> bool {
        self.entry(contact).is_some() && self.ways_without(contact) > 0
    }
}
