//! Whether messages hold codes: the customer's choice.

use super::{Book, Change, ChangeEffect, Refused};
use crate::Timestamp;

impl Book {
    /// Keeps codes out of messages, as this change: at once, also while the book is frozen, and told to everybody. No
    /// undo lets them in again: whoever reads the messages would have that done by the link in the notice.
    pub fn keep_codes_out(&mut self, change: Change) -> Vec<ChangeEffect> {
        self.word_only = true;
        let mut effects = vec![ChangeEffect::WordOnly(true)];
        effects.extend(self.done(change));
        effects
    }

    /// Lets codes into messages again, as this change: at once, told to everybody, and taken back like any other.
    pub fn let_codes_in(&mut self, change: Change, now: Timestamp) -> Result<Vec<ChangeEffect>, Refused> {
        self.thawed(now)?;
        self.word_only = false;
        let mut effects = vec![ChangeEffect::WordOnly(false)];
        effects.extend(self.done(change));
        Ok(effects)
    }
}
