//! The operator gives everybody at a station or in a region more time at once: in a storm, say.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr};

use crate::{Timestamp, extension::Held, pickup_clock::PickupClock, plausible};

/// What an order is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum OrderScope {
    /// One station.
    Station,
    /// All stations of a region.
    Region,
}

impl OrderScope {
    /// The name used in database, interface and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// How much more time an order gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoreTime {
    /// So many hours more than each has.
    Hours(u16),
    /// At least until then.
    Until(Timestamp),
}

/// The most that one order gives: more is a slip.
pub const MOST_HOURS: u16 = 30 * 24;

/// The new deadline of a parcel by an order; nothing where its own stays:
///
/// - it was placed after the order was given, and its carrier knew of the storm;
/// - a case has stopped its clock, and the time stands still anyway;
/// - its time was over for so long (`grace`) that it is on its way back, or would be over all the same;
/// - it can be collected for longer already.
pub fn decide(
    held: Option<Held>,
    more: MoreTime,
    ordered_at: Timestamp,
    grace: Duration,
    now: Timestamp,
) -> Option<Timestamp> {
    let held = held.filter(|held| held.placed_at <= ordered_at)?;
    let PickupClock::Runs { until } = held.clock else { return None };
    let new = match more {
        MoreTime::Hours(hours) => plausible::later(until, Duration::hours(hours.into())),
        MoreTime::Until(new) => new,
    };
    // Of when it was ordered: nobody loses because there were many to see to.
    let in_time = ordered_at <= plausible::later(until, grace);
    (in_time && new > until && new > now).then_some(new)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + hour * 3_600, 0).unwrap()
    }

    #[test]
    fn everybody_gets_more_time_and_nobody_less() {
        let lies = |placed, until| {
            Some(Held { placed_at: at(placed), clock: PickupClock::Runs { until: at(until) }, extended: 0 })
        };
        let stopped =
            Some(Held { clock: PickupClock::Stopped { left: Duration::hours(3) }, ..lies(0, 0).unwrap() });
        let (by, until) = (MoreTime::Hours(24), |hour| MoreTime::Until(at(hour)));
        let table = [
            (lies(0, 72), by, Some(at(96))),
            (lies(0, 72), until(100), Some(at(100))),
            // It has longer already, or as long.
            (lies(0, 72), until(72), None),
            (lies(0, 72), until(60), None),
            // Placed in the very moment, and after it.
            (lies(50, 122), by, Some(at(146))),
            (lies(51, 123), by, None),
            // Over for a while, and for too long.
            (lies(0, 44), by, Some(at(68))),
            (lies(0, 43), by, None),
            (lies(0, 46), MoreTime::Hours(1), None),
            (stopped, by, None),
            (None, by, None),
        ];
        for (held, more, new) in table {
            assert_eq!(decide(held, more, at(50), Duration::hours(6), at(50)), new, "{held:?} {more:?}");
        }
        // Carried out later, it is decided as of when it was ordered.
        assert_eq!(decide(lies(0, 44), by, at(50), Duration::hours(6), at(60)), Some(at(68)));
    }
}
