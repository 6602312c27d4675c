//! Times that somebody else states: how far they may lie from now, and reckoning with those that lie further.
//!
//! What carriers and stations say is checked at the door. What lies in the database is reckoned with all the same,
//! whatever it says: a row that cannot be must not stop what it has nothing to do with.

use chrono::Duration;

use crate::Timestamp;

/// Years that a stated time may lie from now, either way: no parcel travels or waits for longer.
pub const YEARS: i64 = 5;

/// Whether a stated time can be meant.
pub fn is_plausible(at: Timestamp, now: Timestamp) -> bool {
    at.signed_duration_since(now).abs() <= Duration::days(YEARS * 366)
}

/// Days before its announcement in which something may have happened to a parcel: some are announced late, none by years.
pub const BEFORE_ANNOUNCEMENT_DAYS: i64 = 366;

/// Whether something can have happened to a parcel that was announced then.
pub fn can_have_happened(at: Timestamp, announced_at: Timestamp) -> bool {
    at >= earlier(announced_at, Duration::days(BEFORE_ANNOUNCEMENT_DAYS))
}

/// So much later, or the end of time.
pub fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add_signed(by).unwrap_or(Timestamp::MAX_UTC)
}

/// So much earlier, or the beginning of time.
pub fn earlier(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_sub_signed(by).unwrap_or(Timestamp::MIN_UTC)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    // M2
    #[test]
    fn five_years_either_way_can_be_meant_and_no_time_is_too_much_to_reckon_with() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        for (days, plausible) in [(0, true), (1_800, true), (-1_800, true), (1_900, false), (-1_900, false)] {
            assert_eq!(is_plausible(now + Duration::days(days), now), plausible, "{days}");
        }
        for extreme in [Timestamp::MAX_UTC, Timestamp::MIN_UTC] {
            assert!(!is_plausible(extreme, now));
        }
        assert_eq!(later(Timestamp::MAX_UTC, Duration::days(1)), Timestamp::MAX_UTC);
        assert_eq!(earlier(Timestamp::MIN_UTC, Duration::days(1)), Timestamp::MIN_UTC);
        assert_eq!(later(now, Duration::days(1)), now + Duration::days(1));
    }

    // C2
    #[test]
    fn nothing_happens_to_a_parcel_years_before_it_is_announced() {
        let announced = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        for (days, can) in [(1, true), (0, true), (-30, true), (-366, true), (-367, false), (-20_000, false)]
        {
            assert_eq!(can_have_happened(announced + Duration::days(days), announced), can, "{days}");
        }
        assert!(!can_have_happened(Timestamp::MIN_UTC, announced));
        assert!(can_have_happened(Timestamp::MIN_UTC, Timestamp::MIN_UTC));
    }
}
