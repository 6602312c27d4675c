//! How things stand with a parcel, as one answer for the customer: the headline of its page.
//!
//! It is the first step of the [diagnosis](crate::diagnosis), which never contradicts it.

use chrono::Duration;

use crate::{
    Timestamp, code,
    command::DoorEventKind,
    next_change::NextChange,
    parcel::{ParcelState, Status},
    plausible, reopening,
};

/// The one answer at the top of a parcel's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Announced, not yet handed over to the carrier.
    Announced,
    /// On its way, on time as far as we know.
    OnItsWay,
    /// In the courier's van.
    OutForDelivery,
    /// The expected time has passed and it is not there.
    Late,
    /// Something is in the way.
    Exception,
    /// In the compartment; the code is being made.
    CodeBeingMade,
    /// In the compartment, and the code works.
    Ready,
    /// The time to collect it is over.
    Expired,
    /// Taken out of the compartment by the book, and the station says that the door stayed shut or that its sensors
    /// disagree: it may be inside still.
    DoorShut,
    /// Collected.
    Collected,
    /// Going back to the sender.
    Returned,
    /// Called off.
    Cancelled,
}

/// How far a parcel is: what its customer looks for first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It lies behind its door, as far as is known.
    BehindItsDoor,
    /// It is on its way, and something is wrong.
    HeldUp,
    /// It is on its way.
    OnItsWay,
    /// Nothing more will happen.
    Over,
}

impl Standing {
    /// How far it is.
    pub const fn stage(self) -> Stage {
        match self {
            Self::CodeBeingMade | Self::Ready | Self::Expired | Self::DoorShut => Stage::BehindItsDoor,
            Self::Exception | Self::Late => Stage::HeldUp,
            Self::OutForDelivery | Self::OnItsWay | Self::Announced => Stage::OnItsWay,
            Self::Collected | Self::Returned | Self::Cancelled => Stage::Over,
        }
    }

    /// Whether nothing more will happen to the parcel.
    pub const fn is_over(self) -> bool {
        matches!(self.stage(), Stage::Over)
    }
}

/// What is known of the door that a parcel lies behind, or has just been behind. Without it: nothing was said of the
/// door, and the station's clock is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AtDoor {
    /// What the station said of the door since it was last opened for the parcel: kept in the parcel's row.
    pub said: Option<DoorEventKind>,
    /// How far the station's clock is ahead of ours: the deadline bends by that.
    pub skew: Duration,
    /// When it was last opened for the parcel.
    pub opened_at: Option<Timestamp>,
}

impl AtDoor {
    /// Whether by the station's own word the door has not opened.
    const fn stayed_shut(self) -> bool {
        match self.said {
            Some(DoorEventKind::StillShut | DoorEventKind::SensorConflict) => true,
            Some(DoorEventKind::Opened | DoorEventKind::Closed) | None => false,
        }
    }
}

/// For how long after a door was told to open its station may still say that it stayed shut, while its customer stands
/// before it and looks.
pub const SETTLES: Duration = reopening::WITHIN;

/// Whether something may still turn how it stands, so that an open page goes on watching it.
pub fn may_turn(standing: Standing, door: AtDoor, now: Timestamp) -> bool {
    let settles = || door.opened_at.is_some_and(|at| now < plausible::later(at, SETTLES));
    !standing.is_over() || standing == Standing::Collected && settles()
}

/// Decides from the parcel's state, what is known of its door, whether a live code exists, and the time.
pub fn decide(parcel: &ParcelState, door: AtDoor, has_code: bool, now: Timestamp) -> Standing {
    let late = parcel.expected.is_some_and(|window| window.until < now);
    match parcel.status {
        Status::Delivered if door.stayed_shut() => Standing::DoorShut,
        Status::Delivered => Standing::Collected,
        Status::ReturnToSender => Standing::Returned,
        Status::Cancelled => Standing::Cancelled,
        Status::Failure | Status::Error => Standing::Exception,
        Status::AvailableForPickup if collect_until(parcel, door).is_some_and(|until| until < now) => {
            Standing::Expired
        }
        Status::AvailableForPickup if has_code => Standing::Ready,
        Status::AvailableForPickup => Standing::CodeBeingMade,
        Status::Unknown | Status::PreTransit | Status::InTransit | Status::OutForDelivery
            if parcel.action_required =>
        {
            Standing::Exception
        }
        Status::Unknown | Status::PreTransit | Status::InTransit | Status::OutForDelivery if late => {
            Standing::Late
        }
        Status::OutForDelivery => Standing::OutForDelivery,
        Status::PreTransit => Standing::Announced,
        Status::Unknown | Status::InTransit => Standing::OnItsWay,
    }
}

/// The last moment at which the door opens for its code.
fn collect_until(parcel: &ParcelState, door: AtDoor) -> Option<Timestamp> {
    parcel.pickup_deadline.map(|deadline| code::good_until(deadline, door.skew))
}

