//! What providers say became of a message, in our words: one table per provider.
//!
//! A code that stands in no table is [`Unmapped`]: our side failed to understand it, so the caller logs it, counts
//! it and takes it for [`Unmapped::VERDICT`].

use serde::{Deserialize, Serialize};

use crate::notification::Report;

/// Why a message did not arrive, or may not have: what the customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The phone is off, without signal, or between two operators.
    Unreachable,
    /// There is no such number or mailbox.
    NoSuchAddress,
    /// The number is not one of a mobile phone.
    Landline,
    /// The person has asked not to be written to.
    Unsubscribed,
    /// The operator or mailbox filters messages like ours.
    Filtered,
    /// The person has called one of our messages unwanted.
    Complaint,
    /// The mailbox is full.
    MailboxFull,
    /// The browser no longer takes notifications.
    PushGone,
    /// The provider asks for patience.
    Busy,
    /// The provider or our account with it failed.
    Provider,
    /// The provider got the message and gave no answer: it may arrive.
    NoAnswer,
    /// It would have come too late to be of use.
    TooLate,
    /// There was nothing to say any more.
    NothingToSay,
    /// A code that stands in no table.
    Unmapped,
}

impl Cause {
    const ALL: [Self; 14] = [
        Self::Unreachable,
        Self::NoSuchAddress,
        Self::Landline,
        Self::Unsubscribed,
        Self::Filtered,
        Self::Complaint,
        Self::MailboxFull,
        Self::PushGone,
        Self::Busy,
        Self::Provider,
        Self::NoAnswer,
        Self::TooLate,
        Self::NothingToSay,
        Self::Unmapped,
    ];

    /// The name used in database and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NoSuchAddress => "no_such_address",
            Self::Landline => "landline",
            Self::Unsubscribed => "unsubscribed",
            Self::Filtered => "filtered",
            Self::Complaint => "complaint",
            Self::MailboxFull => "mailbox_full",
            Self::PushGone => "push_gone",
            Self::Busy => "busy",
            Self::Provider => "provider",
            Self::NoAnswer => "no_answer",
            Self::TooLate => "too_late",
            Self::NothingToSay => "nothing_to_say",
            Self::Unmapped => "unmapped",
        }
    }

    /// The cause of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == name)
    }
}

/// What a provider's word means: the report for the notification, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What it reports.
    pub report: Report,
    /// Why, when it did not arrive.
    pub cause: Option<Cause>,
}

/// The code stands in no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a provider's code without a meaning for us")]
pub struct Unmapped;

impl Unmapped {
    /// What an unknown code is taken for.
    pub const VERDICT: Verdict = failed(Report::GaveUp, Cause::Unmapped);
}

const fn arrived(report: Report) -> Verdict {
    Verdict { report, cause: None }
}

const fn failed(report: Report, cause: Cause) -> Verdict {
    Verdict { report, cause: Some(cause) }
}

/// Twilio's message status with its error code, as status callbacks and message resources tell it.
pub fn twilio(status: &str, code: Option<u32>) -> Result<Verdict, Unmapped> {
    match status {
        "accepted" | "scheduled" | "queued" | "sending" | "sent" => Ok(arrived(Report::Accepted)),
        "delivered" | "read" => Ok(arrived(Report::Delivered)),
        "undelivered" | "failed" => code.map_or(Err(Unmapped), twilio_error),
        "canceled" => Ok(failed(Report::GaveUp, Cause::Provider)),
        _ => Err(Unmapped),
    }
}

/// Twilio's error codes, of a refusal at once and of a later receipt alike (<https://www.twilio.com/docs/api/errors>).
pub fn twilio_error(code: u32) -> Result<Verdict, Unmapped> {
    Ok(match code {
        // Handset off or without signal; the validity period ended before it came back.
        30003 | 30036 => failed(Report::FailedForNow, Cause::Unreachable),
        30005 | 21211 | 21214 | 21217 | 21401 | 21407 | 21421 => {
            failed(Report::FailedForGood, Cause::NoSuchAddress)
        }
        30006 | 21612 | 21614 | 21635 => failed(Report::FailedForGood, Cause::Landline),
        30004 | 30007 => failed(Report::Blocked, Cause::Filtered),
        21610 => failed(Report::Blocked, Cause::Unsubscribed),
        // Congestion at the operator or in our account's queue.
        14107 | 20429 | 30001 | 30017 | 30022 => failed(Report::FailedForNow, Cause::Busy),
        // The account, its balance, its sender or its permissions; an error the network did not explain.
        20003 | 20005 | 20404 | 20500 | 20503 | 21212 | 21408 | 21602 | 21603 | 21606 | 21611 | 21617
        | 30002 | 30008 | 30009 | 30010 | 30023 | 30024 | 30032 | 30034 | 30410 | 63038 => {
            failed(Report::GaveUp, Cause::Provider)
        }
        _ => return Err(Unmapped),
    })
}

