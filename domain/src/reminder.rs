//! When a customer is reminded of a parcel that lies there: at half time and some hours before the deadline, never at
//! night, and nobody is told the same thing twice (PRODUCT.md, section 4).

use chrono::{Duration, NaiveTime, Offset, TimeZone, Timelike};
use strum::{EnumString, IntoStaticStr};

use crate::{Timestamp, standing::Standing};

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reminder {
    /// Half of the time is over.
    HalfTime,
    /// It ends soon.
    LastHours,
}

impl Reminder {
    /// The name used in database and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// What the operator has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderSettings {
    /// Whether half time is told.
    pub half_time: bool,
    /// How long before the deadline the last one comes; none without.
    pub last_hours: Option<Duration>,
    /// The first hour of the day, at the station.
    pub from_hour: u32,
    /// The first hour of the night, at the station.
    pub to_hour: u32,
}

impl Default for ReminderSettings {
    fn default() -> Self {
        Self { half_time: true, last_hours: Some(Duration::hours(6)), from_hour: 8, to_hour: 21 }
    }
}

impl ReminderSettings {
    /// Whether anybody is reminded of anything.
    pub const fn reminds(self) -> bool {
        self.half_time || self.last_hours.is_some()
    }

    /// Whether it is day there.
    pub fn is_day(self, zone: &impl TimeZone, at: Timestamp) -> bool {
        Day { from: self.from_hour, to: self.to_hour, zone }.holds(at)
    }

    /// Whether what was sent still tells when the time ends: that it ends a little later is no news.
    fn says(self, sent: &Reminded, deadline: Timestamp) -> bool {
        let later = deadline - sent.deadline;
        sent.reminder == Reminder::LastHours
            && later >= Duration::zero()
            && self.last_hours.is_some_and(|before| later < before)
    }
}

/// A reminder that was sent, and the deadline it spoke of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminded {
    /// Which one.
    pub reminder: Reminder,
    /// The deadline that held then.
    pub deadline: Timestamp,
}

/// A parcel as far as reminding is concerned: its own row, and the reminders written beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingParcel {
    /// How it stands.
    pub standing: Standing,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The deadline that holds; none while a case stops the clock.
    pub deadline: Option<Timestamp>,
    /// The code was accepted or shown at the station: whoever has been there needs no reminder.
    pub was_there: bool,
    /// What was sent.
    pub sent: Vec<Reminded>,
}

/// Less time between two reminders makes one of them too many, and less before the deadline helps nobody.
const APART: Duration = Duration::hours(2);

/// The next reminder and when it is due: now, where its time has come.
///
/// Half time waits for the morning; the last hours come before the night, because a morning may be too late. What was
/// missed by then is told as long as there is time to go there.
pub fn next(
    parcel: &WaitingParcel,
    settings: ReminderSettings,
    zone: &impl TimeZone,
    now: Timestamp,
) -> Option<(Reminder, Timestamp)> {
    let deadline = parcel.deadline.filter(|_| parcel.standing == Standing::Ready && !parcel.was_there)?;
    let last_useful = deadline.checked_sub_signed(APART)?;
    let day = Day { from: settings.from_hour, to: settings.to_hour, zone };
    let last = match settings.last_hours {
        Some(before) => {
            let moment = deadline.checked_sub_signed(before)?;
            day.before_night(moment).filter(|at| *at > parcel.placed_at).or_else(|| day.after_night(moment))
        }
        None => None,
    };
    let half = parcel.placed_at.checked_add_signed((deadline - parcel.placed_at) / 2)?;
    let half = day
        .after_night(half)
        .filter(|half| settings.half_time && last.is_none_or(|last| *half + APART <= last.max(now)));
    let half = half.filter(|_| parcel.sent.is_empty()).map(|at| (Reminder::HalfTime, at));
    let said = parcel.sent.iter().any(|sent| settings.says(sent, deadline));
    let last = last.filter(|_| !said).map(|at| (Reminder::LastHours, at));
    let due = |(reminder, at): (Reminder, Timestamp)| {
        // What was missed is told now, or when the night is over.
        let at = day.after_night(at.max(now))?;
        (at <= last_useful).then_some((reminder, at))
    };
    match (half.and_then(due), last.and_then(due)) {
        // Both have come: the later one says it all.
        (Some((_, half)), Some(last)) if last.1 <= half => Some(last),
        (Some(half), _) => Some(half),
        (None, last) => last,
    }
}

