//! Times and changes as pages and messages tell them.

use app::{
    port::{ChangeWhat, Day, Moment},
    wording::messages::ChangeText,
};
use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use domain::Timestamp;
use store::book::ChangeSummary;

/// A time zone by its IANA name; UTC when it is unknown.
pub fn zone(name: Option<&str>) -> Tz {
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// A time as people at the station say it.
pub fn moment(at: Timestamp, zone: Tz, now: Timestamp) -> Moment {
    // A time that cannot be is shown as the first or last that can be written: no zone moves it out of the calendar.
    let local = at.clamp(EARLIEST, LATEST).with_timezone(&zone);
    let days = (local.date_naive() - now.with_timezone(&zone).date_naive()).num_days();
    let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    let day = match days {
        -1 => Day::Yesterday,
        0 => Day::Today,
        1 => Day::Tomorrow,
        -6..=6 => Day::Weekday(small(local.weekday().num_days_from_monday())),
        _ => Day::Date {
            day: small(local.day()),
            month: small(local.month()),
            year: Some(local.year()).filter(|year| *year != now.with_timezone(&zone).year()),
        },
    };
    Moment {
        iso: local.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        day,
        // Nobody lives by it: it stands where no station says whose time it is, and so it is named.
        clock: format!(
            "{:02}:{:02}{}",
            local.hour(),
            local.minute(),
            if zone == Tz::UTC { " UTC" } else { "" }
        ),
    }
}

/// The first moment of the year 1, and the last of the year 9999.
const EARLIEST: Timestamp = at_second(-62_135_596_800);
const LATEST: Timestamp = at_second(253_402_300_799);

const fn at_second(second: i64) -> Timestamp {
    match Timestamp::from_timestamp(second, 0) {
        Some(at) => at,
        None => Timestamp::UNIX_EPOCH,
    }
}

/// Whole seconds until then, at least 1: when they have passed, it is then.
pub fn seconds_until(until: Timestamp, now: Timestamp) -> u32 {
    let span = until - now;
    let seconds = span.num_seconds() + i64::from(span.subsec_nanos() > 0);
    u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)
}

/// A change of contacts as messages and pages tell it.
pub fn change_text(told: &ChangeSummary) -> ChangeText<'_> {
    let old = told.old_masked.as_deref();
    let new = told.new_masked.as_deref();
    match told.kind.as_str() {
        "turn_off" => return ChangeText::TurnOff(old.unwrap_or_default()),
        "codes_out" => return ChangeText::CodesOut,
        "codes_in" => return ChangeText::CodesIn,
        "passkey" => return ChangeText::Passkey,
        "browser" => return ChangeText::Browser,
        _ => {}
    }
    match (old, new) {
        (Some(old), Some(new)) => ChangeText::Replace(old, new),
        (Some(old), None) => ChangeText::Remove(old),
        (None, new) => ChangeText::Add(new.unwrap_or_default()),
    }
}

/// The same for a page.
pub fn what(told: &ChangeSummary) -> ChangeWhat {
    match change_text(told) {
        ChangeText::Add(new) => ChangeWhat::Add(new.to_owned()),
        ChangeText::Replace(old, new) => ChangeWhat::Replace(old.to_owned(), new.to_owned()),
        ChangeText::Remove(old) => ChangeWhat::Remove(old.to_owned()),
        ChangeText::TurnOff(contact) => ChangeWhat::TurnOff(contact.to_owned()),
        ChangeText::CodesOut => ChangeWhat::CodesOut,
        ChangeText::CodesIn => ChangeWhat::CodesIn,
        ChangeText::Passkey => ChangeWhat::Passkey,
        ChangeText::Browser => ChangeWhat::Browser,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    // M2
    #[test]
    fn a_time_that_cannot_be_breaks_no_page() {
        let now = chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        for at in [Timestamp::MAX_UTC, Timestamp::MIN_UTC] {
            for zone in [chrono_tz::Asia::Tokyo, chrono_tz::America::Los_Angeles] {
                assert!(matches!(moment(at, zone, now).day, Day::Date { .. }));
            }
        }
    }

    #[test]
    fn days_are_named_as_people_at_the_station_name_them() {
        let berlin = zone(Some("Europe/Berlin"));
        // Sunday, 23:30 in Berlin.
        let now = chrono::Utc.with_ymd_and_hms(2026, 11, 22, 22, 30, 0).unwrap();
        let day = |hours| moment(now + Duration::hours(hours), berlin, now).day;
        assert_eq!(day(0), Day::Today);
        assert_eq!(day(1), Day::Tomorrow);
        assert_eq!(day(-24), Day::Yesterday);
        assert_eq!(day(48), Day::Weekday(1));
        assert_eq!(day(-48), Day::Weekday(4));
        assert_eq!(day(24 * 9), Day::Date { day: 1, month: 12, year: None });
        let moment = moment(now, berlin, now);
        assert_eq!((moment.clock.as_str(), moment.iso.as_str()), ("23:30", "2026-11-22T23:30:00+01:00"));
        assert_eq!(zone(Some("Atlantis/Centre")), Tz::UTC);
    }

    // B20
    #[test]
    fn a_time_that_no_station_tells_names_its_zone() {
        let at = chrono::Utc.with_ymd_and_hms(2026, 11, 22, 16, 0, 0).unwrap();
        assert_eq!(moment(at, zone(None), at).clock, "16:00 UTC");
        assert_eq!(moment(at, zone(Some("Europe/Berlin")), at).clock, "17:00");
    }

    #[test]
    fn a_wait_is_never_told_as_nothing() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        assert_eq!(seconds_until(now, now), 1);
        assert_eq!(seconds_until(now - Duration::minutes(1), now), 1);
        assert_eq!(seconds_until(now + Duration::seconds(2), now), 2);
        assert_eq!(seconds_until(now + Duration::nanoseconds(1_000_000_001), now), 2);
        assert_eq!(seconds_until(Timestamp::MAX_UTC, now), u32::MAX);
    }
}
