//! In which order a code tries the contacts.

use super::{Book, BookEntry, By, Change, ChangeEffect, ChangeNotice, Refused};
use crate::{Timestamp, contact::Channel, id::ContactId};

impl BookEntry {
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
    /// The contacts a code tries, one after the other: those that take codes, by [`BookEntry::rank`].
    pub fn route(&self) -> Vec<ContactId> {
        let mut tried: Vec<&BookEntry> = self.contacts.iter().filter(|entry| entry.takes_codes()).collect();
        tried.sort_by_key(|entry| entry.rank());
        tried.into_iter().map(|entry| entry.id).collect()
    }

    /// Whether codes to this contact may be turned off: another phone number or mailbox that works, has settled, and
    /// is not about to be removed, still takes them. Not for a newcomer, whose own codes nobody else gets.
    pub fn may_turn_off(&self, contact: ContactId, now: Timestamp) -> bool {
        let newcomer =
            |entry: &BookEntry| entry.channel != Channel::Push && self.cools(By::Contact(contact), now);
        self.entry(contact).is_some_and(|entry| !newcomer(entry)) && self.can_do_without(contact, now)
    }

    /// Whether this contact may be taken out: somebody is left whom codes reach as well.
    pub fn may_remove(&self, contact: ContactId, now: Timestamp) -> bool {
        self.entry(contact).is_some() && self.can_do_without(contact, now)
    }

    /// Turns codes to a contact off, as this change: at once, told to everybody, and taken back like any other.
    pub fn turn_off(
        &mut self,
        change: Change,
        contact: ContactId,
        now: Timestamp,
    ) -> Result<Vec<ChangeEffect>, Refused> {
        self.thawed(now)?;
        self.entry(contact).ok_or(Refused::NotThere)?;
        if !self.may_turn_off(contact, now) {
            return Err(Refused::LastWay);
        }
        if let Some(entry) = self.contacts.iter_mut().find(|entry| entry.id == contact) {
            entry.off = true;
        }
        let mut effects = vec![ChangeEffect::TurnOff(contact)];
        effects.extend(self.done(change));
        Ok(effects)
    }

    /// Takes note of what is done at once: a passkey or a browser that was added, a contact that was turned off,
    /// what messages hold.
    pub fn done(&mut self, change: Change) -> Vec<ChangeEffect> {
        let (id, to) = (change.id, self.tell(None));
        self.changes.push(change);
        vec![ChangeEffect::Notify { notice: ChangeNotice::Applied, change: id, to }]
    }
}