/// Whether an SMTP reply refuses us, who have not signed in or not as it wants (RFC 4954, section 6), whatever its
/// enhanced status code says.
pub const fn refuses_us(reply: u16) -> bool {
    matches!(reply, 530 | 534 | 535 | 538)
}

/// An SMTP reply (RFC 5321) with its enhanced status code (RFC 3463), if it has one: `(5, 1, 1)`.
pub fn smtp(reply: u16, enhanced: Option<(u8, u16, u16)>) -> Result<Verdict, Unmapped> {
    if refuses_us(reply) {
        return Ok(failed(Report::GaveUp, Cause::Provider));
    }
    if let Some(status) = enhanced
        && let Ok(verdict) = mail_status(status)
    {
        return Ok(verdict);
    }
    Ok(match reply {
        200..=299 => arrived(Report::Accepted),
        452 => failed(Report::FailedForNow, Cause::MailboxFull),
        421 | 450 | 451 | 454 | 455 => failed(Report::FailedForNow, Cause::Busy),
        521 | 550 | 551 | 553 | 556 => failed(Report::FailedForGood, Cause::NoSuchAddress),
        552 => failed(Report::FailedForGood, Cause::MailboxFull),
        554 => failed(Report::Blocked, Cause::Filtered),
        // Commands and sequence: what we say is wrong.
        500..=504 | 555 => failed(Report::GaveUp, Cause::Provider),
        _ => return Err(Unmapped),
    })
}

/// The enhanced status code of a reply or of a delivery status notification (RFC 3463).
pub fn mail_status(status: (u8, u16, u16)) -> Result<Verdict, Unmapped> {
    Ok(match status {
        (2, ..) => arrived(Report::Delivered),
        (4, 2, 2) => failed(Report::FailedForNow, Cause::MailboxFull),
        (4, ..) => failed(Report::FailedForNow, Cause::Busy),
        (5, 2, 2 | 3) => failed(Report::FailedForGood, Cause::MailboxFull),
        // Our own address, or who we say we are.
        (5, 1, 7 | 8) | (5, 7, 8) => failed(Report::GaveUp, Cause::Provider),
        // No such mailbox or host, moved, or closed; no route to the host.
        (5, 1 | 2, _) | (5, 4, 4) => failed(Report::FailedForGood, Cause::NoSuchAddress),
        (5, 7, _) => failed(Report::Blocked, Cause::Filtered),
        // The relay gave up waiting.
        (5, 4, 7) => failed(Report::GaveUp, Cause::Busy),
        (5, 3..=6, _) => failed(Report::GaveUp, Cause::Provider),
        _ => return Err(Unmapped),
    })
}

/// A delivery status notification: its action and status (RFC 3464, 2.3.3 and 2.3.4).
pub fn delivery_status(action: &str, status: (u8, u16, u16)) -> Result<Verdict, Unmapped> {
    match action {
        "delivered" => Ok(arrived(Report::Delivered)),
        // Handed on to somebody who promises nothing.
        "relayed" | "expanded" => Ok(arrived(Report::Accepted)),
        "delayed" => mail_status((4, status.1, status.2)),
        "failed" => mail_status((5, status.1, status.2)),
        _ => Err(Unmapped),
    }
}

/// The person called our mail unwanted (RFC 5965).
pub const COMPLAINT: Verdict = failed(Report::Blocked, Cause::Complaint);