/// That time, or the morning after it, where a parcel lies: nobody is woken for what can wait.
pub fn by_day(at: Timestamp, settings: ReminderSettings, zone: &impl TimeZone) -> Option<Timestamp> {
    Day { from: settings.from_hour, to: settings.to_hour, zone }.after_night(at)
}

/// The hours in which somebody may be reminded, where the parcel lies.
struct Day<'a, Z: TimeZone> {
    from: u32,
    to: u32,
    zone: &'a Z,
}

impl<Z: TimeZone> Day<'_, Z> {
    fn offset(&self, at: Timestamp) -> chrono::FixedOffset {
        self.zone.offset_from_utc_datetime(&at.naive_utc()).fix()
    }

    fn hour(&self, at: Timestamp) -> u32 {
        at.with_timezone(&self.offset(at)).hour()
    }

    fn holds(&self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&self.hour(at))
    }

    /// The full hour of the local day that lies so many days from the day of that time. Where the clock is moved between
    /// the two it is an hour off.
    fn at_hour(&self, hour: u32, days: i64, of: Timestamp) -> Option<Timestamp> {
        let offset = self.offset(of);
        let date = of.with_timezone(&offset).date_naive().checked_add_signed(Duration::days(days))?;
        let local = date.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
        Some(local.checked_sub_offset(offset)?.and_utc())
    }

    /// That time, or the morning after it.
    fn after_night(&self, at: Timestamp) -> Option<Timestamp> {
        if self.holds(at) {
            return Some(at);
        }
        let days = i64::from(self.hour(at) >= self.to);
        let morning = self.at_hour(self.from, days, at)?;
        // The clock may have been moved in the night: by an hour, forwards or back.
        [0, 1, 2].into_iter().map(|hours| morning + Duration::hours(hours)).find(|at| self.holds(*at))
    }

    /// That time, or the last hour of the day before it.
    fn before_night(&self, at: Timestamp) -> Option<Timestamp> {
        if self.holds(at) {
            return Some(at);
        }
        let days = -i64::from(self.hour(at) < self.from);
        let evening = self.at_hour(self.to.checked_sub(1)?, days, at)?;
        [0, 1, 2].into_iter().map(|hours| evening - Duration::hours(hours)).find(|at| self.holds(*at))
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Berlin, Tz};
    use proptest::prelude::*;

    use super::*;

    /// Placed, deadline, and what is sent when.
    type Line<'a> = (&'a str, &'a str, &'a [(Reminder, &'a str)]);

    fn at(local: &str, zone: Tz) -> Timestamp {
        let naive = chrono::NaiveDateTime::parse_from_str(&format!("2026-11-{local}"), "%Y-%m-%dT%H:%M");
        zone.from_local_datetime(&naive.unwrap()).unwrap().to_utc()
    }

    fn parcel(placed_at: Timestamp, deadline: Timestamp, sent: Vec<Reminded>) -> WaitingParcel {
        let (standing, deadline) = (Standing::Ready, Some(deadline));
        WaitingParcel { standing, placed_at, deadline, was_there: false, sent }
    }

    /// All reminders of a parcel, as a worker sends them that looks every quarter of an hour.
    fn sent(placed_at: Timestamp, deadline: Timestamp, zone: Tz) -> Vec<(Reminder, Timestamp)> {
        let (mut sent, mut reminders, mut now) = (Vec::new(), Vec::new(), placed_at);
        while now < deadline {
            let parcel = parcel(placed_at, deadline, sent.clone());
            if let Some((reminder, due)) = next(&parcel, ReminderSettings::default(), &zone, now)
                && due <= now
            {
                sent.push(Reminded { reminder, deadline });
                reminders.push((reminder, now));
            }
            now += Duration::minutes(15);
        }
        reminders
    }

    #[test]
    fn half_time_waits_for_the_morning_and_the_last_hours_come_before_the_night() {
        use Reminder::{HalfTime, LastHours};
        let table: [Line; 7] = [
            ("23T10:00", "25T20:00", &[(HalfTime, "24T15:00"), (LastHours, "25T14:00")]),
            ("23T10:00", "25T10:00", &[(HalfTime, "24T10:00"), (LastHours, "24T20:00")]),
            ("23T22:00", "25T22:00", &[(HalfTime, "25T08:00"), (LastHours, "25T16:00")]),
            ("23T12:00", "24T12:00", &[(LastHours, "23T20:00")]),
            ("23T21:30", "24T12:00", &[(LastHours, "24T08:00")]),
            ("23T10:00", "23T15:00", &[(LastHours, "23T10:00")]),
            ("23T21:30", "24T08:30", &[]),
        ];
        for (placed, deadline, expected) in table {
            let right: Vec<_> = expected.iter().map(|(it, when)| (*it, at(when, Berlin))).collect();
            assert_eq!(sent(at(placed, Berlin), at(deadline, Berlin), Berlin), right, "{placed} {deadline}");
        }
    }

    #[test]
    fn nobody_is_reminded_who_was_there_or_whose_clock_stands_still() {
        let (placed, deadline, now) =
            (at("23T10:00", Berlin), at("25T20:00", Berlin), at("25T15:00", Berlin));
        let lies = parcel(placed, deadline, Vec::new());
        let next = |parcel: &WaitingParcel| next(parcel, ReminderSettings::default(), &Berlin, now);
        assert_eq!(next(&lies), Some((Reminder::LastHours, now)));
        assert_eq!(next(&WaitingParcel { was_there: true, ..lies.clone() }), None);
        assert_eq!(next(&WaitingParcel { deadline: None, ..lies.clone() }), None);
        assert_eq!(next(&WaitingParcel { standing: Standing::Collected, ..lies.clone() }), None);
        let never = ReminderSettings { half_time: false, last_hours: None, ..ReminderSettings::default() };
        assert_eq!(super::next(&lies, never, &Berlin, now), None);
    }

    #[test]
    fn a_deadline_that_moves_is_told_again_only_when_that_is_news() {
        let (placed, told, now) = (at("23T10:00", Berlin), at("25T20:00", Berlin), at("25T15:00", Berlin));
        let said = vec![Reminded { reminder: Reminder::LastHours, deadline: told }];
        let next = |deadline| {
            next(&parcel(placed, deadline, said.clone()), ReminderSettings::default(), &Berlin, now)
        };
        assert_eq!(next(told), None);
        assert_eq!(next(told + Duration::minutes(20)), None);
        let extended = at("27T20:00", Berlin);
        assert_eq!(next(extended), Some((Reminder::LastHours, at("27T14:00", Berlin))));
        assert_eq!(next(told - Duration::hours(1)), Some((Reminder::LastHours, now)));
    }

    proptest! {
        #[test]
        fn nobody_is_woken_or_told_the_same_thing_twice(
            zone in prop::sample::select(&chrono_tz::TZ_VARIANTS[..]),
            second in 1_577_836_800_i64..1_893_456_000,
            hours in 0_i64..120,
        ) {
            let placed = chrono::Utc.timestamp_opt(second, 0).unwrap();
            let deadline = placed + Duration::hours(hours);
            let sent = sent(placed, deadline, zone);
            for (_, at) in &sent {
                let hour = at.with_timezone(&zone).hour();
                prop_assert!((8..21).contains(&hour) && *at <= deadline - APART, "{at} in {zone}");
            }
            prop_assert!(sent.len() <= 2 && (hours < 24 || !sent.is_empty()), "{sent:?}");
            if let [first, second] = sent[..] {
                prop_assert!(first.0 == Reminder::HalfTime && second.0 == Reminder::LastHours);
                prop_assert!(second.1 - first.1 >= APART);
            }
        }
    }
}
