//! What pages say of a station: when it is busy, and how often its doors open.

use chrono::{Datelike, Duration, NaiveDate, TimeZone, Timelike};
use serde::{Deserialize, Serialize};

use super::{HOURS, StationDay};
use crate::Timestamp;

/// The days that count: a season, so that what was true in summer is not told in winter.
pub const WINDOW: i64 = 90;
/// Fewer openings say nothing of a station.
pub const ENOUGH: u32 = 50;
/// Hours of a week.
const WEEK: usize = 7 * HOURS;
/// An hour is busy that has so many times its even share.
const CROWD: u32 = 3;
/// Fewer openings in an hour of the week are a chance: one every other week.
const NO_CHANCE: u32 = 6;
/// Hours are quiet in which no more than one in so many comes.
const QUIET: u32 = 10;
/// Before those hours everybody sleeps, and after those it is no news either.
const MORNINGS: std::ops::RangeInclusive<u8> = 8..=12;
const EVENINGS: std::ops::RangeInclusive<u8> = 17..=21;

/// What is known of a station by its last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Doors that codes opened.
    pub opened: u32,
    /// Of those, the ones that stayed shut.
    pub stayed_shut: u32,
    /// The hours of its week that are busy, counted from Monday's first, in their order.
    pub busy: Vec<u8>,
    /// Before that hour of the day hardly anybody comes.
    pub quiet_before: Option<u8>,
    /// From that hour of the day on hardly anybody does.
    pub quiet_after: Option<u8>,
}

/// What the last days of a station say; nothing while that is too little.
pub fn summary<'a>(days: impl IntoIterator<Item = &'a (NaiveDate, StationDay)>) -> Option<Summary> {
    let (mut week, mut hours) = ([0_u32; WEEK], [0_u32; HOURS]);
    let (mut opened, mut stayed_shut) = (0, 0);
    for (day, happened) in days {
        opened += happened.openings();
        stayed_shut += happened.stayed_shut();
        let first = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0) * HOURS;
        let of_week = week.iter_mut().skip(first);
        for ((of_week, of_day), count) in of_week.zip(hours.iter_mut()).zip(&happened.opened) {
            *of_week += count;
            *of_day += count;
        }
    }
    if opened < ENOUGH {
        return None;
    }
    let is_busy = |count: u32| {
        count >= NO_CHANCE && u64::from(count) * WEEK as u64 >= u64::from(CROWD) * u64::from(opened)
    };
    let busy = (0..).zip(week).filter(|(_, count)| is_busy(*count)).map(|(hour, _)| hour).collect();
    let few = |count: u32| u64::from(count) * u64::from(QUIET) <= u64::from(opened);
    let before = |hour: u8| hours.iter().take(hour.into()).sum();
    let after = |hour: u8| hours.iter().skip(hour.into()).sum();
    Some(Summary {
        opened,
        stayed_shut,
        busy,
        quiet_before: MORNINGS.rev().find(|hour| few(before(*hour))),
        quiet_after: EVENINGS.into_iter().find(|hour| few(after(*hour))),
    })
}

/// How many come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// Many, at this hour.
    BusyNow,
    /// Hardly anybody before that hour of the day.
    QuietBefore(u8),
    /// Hardly anybody from that hour of the day on.
    QuietAfter(u8),
}

/// What a page says of a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StationLine {
    /// When to come, if any time is better than another.
    pub crowd: Option<Crowd>,
    /// Of a hundred doors, how many opened at the first try; rounded down, so that none is promised.
    pub of_hundred: u8,
}

/// What a page says of a station at a time. The morning comes first: it is mild in summer, and help is awake.
pub fn line(summary: &Summary, zone: &impl TimeZone, now: Timestamp) -> StationLine {
    let quiet_before = summary.quiet_before.map(Crowd::QuietBefore);
    let crowd = if is_busy(summary, zone, now) {
        Some(Crowd::BusyNow)
    } else {
        quiet_before.or(summary.quiet_after.map(Crowd::QuietAfter))
    };
    let opened = u64::from(summary.opened.max(1));
    let at_first = opened.saturating_sub(summary.stayed_shut.into());
    StationLine { crowd, of_hundred: u8::try_from(at_first * 100 / opened).unwrap_or(100) }
}

fn is_busy(summary: &Summary, zone: &impl TimeZone, at: Timestamp) -> bool {
    let local = at.with_timezone(zone);
    let hour = local.weekday().num_days_from_monday() * 24 + local.hour();
    summary.busy.iter().any(|busy| u32::from(*busy) == hour)
}