/// When the answer of [`decide`] may change by itself, or that of [`may_turn`].
pub fn changes_at(parcel: &ParcelState, door: AtDoor, now: Timestamp) -> Option<Timestamp> {
    let expected = parcel.expected.map(|window| window.until);
    let settled = door.opened_at.map(|at| plausible::later(at, SETTLES));
    NextChange::after(now).past(expected).past(collect_until(parcel, door)).at(settled).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::parcel::Window;

    #[test]
    fn each_state_has_its_answer() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let hour = Duration::hours(1);
        let parcel = ParcelState::announced(now - hour, None, None);
        let with = |status| ParcelState { status, ..parcel.clone() };
        let expected = |from, until| Some(Window { from: now + from, until: now + until });
        let table = [
            (with(Status::PreTransit), false, Standing::Announced),
            (with(Status::InTransit), false, Standing::OnItsWay),
            (with(Status::OutForDelivery), false, Standing::OutForDelivery),
            (
                ParcelState { expected: expected(-hour, hour), ..with(Status::OutForDelivery) },
                false,
                Standing::OutForDelivery,
            ),
            (
                ParcelState { expected: expected(-hour * 2, -hour), ..with(Status::OutForDelivery) },
                false,
                Standing::Late,
            ),
            (ParcelState { action_required: true, ..with(Status::InTransit) }, false, Standing::Exception),
            (with(Status::Failure), false, Standing::Exception),
            (with(Status::AvailableForPickup), false, Standing::CodeBeingMade),
            (with(Status::AvailableForPickup), true, Standing::Ready),
            (
                ParcelState { pickup_deadline: Some(now), ..with(Status::AvailableForPickup) },
                true,
                Standing::Ready,
            ),
            (
                ParcelState { pickup_deadline: Some(now - hour), ..with(Status::AvailableForPickup) },
                true,
                Standing::Expired,
            ),
            (with(Status::Delivered), false, Standing::Collected),
            (with(Status::ReturnToSender), false, Standing::Returned),
            (with(Status::Cancelled), false, Standing::Cancelled),
        ];
        for (state, has_code, answer) in table {
            assert_eq!(decide(&state, AtDoor::default(), has_code, now), answer, "{state:?}");
        }
    }

    #[test]
    fn the_word_of_the_door_counts_once_it_was_opened_and_never_before() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let parcel = |status| ParcelState { status, ..ParcelState::announced(now, None, None) };
        let door = |said| AtDoor { said, ..AtDoor::default() };
        let table = [
            (Some(DoorEventKind::StillShut), Standing::DoorShut),
            (Some(DoorEventKind::SensorConflict), Standing::DoorShut),
            (Some(DoorEventKind::Opened), Standing::Collected),
            (Some(DoorEventKind::Closed), Standing::Collected),
            (None, Standing::Collected),
        ];
        for (said, answer) in table {
            assert_eq!(decide(&parcel(Status::Delivered), door(said), false, now), answer, "{said:?}");
            let lies = decide(&parcel(Status::AvailableForPickup), door(said), true, now);
            assert_eq!(lies, Standing::Ready, "{said:?}");
        }
        assert!(!Standing::DoorShut.is_over());
    }

    #[test]
    fn a_page_goes_on_watching_until_the_door_has_had_its_say() {
        let at = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let opened = AtDoor { opened_at: Some(at), ..AtDoor::default() };
        let end = at + SETTLES;
        let just_before = end - Duration::seconds(1);
        for (standing, door, now, watches) in [
            (Standing::Collected, opened, just_before, true),
            (Standing::Collected, opened, end, false),
            (Standing::Collected, AtDoor::default(), at, false),
            (Standing::Returned, opened, at, false),
            (Standing::DoorShut, opened, end, true),
            (Standing::Ready, AtDoor::default(), end, true),
        ] {
            assert_eq!(may_turn(standing, door, now), watches, "{standing:?} {now}");
        }
        let collected = ParcelState { status: Status::Delivered, ..ParcelState::announced(at, None, None) };
        assert_eq!(changes_at(&collected, opened, just_before), Some(end));
    }

    #[test]
    fn a_page_calls_nothing_over_that_the_station_still_takes() {
        let deadline = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let parcel = ParcelState {
            status: Status::AvailableForPickup,
            pickup_deadline: Some(deadline),
            ..ParcelState::announced(deadline, None, None)
        };
        for minutes in [-40, -6, 0, 6, 40] {
            let door = AtDoor { skew: Duration::minutes(minutes), ..AtDoor::default() };
            for after in 0..20 {
                let now = deadline + Duration::minutes(after);
                let takes = code::is_valid(deadline, door.skew, now);
                let stands = decide(&parcel, door, true, now);
                assert_eq!(stands == Standing::Ready, takes, "{minutes} {after}");
            }
        }
    }
}
