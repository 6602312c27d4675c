//! What somebody typed or pasted, cleaned in one place before any field reads it.

use crate::scan::{is_dash, is_hidden, plain};

/// The longest typed text that is read, in characters after cleaning: a pasted message with room to spare.
pub const MOST: usize = 1_000;

/// A typed text as its field reads it: digits of every script and full-width forms as ASCII, each dash as `-`, any
/// run of spaces, tabs and line ends as one space, none at the ends, and nothing that is not seen (marks of direction
/// and order, joiners, byte order marks, controls). Cut after [`MOST`] characters.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len().min(MOST));
    let mut length = 0;
    let mut gap = false;
    for sign in text.chars() {
        if sign.is_whitespace() {
            gap = length > 0;
            continue;
        }
        if is_hidden(sign) {
            continue;
        }
        if length >= MOST {
            break;
        }
        if gap {
            cleaned.push(' ');
            length += 1;
            gap = false;
        }
        cleaned.push(if is_dash(sign) { '-' } else { plain(sign) });
        length += 1;
    }
    cleaned
}

/// The same for what holds no space at all: the spaces that no key types (no-break, thin, ideographic) come from
/// where it was copied, and are left out; a plain one stays, and so does a line end as one.
pub fn clean_word(text: &str) -> String {
    let key = |sign: &char| sign.is_ascii() || !sign.is_whitespace();
    clean(&text.chars().filter(key).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    // T1, T2
    #[test]
    fn a_text_is_the_same_however_it_was_copied() {
        assert_eq!(
            clean("\u{feff} ＋４９\u{a0}\u{2009}１５１\u{200b}\u{2011}2\u{202f}3\u{200e}\r\n"),
            "+49 151-2 3"
        );
        assert_eq!(clean("\u{202a}٤٨٢\u{3000}٩١٣\u{202c}"), "482 913");
        assert_eq!(clean_word("kim\u{a0}@\u{202f}example.org\t"), "kim@example.org");
        assert_eq!(clean_word("a b\r\nc"), "a b c");
        assert_eq!(clean("\u{200b} \u{2060}"), "");
        assert_eq!(clean(&"é".repeat(MOST + 5)).chars().count(), MOST);
    }
}
