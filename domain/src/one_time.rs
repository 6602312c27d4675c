//! One-time codes for signing in: not to be mixed up with pickup codes.

use std::fmt;

use chrono::Duration;

/// Digits of a one-time code.
pub const LENGTH: usize = 6;
/// Digits of one while somebody seems to guess: see [`crate::budget`].
pub const LONG: usize = 8;
/// How long one is good for (NIST SP 800-63B: at most 10 minutes).
pub const LIFETIME: Duration = Duration::minutes(10);
/// How many tries one admits, right or wrong.
pub const TRIES: i16 = 5;
/// With how many codes of a challenge a try is compared at most: its newest. Whoever asks for another one still gets
/// in with the one before, which may arrive later.
pub const COMPARED: i64 = 2;

/// Six or eight digits that prove a contact. Never printed: `Debug` shows dots.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// The text does not hold exactly six or eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a one-time code has six or eight digits")]
pub struct NoOneTimeCode;

impl OneTimeCode {
    /// A code of so many digits (at most nine) out of 32 random bits, or `None` when they fall in the uneven rest;
    /// then draw again.
    pub fn from_random(bits: u32, length: usize) -> Option<Self> {
        let range = 10_u32.checked_pow(u32::try_from(length).ok()?)?;
        (bits < u32::MAX - u32::MAX % range).then(|| Self(format!("{:0length$}", bits % range)))
    }

    /// Reads what a person typed: spaces and hyphens do no harm.
    pub fn parse(text: &str) -> Result<Self, NoOneTimeCode> {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LONG + 1).collect();
        if [LENGTH, LONG].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(NoOneTimeCode)
        }
    }

    /// The digits: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for written in ["048291", "048 291", "048-291", " 0 4 8 2 9 1 "] {
            assert_eq!(OneTimeCode::parse(written).unwrap().reveal(), "048291");
        }
        for written in ["04829157", "0482 9157", "0482-9157"] {
            assert_eq!(OneTimeCode::parse(written).unwrap().reveal(), "04829157");
        }
        for wrong in ["", "48291", "0482911", "048291157", "04829a", "٠٤٨٢٩١"] {
            assert_eq!(OneTimeCode::parse(wrong), Err(NoOneTimeCode), "{wrong}");
        }
    }

    #[test]
    fn drawing_is_even_and_keeps_leading_zeros() {
        assert_eq!(OneTimeCode::from_random(42, LENGTH).unwrap().reveal(), "000042");
        assert_eq!(OneTimeCode::from_random(42, LONG).unwrap().reveal(), "00000042");
        assert!(OneTimeCode::from_random(u32::MAX, LENGTH).is_none());
        assert!(OneTimeCode::from_random(4_200_000_000, LONG).is_none());
    }
}
