//! A parcel: what is reported about it, and where it stands. How one follows from the other is in [`journey`].
//!
//! [`journey`]: crate::journey

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::Timestamp;

/// Where a parcel stands; EasyPost's words.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Something was said that we do not understand.
    Unknown,
    /// Announced, not yet handed over.
    PreTransit,
    /// On its way.
    InTransit,
    /// In the courier's van.
    OutForDelivery,
    /// Something is in the way.
    Failure,
    /// The carrier's system failed.
    Error,
    /// In the compartment.
    AvailableForPickup,
    /// Collected.
    Delivered,
    /// Going back.
    ReturnToSender,
    /// Called off.
    #[strum(to_string = "cancelled", serialize = "canceled")]
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in database and API.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The status of that name; both spellings of "cancelled" occur.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The names of those at which a parcel normally stays.
    pub fn terminal() -> Vec<&'static str> {
        Self::ALL.iter().filter(|status| status.is_terminal()).map(|status| status.as_str()).collect()
    }

    /// Whether a parcel normally stays there.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Delivered | Self::ReturnToSender | Self::Cancelled => true,
            Self::Unknown
            | Self::PreTransit
            | Self::InTransit
            | Self::OutForDelivery
            | Self::Failure
            | Self::Error
            | Self::AvailableForPickup => false,
        }
    }
}

/// A span of time in which something is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub until: Timestamp,
}

/// One report of a carrier or a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelEvent {
    /// The reporter's name of this event; breaks ties.
    pub source_id: String,
    /// What it says.
    pub status: Status,
    /// Finer, open words.
    pub substatus: Option<String>,
    /// Somebody has to do something.
    pub action_required: bool,
    /// Why something is in the way.
    pub incident_reason: Option<String>,
    /// When it happened, as the reporter says.
    pub occurred_at: Timestamp,
    /// When we heard of it.
    pub received_at: Timestamp,
    /// Takes back what was reported before, also a terminal status.
    pub correction: bool,
    /// The station it is bound for or lies in.
    pub station: Option<String>,
    /// The compartment it is bound for or lies in.
    pub compartment: Option<String>,
    /// Until when it may be collected.
    pub pickup_deadline: Option<Timestamp>,
    /// When it is expected at the station.
    pub expected: Option<Window>,
}

/// Where a parcel stands, after everything that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelState {
    /// The status.
    pub status: Status,
    /// Finer words of the same event.
    pub substatus: Option<String>,
    /// Somebody has to do something.
    pub action_required: bool,
    /// Why something is in the way.
    pub incident_reason: Option<String>,
    /// When the event that decided happened, as [`happened_at`](crate::journey::happened_at) has it.
    pub since: Timestamp,
    /// The station.
    pub station: Option<String>,
    /// The compartment.
    pub compartment: Option<String>,
    /// Until when it may be collected.
    pub pickup_deadline: Option<Timestamp>,
    /// When it is expected.
    pub expected: Option<Window>,
    /// When it was placed, while it lies in the compartment.
    pub placed_at: Option<Timestamp>,
}

impl ParcelState {
    /// A parcel that was announced and of which nothing else is known.
    pub fn announced(at: Timestamp, station: Option<String>, expected: Option<Window>) -> Self {
        Self {
            status: Status::PreTransit,
            substatus: None,
            action_required: false,
            incident_reason: None,
            since: at,
            station,
            compartment: None,
            pickup_deadline: None,
            expected,
            placed_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_keeps_its_name() {
        for &status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        assert_eq!(Status::parse("canceled"), Some(Status::Cancelled));
        assert_eq!(Status::parse("ready"), None);
    }
}
