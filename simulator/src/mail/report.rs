//! What mail systems tell the sender of a mail afterwards, as mails of their own (RFC 6522): delivery status
//! notifications (RFC 3464), and complaints of recipients who call a mail spam (RFC 5965).

use std::time::Duration;

use chrono::{DateTime, Utc};
use smtp_proto::{RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER, RCPT_NOTIFY_SUCCESS};

use super::{fault::MailFault, reply::NAME};
use crate::{clock, desk::Desk, random, shutdown::Shutdown};

/// How often a report comes on a day of repeated receipts.
const ECHOES: usize = 3;

/// Who reports.
#[derive(Debug, Clone)]
pub struct Reporter {
    pub desk: Desk,
    /// Before each report.
    pub pause: Duration,
    pub shutdown: Shutdown,
}

/// The mail a report is about, and one of its recipients.
#[derive(Debug, Clone)]
pub struct About {
    /// The envelope's sender, who gets the report.
    pub sender: String,
    /// The sender's own name of the mail, ENVID.
    pub envelope_id: Option<String>,
    /// The envelope's recipient.
    pub recipient: String,
    /// Whom the sender meant, ORCPT.
    pub original_recipient: Option<String>,
    pub arrived: DateTime<Utc>,
    pub header: Vec<u8>,
}

/// What became of a mail, in the words of RFC 3464.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Delivered,
    Delayed,
    Failed,
}

/// What the sender of a mail wants to hear about a recipient (RFC 3461, section 4.1), as flags; none when nothing was
/// said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notify(u64);

impl Notify {
    /// From the flags of a RCPT command.
    pub const fn from_flags(flags: u64) -> Self {
        Self(flags & (RCPT_NOTIFY_NEVER | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY))
    }

    /// Who says nothing hears of what goes wrong.
    const fn wants(self, action: Action) -> bool {
        let flag = match action {
            Action::Delivered => RCPT_NOTIFY_SUCCESS,
            Action::Delayed => RCPT_NOTIFY_DELAY,
            Action::Failed => RCPT_NOTIFY_FAILURE,
        };
        match self.0 {
            0 => !matches!(action, Action::Delivered),
            flags => flags & flag != 0,
        }
    }
}

/// A report that is due.
enum Report {
    /// What became of the mail, and the enhanced status code (RFC 3463).
    Delivery(Action, String),
    /// The recipient complains.
    Abuse,
}

/// Sends the reports that follow a mail that was taken, one after the other.
pub async fn dispatch(reporter: Reporter, about: About, fault: MailFault, notify: Notify) {
    // Nobody reports to a report (RFC 5321, section 4.5.5).
    if about.sender.is_empty() {
        return;
    }
    let copies = if fault == MailFault::DuplicateReceipts { ECHOES } else { 1 };
    for report in due(&fault, notify) {
        let mut written = None;
        for _ in 0..copies {
            if !reporter.shutdown.allows(reporter.pause).await {
                return;
            }
            let mail = written.get_or_insert_with(|| report.write(&about, clock::now()));
            match reporter.desk.report_mail(mail.clone()).await {
                Ok(None) => return,
                Ok(Some(answer)) if answer.status.is_success() => {}
                Ok(Some(answer)) => tracing::warn!(%answer, "mail report refused"),
                Err(error) => tracing::warn!(%error, "mail report not sent"),
            }
        }
    }
}

fn due(fault: &MailFault, notify: Notify) -> Vec<Report> {
    let (action, status) = match fault {
        MailFault::Undelivered { code } if code.0.starts_with('4') => (Action::Delayed, code.0.as_str()),
        MailFault::Undelivered { code } | MailFault::Failed { code } => (Action::Failed, code.0.as_str()),
        // Nobody ever hears of these.
        MailFault::Silent
        | MailFault::Reject
        | MailFault::Unavailable
        | MailFault::TooMany
        | MailFault::Hang
        | MailFault::Garbage => return Vec::new(),
        MailFault::None
        | MailFault::Slow { .. }
        | MailFault::HangAfterTaking
        | MailFault::ResetAfterBody
        | MailFault::DuplicateReceipts
        | MailFault::Complaint => (Action::Delivered, "2.0.0"),
    };
    let told = notify.wants(action).then(|| Report::Delivery(action, status.to_owned()));
    let complaint = (*fault == MailFault::Complaint).then_some(Report::Abuse);
    told.into_iter().chain(complaint).collect()
}

