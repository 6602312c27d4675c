//! Why a remedy is not possible, or not any more.

use domain::{extension::NotExtended, reopening::NotReopened};

/// Why it was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPossible {
    /// The door was never opened by the right code.
    NeverOpened,
    /// By its sensor the door was open.
    WasOpen,
    /// The door was opened once more already.
    OpenedOnce,
    /// The door was told to open too long ago.
    OpenedLongAgo,
    /// The station would not hear of it.
    StationOffline,
    /// The parcel does not lie in a compartment.
    NotHere,
    /// The time stands still anyway.
    ClockStopped,
    /// The deadline passed too long ago.
    TooLate,
    /// The time was extended as often as it may be.
    ExtendedEnough,
    /// The parcel lies there as long as it may.
    LiesLongest,
    /// The code was stopped as often as it may be in a day.
    StoppedEnough,
}

impl From<NotReopened> for NotPossible {
    fn from(why: NotReopened) -> Self {
        match why {
            NotReopened::NeverOpened => Self::NeverOpened,
            NotReopened::WasOpen { .. } => Self::WasOpen,
            NotReopened::AlreadyOnce => Self::OpenedOnce,
            NotReopened::TooLate { .. } => Self::OpenedLongAgo,
            NotReopened::Offline { .. } => Self::StationOffline,
        }
    }
}

impl From<NotExtended> for NotPossible {
    fn from(why: NotExtended) -> Self {
        match why {
            NotExtended::NotHere => Self::NotHere,
            NotExtended::Stopped => Self::ClockStopped,
            NotExtended::TooLate { .. } => Self::TooLate,
            NotExtended::Spent { .. } => Self::ExtendedEnough,
            NotExtended::Longest { .. } => Self::LiesLongest,
        }
    }
}
