//! Enhanced mail status codes (RFC 3463), as they stand in replies and reports: `5.1.1`.

use std::fmt;

/// Class, subject and detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailCode(u8, u16, u16);

impl MailCode {
    /// The code that a text begins with: `5.1.1 <kim@example.org>: unknown`.
    pub fn leading(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(text.len());
        let mut parts = text.get(..end)?.split('.');
        let class = match parts.next()? {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        let mut number = || parts.next().filter(|part| (1..=3).contains(&part.len()))?.parse().ok();
        let code = Self(class, number()?, number()?);
        // A sentence may end right behind the code.
        parts.all(str::is_empty).then_some(code)
    }

    /// Every code that stands in a text, each by itself: no part of an address or of a longer number.
    pub fn all(text: &str) -> impl Iterator<Item = Self> {
        let apart = |sign: char| sign.is_whitespace() || "()[]<>{}\"',;:#-=".contains(sign);
        text.split(apart).filter_map(Self::leading)
    }

    /// A reply and a code as they stand together in logs and the database: `550 5.1.1`; whichever there is.
    pub fn word(reply: Option<u16>, code: Option<Self>) -> Option<String> {
        match (reply, code) {
            (Some(reply), Some(code)) => Some(format!("{reply} {code}")),
            (Some(reply), None) => Some(reply.to_string()),
            (None, code) => code.map(|code| code.to_string()),
        }
    }

    /// As the tables take it.
    pub fn parts(self) -> (u8, u16, u16) {
        (self.0, self.1, self.2)
    }
}

impl fmt::Display for MailCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_only_from_the_beginning() {
        for (text, parts) in [
            ("5.1.1", (5, 1, 1)),
            (" 4.7.25 later", (4, 7, 25)),
            ("2.0.0: fine", (2, 0, 0)),
            ("5.7.1. No.", (5, 7, 1)),
            ("5.1.10(x)", (5, 1, 10)),
        ] {
            assert_eq!(MailCode::leading(text).map(MailCode::parts), Some(parts), "{text}");
        }
        for text in
            ["", "5", "5.1", "5.1.", "3.1.1", "55.1.1", "5.1.1.1", "5.1.1000", "x 5.1.1", "5..1", "127.0.0.1"]
        {
            assert_eq!(MailCode::leading(text), None, "{text}");
        }
    }

    #[test]
    fn all_codes_are_read_and_no_addresses() {
        let text = "smtp; 550-5.1.1 #5.7.26 (4.4.7) host 5.9.31.7[5.9.31.7] said: 550 5.2.2. v5.6.7 2001:db8::5.5.5.1";
        let codes: Vec<_> = MailCode::all(text).map(MailCode::parts).collect();
        assert_eq!(codes, [(5, 1, 1), (5, 7, 26), (4, 4, 7), (5, 2, 2)]);
    }
}
