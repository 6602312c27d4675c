//! What the store has to do after a contact book has decided.

use super::{BookEntry, ChangeState};
use crate::{
    Timestamp,
    id::{ChangeId, ContactId, SessionId},
};

/// One thing to write, in the order given and in one transaction. The [`super::Book`] itself has already followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeEffect {
    /// The change is in this state now; its times and who left are in the book.
    Moved {
        /// Which change.
        change: ChangeId,
        /// Its new state.
        to: ChangeState,
    },
    /// The contact is the customer's now, with exactly these values. Whatever parcels named it until then it brings
    /// along, however they came to name it: from then on they name it as if the order itself had
    /// ([`Named::by_order`](crate::access::Named)). Else what it had got by a change elsewhere would be everybody's
    /// here at once, and closed to itself.
    Join(BookEntry),
    /// The contact leaves and becomes a customer of its own again.
    Leave(ContactId),
    /// Live parcels of this customer that name `from` name `to` instead. The store keeps a numbered row for each:
    /// change, parcel, `from`, `to`, and whether the parcel named `to` before. An undo must not touch the parcels
    /// that are the newcomer's own.
    SwapRecipients {
        /// The change that asks for it.
        change: ChangeId,
        /// Whom they named.
        from: ContactId,
        /// Whom they name.
        to: ContactId,
        /// Only those that name `from` by another swap: what the order itself gave to `from` stays theirs.
        but_brought: bool,
    },
    /// What changes gave to `from` they give to `to` instead: live parcels that name `from` by a swap name `to`, and the
    /// rows kept for those swaps say so, that an undo of the changes takes it from `to`.
    HandOn {
        /// Who does not want it.
        from: ContactId,
        /// Who has it then.
        to: ContactId,
    },
    /// The rows kept by [`Self::SwapRecipients`] for these changes are taken back, the newest row first: the parcel
    /// names `from` again, and `to` only if it did before. With them goes whatever handed on since what they gave, in
    /// whatever book: later rows of the same parcel whose `from` is such a `to`. Rows that are left and that have given the parcel to
    /// `from` as well have found it there now. A `from` that has joined another book since has it for
    /// itself, as with [`Self::Join`]: standing in for somebody of this book, it would be everybody's there at once.
    RestoreRecipients {
        /// The changes that had swapped them.
        changes: Vec<ChangeId>,
    },
    /// Sessions opened by this contact end, except the caller's.
    EndSessionsOf(ContactId),
    /// Every session of the customer ends, the caller's too.
    EndAllSessions,
    /// Passkeys of the customer added since then are removed, and whatever passkeys this session has added: whoever
    /// made the change may have added them.
    RemovePasskeys {
        /// Since when.
        since: Timestamp,
        /// The session that asked for the change.
        session: Option<SessionId>,
    },
    /// Every live pickup code of the customer is replaced, and links in messages end.
    RotateCodes,
    /// The live pickup codes of parcels that name this contact are replaced, and links in messages to it end.
    RotateCodesOf(ContactId),
    /// Codes are sent there again, although the customer had turned that off: it is the only way left, or turning it
    /// off was taken back.
    TurnOn(ContactId),
    /// Codes are sent there no longer.
    TurnOff(ContactId),
    /// Whether messages to the customer say only that a parcel is there, from now on.
    WordOnly(bool),
    /// Nothing begins or is applied before then.
    Freeze(Timestamp),
    /// A message about a change.
    Notify {
        /// What it says.
        notice: ChangeNotice,
        /// About which change.
        change: ChangeId,
        /// To whom.
        to: Vec<ContactId>,
    },
}

/// What a message about a change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeNotice {
    /// The change is done.
    Applied,
    /// The change was taken back, with everything after it.
    Undone,
    /// The change will not happen.
    CalledOff,
    /// The contact that it brought in has taken itself out.
    OptedOut,
}
