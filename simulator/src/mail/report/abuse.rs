//! Complaints of recipients who call a mail spam (RFC 5965).

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{About, Parts, one_line, write as write_report};
use crate::mail::reply::NAME;

/// The report.
pub fn write(about: &About, now: DateTime<Utc>) -> Vec<u8> {
    let recipient = one_line(&about.recipient);
    let text = format!("<{recipient}> reported a message from you as abuse.\r\n");
    write_report(
        about,
        now,
        &Parts {
            kind: "feedback-report",
            content_type: "message/feedback-report",
            subject: "Abuse report",
            text: &text,
            fields: &fields(about),
        },
    )
}

fn fields(about: &About) -> String {
    let mut fields = format!(
        "Feedback-Type: abuse\r\n\
         User-Agent: doorcode-simulator/{}\r\n\
         Version: 1\r\n\
         Original-Mail-From: <{}>\r\n\
         Original-Rcpt-To: <{}>\r\n\
         Arrival-Date: {}\r\n\
         Reporting-MTA: dns; {NAME}\r\n",
        env!("CARGO_PKG_VERSION"),
        one_line(&about.sender),
        one_line(&about.recipient),
        about.arrived.to_rfc2822(),
    );
    if let Some(id) = &about.envelope_id {
        // Writing into a string cannot fail.
        let _ = write!(fields, "Original-Envelope-Id: {}\r\n", one_line(id));
    }
    fields
}