/// The answer of a push service (RFC 8030).
pub fn push(status: u16) -> Result<Verdict, Unmapped> {
    Ok(match status {
        200..=202 => arrived(Report::Accepted),
        404 | 410 => failed(Report::FailedForGood, Cause::PushGone),
        429 => failed(Report::FailedForNow, Cause::Busy),
        400 | 401 | 403 | 413 => failed(Report::GaveUp, Cause::Provider),
        500..=599 => failed(Report::FailedForNow, Cause::Provider),
        _ => return Err(Unmapped),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twilios_words_become_ours() {
        let table = [
            ("queued", None, arrived(Report::Accepted)),
            ("sent", None, arrived(Report::Accepted)),
            ("delivered", None, arrived(Report::Delivered)),
            ("read", None, arrived(Report::Delivered)),
            ("undelivered", Some(30003), failed(Report::FailedForNow, Cause::Unreachable)),
            ("undelivered", Some(30005), failed(Report::FailedForGood, Cause::NoSuchAddress)),
            ("undelivered", Some(30006), failed(Report::FailedForGood, Cause::Landline)),
            ("undelivered", Some(30007), failed(Report::Blocked, Cause::Filtered)),
            ("failed", Some(21610), failed(Report::Blocked, Cause::Unsubscribed)),
            ("failed", Some(30008), failed(Report::GaveUp, Cause::Provider)),
        ];
        for (status, code, verdict) in table {
            assert_eq!(twilio(status, code), Ok(verdict), "{status} {code:?}");
        }
        for (status, code) in [("undelivered", Some(39999)), ("undelivered", None), ("exploded", None)] {
            assert_eq!(twilio(status, code), Err(Unmapped), "{status} {code:?}");
        }
        assert_eq!(Unmapped::VERDICT.report, Report::GaveUp);
    }

    #[test]
    fn a_mail_status_says_more_than_a_reply() {
        assert_eq!(smtp(550, None), Ok(failed(Report::FailedForGood, Cause::NoSuchAddress)));
        assert_eq!(smtp(550, Some((5, 7, 1))), Ok(failed(Report::Blocked, Cause::Filtered)));
        assert_eq!(smtp(552, Some((5, 2, 2))), Ok(failed(Report::FailedForGood, Cause::MailboxFull)));
        assert_eq!(smtp(451, Some((4, 7, 1))), Ok(failed(Report::FailedForNow, Cause::Busy)));
        assert_eq!(smtp(550, Some((9, 9, 9))), Ok(failed(Report::FailedForGood, Cause::NoSuchAddress)));
        assert_eq!(smtp(599, None), Err(Unmapped));
    }

    #[test]
    fn that_a_relay_refuses_us_says_nothing_about_the_mailbox() {
        let ours = Ok(failed(Report::GaveUp, Cause::Provider));
        for (reply, status) in [
            (530, Some((5, 7, 0))),
            (530, Some((5, 1, 1))),
            (534, Some((5, 7, 9))),
            (535, Some((5, 7, 8))),
            (538, Some((5, 7, 11))),
            (535, None),
            (550, Some((5, 1, 7))),
            (553, Some((5, 1, 8))),
            (554, Some((5, 7, 8))),
        ] {
            assert_eq!(smtp(reply, status), ours, "{reply} {status:?}");
        }
        for status in [(5, 1, 7), (5, 1, 8), (5, 7, 8)] {
            assert_eq!(delivery_status("failed", status), ours, "{status:?}");
        }
    }

    #[test]
    fn a_delivery_status_is_read_with_its_action() {
        assert_eq!(delivery_status("delivered", (2, 0, 0)), Ok(arrived(Report::Delivered)));
        assert_eq!(delivery_status("relayed", (2, 0, 0)), Ok(arrived(Report::Accepted)));
        assert_eq!(delivery_status("delayed", (4, 4, 7)), Ok(failed(Report::FailedForNow, Cause::Busy)));
        assert_eq!(
            delivery_status("failed", (5, 1, 1)),
            Ok(failed(Report::FailedForGood, Cause::NoSuchAddress))
        );
        assert_eq!(delivery_status("failed", (5, 4, 7)), Ok(failed(Report::GaveUp, Cause::Busy)));
        assert_eq!(delivery_status("lost", (5, 1, 1)), Err(Unmapped));
    }

    #[test]
    fn a_push_service_forgets_subscriptions() {
        assert_eq!(push(410), Ok(failed(Report::FailedForGood, Cause::PushGone)));
        assert_eq!(push(201), Ok(arrived(Report::Accepted)));
        assert_eq!(push(302), Err(Unmapped));
    }

    #[test]
    fn every_cause_keeps_its_name() {
        for cause in Cause::ALL {
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
        }
    }
}
