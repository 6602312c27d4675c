//! Whether a change may begin, and who is told.

use super::{Book, BookEntry, By, Change, ChangeKind, MOST_OPEN, Newcomer, Refused};
use crate::{Timestamp, contact::Channel, id::ContactId};

impl Book {
    /// Whether this change may begin. It is then stored as [`Change::begun`], and [`Book::tell`] says who learns of
    /// it, in the same transaction.
    pub fn begin(&self, kind: ChangeKind, new: Option<Newcomer>, now: Timestamp) -> Result<(), Refused> {
        self.thawed(now)?;
        self.fits(kind, new, now)?;
        let open = || self.changes.iter().filter(|change| change.state.is_open());
        let concerned = [kind.target(), new.map(|new| new.id)];
        if open().any(|change| concerned.into_iter().flatten().any(|contact| change.is_about(contact))) {
            return Err(Refused::Busy);
        }
        if open().count() >= MOST_OPEN {
            return Err(Refused::TooMany);
        }
        Ok(())
    }

    /// Who gets the notice that a change begins: every contact, turned off or not, that which is changed too, but
    /// never the new one.
    pub fn tell(&self, new: Option<ContactId>) -> Vec<ContactId> {
        self.contacts.iter().map(|entry| entry.id).filter(|id| Some(*id) != new).collect()
    }

    /// Whether a contact of this book may go over to another customer's: it takes nobody along who is a proof too, and
    /// it has settled. Else what a change gave it here would be its own there, before its cool-down is over.
    pub fn may_go(&self, contact: ContactId, has_passkeys: bool, now: Timestamp) -> bool {
        let other = |entry: &BookEntry| entry.id != contact && entry.channel != Channel::Push;
        !has_passkeys && !self.cools(By::Contact(contact), now) && !self.contacts.iter().any(other)
    }

    /// Whether a change still fits the contacts there are; asked again when it is applied, because an order may
    /// have brought a contact in, or the customer turned one off, in the meantime.
    pub(super) fn still_fits(&self, change: &Change, now: Timestamp) -> Result<(), Refused> {
        self.fits(change.kind, change.new, now)
    }

    fn fits(&self, kind: ChangeKind, new: Option<Newcomer>, now: Timestamp) -> Result<(), Refused> {
        match (kind, new) {
            (ChangeKind::Add, Some(new)) => self.may_join(new),
            (ChangeKind::Replace(old), Some(new)) => {
                let channel = self.may_leave(old)?;
                self.may_join(new)?;
                if channel == new.channel { Ok(()) } else { Err(Refused::OtherChannel) }
            }
            (ChangeKind::Remove(old), None) => {
                self.may_leave(old)?;
                if self.can_do_without(old, now) { Ok(()) } else { Err(Refused::LastWay) }
            }
            (ChangeKind::Add | ChangeKind::Replace(_), None) | (ChangeKind::Remove(_), Some(_)) => {
                Err(Refused::Malformed)
            }
            (ChangeKind::Forgotten, _) => Err(Refused::NotThere),
            // These are done at once, see [`Book::done`].
            (
                ChangeKind::TurnOff(_)
                | ChangeKind::CodesOut
                | ChangeKind::CodesIn
                | ChangeKind::Passkey
                | ChangeKind::Browser,
                _,
            ) => Err(Refused::Malformed),
        }
    }

    fn may_join(&self, new: Newcomer) -> Result<(), Refused> {
        if new.channel == Channel::Push {
            Err(Refused::NotByChange)
        } else if self.entry(new.id).is_some() {
            Err(Refused::AlreadyThere)
        } else {
            Ok(())
        }
    }

    fn may_leave(&self, old: ContactId) -> Result<Channel, Refused> {
        let entry = self.entry(old).ok_or(Refused::NotThere)?;
        if entry.channel == Channel::Push { Err(Refused::NotByChange) } else { Ok(entry.channel) }
    }
}
