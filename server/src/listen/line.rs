//! Line ends in the head of a request: always carriage return and line feed.
//!
//! RFC 9112 (2.2) lets a recipient take a bare line feed as a line end, and the parser does. A proxy in front of us that
//! does not would read other headers than we do.

/// What no head may hold, so that the parser refuses it (RFC 9110, 5.5).
const REFUSED: u8 = 0;

/// Reads a head as it arrives.
#[derive(Debug, Default)]
pub struct Lines {
    previous: u8,
    /// Bytes of this line so far.
    length: usize,
    begun: bool,
    ended: bool,
}

impl Lines {
    /// Puts something the parser refuses in the place of each bare line feed. What follows the head is let be.
    pub fn check(&mut self, came: &mut [u8]) {
        for byte in came {
            if self.ended {
                return;
            }
            if *byte == b'\n' && self.previous != b'\r' {
                *byte = REFUSED;
            }
            self.previous = *byte;
            if *byte == b'\n' {
                let empty = self.length == 1;
                self.ended = empty && self.begun;
                self.begun |= !empty;
                self.length = 0;
            } else {
                self.length += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_line_feed_is_refused_in_the_head_only() {
        for (came, read) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            ("GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\0Host: a\0\0"),
            ("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\0X: b\r\n\r\n"),
            ("\r\nGET / HTTP/1.1\r\nHost: a\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: a\0\r\n"),
            ("POST / HTTP/1.1\r\nHost: a\r\n\r\n{\n}\n", "POST / HTTP/1.1\r\nHost: a\r\n\r\n{\n}\n"),
        ] {
            for cut in 0..came.len() {
                let (mut lines, mut bytes) = (Lines::default(), came.as_bytes().to_vec());
                let (first, second) = bytes.split_at_mut(cut);
                lines.check(first);
                lines.check(second);
                assert_eq!(String::from_utf8(bytes).unwrap(), read, "cut at {cut}");
            }
        }
    }
}
