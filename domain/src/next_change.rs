//! When something that is told changes by time alone.
//!
//! Each decision that depends on the time has a function beside it that names the next moment at which its answer may
//! be another one, should nothing be reported until then: `changes_at`. A moment at which nothing changes costs a look;
//! one that is left out leaves a page that is wrong.

use chrono::{Duration, NaiveTime, Offset, TimeZone};

use crate::Timestamp;

/// Keeps the earliest of those moments that are still to come.
#[derive(Debug, Clone, Copy)]
pub struct NextChange {
    now: Timestamp,
    earliest: Option<Timestamp>,
}

impl NextChange {
    /// What comes after this time; so far nothing.
    pub const fn after(now: Timestamp) -> Self {
        Self { now, earliest: None }
    }

    /// A moment from which on the answer may be another one.
    #[must_use]
    pub fn at(self, moment: impl Into<Option<Timestamp>>) -> Self {
        let coming = moment.into().filter(|moment| *moment > self.now);
        Self { earliest: [self.earliest, coming].into_iter().flatten().min(), ..self }
    }

    /// The last moment at which the answer still holds.
    #[must_use]
    pub fn past(self, moment: impl Into<Option<Timestamp>>) -> Self {
        self.at(moment.into().and_then(|moment| moment.checked_add_signed(Duration::nanoseconds(1))))
    }

    /// The earliest of them.
    pub const fn earliest(self) -> Option<Timestamp> {
        self.earliest
    }
}

/// When the day in this zone ends, or its clock is moved before that. Where the clock is moved at midnight there may be
/// no midnight, or two: it is the change that is named then.
pub fn day_ends_at(zone: &impl TimeZone, now: Timestamp) -> Option<Timestamp> {
    let offset = |at: Timestamp| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let here = offset(now);
    let today = now.naive_utc().checked_add_offset(here)?.date();
    let midnight = today.succ_opt()?.and_time(NaiveTime::MIN).checked_sub_offset(here)?.and_utc();
    if offset(midnight) == here {
        return Some(midnight);
    }
    // Clocks are moved at whole seconds, and not twice a day.
    let (mut still, mut moved) = (now.timestamp(), midnight.timestamp());
    while moved - still > 1 {
        let between = still + (moved - still) / 2;
        if offset(Timestamp::from_timestamp(between, 0)?) == here {
            still = between;
        } else {
            moved = between;
        }
    }
    Timestamp::from_timestamp(moved, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_that_is_still_to_come_is_kept() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let second = Duration::seconds(1);
        assert_eq!(NextChange::after(now).at(now).past(now - second).at(None).earliest(), None);
        let next = NextChange::after(now).at(now + second * 3).past(now + second).at(now + second * 2);
        assert_eq!(next.earliest(), Some(now + second + Duration::nanoseconds(1)));
        // It still holds at this very moment, and not at the next.
        assert_eq!(NextChange::after(now).past(now).earliest(), Some(now + Duration::nanoseconds(1)));
        assert_eq!(NextChange::after(now).past(Timestamp::MAX_UTC).earliest(), None);
    }
}
