//! What the relay says when it does not say yes, and how a conversation breaks off.

use std::{error::Error, fmt, time::Duration};

use domain::{
    bounce::{self, Said},
    receipt::{Unmapped, Verdict},
};
use lettre::transport::smtp;

use crate::gateway::{EMAIL, Outcome, mail_code::MailCode};

/// Why a step brought no yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The relay said no.
    No(Reply),
    /// It said nothing in time.
    Silence,
    /// The connection ended, or what came makes no sense.
    Broken,
    /// There was no connection, or no encrypted one.
    Unreachable,
    /// It does not offer the encryption or the way of signing in that we need.
    NotOffered,
}

impl Failure {
    /// The same failure of a connection that was not there before.
    pub fn while_connecting(self) -> Self {
        if self == Self::Broken { Self::Unreachable } else { self }
    }

    /// Whether the connection can be used for another letter. 421 announces its end.
    pub fn leaves_the_line_open(self) -> bool {
        matches!(self, Self::No(reply) if reply.code != 421)
    }

    /// The word for it.
    pub fn code(self) -> String {
        match self {
            Self::No(reply) => reply.to_string(),
            Self::Silence => "no_answer".to_owned(),
            Self::Broken => "broken_answer".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
            Self::NotOffered => "not_offered".to_owned(),
        }
    }
}

impl From<smtp::Error> for Failure {
    fn from(error: smtp::Error) -> Self {
        if let Some(code) = error.status() {
            // The error's source is the text of the reply.
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            Self::No(Reply::new(code.into(), &text))
        } else if error.is_client() {
            Self::NotOffered
        } else {
            Self::Broken
        }
    }
}

/// A step under a deadline.
pub async fn within<T>(
    deadline: Duration,
    step: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(deadline, step).await {
        Ok(result) => result.map_err(Failure::from),
        Err(_) => Err(Failure::Silence),
    }
}

/// A reply that is a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    enhanced: Option<MailCode>,
    meaning: Result<Verdict, Unmapped>,
}

/// As it stands in the reply: `550 5.1.1`.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&MailCode::word(Some(self.code), self.enhanced).unwrap_or_default())
    }
}

impl Reply {
    /// Reads what the relay said. Of its text nothing is kept but the meaning.
    fn new(code: u16, text: &str) -> Self {
        let codes: Vec<_> = MailCode::all(text).map(MailCode::parts).collect();
        let meaning = bounce::refused(Said { reply: Some(code), codes: &codes, words: text });
        Self { code, enhanced: MailCode::leading(text), meaning }
    }

    /// What it means for a message whose recipient has been named. A reply of class 4 is never for good, whatever
    /// stands behind it (RFC 5321, 4.2.1).
    pub fn outcome(self) -> Outcome {
        let code = self.to_string();
        if self.code < 500 && self.meaning.is_ok() {
            return Outcome::NotNow { code, after: None };
        }
        Outcome::refused(EMAIL, self.meaning, code)
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        notification::Report,
        receipt::{Cause, Verdict},
    };

    use super::*;

    fn outcome(code: u16, text: &str) -> Outcome {
        Reply::new(code, text).outcome()
    }

    #[test]
    fn only_a_lasting_no_about_the_address_is_a_refusal() {
        let refused = |report, cause, code: &str| Outcome::Refused {
            verdict: Verdict { report, cause: Some(cause) },
            code: code.into(),
        };
        let not_now = |code: &str| Outcome::NotNow { code: code.into(), after: None };
        for (code, text, expected) in [
            (550, "5.1.1 Unknown", refused(Report::FailedForGood, Cause::NoSuchAddress, "550 5.1.1")),
            (550, "Unknown", refused(Report::FailedForGood, Cause::NoSuchAddress, "550")),
            // M2, M2b: with the words that mail systems put there.
            (
                550,
                "5.4.1 Recipient address rejected: Access denied.",
                refused(Report::FailedForGood, Cause::NoSuchAddress, "550 5.4.1"),
            ),
            (
                554,
                "delivery error: dd This user doesn't have a example.com account",
                refused(Report::FailedForGood, Cause::NoSuchAddress, "554"),
            ),
            (
                552,
                "1 Requested mail action aborted, mailbox not found",
                refused(Report::FailedForGood, Cause::NoSuchAddress, "552"),
            ),
            // M2c: what is ours.
            (
                550,
                "5.7.26 This mail has been blocked because the sender is unauthenticated",
                not_now("550 5.7.26"),
            ),
            (552, "5.2.2 Full", refused(Report::FailedForGood, Cause::MailboxFull, "552 5.2.2")),
            (554, "5.7.1 Spam", refused(Report::Blocked, Cause::Filtered, "554 5.7.1")),
            (451, "4.7.1 Greylisted", not_now("451 4.7.1")),
            (450, "5.1.1 Cannot decide", not_now("450 5.1.1")),
            (503, "5.5.1 Not like that", not_now("503 5.5.1")),
            (530, "5.7.0 Sign in first", not_now("530 5.7.0")),
            (550, "5.1.8 No such sender", not_now("550 5.1.8")),
            (559, "What now", not_now("559")),
        ] {
            assert_eq!(outcome(code, text), expected, "{code} {text}");
        }
    }
}
