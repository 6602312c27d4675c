//! What providers say became of a message, in our words: one table per provider.
//!
//! A code that stands in no table is [`Unmapped`]: our side failed to understand it, so the caller logs it, counts
//! it and takes it for [`Unmapped::VERDICT`].

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    bounce::{self, Said},
    notification::Report,
};

/// Why a message did not arrive, or may not have: what the customer is told.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
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
    /// The name used in database and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The cause of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
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
///
/// Last compared in November 2026, code by code: `tests/cases/sms.toml` names the page of each, and those whose page could
/// not be read. What stands in no row is logged and counted as unknown.
pub fn twilio_error(code: u32) -> Result<Verdict, Unmapped> {
    Ok(match code {
        // Handset off or without signal.
        30003 => failed(Report::FailedForNow, Cause::Unreachable),
        30005 | 21211 | 21214 | 21217 | 21401 | 21407 | 21421 => {
            failed(Report::FailedForGood, Cause::NoSuchAddress)
        }
        // 21268: a number that costs extra.
        30006 | 21268 | 21614 | 21635 => failed(Report::FailedForGood, Cause::Landline),
        // 30038: one-time codes to numbers of Twilio's own.
        30004 | 30007 | 30038 => failed(Report::Blocked, Cause::Filtered),
        // Protection against pumped traffic: the block ends by itself after a quarter of an hour, or after some.
        30450 | 30453 => failed(Report::FailedForNow, Cause::Filtered),
        21610 => failed(Report::Blocked, Cause::Unsubscribed),
        // Congestion at the operator or in our account's queue, where a message may also have outlasted its validity
        // (30036); maintenance.
        14107 | 20429 | 21611 | 21730 | 30001 | 30017 | 30022 | 30036 => {
            failed(Report::FailedForNow, Cause::Busy)
        }
        // Errors of Twilio's own: it was not sent, and is to be sent again.
        30021 | 30500 => failed(Report::FailedForNow, Cause::Provider),
        // The account, its balance, its sender (21612: it does not reach that network), its permissions or our text; an
        // error the network did not explain; a failure after which it may still arrive (30410).
        10001 | 10002 | 20003 | 20005 | 20403 | 20404 | 20500 | 20503 | 21212 | 21408 | 21601 | 21602
        | 21603 | 21606 | 21608 | 21612 | 21617 | 21657 | 21658 | 30002 | 30008 | 30009 | 30010 | 30012
        | 30019 | 30023 | 30024 | 30027 | 30028 | 30032 | 30034 | 30040 | 30042 | 30044 | 30410 | 30442
        | 30454 | 63038 => failed(Report::GaveUp, Cause::Provider),
        _ => return Err(Unmapped),
    })
}

/// What a delivery status notification says of a letter by its action (RFC 3464, 2.3.3); `said` is all that stands
/// beside it.
pub fn delivery_status(action: &str, said: Said<'_>) -> Result<Verdict, Unmapped> {
    match action {
        "delivered" => Ok(arrived(Report::Delivered)),
        // Handed on to somebody who promises nothing.
        "relayed" | "expanded" => Ok(arrived(Report::Accepted)),
        "delayed" if said.codes.contains(&(4, 2, 2)) => Ok(failed(Report::FailedForNow, Cause::MailboxFull)),
        "delayed" => Ok(failed(Report::FailedForNow, Cause::Busy)),
        "failed" => bounce::gave_up(said),
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
    fn a_push_service_forgets_subscriptions() {
        assert_eq!(push(410), Ok(failed(Report::FailedForGood, Cause::PushGone)));
        assert_eq!(push(201), Ok(arrived(Report::Accepted)));
        assert_eq!(push(302), Err(Unmapped));
    }

    #[test]
    fn every_cause_keeps_its_name() {
        for &cause in Cause::VARIANTS {
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
        }
    }
}
