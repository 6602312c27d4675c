//! A newcomer who never wanted to be one.

use super::{Book, ChangeEffect, ChangeNotice, ChangeState, Event, Refused, UNDO};
use crate::{Timestamp, id::ChangeId};

impl Book {
    /// Takes back the one change that brought a contact in, for whoever holds that contact. It has nothing to say about
    /// the rest of the book: what others did since stays, nobody else is signed out, and nothing is frozen.
    pub fn opt_out(&mut self, id: ChangeId, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        let change = self.change(id).ok_or(Refused::NoSuchChange)?;
        if now >= change.begun_at + UNDO {
            return Err(Refused::TooLate);
        }
        let (new, before) = (change.new.ok_or(Refused::Malformed)?, change.clone());
        if before.state == ChangeState::Applied && self.entry(new.id).is_none() {
            return Err(Refused::NotThere);
        }
        let mut effects = vec![self.moved(id, Event::Undone)?];
        if before.state == ChangeState::Applied {
            // While it is still here: its sessions see, and its codes are, what they were before.
            effects.extend([ChangeEffect::RotateCodesOf(new.id), ChangeEffect::EndSessionsOf(new.id)]);
            self.reverse(&before, &mut effects);
            effects.push(ChangeEffect::RestoreRecipients { changes: vec![id] });
            self.keep_a_way(&mut effects);
            // What later changes gave to it was never its own, and stays here, with a browser if nobody else is left.
            let rest = || self.contacts.first().map(|entry| entry.id);
            if let Some(to) = self.first_way(now).or_else(rest) {
                effects.push(ChangeEffect::HandOn { from: new.id, to });
            }
        }
        effects.push(ChangeEffect::Notify {
            notice: ChangeNotice::OptedOut,
            change: id,
            to: self.tell(Some(new.id)),
        });
        Ok(effects)
    }
}
