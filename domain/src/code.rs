//! The pickup code: what digits it may have, and how long it is good for.

use std::fmt;

use chrono::Duration;

use crate::{
    Timestamp, plausible,
    scan::{is_dash, signs},
};

/// How many digits a pickup code may have; a network chooses within this range.
pub const LENGTHS: std::ops::RangeInclusive<usize> = 4..=10;

/// How many digits unless the network says otherwise.
pub const DEFAULT_LENGTH: usize = 6;

/// The longest station clock error we make up for.
pub const MOST_TOLERANCE: Duration = Duration::minutes(15);

/// The digits that open a compartment. Never printed: `Debug` shows dots.
#[derive(Clone, PartialEq, Eq)]
pub struct PickupCode(String);

/// The text has not the shape of a pickup code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the shape of a pickup code")]
pub struct NoPickupCode;

/// What somebody typed at a keypad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Digits that may be a code.
    Code(PickupCode),
    /// Digits that no code has.
    Wrong,
    /// Nothing, or not digits alone: the keypad did not send what was typed.
    Unreadable,
}

impl PickupCode {
    /// Digits out of random bytes, or `None` when the bytes give a code that breaks a rule; then draw again.
    ///
    /// A byte above 249 is skipped, so that every digit is equally likely.
    pub fn from_random(bytes: &[u8], length: usize) -> Option<Self> {
        let digits: String = bytes
            .iter()
            .filter(|byte| **byte < 250)
            .take(length)
            .map(|byte| char::from(b'0' + byte % 10))
            .collect();
        if digits.len() == length { Self::parse(&digits).ok() } else { None }
    }

    /// Checks the rules: 4 to 10 digits, no leading zero, no digit four times in a row.
    pub fn parse(text: &str) -> Result<Self, NoPickupCode> {
        let bytes = text.as_bytes();
        let shaped = LENGTHS.contains(&bytes.len())
            && bytes.iter().all(u8::is_ascii_digit)
            && bytes[0] != b'0'
            && !bytes.windows(4).any(|four| four.iter().all(|digit| *digit == four[0]));
        if shaped { Ok(Self(text.to_owned())) } else { Err(NoPickupCode) }
    }

    /// Reads what somebody typed at a keypad: digits of any script; spaces, dashes and what is not seen do no harm.
    pub fn typed(text: &str) -> Typed {
        let digits: String = signs(text).filter(|sign| !is_dash(*sign)).collect();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Typed::Unreadable;
        }
        Self::parse(&digits).map_or(Typed::Wrong, Typed::Code)
    }

    /// The digits: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The digits in two groups for reading: `482 913`.
    pub fn grouped(&self) -> String {
        let (left, right) = self.0.split_at(self.0.len().div_ceil(2));
        format!("{left} {right}")
    }
}

impl fmt::Debug for PickupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PickupCode(•••)")
    }
}

/// The last moment at which a code with this deadline opens the door: a station whose clock is `skew` off gets that much
/// tolerance, at most 15 minutes. Pages and stations ask the same, so that no page calls over what a door still takes.
pub fn good_until(until: Timestamp, skew: Duration) -> Timestamp {
    plausible::later(until, skew.abs().min(MOST_TOLERANCE))
}

/// Whether a code with this deadline still opens the door, by [`good_until`].
pub fn is_valid(until: Timestamp, skew: Duration, now: Timestamp) -> bool {
    now <= good_until(until, skew)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rules_of_a_code_hold() {
        for good in ["482913", "111222", "1000", "9998999899"] {
            assert!(PickupCode::parse(good).is_ok(), "{good}");
        }
        for bad in ["048291", "111123", "711112", "123", "12345678901", "48291a", "482 913", ""] {
            assert_eq!(PickupCode::parse(bad), Err(NoPickupCode), "{bad}");
        }
        assert_eq!(PickupCode::parse("482913").unwrap().grouped(), "482 913");
    }

    // S3
    #[test]
    fn what_is_typed_is_read_in_every_script_and_what_cannot_be_read_is_not_wrong() {
        let code = Typed::Code(PickupCode::parse("482913").unwrap());
        for text in [
            " 482 913 ",
            "482-913",
            "４８２９１３",
            "٤٨٢\u{a0}٩١٣",
            "\u{feff}482\u{200b}\u{2011}913\r\n",
            "\u{2}482913\u{3}\0",
        ] {
            assert_eq!(PickupCode::typed(text), code, "{text:?}");
        }
        for text in ["000000", "1", "482", "048291", "48291348291348291"] {
            assert_eq!(PickupCode::typed(text), Typed::Wrong, "{text:?}");
        }
        // Letters never become digits.
        for text in ["", " - ", "\u{200b}", "48291O", "482913a", "48\u{fffd}913", "²³¼482"] {
            assert_eq!(PickupCode::typed(text), Typed::Unreadable, "{text:?}");
        }
    }

    #[test]
    fn a_deadline_bends_by_the_measured_clock_error_and_no_further() {
        let until = chrono::Utc.with_ymd_and_hms(2026, 11, 24, 18, 0, 0).unwrap();
        let second = Duration::seconds(1);
        assert!(is_valid(until, Duration::zero(), until));
        assert!(!is_valid(until, Duration::zero(), until + second));
        assert!(is_valid(until, Duration::minutes(-4), until + Duration::minutes(4)));
        assert!(!is_valid(until, Duration::minutes(-4), until + Duration::minutes(4) + second));
        assert!(!is_valid(until, Duration::hours(9), until + Duration::minutes(15) + second));
    }

    proptest! {
        #[test]
        fn every_drawn_code_keeps_the_rules(bytes in prop::collection::vec(any::<u8>(), 16), length in 4_usize..=10) {
            if let Some(code) = PickupCode::from_random(&bytes, length) {
                prop_assert_eq!(code.reveal().len(), length);
                prop_assert!(PickupCode::parse(code.reveal()).is_ok());
                let printed = format!("{code:?}");
                prop_assert!(!printed.contains(code.reveal()));
            }
        }
    }
}
