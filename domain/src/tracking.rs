//! The carrier's number of a parcel, as it stands on its label.

use crate::typed::clean;

/// The carrier's number on the label, kept in capitals and without what is only printed or scanned around it:
/// separators, the scanner's symbology identifier, the GS1 application identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrackingNumber(String);

/// Why a text is no tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTrackingNumber {
    /// Fewer than 6 letters and digits.
    #[error("a tracking number has at least 6 letters and digits")]
    TooShort,
    /// More than 40 letters and digits.
    #[error("a tracking number has at most 40 letters and digits")]
    TooLong,
    /// Something other than letters, digits and what is printed between them.
    #[error("a tracking number holds letters and digits only")]
    ForeignCharacter,
}

impl TrackingNumber {
    /// Reads what a person typed, a scanner read or a carrier sent. Spaces, hyphens, dots and small letters do no harm,
    /// and with or without its application identifier `00` an SSCC is the same number.
    pub fn parse(text: &str) -> Result<Self, NoTrackingNumber> {
        let cleaned = clean(text);
        let read = without_symbology(&cleaned);
        // Code 39 is often printed with its start and stop signs.
        let read = read.trim_matches(|sign| sign == '*' || sign == ' ');
        let (named, read) = without_identifier(read);
        let mut number = String::with_capacity(48);
        for character in read.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' => number.push(character.to_ascii_uppercase()),
                ' ' | '-' | '.' | '/' | '_' | '\u{b7}' => {}
                _ => return Err(NoTrackingNumber::ForeignCharacter),
            }
            if number.len() > 40 {
                return Err(NoTrackingNumber::TooLong);
            }
        }
        if !named && number.strip_prefix("00").is_some_and(is_sscc) {
            number.drain(..2);
        }
        if number.len() < 6 { Err(NoTrackingNumber::TooShort) } else { Ok(Self(number)) }
    }

    /// As stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Grouped for reading: the postal form `RR 473 124 829 GB` (UPU S10), else groups of four.
    pub fn grouped(&self) -> String {
        let text = &self.0;
        let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
        if text.len() == 13
            && letters(&text[..2])
            && text[2..11].bytes().all(|byte| byte.is_ascii_digit())
            && letters(&text[11..])
        {
            return format!(
                "{} {} {} {} {}",
                &text[..2],
                &text[2..5],
                &text[5..8],
                &text[8..11],
                &text[11..]
            );
        }
        let mut grouped = String::with_capacity(text.len() + text.len() / 4);
        for (place, character) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 && text.len() > 8 {
                grouped.push(' ');
            }
            grouped.push(character);
        }
        grouped
    }
}

/// Without the identifier a scanner puts before what it read: `]`, a letter, a modifier (ISO/IEC 15424).
fn without_symbology(text: &str) -> &str {
    let mut signs = text.chars();
    let is_one = signs.next() == Some(']')
        && signs.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && signs.next().is_some_and(|modifier| modifier.is_ascii_alphanumeric());
    if is_one { signs.as_str() } else { text }
}

/// Without the application identifier of an SSCC as it is printed: `(00)` (GS1 General Specifications 4.14). Answers
/// whether there was one, and what follows it.
fn without_identifier(text: &str) -> (bool, &str) {
    let inside = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match inside {
        Some((identifier, rest)) if identifier.trim() == "00" => (true, rest),
        _ => (false, text),
    }
}

/// Whether a text has the shape of a serial shipping container code: 18 digits. Its check digit is not asked: who
/// announces a wrong one has it on the label, and the customer types what is there.
fn is_sscc(text: &str) -> bool {
    text.len() == 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracking_number_is_read_as_people_write_it() {
        for written in ["RR473124829GB", "rr 473 124 829 gb", " RR-473-124-829-GB "] {
            assert_eq!(TrackingNumber::parse(written).unwrap().as_str(), "RR473124829GB");
        }
        assert_eq!(TrackingNumber::parse("RR473124829GB").unwrap().grouped(), "RR 473 124 829 GB");
        assert_eq!(TrackingNumber::parse("6330000001").unwrap().grouped(), "6330 0000 01");
        assert_eq!(TrackingNumber::parse("ab12"), Err(NoTrackingNumber::TooShort));
        assert_eq!(TrackingNumber::parse("RR473;drop"), Err(NoTrackingNumber::ForeignCharacter));
        assert_eq!(TrackingNumber::parse(&"9".repeat(41)), Err(NoTrackingNumber::TooLong));
    }
}
