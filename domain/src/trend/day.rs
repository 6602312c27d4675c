//! Into which days of a station what happened falls.

use chrono::{NaiveDate, TimeZone, Timelike};
use serde::{Deserialize, Serialize};

use super::{Happening, KEPT, Note};
use crate::{Timestamp, next_change::day_ends_at};

/// Of a day; where a clock is moved, one of them is longer, or has nothing.
pub const HOURS: usize = 24;

/// What happened at a station on a day of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationDay {
    /// Doors that codes opened, by the hour.
    pub opened: Vec<u32>,
    /// Tries that opened none.
    pub refused: u32,
    /// Openings after which the door stayed shut.
    pub jammed: u32,
    /// Openings after which its sensors contradicted each other.
    pub unsure: u32,
    /// What customers said that is wrong.
    pub faults: u32,
    /// How long it was silent.
    pub offline_seconds: i64,
    /// Degrees, one for each hour in which they were told, added up.
    pub celsius_sum: f64,
    /// In how many hours they were.
    pub celsius_count: u32,
}

impl Default for StationDay {
    fn default() -> Self {
        Self {
            opened: vec![0; HOURS],
            refused: 0,
            jammed: 0,
            unsure: 0,
            faults: 0,
            offline_seconds: 0,
            celsius_sum: 0.0,
            celsius_count: 0,
        }
    }
}

impl StationDay {
    /// Doors that codes opened.
    pub fn openings(&self) -> u32 {
        self.opened.iter().sum()
    }

    /// Openings after which the door stayed shut, for whatever reason.
    pub const fn stayed_shut(&self) -> u32 {
        self.jammed + self.unsure
    }

    /// How warm it was on average, where that was told.
    pub fn celsius(&self) -> Option<f64> {
        (self.celsius_count > 0).then(|| self.celsius_sum / f64::from(self.celsius_count))
    }

    /// Adds what else happened on it.
    pub fn add(&mut self, other: &Self) {
        for (opened, more) in self.opened.iter_mut().zip(&other.opened) {
            *opened += more;
        }
        self.refused += other.refused;
        self.jammed += other.jammed;
        self.unsure += other.unsure;
        self.faults += other.faults;
        self.offline_seconds += other.offline_seconds;
        self.celsius_sum += other.celsius_sum;
        self.celsius_count += other.celsius_count;
    }
}

/// The days in a station's zone on which something happened, each with its part of it: only a silence has several.
pub fn days(note: &Note, zone: &impl TimeZone) -> Vec<(NaiveDate, StationDay)> {
    if let Some(since) = note.since {
        return silent(since.max(note.at - KEPT), note.at, zone);
    }
    let local = note.at.with_timezone(zone);
    let mut day = StationDay::default();
    match note.what {
        Happening::Opened => {
            let hour = usize::try_from(local.hour()).ok();
            if let Some(opened) = hour.and_then(|hour| day.opened.get_mut(hour)) {
                *opened += 1;
            }
        }
        Happening::Refused => day.refused = 1,
        Happening::StillShut => day.jammed = 1,
        Happening::SensorConflict => day.unsure = 1,
        Happening::Fault => day.faults = 1,
        Happening::Heard | Happening::Silent => {}
    }
    if let Some(celsius) = note.celsius {
        (day.celsius_sum, day.celsius_count) = (celsius.into(), 1);
    }
    vec![(local.date_naive(), day)]
}

/// A silence, cut where days end. Nothing of it is lost or counted twice, however long such a day is.
fn silent(since: Timestamp, until: Timestamp, zone: &impl TimeZone) -> Vec<(NaiveDate, StationDay)> {
    let mut days: Vec<(NaiveDate, StationDay)> = Vec::new();
    let mut at = since;
    while at < until {
        let day = at.with_timezone(zone).date_naive();
        let ends = day_ends_at(zone, at).filter(|ends| *ends > at).unwrap_or(until).min(until);
        let offline_seconds = ends.timestamp() - at.timestamp();
        match days.last_mut() {
            // The clock was moved in the middle of it.
            Some((same, part)) if *same == day => part.offline_seconds += offline_seconds,
            _ => days.push((day, StationDay { offline_seconds, ..StationDay::default() })),
        }
        at = ends;
    }
    days
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn silence(since: &str, until: &str) -> Vec<(NaiveDate, i64)> {
        let note = Note { what: Happening::Silent, at: at(until), since: Some(at(since)), celsius: None };
        days(&note, &Berlin).into_iter().map(|(day, part)| (day, part.offline_seconds)).collect()
    }

    #[test]
    fn what_happens_falls_into_the_stations_own_day_and_hour() {
        let opened = |when| {
            let note = Note { what: Happening::Opened, at: at(when), since: None, celsius: None };
            let (day, part) = days(&note, &Berlin).remove(0);
            (day, part.opened.iter().position(|opened| *opened == 1).unwrap(), part.openings())
        };
        assert_eq!(opened("2026-11-22T22:59:59Z"), (day("2026-11-22"), 23, 1));
        assert_eq!(opened("2026-11-22T23:00:00Z"), (day("2026-11-23"), 0, 1));
        // The hour that comes twice, and the one that does not come at all.
        assert_eq!(opened("2026-10-25T00:30:00Z"), (day("2026-10-25"), 2, 1));
        assert_eq!(opened("2026-10-25T01:30:00Z"), (day("2026-10-25"), 2, 1));
        assert_eq!(opened("2026-03-29T00:59:00Z"), (day("2026-03-29"), 1, 1));
        assert_eq!(opened("2026-03-29T01:00:00Z"), (day("2026-03-29"), 3, 1));
    }

    #[test]
    fn a_silence_is_cut_where_days_end_which_are_not_all_of_one_length() {
        assert_eq!(silence("2026-11-22T22:00:00Z", "2026-11-22T22:10:00Z"), [(day("2026-11-22"), 600)]);
        assert_eq!(
            silence("2026-10-24T21:00:00Z", "2026-10-26T00:00:00Z"),
            [(day("2026-10-24"), 3_600), (day("2026-10-25"), 25 * 3_600), (day("2026-10-26"), 3_600)]
        );
        assert_eq!(
            silence("2026-03-28T22:00:00Z", "2026-03-29T22:30:00Z"),
            [(day("2026-03-28"), 3_600), (day("2026-03-29"), 23 * 3_600), (day("2026-03-30"), 1_800)]
        );
        assert_eq!(silence("2026-11-22T22:00:00Z", "2026-11-22T22:00:00Z"), []);
        // What is not kept is not counted.
        assert!(silence("2020-01-01T00:00:00Z", "2026-11-22T22:00:00Z").len() <= 401);
    }

    proptest! {
        #[test]
        fn nothing_of_a_silence_is_lost_or_counted_twice(since in 0_i64..200_000_000, span in 1_i64..30_000_000) {
            let since = Timestamp::from_timestamp(1_700_000_000 + since, 0).unwrap();
            let until = since + chrono::Duration::seconds(span);
            let note = Note { what: Happening::Silent, at: until, since: Some(since), celsius: None };
            let parts = days(&note, &Berlin);
            prop_assert_eq!(parts.iter().map(|(_, part)| part.offline_seconds).sum::<i64>(), span);
            prop_assert!(parts.windows(2).all(|pair| pair[0].0.succ_opt() == Some(pair[1].0)));
            prop_assert!(parts.iter().all(|(_, part)| part.offline_seconds <= 25 * 3_600));
        }
    }
}
