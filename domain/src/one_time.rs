//! One-time codes for signing in: not to be mixed up with pickup codes.

use std::fmt;

use chrono::Duration;

use crate::typed::clean;

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

/// Why a text is no one-time code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoOneTimeCode {
    /// It holds no six or eight digits that stand for themselves.
    #[error("a one-time code has six or eight digits")]
    Shape,
    /// It is a message that holds more than one.
    #[error("the text holds more than one code")]
    Several,
}

impl OneTimeCode {
    /// A code of so many digits (at most nine) out of 32 random bits, or `None` when they fall in the uneven rest;
    /// then draw again.
    pub fn from_random(bits: u32, length: usize) -> Option<Self> {
        let range = 10_u32.checked_pow(u32::try_from(length).ok()?)?;
        (bits < u32::MAX - u32::MAX % range).then(|| Self(format!("{:0length$}", bits % range)))
    }

    /// Reads what a person typed or pasted: digits of any script, alone or with spaces and hyphens, or the whole
    /// message with the code in it. A message with two different ones is not guessed at.
    pub fn parse(text: &str) -> Result<Self, NoOneTimeCode> {
        let text = clean(text);
        let digits: String = text.chars().filter(|sign| !is_gap(*sign)).collect();
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return if [LENGTH, LONG].contains(&digits.len()) {
                Ok(Self(digits))
            } else {
                Err(NoOneTimeCode::Shape)
            };
        }
        let mut found = in_message(&text);
        let first = found.pop().ok_or(NoOneTimeCode::Shape)?;
        if found.iter().any(|other| *other != first) { Err(NoOneTimeCode::Several) } else { Ok(Self(first)) }
    }

    /// The digits: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What may stand between the digits of a code.
const fn is_gap(sign: char) -> bool {
    matches!(sign, ' ' | '-')
}

/// The codes in a message: six or eight digits in one piece, or in two equal groups with one gap between them, that
/// are no part of a longer word, number, price or time.
fn in_message(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = None;
    for (place, sign) in signs.iter().chain([&' ']).enumerate() {
        match (start, sign.is_ascii_digit()) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                pieces.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    let at = |place: Option<usize>| place.and_then(|place| signs.get(place)).copied().unwrap_or(' ');
    // Whether what stands before and behind lets the digits stand for themselves.
    let alone = |piece: &std::ops::Range<usize>| {
        let before = at(piece.start.checked_sub(1));
        let behind = at(Some(piece.end));
        let beyond = at(Some(piece.end + 1));
        let joined = matches!(behind, '.' | ',' | ':' | '/' | '@') && beyond.is_alphanumeric();
        let part_of_more = before.is_alphanumeric()
            || matches!(before, '+' | '/' | '_')
            || matches!(before, '.' | ',' | ':') && at(piece.start.checked_sub(2)).is_ascii_digit();
        !(part_of_more || behind.is_alphanumeric() || behind == '_' || joined)
    };
    let digits = |piece: &std::ops::Range<usize>| signs[piece.clone()].iter().collect::<String>();
    let whole = pieces.iter().filter(|piece| [LENGTH, LONG].contains(&piece.len())).cloned().map(|piece| {
        let read = digits(&piece);
        (piece, read)
    });
    // Exactly two groups: a third with the same gap makes it another kind of number.
    let follows = |left: &std::ops::Range<usize>, right: &std::ops::Range<usize>| {
        right.start == left.end + 1 && is_gap(at(Some(left.end)))
    };
    let halves = pieces.windows(2).enumerate().filter_map(|(place, two)| {
        let (left, right) = (&two[0], &two[1]);
        let third_before = place.checked_sub(1).is_some_and(|before| follows(&pieces[before], left));
        let third_behind = pieces.get(place + 2).is_some_and(|third| follows(right, third));
        let fits = left.len() == right.len() && [LENGTH, LONG].contains(&(left.len() + right.len()));
        (fits && follows(left, right) && !third_before && !third_behind)
            .then(|| (left.start..right.end, digits(left) + &digits(right)))
    });
    whole.chain(halves).filter(|(piece, _)| alone(piece)).map(|(_, read)| read).collect()
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
        for written in ["048291", "048 291", "048-291", " 0 4 8 2 9 1 ", "٠٤٨٢٩١"] {
            assert_eq!(OneTimeCode::parse(written).unwrap().reveal(), "048291");
        }
        for written in ["04829157", "0482 9157", "0482-9157"] {
            assert_eq!(OneTimeCode::parse(written).unwrap().reveal(), "04829157");
        }
        for wrong in ["", "48291", "0482911", "048291157", "04829a", "x048291"] {
            assert_eq!(OneTimeCode::parse(wrong), Err(NoOneTimeCode::Shape), "{wrong}");
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
