//! Days and hours in Berlin, around a given moment.

use chrono::{DateTime, Days, Duration, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Europe::Berlin;

use crate::clock;

/// The day of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    now: DateTime<Utc>,
    today: NaiveDate,
}

impl Calendar {
    /// The calendar as it lies open at that moment.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now, today: clock::in_berlin(now).date_naive() }
    }

    /// The moment itself.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Today in Berlin.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// A time of day, so many days before today.
    pub fn before(&self, days: u64, hour: u32, minute: u32) -> DateTime<Utc> {
        on(self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today), hour, minute, self.now)
    }

    /// A time of day, so many days after today.
    pub fn ahead(&self, days: u64, hour: u32, minute: u32) -> DateTime<Utc> {
        on(self.today.checked_add_days(Days::new(days)).unwrap_or(self.today), hour, minute, self.now)
    }

    /// A time of today, but at least so many minutes ago: nobody reports the future.
    pub fn earlier_today(&self, hour: u32, minute: u32, minutes_ago: i64) -> DateTime<Utc> {
        self.before(0, hour, minute).min(self.now - Duration::minutes(minutes_ago))
    }

    /// The next full hour and so many hours later.
    pub fn window(&self, hours: i64) -> (DateTime<Utc>, DateTime<Utc>) {
        let from = self.now + Duration::minutes(60 - i64::from(self.now.minute()));
        let from = from.with_second(0).and_then(|from| from.with_nanosecond(0)).unwrap_or(from);
        (from, from + Duration::hours(hours))
    }
}

/// None of the hours used here falls into the hour that is skipped in March; if one ever does, now is as good.
fn on(day: NaiveDate, hour: u32, minute: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    day.and_hms_opt(hour, minute, 0)
        .and_then(|time| Berlin.from_local_datetime(&time).earliest())
        .map_or(now, |time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_of_berlin() {
        let calendar = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, 23, 30, 0).unwrap());
        assert_eq!(calendar.today().to_string(), "2026-11-23");
        assert_eq!(calendar.ahead(3, 18, 0).to_rfc3339(), "2026-11-26T17:00:00+00:00");
        assert_eq!(calendar.before(2, 16, 2).to_rfc3339(), "2026-11-21T15:02:00+00:00");
    }

    #[test]
    fn nothing_is_reported_before_it_happened() {
        let calendar = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, 5, 0, 0).unwrap());
        assert_eq!(calendar.earlier_today(8, 40, 10).to_rfc3339(), "2026-11-22T04:50:00+00:00");
        let noon = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, 11, 20, 5).unwrap());
        assert_eq!(noon.earlier_today(8, 40, 10).to_rfc3339(), "2026-11-22T07:40:00+00:00");
        assert_eq!(noon.window(4).0.to_rfc3339(), "2026-11-22T12:00:00+00:00");
    }
}
