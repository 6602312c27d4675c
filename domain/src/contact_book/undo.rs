//! Taking a change back, with everything that came after it.

use super::{
    Book, BookEntry, COOL_DOWN, Change, ChangeEffect, ChangeKind, ChangeNotice, ChangeState, Event, FREEZE,
    Refused, UNDO,
};
use crate::{
    Timestamp,
    contact::Channel,
    id::{ChangeId, ContactId},
};

impl Book {
    /// Takes a change back, for whoever follows the link in its notice, signed in or not, frozen or not. Contacts,
    /// places and recipients are then what they were before it began: every change that had not ended or taken
    /// effect by that time is undone too. Those still open from before it are among them, lest a change of the same
    /// hand is applied when the freeze is over. What the same session asked for within a [`COOL_DOWN`] before goes
    /// with it, and so do the passkeys that session has added, and all that are younger than a cool-down: a stolen
    /// session does more than one thing. Each change can be undone once.
    pub fn undo(&mut self, id: ChangeId, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        let first = self.change(id).ok_or(Refused::NoSuchChange)?;
        first.state.after(Event::Undone)?;
        if now >= first.begun_at + UNDO {
            return Err(Refused::TooLate);
        }
        let session = first.session;
        let first = self.first_of_the_same_hand(first);
        let (first, begun_at) = (first.id, first.begun_at);
        let mut effects = Vec::new();
        let undone = self.to_undo(first, begun_at);
        for change in &undone {
            effects.push(self.moved(change.id, Event::Undone)?);
            self.reverse(change, &mut effects);
        }
        let applied = |change: &&Change| change.state == ChangeState::Applied;
        let changes: Vec<ChangeId> = undone.iter().filter(applied).map(|change| change.id).collect();
        if !changes.is_empty() {
            effects.push(ChangeEffect::RestoreRecipients { changes });
        }
        self.keep_a_way(&mut effects);
        let until = self.frozen_until.map_or(now + FREEZE, |until| until.max(now + FREEZE));
        self.frozen_until = Some(until);
        effects.extend([
            ChangeEffect::EndAllSessions,
            ChangeEffect::RemovePasskeys { since: begun_at.min(now - COOL_DOWN), session },
            ChangeEffect::RotateCodes,
            ChangeEffect::Freeze(until),
            ChangeEffect::Notify { notice: ChangeNotice::Undone, change: id, to: self.tell(None) },
        ]);
        Ok(effects)
    }

    /// The contacts that an undo would bring back.
    pub fn departed(&self) -> Vec<ContactId> {
        let left = self.changes.iter().filter_map(|change| change.left);
        left.map(|entry| entry.id).filter(|id| self.entry(*id).is_none()).collect()
    }

    /// A contact that left has become somebody else's since: no undo brings it back.
    pub fn let_go(&mut self, contact: ContactId) {
        for change in &mut self.changes {
            change.left.take_if(|left| left.id == contact);
        }
    }

    /// The earliest change that the session of this one asked for within a cool-down before it, and that still stands.
    fn first_of_the_same_hand<'a>(&'a self, change: &'a Change) -> &'a Change {
        let stands =
            |state| matches!(state, ChangeState::Pending | ChangeState::Verified | ChangeState::Applied);
        let same = |other: &&Change| {
            other.session.is_some()
                && other.session == change.session
                && stands(other.state)
                && other.begun_at > change.begun_at - COOL_DOWN
        };
        self.changes.iter().find(same).filter(|other| other.id < change.id).unwrap_or(change)
    }

    /// What an undo takes back, newest first. Two changes about one contact are never open at a time, so the order
    /// in which they began is, for each contact, the order in which they were applied.
    fn to_undo(&self, id: ChangeId, begun_at: Timestamp) -> Vec<Change> {
        self.changes
            .iter()
            .rev()
            .filter(|change| match change.state {
                ChangeState::Pending | ChangeState::Verified => true,
                ChangeState::Applied => change.id >= id || change.applied_at.is_some_and(|at| at > begun_at),
                ChangeState::Undone | ChangeState::Withdrawn => false,
            })
            .cloned()
            .collect()
    }

    /// Takes back what a change has done, if it was applied.
    pub(super) fn reverse(&mut self, change: &Change, effects: &mut Vec<ChangeEffect>) {
        if change.state != ChangeState::Applied {
            return;
        }
        if let ChangeKind::TurnOff(contact) = change.kind
            && let Some(entry) = self.contacts.iter_mut().find(|entry| entry.id == contact && entry.off)
        {
            entry.off = false;
            effects.push(ChangeEffect::TurnOn(contact));
        }
        // That codes were kept out is not taken back, see [`Book::keep_codes_out`].
        if change.kind == ChangeKind::CodesIn {
            self.word_only = true;
            effects.push(ChangeEffect::WordOnly(true));
        }
        if let Some(new) = change.new.filter(|new| self.entry(new.id).is_some()) {
            self.contacts.retain(|entry| entry.id != new.id);
            effects.push(ChangeEffect::Leave(new.id));
        }
        if let Some(left) = change.left.filter(|left| self.entry(left.id).is_none()) {
            self.contacts.push(left);
            effects.push(ChangeEffect::Join(left));
        }
    }

    /// Turns a contact on when all that are left are turned off, as the customer may have done while there were
    /// others.
    pub(super) fn keep_a_way(&mut self, effects: &mut Vec<ChangeEffect>) {
        if self.contacts.iter().any(BookEntry::is_way) {
            return;
        }
        let first = self
            .contacts
            .iter_mut()
            .filter(|entry| entry.off && entry.channel != Channel::Push)
            .min_by_key(|entry| (entry.is_unsubscribed(), entry.proven_at.is_none(), entry.place));
        if let Some(entry) = first {
            entry.off = false;
            effects.push(ChangeEffect::TurnOn(entry.id));
        }
    }
}
