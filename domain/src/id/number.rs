//! Numbers that rows have: a type for each kind of row, so that none is taken for another.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($(#[$meaning:meta])* $name:ident,)+) => {$(
        $(#[$meaning])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The row of that number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number, for what has no such types: statements, addresses, keys.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// The numbers of several rows.
            pub fn numbers(ids: &[Self]) -> Vec<i64> {
                ids.iter().copied().map(Self::get).collect()
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

numbers! {
    /// Something that fails for many at once.
    IncidentId,
    /// A hand-over of a notification to a provider.
    AttemptId,
    /// A problem that was handed to the operator's people; later ones have greater numbers.
    CaseId,
    /// A proof that was asked for.
    ChallengeId,
    /// A change of contacts; later changes have greater numbers.
    ChangeId,
    /// A pickup code.
    CodeId,
    /// Something a station is asked to do; later ones have greater numbers.
    CommandId,
    /// A contact.
    ContactId,
    /// A customer.
    CustomerId,
    /// More time that the operator gives to many at once.
    ExtensionOrderId,
    /// Something that is handed to the operator's other systems.
    HandoverId,
    /// A job of the outbox.
    JobId,
    /// A device that a link was used on.
    LinkUseId,
    /// A notification.
    NotificationId,
    /// A one-time code.
    OneTimeCodeId,
    /// A passkey.
    PasskeyId,
    /// A request to send a parcel elsewhere; later ones have greater numbers.
    RedirectId,
    /// A session.
    SessionId,
    /// A try at a station.
    UnlockAttemptId,
}
