//! Bytes in JSON, as WebAuthn writes them: base64url without padding (RFC 4648, section 5). By hand: a library is many
//! times as much to download.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What a text stands for. Padding ends it, and so does whatever else is no digit.
pub fn decode(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    let value = |byte| (0_u32..).zip(DIGITS).find(|(_, digit)| **digit == byte);
    for (digit, _) in text.bytes().map_while(value) {
        held = (held << 6) | digit;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_le_bytes()[0]);
        }
    }
    bytes
}

/// Writes bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            text.push(digit(held >> bits));
        }
    }
    if bits > 0 {
        text.push(digit(held << (6 - bits)));
    }
    text
}

fn digit(value: u32) -> char {
    char::from(DIGITS[value as usize % 64])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_hold() {
        // RFC 4648, section 10, without the padding; the last one shows the digits that differ from base64.
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (b"fooba", "Zm9vYmE"),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff, 0xfe], "-__-"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text), bytes);
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let bytes: Vec<u8> = (0..=u8::MAX).rev().collect();
        assert_eq!(decode(&encode(&bytes)), bytes);
    }

    #[test]
    fn padding_is_no_part_of_it() {
        assert_eq!(decode("Zg=="), b"f");
    }
}
