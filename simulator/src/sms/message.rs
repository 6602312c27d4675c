//! What somebody asks the provider to send.

use reqwest::Url;
use serde::Deserialize;

use super::refusal::Refusal;

/// The longest text Twilio takes.
const LONGEST_BODY: usize = 1_600;
/// The longest time Twilio tries, in seconds.
const LONGEST_VALIDITY: u32 = 36_000;
/// Every character of the GSM 7-bit default alphabet (3GPP TS 23.038) but the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters that take the escape and one more.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// A text message as it is posted; what is not given is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TextMessage {
    /// E.164.
    pub to: String,
    /// E.164, a short code, or up to 11 letters and digits.
    pub from: String,
    /// The text.
    pub body: String,
    /// For how many seconds to try.
    pub validity_period: String,
    /// Where to report what became of it; as given, because the signature covers the very text.
    pub status_callback: String,
}

impl TextMessage {
    pub(super) fn validity_seconds(&self) -> Option<u32> {
        self.validity_period.parse().ok().filter(|seconds| (1..=LONGEST_VALIDITY).contains(seconds))
    }

    /// Whether it may be sent.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Self { to, from, body, validity_period, status_callback } = self;
        let is_empty = |text: &str| text.trim().is_empty();
        let is_web = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        let wrong = |number, text: &str| Err(Refusal::bad_request(number, text));
        if is_empty(to) {
            wrong(21604, "A 'To' phone number is required.")
        } else if is_empty(from) {
            wrong(21603, "A 'From' phone number is required.")
        } else if is_empty(body) {
            wrong(21602, "Message body is required.")
        } else if !is_e164(to) {
            wrong(21211, &format!("The 'To' number {to} is not a valid phone number."))
        } else if !is_e164(from) && !is_sender_name(from) {
            wrong(21212, &format!("The 'From' number {from} is not a valid phone number."))
        } else if body.chars().count() > LONGEST_BODY {
            wrong(21617, "The concatenated message body exceeds the 1600 character limit")
        } else if !is_empty(validity_period) && self.validity_seconds().is_none() {
            wrong(21624, "Invalid validity period value")
        } else if !is_empty(status_callback) && !is_web(status_callback) {
            wrong(21609, &format!("The 'StatusCallback' URL {status_callback} is not a valid URL."))
        } else {
            Ok(())
        }
    }
}

/// `+` and at most 15 digits, the first not zero (ITU-T E.164).
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// A short code or an alphanumeric sender ID.
fn is_sender_name(text: &str) -> bool {
    (1..=11).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" +-_&".contains(&byte))
}

/// How many SMS a text is sent in: 160 characters of the GSM alphabet fit into one and 153 into each of several
/// (3GPP TS 23.040), of any other 70 and 67 UTF-16 units.
pub fn parts(text: &str) -> usize {
    let septets = text.chars().map(|character| match character {
        _ if BASIC.contains(character) => Some(1),
        _ if EXTENDED.contains(character) => Some(2),
        _ => None,
    });
    let (length, single, several) = match septets.sum() {
        Some(septets) => (septets, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= single { 1 } else { length.div_ceil(several) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_are_counted_as_networks_count_them() {
        for (text, expected) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("я".repeat(70), 1),
            ("я".repeat(71), 2),
            ("😀".repeat(36), 2),
            (String::new(), 1),
        ] {
            assert_eq!(super::parts(&text), expected, "{text}");
        }
    }
}
