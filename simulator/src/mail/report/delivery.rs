//! Delivery status notifications (RFC 3464).

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{About, Parts, one_line, write as write_report};
use crate::mail::reply::NAME;

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is in the mailbox.
    Delivered,
    /// Not yet in the mailbox; still trying.
    Delayed,
    /// Given up.
    Failed,
}

impl Action {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::Failed => "failed",
        }
    }

    const fn subject(self) -> &'static str {
        match self {
            Self::Delivered => "Successful Mail Delivery Report",
            Self::Delayed => "Delayed Mail (still being retried)",
            Self::Failed => "Undelivered Mail Returned to Sender",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Delivered => "Your message was delivered to",
            Self::Delayed => "Your message could not be delivered yet, and will be tried again, to",
            Self::Failed => "Your message could not be delivered to",
        }
    }

    /// What the recipient's server said, but for its enhanced status code.
    const fn diagnostic(self) -> (u16, &'static str) {
        match self {
            Self::Delivered => (250, "Message delivered"),
            Self::Delayed => (451, "The mailbox cannot take the message now"),
            Self::Failed => (550, "The mailbox does not take the message"),
        }
    }
}

/// The notification; `status` is an enhanced status code (RFC 3463).
pub fn write(about: &About, action: Action, status: &str, now: DateTime<Utc>) -> Vec<u8> {
    let (code, said) = action.diagnostic();
    let recipient = one_line(&about.recipient);
    let text = format!("{} <{recipient}>:\r\n\r\n{code} {status} {said}\r\n", action.text());
    write_report(
        about,
        now,
        &Parts {
            kind: "delivery-status",
            content_type: "message/delivery-status",
            subject: action.subject(),
            text: &text,
            fields: &fields(about, action, status, now),
        },
    )
}

/// About the mail, and after an empty line about the recipient.
fn fields(about: &About, action: Action, status: &str, now: DateTime<Utc>) -> String {
    let (code, said) = action.diagnostic();
    let recipient = one_line(&about.recipient);
    let mut fields = format!("Reporting-MTA: dns; {NAME}\r\n");
    // Writing into a string cannot fail.
    if let Some(id) = &about.envelope_id {
        let _ = write!(fields, "Original-Envelope-Id: {}\r\n", one_line(id));
    }
    let _ = write!(fields, "Arrival-Date: {}\r\n\r\n", about.arrived.to_rfc2822());
    if let Some(original) = &about.original_recipient {
        let _ = write!(fields, "Original-Recipient: rfc822; {}\r\n", one_line(original));
    }
    let _ = write!(
        fields,
        "Final-Recipient: rfc822; {recipient}\r\n\
         Action: {}\r\n\
         Status: {status}\r\n\
         Diagnostic-Code: smtp; {code} {status} {said}\r\n\
         Last-Attempt-Date: {}\r\n",
        action.as_str(),
        now.to_rfc2822(),
    );
    fields
}
