//! The time that is left to collect a parcel: it stands still while a case is open (PRODUCT.md, section 6).

use chrono::Duration;

use crate::{Timestamp, next_change::NextChange, plausible};

/// A case that stops the clock of its parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// When it was opened.
    pub from: Timestamp,
    /// When it was closed; still open without.
    pub until: Option<Timestamp>,
}

/// What a parcel's clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickupClock {
    /// It runs, and the time to collect ends then.
    Runs {
        /// The deadline that holds, moved by what was stopped so far.
        until: Timestamp,
    },
    /// It stands still.
    Stopped {
        /// How long the parcel may be collected for once the case is closed.
        left: Duration,
    },
}

/// Reads the clock of a parcel with this deadline. Cases count in any order, and those that overlap count once; a case
/// that was opened when the time was already over brings nothing back.
pub fn read(deadline: Timestamp, stops: &[Stop], now: Timestamp) -> PickupClock {
    let mut stops: Vec<Stop> = stops.iter().copied().filter(|stop| stop.from <= now).collect();
    stops.sort_by_key(|stop| stop.from);
    let (mut until, mut counted) = (deadline, Timestamp::MIN_UTC);
    for stop in stops {
        let from = stop.from.max(counted);
        if from > until {
            continue;
        }
        match stop.until.filter(|until| *until <= now) {
            None => return PickupClock::Stopped { left: until - from },
            Some(closed) if closed > from => {
                (until, counted) = (plausible::later(until, closed - from), closed);
            }
            Some(_) => {}
        }
    }
    PickupClock::Runs { until }
}

/// When the answer of [`read`] may change by itself.
pub fn changes_at(stops: &[Stop], now: Timestamp) -> Option<Timestamp> {
    stops.iter().fold(NextChange::after(now), |next, stop| next.at(stop.from).at(stop.until)).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + hour * 3_600, 0).unwrap()
    }

    #[test]
    fn an_open_case_stops_the_clock_and_a_closed_one_moves_the_deadline() {
        let stop = |from, until: Option<i64>| Stop { from: at(from), until: until.map(at) };
        let runs = |until| PickupClock::Runs { until: at(until) };
        let stopped = |left| PickupClock::Stopped { left: Duration::hours(left) };
        let table: [(&[Stop], i64, PickupClock); 9] = [
            (&[], 0, runs(48)),
            (&[stop(10, None)], 20, stopped(38)),
            (&[stop(10, None)], 9, runs(48)),
            (&[stop(10, Some(16))], 20, runs(54)),
            (&[stop(10, Some(16)), stop(12, Some(18))], 20, runs(56)),
            (&[stop(50, Some(53)), stop(10, Some(16))], 60, runs(57)),
            (&[stop(10, Some(16)), stop(12, None)], 20, stopped(38)),
            (&[stop(49, None)], 50, runs(48)),
            (&[stop(10, Some(30))], 20, stopped(38)),
        ];
        for (stops, now, clock) in table {
            assert_eq!(read(at(48), stops, at(now)), clock, "{stops:?} at {now}");
        }
        assert_eq!(changes_at(&[stop(10, Some(30))], at(20)), Some(at(30)));
        assert_eq!(changes_at(&[stop(10, None)], at(20)), None);
    }
}
