//! Whether a station does better or worse than it did.

use chrono::{Duration, NaiveDate, TimeZone};

use super::StationDay;
use crate::Timestamp;

/// The last days that are compared, today among them.
pub const RECENT: i64 = 30;
/// The days before those that they are compared with.
pub const BEFORE: i64 = 60;

/// What happened in some days together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Doors that codes opened.
    pub opened: u64,
    /// Of those, the ones that stayed shut.
    pub stayed_shut: u64,
    /// How long the station was silent.
    pub offline_seconds: u64,
    /// How long those days were, as far as they have passed.
    pub seconds: u64,
}

impl Span {
    /// Which share of the openings stayed shut; unknown without any.
    pub fn shut_share(self) -> Option<f64> {
        share(self.stayed_shut, self.opened)
    }

    /// Which share of the time it was silent.
    pub fn offline_share(self) -> Option<f64> {
        share(self.offline_seconds, self.seconds)
    }

    fn add(&mut self, day: &StationDay) {
        self.opened += u64::from(day.openings());
        self.stayed_shut += u64::from(day.stayed_shut());
        self.offline_seconds += u64::try_from(day.offline_seconds).unwrap_or_default();
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of counts that are far smaller")]
fn share(part: u64, whole: u64) -> Option<f64> {
    // A door event that comes late may fall on a day whose opening is not counted any more.
    (whole > 0).then(|| (part as f64 / whole as f64).min(1.0))
}

/// The last days of a station, and those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compared {
    /// The last [`RECENT`] days.
    pub recent: Span,
    /// The [`BEFORE`] days before.
    pub before: Span,
}

/// Compares the last days with those before; days that are not there had nothing.
pub fn compare<'a>(
    days: impl IntoIterator<Item = &'a (NaiveDate, StationDay)>,
    zone: &impl TimeZone,
    now: Timestamp,
) -> Compared {
    let today = now.with_timezone(zone).date_naive();
    let begins = |ago: i64| today.checked_sub_signed(Duration::days(ago - 1)).unwrap_or(today);
    let (recent, before) = (begins(RECENT), begins(RECENT + BEFORE));
    let mut compared = Compared::default();
    for (day, happened) in days {
        if *day >= recent && *day <= today {
            compared.recent.add(happened);
        } else if *day >= before && *day < recent {
            compared.before.add(happened);
        }
    }
    let (recent, before) = (start(recent, zone), start(before, zone));
    let seconds =
        |from: Timestamp, until: Timestamp| u64::try_from((until - from).num_seconds()).unwrap_or(0);
    compared.recent.seconds = seconds(recent, now);
    compared.before.seconds = seconds(before, recent);
    compared
}

/// When a day begins in a zone: at midnight, or when the clock is moved past it.
fn start(day: NaiveDate, zone: &impl TimeZone) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = zone.from_local_datetime(&midnight).earliest();
    let later = || zone.from_local_datetime(&(midnight + Duration::hours(1))).earliest();
    local.or_else(later).map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;

    use super::*;

    #[test]
    fn the_last_thirty_days_are_held_against_the_sixty_before() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let day = |text: &str, opened: u32, jammed: u32, offline_seconds: i64| {
            let mut day = StationDay { jammed, offline_seconds, ..StationDay::default() };
            day.opened[9] = opened;
            (text.parse::<NaiveDate>().unwrap(), day)
        };
        let days = [
            day("2026-08-24", 100, 100, 9_000), // one day too old
            day("2026-08-25", 40, 1, 60),
            day("2026-10-23", 60, 1, 40),
            day("2026-10-24", 10, 2, 0),
            day("2026-11-22", 40, 3, 3_600),
        ];
        let compared = compare(&days, &Berlin, now);
        let (recent, before) = (compared.recent, compared.before);
        assert_eq!((recent.opened, recent.stayed_shut, recent.offline_seconds), (50, 5, 3_600));
        assert_eq!((before.opened, before.stayed_shut, before.offline_seconds), (100, 2, 100));
        // 29 days and 13 hours by the clock, and an hour more that came twice.
        assert_eq!(recent.seconds, (29 * 24 + 13 + 1) * 3_600);
        assert_eq!(before.seconds, 60 * 24 * 3_600);
        assert_eq!(recent.shut_share(), Some(0.1));
        assert_eq!(before.shut_share(), Some(0.02));
        assert_eq!(compare(&[], &Berlin, now).recent.shut_share(), None);
        assert_eq!(compare(&[], &Berlin, now).recent.offline_share(), Some(0.0));
    }
}
