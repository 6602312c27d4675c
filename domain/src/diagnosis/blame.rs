//! Whom it lies with that a message did not arrive: which gate a provider's word belongs to.

use crate::receipt::Cause;

/// Whom it lies with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The address.
    Contact,
    /// Us or the provider.
    Provider,
    /// Whoever lets no such messages through.
    Filter,
    /// A browser that takes none any more.
    Push,
    /// The phone or the mailbox: it could not take it, or says nothing.
    Phone,
    /// The time: it waits to be handed over again.
    Time,
    /// Nobody: it was of no use any more.
    Nobody,
}

impl Blame {
    /// Whom this cause lies with.
    pub const fn of(cause: Cause) -> Self {
        match cause {
            Cause::NoSuchAddress | Cause::Landline => Self::Contact,
            Cause::Provider | Cause::Unmapped => Self::Provider,
            Cause::Filtered | Cause::Unsubscribed | Cause::Complaint => Self::Filter,
            Cause::PushGone => Self::Push,
            Cause::Unreachable | Cause::MailboxFull | Cause::NoAnswer => Self::Phone,
            Cause::Busy => Self::Time,
            Cause::TooLate | Cause::NothingToSay => Self::Nobody,
        }
    }
}
