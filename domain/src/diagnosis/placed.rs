//! The first gate: does the parcel lie in the compartment? Its answer is [`Standing`], looked at more closely.

use chrono::Duration;

use super::{cause::Cause, evidence::Evidence, seen::Seen};
use crate::{
    Timestamp,
    next_change::NextChange,
    parcel::ParcelState,
    plausible,
    reopening::LastOpening,
    standing::{self, AtDoor, Standing},
};

/// What is known of the way of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFacts {
    /// Where it stands: the parcel's own row. Its deadline is the one that holds, with everything that was extended
    /// and every hour that a case stopped its clock; none while the clock stands still.
    pub parcel: ParcelState,
    /// When its carrier last said anything about it, also what moved nothing: kept in the parcel's row by whoever
    /// takes a report, not looked for among its events.
    pub heard_at: Option<Timestamp>,
    /// For how long this carrier is silent, but for one time in twenty: one row per carrier, from
    /// [`usual`](crate::usual). `None` while too little is known.
    pub usual_silence: Option<Duration>,
    /// It is bound for, or lies in, another station than was announced: two columns of the parcel's row.
    pub rerouted: Option<Rerouted>,
    /// The last time its door was told to open: what is told to open counts as collected, and may be inside still. The
    /// newest such attempt's row, and the newest event of that door.
    pub opening: Option<LastOpening>,
    /// How far its station's clock is ahead of ours: its deadline bends by that. The station's row.
    pub skew: Duration,
    /// Why parcels are late there just now: an open incident of its carrier or region, of which there are few.
    pub incident: Option<DelayReason>,
}

/// That another station took a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rerouted {
    /// The station that was announced before.
    pub from: String,
    /// When that was reported.
    pub at: Timestamp,
    /// The customer has seen it since: they said so, or were shown the code. Kept beside the parcel.
    pub noticed: bool,
}

/// Why a parcel is late, as far as it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DelayReason {
    /// Weather.
    Weather,
    /// A road is closed.
    Road,
    /// The vehicle broke down.
    Vehicle,
    /// Too many parcels, or no free compartment.
    Capacity,
}

/// What the carrier needs before it goes on, or says has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hindrance {
    /// Somebody was there and could not leave it.
    DeliveryAttempted,
    /// The address does not do.
    AddressCorrection,
    /// It went the wrong way.
    Misrouted,
    /// It is held.
    Held,
    /// It is damaged.
    Damaged,
    /// Something of which we have no words.
    Other,
}

impl PlacedFacts {
    /// What is known of its door.
    pub(super) fn at_door(&self) -> AtDoor {
        AtDoor {
            said: self.opening.and_then(|opening| opening.said),
            skew: self.skew,
            opened_at: self.opening.map(|opening| opening.at),
        }
    }

    /// How it stands, if there were a code as soon as it is there.
    fn place(&self, now: Timestamp) -> Standing {
        standing::decide(&self.parcel, self.at_door(), true, now)
    }

    /// Whether it lies in the compartment and may be collected.
    pub(super) fn is_here(&self, now: Timestamp) -> bool {
        self.place(now) == Standing::Ready
    }

    /// Whether nothing more will happen to it, nor anything is left to be done about its door.
    pub(super) fn is_over(&self, seen: Option<Seen>, now: Timestamp) -> bool {
        match self.place(now) {
            Standing::Collected => !matches!(seen, Some(Seen::NothingInside | Seen::DoorStuck)),
            Standing::Returned | Standing::Cancelled => true,
            Standing::Announced
            | Standing::OnItsWay
            | Standing::OutForDelivery
            | Standing::Late
            | Standing::Exception
            | Standing::CodeBeingMade
            | Standing::Ready
            | Standing::Expired
            | Standing::DoorShut => false,
        }
    }

    /// Whether it is on its way, or lies there and may be collected: whether a code is of use, or will be.
    pub(super) fn needs_code(&self, now: Timestamp) -> bool {
        match self.place(now) {
            Standing::Announced
            | Standing::OnItsWay
            | Standing::OutForDelivery
            | Standing::Late
            | Standing::Exception
            | Standing::CodeBeingMade
            | Standing::Ready => true,
            Standing::Expired
            | Standing::DoorShut
            | Standing::Collected
            | Standing::Returned
            | Standing::Cancelled => false,
        }
    }

