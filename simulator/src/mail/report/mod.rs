//! What mail systems tell the sender of a mail afterwards, as mails of their own (RFC 6522).

pub mod abuse;
pub mod delivery;
mod dispatch;

use chrono::{DateTime, Utc};

use super::reply::NAME;
use crate::random;

pub use dispatch::dispatch;

/// The mail a report is about, and one of its recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The envelope's sender, who gets the report.
    pub sender: String,
    /// The sender's own name of the mail, ENVID.
    pub envelope_id: Option<String>,
    /// The envelope's recipient.
    pub recipient: String,
    /// Whom the sender meant, ORCPT.
    pub original_recipient: Option<String>,
    /// When the mail was taken.
    pub arrived: DateTime<Utc>,
    /// The mail's header.
    pub header: Vec<u8>,
}

/// The parts of a report.
struct Parts<'a> {
    /// `report-type`, also the subtype of the part for programs.
    kind: &'a str,
    /// The type of the part for programs.
    content_type: &'a str,
    subject: &'a str,
    /// For people.
    text: &'a str,
    /// For programs.
    fields: &'a str,
}

/// The whole report.
fn write(about: &About, now: DateTime<Utc>, parts: &Parts<'_>) -> Vec<u8> {
    let Parts { kind, content_type, subject, text, fields } = parts;
    let (boundary, id) = (random::hex::<16>(), random::hex::<16>());
    let sender = one_line(&about.sender);
    let date = now.to_rfc2822();
    let mut report = format!(
        "From: Mail Delivery System <MAILER-DAEMON@{NAME}>\r\n\
         To: <{sender}>\r\n\
         Subject: {subject}\r\n\
         Date: {date}\r\n\
         Message-ID: <{id}@{NAME}>\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type={kind};\r\n boundary=\"{boundary}\"\r\n\
         \r\n\
         --{boundary}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\
         \r\n\
         {text}\r\n\
         --{boundary}\r\n\
         Content-Type: {content_type}\r\n\
         \r\n\
         {fields}\r\n\
         --{boundary}\r\n\
         Content-Type: text/rfc822-headers\r\n\
         Content-Transfer-Encoding: 8bit\r\n\
         \r\n"
    )
    .into_bytes();
    report.extend_from_slice(&about.header);
    report.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    report
}

/// The header of a mail, without the empty line after it.
pub fn header(mail: &[u8]) -> &[u8] {
    if mail.starts_with(b"\r\n") {
        return &[];
    }
    let end = mail.windows(4).position(|window| window == b"\r\n\r\n").map_or(mail.len(), |end| end + 2);
    &mail[..end]
}

/// What came from outside cannot begin a field of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_ends_at_the_first_empty_line() {
        for (mail, expected) in [
            ("A: 1\r\nB: 2\r\n\r\nC: 3\r\n\r\n", "A: 1\r\nB: 2\r\n"),
            ("A: 1\r\n", "A: 1\r\n"),
            ("\r\nA: 1\r\n\r\n", ""),
            ("", ""),
        ] {
            assert_eq!(header(mail.as_bytes()), expected.as_bytes(), "{mail:?}");
        }
    }

    #[test]
    fn nothing_from_outside_begins_a_line() {
        assert_eq!(one_line("1\r\nStatus: 2.0.0"), "1  Status: 2.0.0");
    }
}
