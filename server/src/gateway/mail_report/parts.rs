//! The parts of a report. Split here and not by the library: that would also take letters apart that lie in letters
//! that lie in letters, as deep as the sender likes.

use mail_parser::{Message, MessageParser, MimeHeaders};

use super::NoReport;

/// What OpenSMTPD's reports are called, which it labels multipart/mixed.
const OPENSMTPD: &str = "Delivery status notification: ";

/// A multipart/report (RFC 6522).
pub struct Parts<'a> {
    /// The report's own headers.
    pub headers: Message<'a>,
    parts: Vec<(Message<'a>, &'a [u8])>,
}

impl<'a> Parts<'a> {
    /// Splits a report at its boundary; `None` when it is another letter.
    pub fn split(raw: &'a [u8]) -> Result<Option<Self>, NoReport> {
        let headers = headers(raw).ok_or(NoReport::NoMessage)?;
        let mislabelled = is(&headers, "multipart", &["mixed"])
            && headers.subject().is_some_and(|subject| subject.starts_with(OPENSMTPD));
        let is_report = is(&headers, "multipart", &["report"]) || mislabelled;
        let Some(kind) = headers.content_type().filter(|_| is_report) else { return Ok(None) };
        let boundary =
            kind.attribute("boundary").filter(|boundary| !boundary.is_empty()).ok_or(NoReport::NoBoundary)?;
        let parts: Vec<(Message<'_>, &[u8])> = slices(raw, boundary.as_bytes())
            .into_iter()
            .filter_map(|part| headers_or_none(part).map(|headers| (headers, part)))
            .collect();
        let holds_one = || parts.iter().any(|(part, _)| is(part, "message", &["delivery-status"]));
        Ok((!mislabelled || holds_one()).then_some(Self { headers, parts }))
    }

    /// Whether it says that it is a report of one of these types, or does not say of which.
    pub fn promises(&self, types: &[&str]) -> bool {
        let said = self.headers.content_type().and_then(|kind| kind.attribute("report-type"));
        said.is_none_or(|said| types.iter().any(|known| known.eq_ignore_ascii_case(said)))
    }

    /// The decoded text of the first part of one of these types, none of which may hold parts of its own.
    pub fn text(&self, kind: &str, subtypes: &[&str]) -> Option<String> {
        let (_, raw) = self.parts.iter().find(|(headers, _)| is(headers, kind, subtypes))?;
        let part = MessageParser::default().parse(*raw)?;
        Some(String::from_utf8_lossy(part.parts.first()?.contents()).into_owned())
    }

    /// The name of the letter that came back, or of which the headers came back, without angle brackets.
    pub fn returned_message_id(&self) -> Option<String> {
        let whole = ["rfc822", "global"];
        let only_headers = ["rfc822-headers", "global-headers"];
        let (part, raw) = self.parts.iter().find(|(headers, _)| {
            is(headers, "message", &whole)
                || is(headers, "message", &only_headers)
                || is(headers, "text", &only_headers)
        })?;
        let text;
        let letter = if is(part, "message", &whole) {
            body(raw)
        } else {
            text = self.text("text", &only_headers).or_else(|| self.text("message", &only_headers))?;
            text.as_bytes()
        };
        headers(letter)?.message_id().map(str::to_owned)
    }
}

/// The headers of a letter.
pub fn headers(raw: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(raw)
}

/// A part without headers is a text for people (RFC 2046, 5.1).
fn headers_or_none(part: &[u8]) -> Option<Message<'_>> {
    headers(part).filter(|headers| headers.content_type().is_some())
}

fn is(message: &Message<'_>, kind: &str, subtypes: &[&str]) -> bool {
    message.content_type().is_some_and(|found| {
        let subtype = found.subtype().unwrap_or_default();
        found.ctype().eq_ignore_ascii_case(kind)
            && subtypes.iter().any(|wanted| wanted.eq_ignore_ascii_case(subtype))
    })
}

/// What stands between the lines of a boundary (RFC 2046, 5.1.1). The last one may have been cut off.
fn slices<'a>(raw: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut slices = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let end =
            line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary)).map(<[u8]>::trim_ascii);
        if let Some(end @ (b"" | b"--")) = end {
            slices.extend(start.and_then(|start| raw.get(start..at)));
            start = end.is_empty().then_some(at + line.len());
        }
        at += line.len();
    }
    slices.extend(start.and_then(|start| raw.get(start..)));
    slices
}

/// What follows the first empty line.
fn body(part: &[u8]) -> &[u8] {
    let mut at = 0;
    for line in part.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    part.get(at..).unwrap_or_default()
}