    /// Whether its deadline has passed while it lay there.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        self.place(now) == Standing::Expired
    }

    /// Since when nothing is heard for longer than usual.
    fn silent_from(&self) -> Option<Timestamp> {
        Some(plausible::later(self.heard_at?, self.usual_silence?))
    }

    fn reported(&self) -> impl Iterator<Item = &str> {
        [&self.parcel.substatus, &self.parcel.incident_reason].into_iter().filter_map(Option::as_deref)
    }

    /// Why it is late: what was said of this parcel, else what holds for many.
    fn reason(&self) -> Option<DelayReason> {
        self.reported().find_map(DelayReason::read).or(self.incident)
    }
}

impl DelayReason {
    /// Reads a substatus or an incident reason; the spellings are EasyPost's and karrio's.
    pub fn read(reported: &str) -> Option<Self> {
        match reported {
            "weather_delay" | "weather" | "natural_disaster" => Some(Self::Weather),
            "road_closed" | "traffic" | "transportation_delay" => Some(Self::Road),
            "vehicle_issue" | "mechanical_delay" => Some(Self::Vehicle),
            "capacity" | "locker_full_rerouted" | "locker_full" | "volume_delay" => Some(Self::Capacity),
            _ => None,
        }
    }
}

impl Hindrance {
    /// Reads a substatus or an incident reason.
    fn read(reported: &str) -> Option<Self> {
        match reported {
            "delivery_attempted" => Some(Self::DeliveryAttempted),
            "address_correction_needed" | "incorrect_address" => Some(Self::AddressCorrection),
            "misrouted" => Some(Self::Misrouted),
            "held_support_case" | "held" | "customs" => Some(Self::Held),
            "damaged" => Some(Self::Damaged),
            _ => None,
        }
    }
}

/// What is wrong here, the answer first. What hinders it and another station are told before a silence, and a silence
/// before a delay, unless an incident explains both.
pub fn found(facts: &PlacedFacts, seen: Option<Seen>, now: Timestamp) -> Vec<Cause> {
    let rerouted = facts.rerouted.as_ref().filter(|rerouted| !rerouted.noticed).map(|_| Cause::Rerouted);
    let silent = facts.silent_from().filter(|from| now > *from).map(|_| Cause::Silent);
    let late = Some(Cause::Delayed);
    match facts.place(now) {
        Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery => {
            let here: Vec<Cause> = [rerouted, silent].into_iter().flatten().collect();
            if here.is_empty() { vec![Cause::NotYet] } else { here }
        }
        Standing::Late if facts.incident.is_some() => {
            [rerouted, late, silent].into_iter().flatten().collect()
        }
        Standing::Late => [rerouted, silent, late].into_iter().flatten().collect(),
        Standing::Exception => [Some(Cause::Exception), rerouted, silent].into_iter().flatten().collect(),
        Standing::CodeBeingMade | Standing::Ready => rerouted.into_iter().collect(),
        // Its gate is the door: it still lies behind it.
        Standing::Expired | Standing::DoorShut => Vec::new(),
        Standing::Collected | Standing::Returned | Standing::Cancelled => {
            facts.is_over(seen, now).then_some(Cause::Over).into_iter().collect()
        }
    }
}

/// What is known here.
pub fn evidence(facts: &PlacedFacts) -> Vec<Evidence> {
    let parcel = &facts.parcel;
    // Once it is there, nobody asks any more when it was to come.
    let waited_for = parcel.placed_at.is_none();
    let hindrance = parcel.action_required.then_some(Hindrance::Other);
    [
        Some(Evidence::Since(parcel.since)),
        facts.heard_at.map(Evidence::Heard),
        facts.usual_silence.filter(|_| waited_for).map(Evidence::UsualSilence),
        parcel.expected.filter(|_| waited_for).map(Evidence::Expected),
        facts.reason().map(Evidence::Reason),
        facts.reported().find_map(Hindrance::read).or(hindrance).map(Evidence::Hindrance),
        facts.rerouted.as_ref().map(|it| Evidence::MovedFrom { station: it.from.clone(), at: it.at }),
        parcel.placed_at.map(Evidence::Placed),
        parcel.pickup_deadline.map(Evidence::Deadline),
        facts.opening.map(Evidence::Opening),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// When the answer of [`found`] may change by itself.
pub fn changes_at(facts: &PlacedFacts, now: Timestamp) -> Option<Timestamp> {
    let next = NextChange::after(now).at(standing::changes_at(&facts.parcel, facts.at_door(), now));
    next.past(facts.silent_from()).earliest()
}
