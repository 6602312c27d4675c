//! How things stand with a parcel, as one answer for the customer: the headline of its page.
//!
//! It is the first step of the [diagnosis](crate::diagnosis), which never contradicts it.

use crate::{
    Timestamp,
    next_change::NextChange,
    parcel::{ParcelState, Status},
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
    /// Collected.
    Collected,
    /// Going back to the sender.
    Returned,
    /// Called off.
    Cancelled,
}

impl Standing {
    /// Whether nothing more will happen to the parcel.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Collected | Self::Returned | Self::Cancelled => true,
            Self::Announced
            | Self::OnItsWay
            | Self::OutForDelivery
            | Self::Late
            | Self::Exception
            | Self::CodeBeingMade
            | Self::Ready
            | Self::Expired => false,
        }
    }
}

/// Decides from the parcel's state, whether a live code exists, and the time.
pub fn decide(parcel: &ParcelState, has_code: bool, now: Timestamp) -> Standing {
    let late = parcel.expected.is_some_and(|window| window.until < now);
    match parcel.status {
        Status::Delivered => Standing::Collected,
        Status::ReturnToSender => Standing::Returned,
        Status::Cancelled => Standing::Cancelled,
        Status::Failure | Status::Error => Standing::Exception,
        Status::AvailableForPickup if parcel.pickup_deadline.is_some_and(|deadline| deadline < now) => {
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

/// When the answer of [`decide`] may change by itself.
pub fn changes_at(parcel: &ParcelState, now: Timestamp) -> Option<Timestamp> {
    let expected = parcel.expected.map(|window| window.until);
    NextChange::after(now).past(expected).past(parcel.pickup_deadline).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

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
            assert_eq!(decide(&state, has_code, now), answer, "{state:?}");
        }
    }
}
