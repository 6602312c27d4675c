//! Times in the formats of the language, as sentences ask for them.

use super::{Number, Wording};
use crate::port::{Day, Moment};

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Month {
    January,
    February,
    March,
    April,
    May,
    June,
    July,
    August,
    September,
    October,
    November,
    December,
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

const YEAR: [Month; 12] = [
    Month::January,
    Month::February,
    Month::March,
    Month::April,
    Month::May,
    Month::June,
    Month::July,
    Month::August,
    Month::September,
    Month::October,
    Month::November,
    Month::December,
];

impl Wording {
    /// A time in a sentence: `today 13:02`, `24 November 18:00`.
    pub fn moment(&self, at: &Moment) -> String {
        self.day_and_clock(&self.day(at.day), &at.clock)
    }

    /// A time in a column: `18:00`, `Sat 22:15`, `24 Nov`.
    pub fn brief(&self, at: &Moment) -> String {
        match at.day {
            Day::Yesterday => self.brief_yesterday(&at.clock),
            Day::Today => self.brief_today(&at.clock),
            Day::Tomorrow => self.brief_tomorrow(&at.clock),
            Day::Weekday(day) => self.brief_weekday(self.weekday_short(weekday(day)), &at.clock),
            Day::Date { day, month, year } => self.date(day, self.month_short(name_of(month)), year),
        }
    }

    /// A time in a message, which may be read on another day: `Tue 18:00`, `24 Nov 18:00`.
    pub fn lasting(&self, at: &Moment) -> String {
        match (at.day, day_of_week(at)) {
            (Day::Date { day, month, year }, _) => {
                self.lasting_date(&self.date(day, self.month_short(name_of(month)), year), &at.clock)
            }
            (_, Some(day)) => self.brief_weekday(self.weekday_short(weekday(day)), &at.clock),
            (_, None) => self.moment(at),
        }
    }

    /// From one time to another: `today, 14:00 to 18:00`.
    pub fn window(&self, (from, until): (&Moment, &Moment)) -> String {
        if from.day == until.day {
            self.window_of_day(&self.day(from.day), &from.clock, &until.clock)
        } else {
            self.window_of_days(&self.moment(from), &self.moment(until))
        }
    }

    /// How long so many seconds are, rounded up, so that a promise is kept: `40 seconds`, `2 hours`.
    pub fn span(&self, seconds: Number) -> String {
        match seconds.get() {
            0 | 1 => self.span_seconds(1),
            seconds @ 2..=90 => self.span_seconds(seconds),
            seconds @ 91..=5_400 => self.span_minutes(seconds.div_ceil(60)),
            seconds => self.span_hours(seconds.div_ceil(3_600)),
        }
    }

    fn day(&self, day: Day) -> String {
        match day {
            Day::Yesterday => self.day_yesterday().to_owned(),
            Day::Today => self.day_today().to_owned(),
            Day::Tomorrow => self.day_tomorrow().to_owned(),
            Day::Weekday(day) => self.day_weekday(weekday(day)).to_owned(),
            Day::Date { day, month, year } => self.date(day, self.month(name_of(month)), year),
        }
    }

    fn date(&self, day: u8, month: &str, year: Option<i32>) -> String {
        match year {
            Some(year) => self.day_date_year(day, month, &year.to_string()),
            None => self.day_date(day, month),
        }
    }
}

/// The day of the week, 0 is Monday.
fn weekday(day: u8) -> Weekday {
    WEEK[usize::from(day) % WEEK.len()]
}

/// The name of a month, 1 to 12.
fn name_of(month: u8) -> Month {
    YEAR[usize::from(month.saturating_sub(1)) % YEAR.len()]
}

/// The day of the week of a time, 0 is Monday, if its RFC 3339 form shows the same clock as the station.
fn day_of_week(moment: &Moment) -> Option<u8> {
    if let Day::Weekday(day) = moment.day {
        return Some(day);
    }
    let iso = &moment.iso;
    if iso.get(11..16)? != moment.clock {
        return None;
    }
    let (year, month, day): (usize, usize, usize) =
        (iso.get(..4)?.parse().ok()?, iso.get(5..7)?.parse().ok()?, iso.get(8..10)?.parse().ok()?);
    // Sakamoto's method; it counts from Sunday.
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(month.checked_sub(1)?)?;
    u8::try_from((year + year / 4 - year / 100 + year / 400 + shift + day + 6) % 7).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::choose;

    fn moment(day: Day, iso: &str, clock: &str) -> Moment {
        Moment { iso: iso.into(), day, clock: clock.into() }
    }

    #[test]
    fn a_day_of_the_week_is_told_only_from_the_clock_of_the_station() {
        let at = |iso: &str, clock: &str| day_of_week(&moment(Day::Today, iso, clock));
        assert_eq!(at("2026-11-24T18:00:00+01:00", "18:00"), Some(1));
        assert_eq!(at("2024-02-29T09:00:00Z", "09:00"), Some(3));
        assert_eq!(at("2026-11-24T17:00:00Z", "18:00"), None);
        assert_eq!(at("nonsense", "18:00"), None);
    }

    #[test]
    fn times_are_told_in_the_formats_of_the_language() {
        let today = moment(Day::Today, "2026-11-24T13:02:00+01:00", "13:02");
        let saturday = moment(Day::Weekday(5), "2026-11-28T22:15:00+01:00", "22:15");
        let date = Day::Date { day: 24, month: 11, year: None };
        let date = moment(date, "2026-11-24T18:00:00+01:00", "18:00");
        let next_year = Day::Date { day: 3, month: 2, year: Some(2027) };
        let next_year = moment(next_year, "2027-02-03T18:00:00+01:00", "18:00");
        let (en, de) = (choose("en"), choose("de"));
        for (at, told) in [
            (&today, ["today 13:02", "13:02", "Tue 13:02", "heute 13:02", "13:02", "Di. 13:02"]),
            (
                &saturday,
                ["Saturday 22:15", "Sat 22:15", "Sat 22:15", "Samstag 22:15", "Sa. 22:15", "Sa. 22:15"],
            ),
            (
                &date,
                [
                    "24 November 18:00",
                    "24 Nov",
                    "24 Nov 18:00",
                    "24. November 18:00",
                    "24. Nov.",
                    "24. Nov. 18:00",
                ],
            ),
            (
                &next_year,
                [
                    "3 February 2027 18:00",
                    "3 Feb 2027",
                    "3 Feb 2027 18:00",
                    "3. Februar 2027 18:00",
                    "3. Feb. 2027",
                    "3. Feb. 2027 18:00",
                ],
            ),
        ] {
            let all = [en, de].map(|words| [words.moment(at), words.brief(at), words.lasting(at)]);
            assert_eq!(all.concat(), told);
        }
        assert_eq!(en.window((&today, &saturday)), "today 13:02 to Saturday 22:15");
        assert_eq!(de.window((&today, &today)), "heute, 13:02 bis 13:02");
        assert_eq!(de.span(Number::from(91)), "2 Minuten");
    }
}
