//! What is usual: quantiles of times that are counted one by one, and never looked through.
//!
//! Each time falls into one of a fixed row of buckets, four to every doubling, so that a bucket is at most a quarter wide
//! (the log-linear histogram of HdrHistogram). To take one more time is to add 1 to one number; to read a quantile is to
//! add up at most [`BUCKETS`] numbers. Histograms of several instances are added bucket by bucket.

use chrono::Duration;

use crate::{Timestamp, parcel::Status};

/// Buckets to each doubling, as a power of two.
const SUB_BITS: u32 = 2;
/// Longer times count as this long: 2^32 milliseconds, about fifty days.
const LONGEST_BITS: u32 = 32;
/// How many buckets there are.
pub const BUCKETS: usize = ((LONGEST_BITS - SUB_BITS + 1) << SUB_BITS) as usize;
/// Fewer times than that tell nothing of what is usual.
pub const ENOUGH: u64 = 20;
/// From so many on, older ones count half: what was usual long ago is forgotten.
pub const FADES_AT: u64 = 4_000;

/// A carrier of which too little is known yet is silent for longer than usual after that time.
pub const SILENCE_AT_FIRST: Duration = Duration::days(7);

/// For how long a carrier has said nothing of a parcel, when it says something again; nothing where that tells nothing of
/// its habits: the parcel was not on its way, or the report is an old one.
pub fn silence(status: Status, heard_at: Option<Timestamp>, happened_at: Timestamp) -> Option<Duration> {
    match status {
        Status::AvailableForPickup | Status::Delivered | Status::ReturnToSender | Status::Cancelled => None,
        Status::Unknown
        | Status::PreTransit
        | Status::InTransit
        | Status::OutForDelivery
        | Status::Failure
        | Status::Error => heard_at.map(|before| happened_at - before).filter(|gap| *gap > Duration::zero()),
    }
}

/// How often which times were met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    counts: Vec<u64>,
}

impl Default for Usual {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS] }
    }
}

/// The bucket that a time falls into: the row in which one is added.
pub fn bucket(time: Duration) -> usize {
    let longest = (1_u64 << LONGEST_BITS) - 1;
    let millis = u64::try_from(time.num_milliseconds()).unwrap_or(0).min(longest);
    let subs = 1_u64 << SUB_BITS;
    if millis < subs {
        return usize::try_from(millis).unwrap_or(0);
    }
    let doubling = millis.ilog2() - SUB_BITS;
    let place = (u64::from(doubling) << SUB_BITS) + (millis >> doubling);
    usize::try_from(place).unwrap_or(BUCKETS - 1)
}

/// The longest time of a bucket.
fn longest_of(bucket: usize) -> Duration {
    let subs = 1_usize << SUB_BITS;
    if bucket < subs {
        return Duration::milliseconds(i64::try_from(bucket).unwrap_or(0));
    }
    let doubling = bucket / subs - 1;
    let next = i64::try_from(subs + bucket % subs + 1).unwrap_or(i64::MAX);
    Duration::milliseconds((next << doubling) - 1)
}

impl Usual {
    /// What is stored: bucket and count, each bucket at most once; what is no bucket is left out.
    pub fn stored(rows: impl IntoIterator<Item = (usize, u64)>) -> Self {
        let mut usual = Self::default();
        for (bucket, count) in rows {
            if let Some(stored) = usual.counts.get_mut(bucket) {
                *stored = count;
            }
        }
        usual
    }

    /// Takes one more time.
    pub fn add(&mut self, time: Duration) {
        self.count(bucket(time));
    }

    /// Takes one more time that falls into this bucket; what is no bucket is left out.
    pub fn count(&mut self, bucket: usize) {
        if let Some(count) = self.counts.get_mut(bucket) {
            *count = count.saturating_add(1);
        }
    }

    /// How often each was met, bucket by bucket.
    pub fn counts(&self) -> impl Iterator<Item = u64> {
        self.counts.iter().copied()
    }

    /// How many times were taken.
    pub fn total(&self) -> u64 {
        self.counts.iter().fold(0, |total, count| total.saturating_add(*count))
    }

