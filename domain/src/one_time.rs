//! One-time codes for signing in: not to be mixed up with pickup codes.

use std::fmt;

use chrono::Duration;

/// Digits of a one-time code.
pub const LENGTH: usize = 6;
/// How long one is good for (NIST SP 800-63B: at most 10 minutes).
pub const LIFETIME: Duration = Duration::minutes(10);
/// How many tries one admits, right or wrong.
pub const TRIES: i16 = 5;

/// Six digits that prove a contact. Never printed: `Debug` shows dots.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// The text does not hold exactly six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a one-time code has six digits")]
pub struct NoOneTimeCode;

impl OneTimeCode {
    /// A code out of 32 random bits, or `None` when they fall in the uneven rest; then draw again.
    pub fn from_random(bits: u32) -> Option<Self> {
        const RANGE: u32 = 1_000_000;
        (bits < u32::MAX - u32::MAX % RANGE).then(|| Self(format!("{:06}", bits % RANGE)))
    }

    /// Reads what a person typed: spaces and hyphens do no harm.
    pub fn parse(text: &str) -> Result<Self, NoOneTimeCode> {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1).collect();
        if digits.len() == LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit()) {
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
        for wrong in ["", "48291", "0482911", "04829a", "٠٤٨٢٩١"] {
            assert_eq!(OneTimeCode::parse(wrong), Err(NoOneTimeCode), "{wrong}");
        }
    }

    #[test]
    fn drawing_is_even_and_keeps_leading_zeros() {
        assert_eq!(OneTimeCode::from_random(42).unwrap().reveal(), "000042");
        assert!(OneTimeCode::from_random(u32::MAX).is_none());
    }
}