/// When the answer of [`line`] may change by itself: at the hour from which on it is busy, or not any more.
pub fn line_changes_at(summary: &Summary, zone: &impl TimeZone, now: Timestamp) -> Option<Timestamp> {
    let past = now.with_timezone(zone);
    let past = i64::from(past.minute()) * 60 + i64::from(past.second());
    let next = now.checked_sub_signed(Duration::seconds(past))?.checked_add_signed(Duration::hours(1))?;
    let next = Timestamp::from_timestamp(next.timestamp(), 0)?;
    (is_busy(summary, zone, next) != is_busy(summary, zone, now)).then_some(next)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia::Kathmandu, Europe::Berlin};

    use super::*;

    /// Weeks from a Monday on in which so many came at these hours of these days.
    fn weeks(weeks: u64, came: &[(u64, usize, u32)], jammed: u32) -> Vec<(NaiveDate, StationDay)> {
        let monday: NaiveDate = "2026-08-31".parse().unwrap();
        let mut days: Vec<_> =
            (0..weeks * 7).map(|day| (monday + chrono::Days::new(day), StationDay::default())).collect();
        for week in 0..weeks {
            for (day, hour, count) in came {
                days[usize::try_from(week * 7 + day).unwrap()].1.opened[*hour] += count;
            }
        }
        days[0].1.jammed = jammed;
        days
    }

    #[test]
    fn too_few_openings_say_nothing() {
        assert_eq!(summary(&weeks(7, &[(0, 17, 7)], 0)), None);
        assert!(summary(&weeks(10, &[(0, 17, 5)], 0)).is_some());
        assert_eq!(summary(&[]), None);
    }

    #[test]
    fn an_hour_is_busy_by_the_stations_own_clock_and_only_then() {
        let known = summary(&weeks(10, &[(0, 17, 5), (1, 10, 1), (2, 11, 1)], 0)).unwrap();
        // Monday at five: 50 of 70 came then. Ten others are ten in an hour as well, each a seventh: busy too.
        assert_eq!(known.busy, [17, 24 + 10, 48 + 11]);
        let at = |text: &str| line(&known, &Berlin, text.parse().unwrap()).crowd;
        assert_eq!(at("2026-11-23T15:59:59Z"), Some(Crowd::QuietBefore(10)));
        assert_eq!(at("2026-11-23T16:00:00Z"), Some(Crowd::BusyNow));
        assert_eq!(at("2026-11-23T16:59:59Z"), Some(Crowd::BusyNow));
        assert_eq!(at("2026-11-23T17:00:00Z"), Some(Crowd::QuietBefore(10)));
        // In summer it is the same hour of the clock.
        assert_eq!(at("2026-08-31T15:30:00Z"), Some(Crowd::BusyNow));
    }

    #[test]
    fn where_all_come_evenly_no_hour_is_told_of() {
        let came: Vec<_> = (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour, 1))).collect();
        let known = summary(&weeks(10, &came, 0)).unwrap();
        assert_eq!((known.busy.len(), known.quiet_before, known.quiet_after), (0, None, None));
        assert_eq!(line(&known, &Berlin, "2026-11-23T16:00:00Z".parse().unwrap()).crowd, None);
    }

    #[test]
    fn mornings_and_evenings_are_quiet_with_at_most_one_in_ten() {
        let known = summary(&weeks(10, &[(0, 8, 1), (1, 12, 5), (2, 16, 4)], 0)).unwrap();
        assert_eq!((known.quiet_before, known.quiet_after), (Some(12), Some(17)));
        let known = summary(&weeks(10, &[(0, 7, 2), (1, 19, 6), (2, 20, 1)], 0)).unwrap();
        assert_eq!((known.quiet_before, known.quiet_after), (None, Some(21)));
    }

    #[test]
    fn no_more_doors_are_promised_than_opened() {
        for (jammed, of_hundred) in [(0, 100), (1, 99), (2, 99), (3, 98), (200, 0), (500, 0)] {
            let known = summary(&weeks(10, &[(0, 12, 20)], jammed)).unwrap();
            let said = line(&known, &Berlin, "2026-11-24T16:00:00Z".parse().unwrap());
            assert_eq!(said.of_hundred, of_hundred, "{jammed}");
        }
    }

    #[test]
    fn a_line_changes_when_an_hour_of_the_station_begins() {
        let known = summary(&weeks(10, &[(0, 17, 6)], 0)).unwrap();
        let next = |zone: chrono_tz::Tz, text: &str| {
            line_changes_at(&known, &zone, text.parse().unwrap()).map(|at| at.to_rfc3339())
        };
        assert_eq!(next(Berlin, "2026-11-23T15:10:30.5Z").as_deref(), Some("2026-11-23T16:00:00+00:00"));
        assert_eq!(next(Berlin, "2026-11-23T16:00:00Z").as_deref(), Some("2026-11-23T17:00:00+00:00"));
        assert_eq!(next(Berlin, "2026-11-23T17:00:00Z"), None);
        // Where the clocks are a quarter of an hour off.
        assert_eq!(next(Kathmandu, "2026-11-23T10:50:00Z").as_deref(), Some("2026-11-23T11:15:00+00:00"));
    }
}
