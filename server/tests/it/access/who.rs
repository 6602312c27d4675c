//! Who calls.

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody: no session.
    None,
    /// A browser with a link that shows how the parcel stands.
    Link,
    /// One whose session has ended.
    Ended,
    /// One who proved the phone 11 minutes ago.
    Stale,
    /// One who has just proven the phone: the contact that is being changed.
    Own,
    /// One who has just proven the mailbox.
    Fresh,
    /// Another customer, who has just proven their own number.
    Other,
    /// One who came in by a contact within its 72 hours.
    Cool,
    /// One who has just proven the mailbox, while nothing may change.
    Frozen,
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::Link,
        Self::Ended,
        Self::Stale,
        Self::Own,
        Self::Fresh,
        Self::Other,
        Self::Cool,
        Self::Frozen,
    ];

    /// What the table calls them.
    pub const fn column(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Link => "link",
            Self::Ended => "ended",
            Self::Stale => "stale",
            Self::Own => "self",
            Self::Fresh => "fresh",
            Self::Other => "other",
            Self::Cool => "cool",
            Self::Frozen => "frozen",
        }
    }
}

/// Somebody who calls.
pub struct Caller {
    /// Their cookie.
    pub cookie: String,
    /// Their session; without one that of the owner's other device.
    pub session: i64,
    /// The session whose challenges and ceremonies they lay hands on: their own, or that of the owner's other device,
    /// whose numbers they may know.
    pub aim: i64,
}
