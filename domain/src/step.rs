//! The steps of a parcel that a customer may choose to hear of, one by one.

use chrono::{Duration, TimeZone};
use strum::{EnumString, IntoStaticStr};

use crate::{
    Timestamp,
    parcel::{ParcelState, Status},
    reminder::ReminderSettings,
};

/// A step, the earlier ones smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Step {
    /// Its carrier has it.
    OnItsWay,
    /// It is in the van.
    OutForDelivery,
    /// It lies in its compartment.
    Placed,
    /// It was collected.
    Collected,
}

/// A step that was longer ago is no news any more.
const NEWS: Duration = Duration::hours(12);

impl Step {
    /// The name used in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The step at which a parcel stands.
    pub const fn of(status: Status) -> Option<Self> {
        match status {
            Status::InTransit => Some(Self::OnItsWay),
            Status::OutForDelivery => Some(Self::OutForDelivery),
            Status::AvailableForPickup => Some(Self::Placed),
            Status::Delivered => Some(Self::Collected),
            Status::Unknown
            | Status::PreTransit
            | Status::ReturnToSender
            | Status::Failure
            | Status::Cancelled
            | Status::Error => None,
        }
    }

    /// Whether it is told now: while it is news, and by day. That it can be collected is told at night as well.
    pub fn is_told(
        self,
        happened_at: Timestamp,
        settings: ReminderSettings,
        zone: &impl TimeZone,
        now: Timestamp,
    ) -> bool {
        let is_news = now.signed_duration_since(happened_at) < NEWS;
        is_news && (self == Self::Placed || settings.is_day(zone, now))
    }
}

/// The step that a parcel has made; none where it has gone back.
pub fn made(before: &ParcelState, after: &ParcelState) -> Option<Step> {
    let step = Step::of(after.status)?;
    (Step::of(before.status) < Some(step)).then_some(step)
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn at() -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    #[test]
    fn steps_go_forwards_and_what_is_no_step_is_none() {
        let state = |status| ParcelState { status, ..ParcelState::announced(at(), None, None) };
        let table = [
            (Status::PreTransit, Status::InTransit, Some(Step::OnItsWay)),
            (Status::InTransit, Status::OutForDelivery, Some(Step::OutForDelivery)),
            (Status::InTransit, Status::AvailableForPickup, Some(Step::Placed)),
            (Status::AvailableForPickup, Status::Delivered, Some(Step::Collected)),
            (Status::InTransit, Status::InTransit, None),
            (Status::AvailableForPickup, Status::InTransit, None),
            (Status::InTransit, Status::Failure, None),
        ];
        for (before, after, step) in table {
            assert_eq!(made(&state(before), &state(after)), step, "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_is_old_is_not_told_and_at_night_only_that_it_is_there() {
        let at = |hour| Utc.with_ymd_and_hms(2026, 11, 22, hour, 0, 0).unwrap();
        let settings = ReminderSettings::default();
        let told = |step: Step, happened, now| step.is_told(at(happened), settings, &Utc, at(now));
        assert!(told(Step::OutForDelivery, 8, 9));
        assert!(!told(Step::OutForDelivery, 5, 6), "at night");
        assert!(!told(Step::Collected, 21, 22), "at night");
        assert!(told(Step::Placed, 22, 23));
        assert!(!told(Step::Placed, 1, 14), "long ago");
    }
}
