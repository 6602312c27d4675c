//! What can go wrong at the recipients' mail system.

use serde::{Deserialize, Serialize};

use crate::fault::{Reason, is_number};

/// What goes wrong with one mail to one recipient; in the words of [`crate::sms::SmsFault`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum MailFault {
    #[default]
    None,
    Reject,
    Unavailable,
    TooMany,
    Hang,
    HangAfterTaking,
    ResetAfterBody,
    Garbage,
    Slow {
        milliseconds: u64,
    },
    Silent,
    /// It is taken, does not arrive, and bounces; with a code of class 4 it is only late.
    Undelivered {
        #[serde(default)]
        code: EnhancedStatus,
    },
    Failed {
        #[serde(default)]
        code: EnhancedStatus,
    },
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
