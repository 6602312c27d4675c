//! Why a contact book says no.

use super::WrongState;
use crate::Timestamp;

/// Why something about a contact book was refused. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A change was undone lately.
    #[error("contacts are frozen until {until}")]
    Frozen {
        /// When changes may begin again.
        until: Timestamp,
    },
    /// The new contact is in the book already.
    #[error("the contact is in the book already")]
    AlreadyThere,
    /// The contact to be replaced or removed is not in the book.
    #[error("the contact is not in the book")]
    NotThere,
    /// A contact is replaced by one of its own channel only.
    #[error("the replacement has another channel")]
    OtherChannel,
    /// Another open change is about the same contact.
    #[error("another open change is about the same contact")]
    Busy,
    /// No contact would be left that a code can be sent to.
    #[error("it is the last contact a code can be sent to")]
    LastWay,
    /// As many changes are open as may be.
    #[error("too many changes are open")]
    TooMany,
    /// A browser's push subscription comes and goes by the browser's own permission.
    #[error("push contacts do not go through changes")]
    NotByChange,
    /// A new contact belongs to adding and replacing, and to nothing else.
    #[error("a new contact is named exactly when one joins")]
    Malformed,
    /// No such change is known.
    #[error("no such change")]
    NoSuchChange,
    /// The change is not in a state for this.
    #[error(transparent)]
    WrongState(#[from] WrongState),
    /// No proof is at hand that may authorise this change.
    #[error("no fresh proof by another contact")]
    NotProven,
    /// The time for it is over.
    #[error("the time for it is over")]
    TooLate,
}
