//! The parcel's status: a fold over everything that was ever reported about it.
//!
//! Events come late, repeated and out of order. The state is not moved by each of them in turn but computed
//! from all of them in the order in which they happened, so every order of arrival ends in the same state.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Where a parcel stands; EasyPost's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 10] = [
        Self::Unknown,
        Self::PreTransit,
        Self::InTransit,
        Self::OutForDelivery,
        Self::Failure,
        Self::Error,
        Self::AvailableForPickup,
        Self::Delivered,
        Self::ReturnToSender,
        Self::Cancelled,
    ];

    /// The name used in database and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::PreTransit => "pre_transit",
            Self::InTransit => "in_transit",
            Self::OutForDelivery => "out_for_delivery",
            Self::Failure => "failure",
            Self::Error => "error",
            Self::AvailableForPickup => "available_for_pickup",
            Self::Delivered => "delivered",
            Self::ReturnToSender => "return_to_sender",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of that name; both spellings of "cancelled" occur.
    pub fn parse(name: &str) -> Option<Self> {
        if name == "canceled" {
            return Some(Self::Cancelled);
        }
        Self::ALL.into_iter().find(|status| status.as_str() == name)
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
    /// When the event that decided happened.
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

    /// The state after all events, whatever the order in which they came.
    #[must_use]
    pub fn after_all(self, events: &[ParcelEvent]) -> Self {
        let mut order: Vec<&ParcelEvent> = events.iter().collect();
        order.sort_by(|a, b| {
            (a.occurred_at, a.correction, a.status, &a.source_id).cmp(&(
                b.occurred_at,
                b.correction,
                b.status,
                &b.source_id,
            ))
        });
        order.into_iter().fold(self, Self::after)
    }

    fn after(mut self, event: &ParcelEvent) -> Self {
        if self.status.is_terminal() && !event.correction {
            return self;
        }
        for (known, said) in
            [(&mut self.station, &event.station), (&mut self.compartment, &event.compartment)]
        {
            if said.is_some() {
                known.clone_from(said);
            }
        }
        self.pickup_deadline = event.pickup_deadline.or(self.pickup_deadline);
        self.expected = event.expected.or(self.expected);
        let Some(status) = next(self.status, event.status) else { return self };
        let lay = self.status == Status::AvailableForPickup;
        self.placed_at = match (lay, status == Status::AvailableForPickup) {
            (true, true) => self.placed_at,
            (false, true) => Some(event.occurred_at),
            (_, false) => None,
        };
        self.status = status;
        self.substatus.clone_from(&event.substatus);
        self.action_required = event.action_required;
        self.incident_reason.clone_from(&event.incident_reason);
        self.since = event.occurred_at;
        self
    }
}

/// The status after a report that is neither late nor against a terminal status; `None` when the report
/// does not speak of the status at all.
fn next(current: Status, said: Status) -> Option<Status> {
    match (current, said) {
        (_, Status::Unknown) => None,
        // The label is announced again when the parcel is long on its way.
        (
            Status::InTransit
            | Status::OutForDelivery
            | Status::Failure
            | Status::Error
            | Status::AvailableForPickup
            | Status::Delivered
            | Status::ReturnToSender
            | Status::Cancelled,
            Status::PreTransit,
        ) => None,
        (Status::Unknown | Status::PreTransit, Status::PreTransit) => Some(Status::PreTransit),
        (
            _,
            said @ (Status::InTransit
            | Status::OutForDelivery
            | Status::Failure
            | Status::Error
            | Status::AvailableForPickup
            | Status::Delivered
            | Status::ReturnToSender
            | Status::Cancelled),
        ) => Some(said),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + minute * 60, 0).unwrap()
    }

    fn event(minute: i64, status: Status) -> ParcelEvent {
        ParcelEvent {
            source_id: format!("e{minute}{}", status.as_str()),
            status,
            substatus: None,
            action_required: false,
            incident_reason: None,
            occurred_at: at(minute),
            correction: false,
            station: None,
            compartment: None,
            pickup_deadline: None,
            expected: None,
        }
    }

    fn start() -> ParcelState {
        ParcelState::announced(at(0), Some("BER-042".into()), None)
    }

    #[test]
    fn out_for_delivery_is_not_yet_in_the_locker() {
        let state = start().after_all(&[event(1, Status::InTransit), event(2, Status::OutForDelivery)]);
        assert_eq!((state.status, state.placed_at), (Status::OutForDelivery, None));
    }

    #[test]
    fn a_late_scan_does_not_take_the_parcel_out_of_the_locker() {
        let state =
            start().after_all(&[event(9, Status::AvailableForPickup), event(3, Status::OutForDelivery)]);
        assert_eq!((state.status, state.placed_at), (Status::AvailableForPickup, Some(at(9))));
    }

    #[test]
    fn a_reminder_keeps_the_time_of_placing() {
        let state =
            start().after_all(&[event(9, Status::AvailableForPickup), event(99, Status::AvailableForPickup)]);
        assert_eq!((state.since, state.placed_at), (at(99), Some(at(9))));
    }

    #[test]
    fn only_a_correction_leads_out_of_a_terminal_status() {
        let collected = [event(9, Status::AvailableForPickup), event(10, Status::Delivered)];
        let mut later = collected.to_vec();
        later.push(event(11, Status::AvailableForPickup));
        assert_eq!(start().after_all(&later).status, Status::Delivered);
        let mut corrected = collected.to_vec();
        corrected.push(ParcelEvent { correction: true, ..event(11, Status::AvailableForPickup) });
        assert_eq!(start().after_all(&corrected).status, Status::AvailableForPickup);
    }

    #[test]
    fn what_we_do_not_understand_moves_nothing() {
        let state = start().after_all(&[
            event(1, Status::InTransit),
            event(2, Status::Unknown),
            event(3, Status::PreTransit),
        ]);
        assert_eq!((state.status, state.since), (Status::InTransit, at(1)));
    }

    #[test]
    fn every_status_keeps_its_name() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        assert_eq!(Status::parse("canceled"), Some(Status::Cancelled));
        assert_eq!(Status::parse("ready"), None);
    }

    proptest! {
        #[test]
        fn every_order_of_arrival_ends_in_the_same_state(
            events in prop::collection::vec((0_i64..20, 0_usize..10, any::<bool>(), 0_u8..4), 0..7),
            seed in any::<u64>(),
        ) {
            let events: Vec<ParcelEvent> = events.into_iter().enumerate().map(|(place, (minute, status, correction, door))| ParcelEvent {
                source_id: format!("e{place}"),
                correction,
                compartment: (door > 0).then(|| door.to_string()),
                ..event(minute, Status::ALL[status])
            }).collect();
            let mut shuffled = events.clone();
            let mut state = seed;
            for place in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
            }
            prop_assert_eq!(start().after_all(&events), start().after_all(&shuffled));
        }
    }
}
