//! The QR payload: an opaque bearer secret that fits a version 2 symbol at error correction Q.
//!
//! 24 characters of QR alphanumerics: `D1` (version), 4 for the station, 16 random (80 bits), 2 check
//! characters. ISO/IEC 18004 gives version 2-Q 29 alphanumerics.

use std::fmt;

use crate::{
    id::{ALPHABET, spell},
    scan::signs,
};

const VERSION: &str = "D1";
const RANDOM: usize = 16;
const LENGTH: usize = 2 + 4 + RANDOM + 2;
/// The most that scanners put around a payload, in characters that are seen: identifiers of symbology, character set
/// and device.
const AROUND: usize = 40;

/// What the scanner reads. Never printed: `Debug` shows dots.
#[derive(Clone, PartialEq, Eq)]
pub struct QrPayload(String);

/// Why a scanned text is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoQrPayload {
    /// Not a Doorcode payload, or of a version this program does not know.
    #[error("not a Doorcode payload")]
    Foreign,
    /// Looks like one, but was read wrongly; or nothing was read that could be told.
    #[error("check characters do not match")]
    Misread,
}

impl QrPayload {
    /// A new payload for a station out of 16 random bytes.
    pub fn from_random(station: &str, bytes: [u8; RANDOM]) -> Self {
        let body = format!("{VERSION}{}{}", station_tag(station), spell(&bytes));
        let check = check(&body);
        Self(body + &check)
    }

    /// Reads a scanned text, in small letters or capitals. Scanners put things around what the symbol says: control
    /// characters, the symbology (ISO/IEC 15424: `]Q1`), the character set (`\000026`), a byte order mark, letters of
    /// their own. A payload has its version, its length and its check, so it is found within.
    pub fn parse(text: &str) -> Result<Self, NoQrPayload> {
        let text: String =
            signs(text).take(LENGTH + AROUND + 1).map(|sign| sign.to_ascii_uppercase()).collect();
        if text.is_empty() || text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(NoQrPayload::Misread);
        }
        let mut like_ours = false;
        for (place, _) in text.match_indices(VERSION) {
            let rest = &text[place..];
            let spelled = rest.bytes().skip(VERSION.len()).take_while(|byte| ALPHABET.contains(byte)).count();
            like_ours |= place == 0 || spelled + VERSION.len() >= LENGTH;
            let Some(payload) = rest.get(..LENGTH).filter(|_| spelled + VERSION.len() >= LENGTH) else {
                continue;
            };
            let (body, tail) = payload.split_at(LENGTH - 2);
            if text.len() <= LENGTH + AROUND && check(body) == tail {
                return Ok(Self(payload.to_owned()));
            }
        }
        Err(if like_ours { NoQrPayload::Misread } else { NoQrPayload::Foreign })
    }

    /// The payload: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What it says of its station, as [`station_tag`] has it.
    pub fn tag(&self) -> &str {
        &self.0[2..6]
    }

    /// Whether it was made for this station.
    pub fn is_for(&self, station: &str) -> bool {
        self.tag() == station_tag(station)
    }
}

impl fmt::Debug for QrPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrPayload(•••)")
    }
}

/// What a payload says of its station: twenty bits of an FNV-1a hash of its id, enough to tell "another station" from
/// "wrong".
pub fn station_tag(station: &str) -> String {
    let hash = station
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    spell(&quintets((hash ^ (hash >> 20)) & 0xf_ffff, 4))
}

/// Two characters over the weighted places: finds every single wrong character and every swap of neighbours.
fn check(body: &str) -> String {
    let value = |byte: u8| ALPHABET.iter().position(|letter| *letter == byte).unwrap_or(0);
    let sum: usize = body.bytes().enumerate().map(|(place, byte)| (place + 1) * value(byte)).sum();
    spell(&quintets(u32::try_from(sum % 1021).unwrap_or(0), 2))
}

fn quintets(value: u32, count: u32) -> Vec<u8> {
    (0..count).rev().map(|place| u8::try_from(value >> (5 * place) & 31).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_payload_names_its_station_and_nothing_else() {
        let payload = QrPayload::from_random("BER-042", *b"0123456789abcdef");
        assert_eq!(payload.reveal().len(), LENGTH);
        assert!(payload.is_for("BER-042"));
        assert!(!payload.is_for("BER-043"));
        assert_eq!(QrPayload::parse("https://example.org/482913"), Err(NoQrPayload::Foreign));
    }

    // S3
    #[test]
    fn what_a_scanner_adds_is_taken_off() {
        let payload = QrPayload::from_random("BER-042", *b"0123456789abcdef");
        let text = payload.reveal();
        let small = text.to_ascii_lowercase();
        let wide: String =
            text.chars().map(|sign| char::from_u32(u32::from(sign) + 0xfee0).unwrap()).collect();
        let before = [
            "",
            "]Q1",
            "]Q2\\000026",
            "]C1",
            "]d2",
            "\\000026",
            "\u{feff}",
            "ï»¿",
            "\u{2}",
            "\u{1d}",
            " ",
            "\u{241d}",
            "Q",
            "P01",
            "]Q1\u{2}\u{feff}",
        ];
        for before in before {
            for behind in ["", "\u{1d}", "\u{3}", "\0", "\r\n", "\t", " ", "\u{200b}", "\u{4}"] {
                for inner in [text, &small, &wide] {
                    let scanned = format!("{before}{inner}{behind}");
                    assert_eq!(QrPayload::parse(&scanned), Ok(payload.clone()), "{scanned:?}");
                }
            }
        }
    }

    // S3
    #[test]
    fn what_cannot_be_read_is_told_from_what_is_not_ours() {
        let payload = QrPayload::from_random("BER-042", *b"0123456789abcdef");
        let half = &payload.reveal()[..15];
        for text in ["", "\u{2}\r\n", "\u{fffd}\u{fffd}", half, &format!("{half}\u{fffd}")] {
            assert_eq!(QrPayload::parse(text), Err(NoQrPayload::Misread), "{text:?}");
        }
        let long = format!("{}{}", "X".repeat(60), payload.reveal());
        for text in ["https://example.org/482913", "482913", "PD1", "WIFI:T:WPA;S:café;;", &long] {
            assert_eq!(QrPayload::parse(text), Err(NoQrPayload::Foreign), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_scanner_may_send_anything(text in any::<String>()) {
            let _ = QrPayload::parse(&text);
        }

        #[test]
        fn a_wrong_or_swapped_character_is_found(bytes in any::<[u8; RANDOM]>(), place in 6..LENGTH - 2, letter in 0_usize..32) {
            let payload = QrPayload::from_random("BER-042", bytes);
            prop_assert_eq!(QrPayload::parse(payload.reveal()), Ok(payload.clone()));
            let mut text: Vec<u8> = payload.reveal().bytes().collect();
            if text[place] != ALPHABET[letter] {
                text[place] = ALPHABET[letter];
                let text = String::from_utf8(text).unwrap();
                prop_assert_eq!(QrPayload::parse(&text), Err(NoQrPayload::Misread));
            }
            let mut text: Vec<u8> = payload.reveal().bytes().collect();
            if place + 1 < LENGTH - 2 && text[place] != text[place + 1] {
                text.swap(place, place + 1);
                let text = String::from_utf8(text).unwrap();
                prop_assert_eq!(QrPayload::parse(&text), Err(NoQrPayload::Misread));
            }
        }
    }
}
