//! How a change goes on: verified, authorised, waited for, called off.

use super::{
    Book, BookEntry, By, COOL_DOWN, Change, ChangeEffect, ChangeKind, ChangeNotice, ChangeState, Event,
    Proof, Refused, UNDO, VERIFY_WITHIN, WAIT,
};
use crate::{
    Timestamp,
    id::{ChangeId, ContactId},
};

impl Book {
    /// The new contact gave back what was sent to it.
    pub fn verify(&mut self, id: ChangeId, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        self.thawed(now)?;
        let change = self.change(id).ok_or(Refused::NoSuchChange)?;
        change.state.after(Event::Verified)?;
        if change.is_stale(now) {
            return Err(Refused::TooLate);
        }
        let moved = self.moved(id, Event::Verified)?;
        if let Some(change) = self.change_mut(id) {
            change.verified_at = Some(now);
        }
        Ok(vec![moved])
    }

    /// Applies a verified change at once, if these proofs allow it.
    pub fn authorise(
        &mut self,
        id: ChangeId,
        proofs: &[Proof],
        now: Timestamp,
    ) -> Result<Vec<ChangeEffect>, Refused> {
        self.thawed(now)?;
        let change = self.change(id).ok_or(Refused::NoSuchChange)?;
        change.state.after(Event::Authorised)?;
        if change.is_stale(now) {
            return Err(Refused::TooLate);
        }
        self.still_fits(change, now)?;
        if !self.is_authorised_by(change, proofs, now) {
            return Err(Refused::NotProven);
        }
        self.apply(id, Event::Authorised, now)
    }

    /// What time alone brings about: changes that have waited long enough are applied, those that nobody finished
    /// or that no longer fit are called off. Nothing happens while the book is frozen.
    pub fn tick(&mut self, now: Timestamp) -> Vec<ChangeEffect> {
        if self.frozen(now).is_some() {
            return Vec::new();
        }
        let open: Vec<ChangeId> =
            self.changes.iter().filter(|change| change.state.is_open()).map(|change| change.id).collect();
        open.into_iter().flat_map(|id| self.tick_one(id, now).unwrap_or_default()).collect()
    }

    /// The customer calls an open change off. That needs no freshness: it only leaves things as they are.
    pub fn withdraw(&mut self, id: ChangeId) -> Result<Vec<ChangeEffect>, Refused> {
        let moved = self.moved(id, Event::Withdrawn)?;
        let to = self.tell(None);
        Ok(vec![moved, ChangeEffect::Notify { notice: ChangeNotice::CalledOff, change: id, to }])
    }

    fn tick_one(&mut self, id: ChangeId, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        let change = self.change(id).ok_or(Refused::NoSuchChange)?;
        let waited = change.verified_at.is_some_and(|at| now >= at + WAIT);
        if change.is_stale(now) || (waited && self.still_fits(change, now).is_err()) {
            self.withdraw(id)
        } else if waited {
            self.apply(id, Event::Waited, now)
        } else {
            Ok(Vec::new())
        }
    }

    fn apply(&mut self, id: ChangeId, event: Event, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        let mut told = self.tell(None);
        let mut effects = vec![self.moved(id, event)?];
        let change = self.change(id).cloned().ok_or(Refused::NoSuchChange)?;
        let left = change.target().and_then(|target| self.entry(target)).copied();
        if let Some(entry) = self.newcomer(&change, left.as_ref(), now) {
            self.contacts.push(entry);
            told.push(entry.id);
            effects.push(ChangeEffect::Join(entry));
        }
        if let Some(left) = left {
            self.contacts.retain(|entry| entry.id != left.id);
            effects.push(ChangeEffect::Leave(left.id));
            if let Some(to) = self.heir(&change, now) {
                // Whoever leaves within their cool-down takes along what they have brought.
                let brought = left.joined_at.is_some_and(|since| now < since + COOL_DOWN);
                effects.push(ChangeEffect::SwapRecipients {
                    change: id,
                    from: left.id,
                    to,
                    but_brought: brought,
                });
            }
            effects.push(ChangeEffect::EndSessionsOf(left.id));
        }
        // Whoever comes in may bring codes that others knew, or that others here should not know.
        if let Some(new) = change.new {
            effects.push(ChangeEffect::RotateCodesOf(new.id));
        }
        if let Some(change) = self.change_mut(id) {
            change.applied_at = Some(now);
            change.left = left;
        }
        effects.push(ChangeEffect::Notify { notice: ChangeNotice::Applied, change: id, to: told });
        Ok(effects)
    }

    /// The entry of the contact that joins: in the place of the one it replaces and with its wishes, else last.
    fn newcomer(&self, change: &Change, left: Option<&BookEntry>, now: Timestamp) -> Option<BookEntry> {
        let last = self.contacts.iter().map(|entry| entry.place).max().unwrap_or_default();
        change.new.map(|new| BookEntry {
            id: new.id,
            channel: new.channel,
            proven_at: change.verified_at,
            joined_at: Some(now),
            off: left.is_some_and(|left| left.off),
            place: left.map_or(last.saturating_add(1), |left| left.place),
            trouble: None,
        })
    }

    /// Whom the parcels of a contact that leaves name from then on. Those of a removed one go to the first that is
    /// left, one that has settled if there is: a number that was given up may soon be a stranger's.
    fn heir(&self, change: &Change, now: Timestamp) -> Option<ContactId> {
        match change.kind {
            ChangeKind::Add
            | ChangeKind::TurnOff(_)
            | ChangeKind::CodesOut
            | ChangeKind::CodesIn
            | ChangeKind::Passkey
            | ChangeKind::Browser
            | ChangeKind::Forgotten => None,
            ChangeKind::Replace(_) => change.new.map(|new| new.id),
            ChangeKind::Remove(_) => self.first_way(now),
        }
    }

    /// The first contact that codes can always be sent to, one that has settled if there is.
    pub(super) fn first_way(&self, now: Timestamp) -> Option<ContactId> {
        let cools = |id: &ContactId| self.cools(By::Contact(*id), now);
        let is_way = |id: &ContactId| self.entry(*id).is_some_and(BookEntry::is_way);
        self.route().into_iter().filter(is_way).min_by_key(cools)
    }

    /// Moves a change to its next state.
    pub(super) fn moved(&mut self, id: ChangeId, event: Event) -> Result<ChangeEffect, Refused> {
        let change = self.change_mut(id).ok_or(Refused::NoSuchChange)?;
        change.state = change.state.after(event)?;
        Ok(ChangeEffect::Moved { change: id, to: change.state })
    }

    pub(super) fn change_mut(&mut self, id: ChangeId) -> Option<&mut Change> {
        self.changes.iter_mut().find(|change| change.id == id)
    }
}

impl Change {
    /// Whether it has been open for too long: it could no longer be undone for a reasonable time.
    fn is_stale(&self, now: Timestamp) -> bool {
        let end = match self.state {
            ChangeState::Pending => VERIFY_WITHIN,
            ChangeState::Verified => UNDO,
            ChangeState::Applied | ChangeState::Undone | ChangeState::Withdrawn => return false,
        };
        now >= self.begun_at + end
    }
}
