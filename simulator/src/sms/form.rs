//! What somebody asks the provider to send.

use reqwest::Url;
use serde::Deserialize;

use super::refusal::Refusal;

/// The longest text Twilio takes.
const LONGEST_BODY: usize = 1_600;
/// The longest time Twilio tries, in seconds.
const LONGEST_VALIDITY: u32 = 36_000;

/// The form as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    to: Option<String>,
    from: Option<String>,
    body: Option<String>,
    validity_period: Option<String>,
    status_callback: Option<String>,
}

impl Form {
    /// Whom it is for, if that was said.
    pub fn recipient(&self) -> &str {
        self.to.as_deref().unwrap_or_default()
    }
}

/// A text message that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// E.164.
    pub to: String,
    /// E.164, a short code, or up to 11 letters and digits.
    pub from: String,
    /// The text.
    pub body: String,
    /// For how many seconds to try.
    pub validity_seconds: Option<u32>,
    /// Where to report what became of it; as given, because the signature covers the very text.
    pub status_callback: Option<String>,
}

impl TryFrom<Form> for TextMessage {
    type Error = Refusal;

    fn try_from(form: Form) -> Result<Self, Refusal> {
        let given = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        let to =
            given(form.to).ok_or_else(|| Refusal::bad_request(21604, "A 'To' phone number is required."))?;
        let from = given(form.from)
            .ok_or_else(|| Refusal::bad_request(21603, "A 'From' phone number is required."))?;
        let body =
            given(form.body).ok_or_else(|| Refusal::bad_request(21602, "Message body is required."))?;
        if !is_e164(&to) {
            return Err(Refusal::bad_request(
                21211,
                format!("The 'To' number {to} is not a valid phone number."),
            ));
        }
        if !is_e164(&from) && !is_sender_name(&from) {
            return Err(Refusal::bad_request(
                21212,
                format!("The 'From' number {from} is not a valid phone number."),
            ));
        }
        if body.chars().count() > LONGEST_BODY {
            return Err(Refusal::bad_request(
                21617,
                "The concatenated message body exceeds the 1600 character limit",
            ));
        }
        let validity_seconds = given(form.validity_period).map(|text| validity(&text)).transpose()?;
        let status_callback = given(form.status_callback).map(callback).transpose()?;
        Ok(Self { to, from, body, validity_seconds, status_callback })
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

fn validity(text: &str) -> Result<u32, Refusal> {
    text.parse()
        .ok()
        .filter(|seconds| (1..=LONGEST_VALIDITY).contains(seconds))
        .ok_or_else(|| Refusal::bad_request(21624, "Invalid validity period value"))
}

fn callback(text: String) -> Result<String, Refusal> {
    if Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        Ok(text)
    } else {
        Err(Refusal::bad_request(21609, format!("The 'StatusCallback' URL {text} is not a valid URL.")))
    }
}
