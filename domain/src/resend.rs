//! How often a code may be sent again: once per 60 s with a burst of 3, and 6 per parcel, day and channel.

use chrono::Duration;

use crate::{Timestamp, next_change::NextChange, plausible};

/// The steady pace.
pub const INTERVAL: Duration = Duration::seconds(60);
/// How many may follow each other at once.
pub const BURST: i32 = 3;
/// How many per parcel, channel and 24 hours.
pub const PER_DAY: usize = 6;

/// Whether it may be sent again now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    /// Yes, and so many more are left today after this one.
    Now {
        /// What is left of [`PER_DAY`] after this one.
        left: usize,
    },
    /// Not before this time.
    Wait {
        /// The earliest time.
        until: Timestamp,
    },
    /// The day's six are used up; not before this time.
    SpentToday {
        /// When the oldest of them is a day old.
        until: Timestamp,
    },
}

/// Decides from the times of earlier resends of this parcel on this channel, in any order.
pub fn decide(earlier: &[Timestamp], now: Timestamp) -> Resend {
    let mut today: Vec<Timestamp> =
        earlier.iter().copied().filter(|at| *at > now - Duration::days(1)).collect();
    today.sort_unstable();
    if today.len() >= PER_DAY {
        return Resend::SpentToday { until: today[today.len() - PER_DAY] + Duration::days(1) };
    }
    // The generic cell rate algorithm (ITU-T I.371): each message pushes the theoretical arrival time on.
    let arrival = today.iter().fold(None, |arrival: Option<Timestamp>, at| {
        Some(arrival.map_or(*at, |arrival| arrival.max(*at)) + INTERVAL)
    });
    let earliest = arrival.map_or(now, |arrival| arrival - INTERVAL * (BURST - 1));
    if earliest > now {
        Resend::Wait { until: earliest }
    } else {
        Resend::Now { left: PER_DAY - today.len() - 1 }
    }
}

/// When the answer of [`decide`] may change by itself.
pub fn changes_at(earlier: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
    let next = match decide(earlier, now) {
        Resend::Wait { until } => NextChange::after(now).at(until),
        Resend::Now { .. } | Resend::SpentToday { .. } => NextChange::after(now),
    };
    // Each that is a day old frees one.
    let a_day_old = earlier.iter().map(|at| plausible::later(*at, Duration::days(1)));
    a_day_old.fold(next, NextChange::at).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn three_at_once_then_one_a_minute_then_six_a_day() {
        assert_eq!(decide(&[], at(0)), Resend::Now { left: 5 });
        assert_eq!(decide(&[at(0)], at(0)), Resend::Now { left: 4 });
        assert_eq!(decide(&[at(0), at(0)], at(0)), Resend::Now { left: 3 });
        assert_eq!(decide(&[at(0), at(0), at(0)], at(0)), Resend::Wait { until: at(60) });
        assert_eq!(decide(&[at(0), at(0), at(0)], at(59)), Resend::Wait { until: at(60) });
        assert_eq!(decide(&[at(0), at(0), at(0)], at(60)), Resend::Now { left: 2 });
        let six = [at(0), at(0), at(0), at(60), at(120), at(180)];
        assert_eq!(decide(&six, at(9_000)), Resend::SpentToday { until: at(86_400) });
        assert_eq!(decide(&six, at(86_400)), Resend::Now { left: 2 });
    }

    proptest! {
        #[test]
        fn whoever_obeys_never_breaks_a_limit(waits in prop::collection::vec(0_i64..4_000, 1..60)) {
            let mut sent: Vec<Timestamp> = Vec::new();
            let mut now = 0;
            for wait in waits {
                now += wait;
                if let Resend::Now { .. } = decide(&sent, at(now)) { sent.push(at(now)); }
            }
            for (place, first) in sent.iter().enumerate() {
                let day = sent[place..].iter().filter(|t| **t < *first + Duration::days(1)).count();
                prop_assert!(day <= PER_DAY);
                let minute = sent[place..].iter().filter(|t| **t < *first + INTERVAL).count();
                prop_assert!(minute <= usize::try_from(BURST).unwrap());
            }
        }

        #[test]
        fn the_promised_time_is_kept(offsets in prop::collection::vec(0_i64..90_000, 0..12)) {
            let sent: Vec<Timestamp> = offsets.into_iter().map(at).collect();
            let now = at(90_000);
            match decide(&sent, now) {
                Resend::Now { .. } => {}
                Resend::Wait { until } | Resend::SpentToday { until } => {
                    prop_assert!(until > now);
                    let later = decide(&sent, until);
                    let kept = !matches!(later, Resend::SpentToday { until: again } if again <= until);
                    prop_assert!(kept);
                }
            }
        }
    }
}
