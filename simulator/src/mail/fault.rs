//! What can go wrong at the recipients' mail system.

use serde::{Deserialize, Serialize};

use crate::fault::{Reason, is_number};

/// What goes wrong with one mail to one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum MailFault {
    /// Nothing.
    #[default]
    None,
    /// It is refused for good: 550.
    Reject,
    /// The mail system is broken for now: 451.
    Unavailable,
    /// The mail system asks for patience: 421.
    TooMany,
    /// The mail is read and never answered; it is not taken.
    Hang,
    /// It is taken and arrives, but is never answered.
    HangAfterTaking,
    /// It is taken, but the connection breaks before the answer.
    ResetAfterBody,
    /// The answer makes no sense; it is not taken.
    Garbage,
    /// It is taken at once, but answered only after some time.
    Slow { milliseconds: u64 },
    /// It is taken and never heard of again.
    Silent,
    /// It is taken, does not arrive, and bounces; with a code of class 4 it is only late.
    Undelivered {
        #[serde(default)]
        code: EnhancedStatus,
    },
    /// It is taken, does not arrive, and bounces.
    Failed {
        #[serde(default)]
        code: EnhancedStatus,
    },
    /// Every report comes three times.
    DuplicateReceipts,
    /// It arrives, and its recipient calls it spam.
    Complaint,
}

impl MailFault {
    /// Whether a mail that was taken arrives nevertheless.
    pub const fn lets_through(&self) -> bool {
        !matches!(self, Self::Silent | Self::Undelivered { .. } | Self::Failed { .. })
    }

    /// Whether the sender notices when handing the mail over.
    pub const fn shows_at_once(&self) -> bool {
        match self {
            Self::None
            | Self::Silent
            | Self::Undelivered { .. }
            | Self::Failed { .. }
            | Self::DuplicateReceipts
            | Self::Complaint => false,
            Self::Reject
            | Self::Unavailable
            | Self::TooMany
            | Self::Hang
            | Self::HangAfterTaking
            | Self::ResetAfterBody
            | Self::Garbage
            | Self::Slow { .. } => true,
        }
    }
}

/// Why a mail did not arrive (RFC 3463): a class that tells of a failure, a subject and a detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Reason")]
pub struct EnhancedStatus(pub String);

/// "Bad destination mailbox address".
impl Default for EnhancedStatus {
    fn default() -> Self {
        Self("5.1.1".into())
    }
}

impl TryFrom<Reason> for EnhancedStatus {
    type Error = &'static str;

    fn try_from(reason: Reason) -> Result<Self, Self::Error> {
        let text = reason.into_text();
        match text.split('.').collect::<Vec<_>>()[..] {
            ["4" | "5", subject, detail] if is_number(subject, 3) && is_number(detail, 3) => Ok(Self(text)),
            _ => Err("`code` is an enhanced status code of a failure"),
        }
    }
}
