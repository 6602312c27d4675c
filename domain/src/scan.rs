//! What keypads and scanners add to a code, taken off: what is left is what somebody typed or what the symbol says.

/// Where each of Unicode's rows of ten decimal digits begins (general category Nd, Unicode 14), ASCII's first.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
    0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// The signs of a text: digits of every script and full-width forms as ASCII, and nothing that only steers, joins or
/// separates (spaces, controls and their pictures, marks of direction and order, byte order marks).
pub fn signs(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|sign| !is_unseen(*sign)).map(plain)
}

/// Whether a sign is one of the many dashes.
pub const fn is_dash(sign: char) -> bool {
    matches!(
        sign,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

fn is_unseen(sign: char) -> bool {
    sign.is_whitespace() || is_hidden(sign)
}

/// Whether a sign is neither seen nor a space: it only steers or joins others.
pub fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            // Soft hyphen, joiners, marks of direction and order, invisible operators.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
                // Variation selectors, and the keycap around a digit.
                | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}'
                // Byte order marks, also read in the wrong order, and pictures of controls.
                | '\u{feff}' | '\u{fffe}' | '\u{2400}'..='\u{243f}'
        )
}

/// A digit of any script and a full-width form as ASCII; every other sign as it is.
pub fn plain(sign: char) -> char {
    if sign.is_ascii() {
        return sign;
    }
    let code = u32::from(sign);
    let digit = ZEROS
        .partition_point(|zero| *zero <= code)
        .checked_sub(1)
        .and_then(|row| char::from_digit(code - ZEROS[row], 10));
    match (digit, sign) {
        (Some(digit), _) => digit,
        // The full-width forms stand as ASCII does (Unicode block Halfwidth and Fullwidth Forms).
        (None, '\u{ff01}'..='\u{ff5e}') => char::from_u32(code - 0xfee0).unwrap_or(sign),
        (None, _) => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S3
    #[test]
    fn digits_of_every_script_are_digits_and_what_is_not_seen_is_not_there() {
        let read = |text: &str| signs(text).collect::<String>();
        assert_eq!(read("\u{feff}４８２\u{a0}٩١٣\u{200b}\r\n\0"), "482913");
        assert_eq!(read("𝟒𝟖𝟐9\u{fe0f}\u{20e3}१३"), "482913");
        assert_eq!(read("\u{2}Ｄ１ａ\u{1d}\u{3}"), "D1a");
        assert_eq!(read("½²③"), "½²③");
        for row in ZEROS {
            for digit in 0..10 {
                let sign = char::from_u32(row + digit).unwrap();
                assert_eq!(plain(sign), char::from_digit(digit, 10).unwrap(), "{sign}");
            }
        }
    }
}
