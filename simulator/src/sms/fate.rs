//! What becomes of a text message that was taken.

use super::outbox::Status;
use crate::fault::{Mode, Strike};

/// What becomes of a text message that was taken, and what its sender hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Delivered,
    /// It arrives, and its receipts get into disorder on their way.
    DeliveredWithEchoes,
    /// Nobody knows: the phone is off.
    Silence,
    /// It does not arrive.
    Undelivered {
        /// Twilio's number of the reason.
        code: String,
    },
    /// It is not even sent.
    Failed {
        /// Twilio's number of the reason.
        code: String,
    },
}

impl Fate {
    /// What a fault makes of a message.
    pub fn of(strike: &Strike) -> Self {
        let code = || strike.code.as_ref().map(ToString::to_string).unwrap_or_default();
        match strike.mode {
            Mode::Silent => Self::Silence,
            Mode::Undelivered => Self::Undelivered { code: code() },
            Mode::Failed => Self::Failed { code: code() },
            Mode::DuplicateReceipts => Self::DeliveredWithEchoes,
            Mode::None
            | Mode::Reject
            | Mode::Unavailable
            | Mode::TooMany
            | Mode::Hang
            | Mode::ResetAfterBody
            | Mode::HangAfterTaking
            | Mode::Garbage
            | Mode::Slow
            | Mode::Complaint
            | Mode::Gone
            | Mode::NotFound => Self::Delivered,
        }
    }

    /// Whether the phone gets it.
    pub const fn arrives(&self) -> bool {
        matches!(self, Self::Delivered | Self::DeliveredWithEchoes)
    }

    /// Every receipt, in the order in which they come.
    pub const fn receipts(&self) -> &'static [Status] {
        use Status::{Delivered, Failed, Queued, Sent, Undelivered};
        match self {
            Self::Delivered => &[Queued, Sent, Delivered],
            // Each three times, and an early one last.
            Self::DeliveredWithEchoes => {
                &[Queued, Delivered, Sent, Delivered, Queued, Sent, Delivered, Queued, Sent]
            }
            Self::Silence => &[Queued, Sent],
            Self::Undelivered { .. } => &[Queued, Sent, Undelivered],
            Self::Failed { .. } => &[Queued, Failed],
        }
    }

    /// Why it does not arrive, once that is known.
    pub fn error_code(&self, status: Status) -> Option<&str> {
        match (self, status) {
            (Self::Undelivered { code }, Status::Undelivered) | (Self::Failed { code }, Status::Failed) => {
                Some(code)
            }
            _ => None,
        }
    }
}
