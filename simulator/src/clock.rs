//! The machine's clock, and the days and hours of Berlin, where all stations and people here live.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::{Europe::Berlin, Tz};

/// The present moment; nothing else here reads the machine's clock.
#[expect(clippy::disallowed_methods, reason = "the outside world has a clock of its own, and this is it")]
pub fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// The same moment as a clock on a Berlin wall shows it.
pub fn in_berlin(moment: DateTime<Utc>) -> DateTime<Tz> {
    moment.with_timezone(&Berlin)
}

/// The days in Berlin around a given moment.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// The moment itself.
    pub now: DateTime<Utc>,
    /// Its day in Berlin.
    pub today: NaiveDate,
}

impl Calendar {
    /// The calendar as it lies open at that moment.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now, today: in_berlin(now).date_naive() }
    }

    /// A time of day, so many days after today, or before it.
    pub fn on(&self, days: i64, hour: u32, minute: u32) -> DateTime<Utc> {
        let day = self.today.checked_add_signed(Duration::days(days)).unwrap_or(self.today);
        // None of the hours used here falls into the hour that is skipped in March; if one ever does, now is as good.
        day.and_hms_opt(hour, minute, 0)
            .and_then(|time| Berlin.from_local_datetime(&time).earliest())
            .map_or(self.now, |time| time.to_utc())
    }

    /// The next full hour.
    pub fn next_hour(&self) -> DateTime<Utc> {
        let hour = self.now + Duration::minutes(60 - i64::from(self.now.minute()));
        hour.with_second(0).and_then(|hour| hour.with_nanosecond(0)).unwrap_or(hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_of_berlin() {
        let calendar = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, 23, 30, 5).unwrap());
        assert_eq!(calendar.today.to_string(), "2026-11-23");
        assert_eq!(calendar.on(3, 18, 0).to_rfc3339(), "2026-11-26T17:00:00+00:00");
        assert_eq!(calendar.on(-2, 16, 2).to_rfc3339(), "2026-11-21T15:02:00+00:00");
        assert_eq!(calendar.next_hour().to_rfc3339(), "2026-11-23T00:00:00+00:00");
    }
}
