//! Whether the time to collect a parcel may be extended: how often, how long and until when is the operator's setting.

use chrono::Duration;

use crate::{Timestamp, next_change::NextChange, pickup_clock::PickupClock, plausible};

/// What the operator allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionLimits {
    /// How often for one parcel; 0 where nothing is extended.
    pub times: u16,
    /// How much longer each time.
    pub by: Duration,
    /// How long a parcel lies at most, from when it was placed.
    pub longest: Duration,
    /// How long after the deadline it may still be asked for.
    pub grace: Duration,
}

/// A parcel as far as its extension is concerned: all of it stands in the parcel's own row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What its clock shows.
    pub clock: PickupClock,
    /// How often it was extended.
    pub extended: u16,
}

/// Why it is not extended, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotExtended {
    /// It does not lie in a compartment.
    #[error("the parcel does not lie in a compartment")]
    NotHere,
    /// A case is open, and the time stands still anyway.
    #[error("its clock stands still")]
    Stopped,
    /// The time to ask for it is over as well.
    #[error("the deadline passed too long ago")]
    TooLate {
        /// The deadline.
        since: Timestamp,
    },
    /// It was extended as often as it may be.
    #[error("extended {times} times already")]
    Spent {
        /// How often it may be.
        times: u16,
    },
    /// It lies as long as it may.
    #[error("the longest time ends with this deadline")]
    Longest {
        /// The deadline that stays.
        until: Timestamp,
    },
}

/// The new deadline of a parcel, if it lies in a compartment and may lie there longer.
pub fn decide(held: Option<Held>, limits: ExtensionLimits, now: Timestamp) -> Result<Timestamp, NotExtended> {
    let held = held.ok_or(NotExtended::NotHere)?;
    let until = match held.clock {
        PickupClock::Stopped { .. } => return Err(NotExtended::Stopped),
        PickupClock::Runs { until } => until,
    };
    let new = plausible::later(until, limits.by);
    if now > plausible::later(until, limits.grace) || now >= new && limits.by > Duration::zero() {
        return Err(NotExtended::TooLate { since: until });
    }
    if held.extended >= limits.times {
        return Err(NotExtended::Spent { times: limits.times });
    }
    let new = new.min(plausible::later(held.placed_at, limits.longest));
    if new <= until || new <= now { Err(NotExtended::Longest { until }) } else { Ok(new) }
}

/// When the answer of [`decide`] may change by itself.
pub fn changes_at(held: Option<Held>, limits: ExtensionLimits, now: Timestamp) -> Option<Timestamp> {
    let next = NextChange::after(now);
    let Some(Held { placed_at, clock: PickupClock::Runs { until }, .. }) = held else {
        return next.earliest();
    };
    next.past(plausible::later(until, limits.grace))
        .at(plausible::later(until, limits.by))
        .at(plausible::later(placed_at, limits.longest))
        .earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + hour * 3_600, 0).unwrap()
    }

    #[test]
    fn it_is_extended_within_the_operators_limits_and_else_the_reason_is_told() {
        let hours = Duration::hours;
        let limits = ExtensionLimits { times: 2, by: hours(48), longest: hours(120), grace: hours(12) };
        let held = |until, extended| {
            Some(Held { placed_at: at(0), clock: PickupClock::Runs { until: at(until) }, extended })
        };
        let stopped = Held { clock: PickupClock::Stopped { left: hours(3) }, ..held(0, 0).unwrap() };
        let table = [
            (held(72, 0), 70, Ok(at(120))),
            (held(60, 0), 10, Ok(at(108))),
            (held(60, 0), 72, Ok(at(108))),
            (held(60, 0), 73, Err(NotExtended::TooLate { since: at(60) })),
            (held(60, 2), 50, Err(NotExtended::Spent { times: 2 })),
            (held(120, 1), 50, Err(NotExtended::Longest { until: at(120) })),
            (Some(stopped), 50, Err(NotExtended::Stopped)),
            (None, 50, Err(NotExtended::NotHere)),
        ];
        for (held, now, answer) in table {
            assert_eq!(decide(held, limits, at(now)), answer, "{held:?} at {now}");
        }
        let never = ExtensionLimits { times: 0, ..limits };
        assert_eq!(decide(held(60, 0), never, at(10)), Err(NotExtended::Spent { times: 0 }));
        let turn = changes_at(held(60, 0), limits, at(60)).unwrap();
        assert_eq!(turn, at(72) + Duration::nanoseconds(1));
        assert_eq!(decide(held(60, 0), limits, turn), Err(NotExtended::TooLate { since: at(60) }));
    }

    #[test]
    fn a_deadline_that_is_extended_is_still_to_come() {
        let hours = Duration::hours;
        let limits = ExtensionLimits { times: 1, by: hours(2), longest: hours(900), grace: hours(12) };
        let held = Some(Held { placed_at: at(0), clock: PickupClock::Runs { until: at(10) }, extended: 0 });
        for now in 0..30 {
            assert!(decide(held, limits, at(now)).is_ok_and(|new| new > at(now)) == (now < 12), "{now}");
        }
    }
}
