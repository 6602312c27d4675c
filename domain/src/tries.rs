//! Wrong tries at a station: how many are admitted, and how long it then waits.
//!
//! They are counted twice: for one keypad or scanner by the name the station gives it, which spares its neighbours, and
//! for the station's whole path, which no new name gets around.

use chrono::Duration;

use crate::Timestamp;

/// Wrong tries in a row that one keypad or scanner admits before it waits.
pub const WRONG_TRIES: i16 = 5;
/// How long it waits, and how long a wrong try of its own is remembered.
pub const LOCKOUT: Duration = Duration::minutes(5);
/// Wrong tries that a station's keypads, or its scanners, admit together before they wait. On a busy day one in ten of
/// 300 customers may mistype; nobody waits for them.
pub const STATION_TRIES: i16 = 32;
/// How long an answer is remembered under the name of its attempt: long enough to ask again over a bad line, too short
/// for much to change behind the door and for a station that counts its attempts from the start again.
pub const REMEMBERED: Duration = Duration::minutes(2);
/// The longest pause.
const LONGEST: Duration = Duration::hours(1);
/// How long a station remembers after the last pause began; without one, after the first wrong try.
const MEMORY: Duration = Duration::days(1);

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One keypad or scanner.
    Caller,
    /// All keypads of the station, or all its scanners.
    Station,
}

/// What is remembered of wrong tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Wrong tries since the last pause, or since it was forgotten.
    pub tries: i16,
    /// Pauses so far.
    pub pauses: i16,
    /// What it is remembered from: see [`Whose`].
    pub since: Timestamp,
    /// The pause under way or the last one ends then.
    pub locked_until: Option<Timestamp>,
}

impl Tries {
    /// Nothing remembered yet.
    pub const fn none(now: Timestamp) -> Self {
        Self { tries: 0, pauses: 0, since: now, locked_until: None }
    }

    /// The end of the pause under way.
    pub fn pause(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }

    /// The same with one more wrong try. After its first pause a station waits after every further one, each time twice
    /// as long: 5, 10, 20, 40, 60 minutes.
    #[must_use]
    pub fn wrong(self, whose: Whose, now: Timestamp) -> Self {
        let before = if now >= self.since + whose.memory() { Self::none(now) } else { self };
        let tries = before.tries.saturating_add(1);
        let admitted = match (whose, before.pauses) {
            (Whose::Caller, _) => WRONG_TRIES,
            (Whose::Station, 0) => STATION_TRIES,
            (Whose::Station, _) => 1,
        };
        if tries < admitted {
            // A caller's are counted in a row; a station's over the day.
            let since = if whose == Whose::Caller { now } else { before.since };
            return Self { tries, since, locked_until: None, ..before };
        }
        let pause = LONGEST.min(LOCKOUT * (1 << before.pauses.clamp(0, 8)));
        let pauses = before.pauses.saturating_add(1);
        Self { tries: 0, pauses, since: now, locked_until: Some(now + pause) }
    }
}

impl Whose {
    const fn memory(self) -> Duration {
        match self {
            Self::Caller => LOCKOUT,
            Self::Station => MEMORY,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::code::PickupCode;

    fn start() -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap()
    }

    // M6
    #[test]
    fn one_keypad_waits_five_minutes_after_five_wrong_tries_in_a_row() {
        let mut tries = Tries::none(start());
        for _ in 0..4 {
            tries = tries.wrong(Whose::Caller, start());
            assert_eq!(tries.pause(start()), None);
        }
        let rested = tries.wrong(Whose::Caller, start() + LOCKOUT);
        assert_eq!((rested.tries, rested.locked_until), (1, None));
        let locked = tries.wrong(Whose::Caller, start());
        assert_eq!(locked.pause(start()), Some(start() + LOCKOUT));
        assert_eq!(locked.pause(start() + LOCKOUT), None);
        assert_eq!(locked.wrong(Whose::Caller, start() + LOCKOUT).tries, 1);
    }

    // M6
    #[test]
    fn a_station_waits_longer_each_time_and_forgets_after_a_day_without_a_pause() {
        let (mut tries, mut now, mut waited) = (Tries::none(start()), start(), Vec::new());
        for _ in 1..STATION_TRIES {
            tries = tries.wrong(Whose::Station, now);
            assert_eq!(tries.pause(now), None);
        }
        for _ in 0..6 {
            tries = tries.wrong(Whose::Station, now);
            let until = tries.pause(now).unwrap();
            waited.push((until - now).num_minutes());
            now = until;
        }
        assert_eq!(waited, [5, 10, 20, 40, 60, 60]);
        assert_eq!(tries.wrong(Whose::Station, tries.since + MEMORY).tries, 1);
    }

    /// When somebody gets a try who never mistypes and knows these rules: rests for `rest` after so many `pauses`.
    fn admitted(pauses: i16, rest: Duration, days: i64) -> Vec<Timestamp> {
        let (mut tries, mut now, mut admitted) = (Tries::none(start()), start(), Vec::new());
        while now < start() + Duration::days(days) {
            if pauses == 0 && tries.tries == STATION_TRIES - 1 || pauses > 0 && tries.pauses >= pauses {
                now = (tries.since + MEMORY).max(now) + rest;
                tries = Tries::none(now);
            }
            if let Some(until) = tries.pause(now) {
                now = until;
            }
            admitted.push(now);
            tries = tries.wrong(Whose::Station, now);
        }
        admitted
    }

    // M6: what a thief gets out of typing day and night at a station with 300 live codes of six digits.
    //
    // The bound is what six digits can give without locking customers out: at worst one code in 33 on the best day and
    // one in 80 days on average, at the price of standing there, of a warning to the operator with the first pause, and
    // of a keypad that then takes one try an hour. A scanner's 80 random bits add nothing to it.
    #[test]
    fn guessing_some_code_of_a_full_station_takes_months() {
        let codes = (100_000..1_000_000).filter(|code| PickupCode::parse(&code.to_string()).is_ok()).count();
        assert!(codes > 895_000, "{codes}");
        let hit = 300.0 / f64::from(u32::try_from(codes).unwrap());
        for pauses in 0..=40 {
            let tries = admitted(pauses, Duration::zero(), 60);
            let a_day = f64::from(u32::try_from(tries.len()).unwrap()) / 60.0;
            let best_day = (0..tries.len())
                .map(|first| {
                    tries[first..].iter().take_while(|at| **at < tries[first] + Duration::days(1)).count()
                })
                .max()
                .unwrap();
            assert!(a_day * hit < 1.0 / 80.0, "{pauses} pauses: {a_day} tries a day");
            assert!(best_day <= 90, "{pauses} pauses: {best_day} tries on the best day");
        }
        assert!(90.0 * hit < 1.0 / 33.0, "{hit}");
    }
}
