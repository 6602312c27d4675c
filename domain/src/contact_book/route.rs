//! In which order a code tries the contacts.

use super::{Book, ContactId, Entry};
use crate::contact::Channel;

impl Entry {
    /// Where it stands among the ways to the same person, smallest first: what lately failed last, proven before
    /// unproven, then the customer's order; between equals SMS, e-mail, push. A browser that never showed anything
    /// is tried last of all, whatever its place.
    pub fn rank(&self) -> impl Ord + use<> {
        let unproven = self.proven_at.is_none();
        let silent = unproven && self.channel == Channel::Push;
        (silent, self.trouble.is_some(), unproven, self.place, self.channel, self.id)
    }
}

impl Book {
    /// The contacts a code tries, one after the other: those that are not turned off, by [`Entry::rank`].
    pub fn route(&self) -> Vec<ContactId> {
        let mut tried: Vec<&Entry> = self.contacts.iter().filter(|entry| !entry.off).collect();
        tried.sort_by_key(|entry| entry.rank());
        tried.into_iter().map(|entry| entry.id).collect()
    }

    /// Whether codes to this contact may be turned off: another phone number or mailbox that works, and is not
    /// about to be removed, still takes them.
    pub fn may_turn_off(&self, contact: ContactId) -> bool {
        self.entry(contact).is_some() && self.can_do_without(contact)
    }
}
