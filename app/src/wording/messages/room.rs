//! How much fits into a text message, and names that are no links.

use crate::wording::{
    gsm7::{ONE_PART, clip, plain, septets},
    isolate::hides,
};

/// The parts of a code message that may be shortened or, empty, left out. Code and link never are.
#[derive(Default)]
pub struct Room {
    pub merchant: String,
    pub station: String,
    pub compartment: String,
    pub until: String,
}

/// Writes a code message that fits one part, giving up the least useful words first: the end of the station's
/// name, the end of the merchant's, then whole parts.
pub fn one_part(room: Room, write: impl Fn(&Room) -> String) -> String {
    write(&fitted(room, &write))
}

/// What one part has room for beside what is always said.
pub fn fitted(mut room: Room, write: &impl Fn(&Room) -> String) -> Room {
    const STAYS: usize = 10;
    const NAMES: [Part; 2] = [|room| &mut room.station, |room| &mut room.merchant];
    const PARTS: [Part; 4] = [
        |room| &mut room.station,
        |room| &mut room.merchant,
        |room| &mut room.compartment,
        |room| &mut room.until,
    ];
    for part in [&mut room.merchant, &mut room.station, &mut room.compartment] {
        *part = plain(&name(part));
    }
    let excess = |room: &Room| septets(&write(room)).map_or(0, |taken| taken.saturating_sub(ONE_PART));
    for part in NAMES {
        let excess = excess(&room);
        let name = part(&mut room);
        *name = clip(name, septets(name).unwrap_or(0).saturating_sub(excess).max(STAYS));
    }
    for part in PARTS {
        if excess(&room) > 0 {
            part(&mut room).clear();
        }
    }
    room
}

type Part = fn(&mut Room) -> &mut String;

/// The first that fits one part, or the last.
pub fn fitting(versions: impl IntoIterator<Item = String>) -> String {
    let mut last = String::new();
    for version in versions {
        if septets(&version).is_some_and(|taken| taken <= ONE_PART) {
            return version;
        }
        last = version;
    }
    last
}

/// A name in one line, worded so that no phone and no mailbox makes a link of it: what stands between two words without
/// a space becomes one. Every name that comes from outside goes through here.
pub fn name(text: &str) -> String {
    const JOINS: &[char] = &['.', ':', '/', '\\', '@', '?', '#', '．', '。', '｡', '․', '：', '／', '＠'];
    let letters: Vec<char> = text.chars().filter(|c| !hides(*c)).collect();
    let is_word = |place: Option<&char>| place.is_some_and(|c| !c.is_whitespace());
    let apart: String = letters
        .iter()
        .enumerate()
        .map(|(place, letter)| {
            let before = place.checked_sub(1).and_then(|place| letters.get(place));
            let joins = JOINS.contains(letter)
                && (is_word(before) && is_word(letters.get(place + 1)) || *letter == '@');
            if joins { ' ' } else { *letter }
        })
        .collect();
    one_line(&apart)
}

/// One line without control characters, for a subject.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Digits in two groups for reading: `482 913`.
pub fn grouped(digits: &str) -> String {
    let (left, right) = halves(digits);
    format!("{left} {right}")
}

/// The two groups of a code.
pub fn halves(digits: &str) -> (&str, &str) {
    digits.split_at_checked(digits.len().div_ceil(2)).unwrap_or((digits, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    // L: merchant named like an address in an SMS
    #[test]
    fn no_name_becomes_a_link() {
        for (given, worded) in [
            ("Birch & Bloom", "Birch & Bloom"),
            ("St. Pauli Shop", "St. Pauli Shop"),
            ("Amazon.de", "Amazon de"),
            ("http://evil.example", "http evil example"),
            ("evil.example/x?y", "evil example x y"),
            ("pay@evil.example", "pay evil example"),
            ("evil。example", "evil example"),
            ("evil\u{200b}.example\u{202e}", "evil example"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(name(given), worded);
        }
    }
}