impl Report {
    /// The whole report.
    fn write(&self, about: &About, now: DateTime<Utc>) -> Vec<u8> {
        let [boundary, id] = [random::hex::<16>(), random::hex::<16>()];
        let [sender, recipient] = [&about.sender, &about.recipient].map(|text| one_line(text));
        let (date, arrived) = (now.to_rfc2822(), about.arrived.to_rfc2822());
        let field = |name: &str, value: Option<&String>| {
            value.map(|value| format!("{name}{}\r\n", one_line(value))).unwrap_or_default()
        };
        let envelope = field("Original-Envelope-Id: ", about.envelope_id.as_ref());
        let (kind, subject, text, fields) = match self {
            Self::Delivery(action, status) => {
                let (name, subject, text, code, said) = action.words();
                let original = field("Original-Recipient: rfc822; ", about.original_recipient.as_ref());
                // About the mail, and after an empty line about the recipient.
                let fields = format!(
                    "Reporting-MTA: dns; {NAME}\r\n{envelope}Arrival-Date: {arrived}\r\n\r\n{original}\
                     Final-Recipient: rfc822; {recipient}\r\nAction: {name}\r\nStatus: {status}\r\n\
                     Diagnostic-Code: smtp; {code} {status} {said}\r\nLast-Attempt-Date: {date}\r\n"
                );
                let text = format!("{text} <{recipient}>:\r\n\r\n{code} {status} {said}\r\n");
                ("delivery-status", subject, text, fields)
            }
            Self::Abuse => {
                let version = env!("CARGO_PKG_VERSION");
                let fields = format!(
                    "Feedback-Type: abuse\r\nUser-Agent: doorcode-simulator/{version}\r\nVersion: 1\r\n\
                     Original-Mail-From: <{sender}>\r\nOriginal-Rcpt-To: <{recipient}>\r\n\
                     Arrival-Date: {arrived}\r\nReporting-MTA: dns; {NAME}\r\n{envelope}"
                );
                let text = format!("<{recipient}> reported a message from you as abuse.\r\n");
                ("feedback-report", "Abuse report", text, fields)
            }
        };
        let head = format!(
            "From: Mail Delivery System <MAILER-DAEMON@{NAME}>\r\nTo: <{sender}>\r\nSubject: {subject}\r\n\
             Date: {date}\r\nMessage-ID: <{id}@{NAME}>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type={kind};\r\n boundary=\"{boundary}\"\r\n\r\n\
             --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             {text}\r\n--{boundary}\r\nContent-Type: message/{kind}\r\n\r\n{fields}\r\n\
             --{boundary}\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        );
        [head.as_bytes(), &about.header, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
    }
}

impl Action {
    /// Its name, the report's subject, its text, and what the recipient's server said.
    const fn words(self) -> (&'static str, &'static str, &'static str, u16, &'static str) {
        match self {
            Self::Delivered => (
                "delivered",
                "Successful Mail Delivery Report",
                "Your message was delivered to",
                250,
                "Message delivered",
            ),
            Self::Delayed => (
                "delayed",
                "Delayed Mail (still being retried)",
                "Your message could not be delivered yet, and will be tried again, to",
                451,
                "The mailbox cannot take the message now",
            ),
            Self::Failed => (
                "failed",
                "Undelivered Mail Returned to Sender",
                "Your message could not be delivered to",
                550,
                "The mailbox does not take the message",
            ),
        }
    }
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
    text.replace(char::is_control, " ")
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

    #[test]
    fn who_asks_for_nothing_hears_of_failures_only() {
        use Action::{Delayed, Delivered, Failed};
        for (flags, heard) in [
            (0, [false, true, true]),
            (RCPT_NOTIFY_NEVER, [false, false, false]),
            (RCPT_NOTIFY_SUCCESS, [true, false, false]),
            (RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE, [true, false, true]),
            (RCPT_NOTIFY_DELAY, [false, true, false]),
        ] {
            let notify = Notify::from_flags(flags);
            assert_eq!([Delivered, Delayed, Failed].map(|action| notify.wants(action)), heard, "{flags}");
        }
    }
}