    /// The time that so many in a hundred did not exceed, told a quarter too long at most; `None` while fewer than
    /// [`ENOUGH`] were taken.
    pub fn percentile(&self, percent: u8) -> Option<Duration> {
        let total = self.total();
        if total < ENOUGH {
            return None;
        }
        let wanted = total.saturating_mul(u64::from(percent.min(100))).div_ceil(100).max(1);
        let mut below = 0_u64;
        let reached = self.counts.iter().position(|count| {
            below = below.saturating_add(*count);
            below >= wanted
        });
        reached.map(longest_of)
    }

    /// The usual time.
    pub fn p50(&self) -> Option<Duration> {
        self.percentile(50)
    }

    /// The time that is exceeded one time in twenty: what can be promised.
    pub fn p95(&self) -> Option<Duration> {
        self.percentile(95)
    }

    /// Whether it is time to forget the older half.
    pub fn fades(&self) -> bool {
        self.total() >= FADES_AT
    }

    /// The same with half the weight, so that what comes counts for more.
    #[must_use]
    pub fn faded(&self) -> Self {
        Self { counts: self.counts.iter().map(|count| count.div_ceil(2)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn millis(millis: i64) -> Duration {
        Duration::milliseconds(millis)
    }

    #[test]
    fn few_times_tell_nothing_and_many_tell_what_is_usual() {
        let mut usual = Usual::default();
        for second in 1..20 {
            usual.add(Duration::seconds(second));
        }
        assert_eq!(usual.p95(), None);
        for second in 20..=100 {
            usual.add(Duration::seconds(second));
        }
        let within = |told: Option<Duration>, right: i64| {
            let told = told.unwrap();
            told >= Duration::seconds(right) && told <= Duration::seconds(right) * 5 / 4
        };
        assert!(within(usual.p50(), 50), "{:?}", usual.p50());
        assert!(within(usual.p95(), 95), "{:?}", usual.p95());
    }

    #[test]
    fn what_was_usual_is_forgotten_for_what_is() {
        let (mut usual, fast, slow) = (Usual::default(), Duration::seconds(2), Duration::hours(1));
        for time in std::iter::repeat_n(fast, 4_000).chain(std::iter::repeat_n(slow, 8_000)) {
            usual.add(time);
            if usual.fades() {
                usual = usual.faded();
            }
            assert!(usual.total() <= FADES_AT);
        }
        assert!(usual.p50() >= Some(slow));
    }

    #[test]
    fn a_silence_is_what_passes_between_two_reports_of_a_parcel_on_its_way() {
        use chrono::TimeZone;
        let at = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let day = Duration::days(1);
        for (status, before, silent) in [
            (Status::InTransit, Some(at - day), Some(day)),
            (Status::Failure, Some(at - day), Some(day)),
            (Status::InTransit, None, None),
            (Status::InTransit, Some(at), None),
            (Status::InTransit, Some(at + day), None),
            (Status::AvailableForPickup, Some(at - day), None),
            (Status::Delivered, Some(at - day), None),
        ] {
            assert_eq!(silence(status, before, at), silent, "{status:?} {before:?}");
        }
    }

    #[test]
    fn times_that_cannot_be_count_at_the_ends() {
        assert_eq!(bucket(Duration::MIN), 0);
        assert_eq!(bucket(Duration::MAX), BUCKETS - 1);
        assert_eq!(bucket(millis(-5)), 0);
    }

    proptest! {
        #[test]
        fn a_time_lies_in_its_bucket(time in 0_i64..(1 << 32)) {
            let (place, time) = (bucket(millis(time)), millis(time));
            prop_assert!(place < BUCKETS);
            prop_assert!(longest_of(place) >= time, "{time:?} in {place}");
            prop_assert!(place == 0 || longest_of(place - 1) < time, "{time:?} in {place}");
            prop_assert!(longest_of(place) <= time * 5 / 4 + millis(1));
        }

        #[test]
        fn a_percentile_is_kept_and_at_most_a_quarter_too_long(
            times in prop::collection::vec(0_i64..5_000_000_000, 20..200),
            percent in 1_u8..=100,
        ) {
            let mut usual = Usual::default();
            for time in &times {
                usual.add(millis(*time));
            }
            let mut sorted = times;
            sorted.sort_unstable();
            let rank = (sorted.len() * usize::from(percent)).div_ceil(100).max(1);
            let right = millis(sorted[rank - 1].min((1 << 32) - 1));
            let told = usual.percentile(percent).unwrap();
            prop_assert!(told >= right && told <= right * 5 / 4 + millis(1), "{told:?} for {right:?}");
        }
    }
}
