//! Why a remedy is not possible, or not any more.

use domain::{
    extension::NotExtended,
    redirect::{NotRedirected, WrongTarget},
    reopening::NotReopened,
};

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
    /// Parcels are not sent elsewhere here.
    NeverElsewhere,
    /// The parcel is not on its way.
    NotOnItsWay,
    /// It is not known where the parcel goes.
    NoStationYet,
    /// It is asked for already.
    RedirectAsked,
    /// A case is open, and the operator's people have the parcel in hand.
    CaseDecides,
    /// It was asked for as often as it may be.
    RedirectedEnough,
    /// The parcel is bound for that station.
    GoesThere,
    /// That station does not work now.
    OtherStationDown,
    /// No station near by works.
    NoneNear,
}

impl From<NotRedirected> for NotPossible {
    fn from(why: NotRedirected) -> Self {
        match why {
            NotRedirected::Never => Self::NeverElsewhere,
            NotRedirected::NotOnItsWay => Self::NotOnItsWay,
            NotRedirected::NoStation => Self::NoStationYet,
            NotRedirected::Asked => Self::RedirectAsked,
            NotRedirected::CaseOpen => Self::CaseDecides,
            NotRedirected::Spent { .. } => Self::RedirectedEnough,
        }
    }
}

impl From<WrongTarget> for NotPossible {
    fn from(why: WrongTarget) -> Self {
        match why {
            WrongTarget::Same => Self::GoesThere,
            WrongTarget::Down => Self::OtherStationDown,
        }
    }
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
