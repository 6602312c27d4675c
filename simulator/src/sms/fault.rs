//! What can go wrong at an SMS provider, and what its customer hears of it.

use serde::{Deserialize, Serialize};

use crate::fault::{Reason, is_number};

/// What goes wrong with one text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum SmsFault {
    /// Nothing.
    #[default]
    None,
    /// It is refused for good: HTTP 400.
    Reject {
        /// Why.
        #[serde(default = "ErrorCode::unsubscribed")]
        code: ErrorCode,
    },
    /// The provider is broken for now: HTTP 500.
    Unavailable,
    /// The provider asks for patience: HTTP 429 with `Retry-After`.
    TooMany,
    /// Somebody between the two gives up: HTTP 504; it is not taken.
    GatewayTimeout,
    /// The request is read and never answered; it is not taken.
    Hang,
    /// It is taken, arrives and gets its receipts, but the request is never answered.
    HangAfterTaking,
    /// It is taken, but the connection breaks before the answer.
    ResetAfterBody,
    /// The answer makes no sense; it is not taken.
    Garbage,
    /// The same, but it is taken.
    GarbageAfterTaking,
    /// It is taken at once, but answered only after some time.
    Slow {
        /// How long that takes.
        milliseconds: u64,
    },
    /// It is taken and sent, and never heard of again: the phone is off.
    Silent,
    /// It is taken, does not arrive, and a receipt says so.
    Undelivered {
        /// Why.
        #[serde(default)]
        code: ErrorCode,
    },
    /// It is taken, and a receipt says that it could not even be sent.
    Failed {
        /// Why.
        #[serde(default)]
        code: ErrorCode,
    },
    /// Every receipt comes three times, and they come in the wrong order.
    DuplicateReceipts,
}

impl SmsFault {
    /// Whether the phone gets a message that was taken.
    pub fn arrives(self) -> bool {
        !matches!(self, Self::Silent | Self::Undelivered { .. } | Self::Failed { .. })
    }

    /// Every receipt about a message that was taken, in the order in which they come.
    pub fn receipts(self) -> &'static [Status] {
        use Status::{Delivered, Failed, Queued, Sent, Undelivered};
        match self {
            Self::Silent => &[Queued, Sent],
            Self::Undelivered { .. } => &[Queued, Sent, Undelivered],
            Self::Failed { .. } => &[Queued, Failed],
            // Each three times, and an early one last.
            Self::DuplicateReceipts => {
                &[Queued, Delivered, Sent, Delivered, Queued, Sent, Delivered, Queued, Sent]
            }
            _ => &[Queued, Sent, Delivered],
        }
    }

    /// Why a message does not arrive, once that is known.
    pub fn error_code(self, status: Status) -> Option<u32> {
        match (self, status) {
            (Self::Undelivered { code }, Status::Undelivered) | (Self::Failed { code }, Status::Failed) => {
                Some(code.0)
            }
            _ => None,
        }
    }
}

/// Where a text message stands, in Twilio's words; the order is that of a message's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Taken.
    Queued,
    /// Handed to the network.
    Sent,
    /// The phone has it.
    Delivered,
    /// The phone does not get it.
    Undelivered,
    /// It could not be sent.
    Failed,
}

impl Status {
    /// Twilio's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Failed => "failed",
        }
    }
}

/// Twilio's number of an error, <https://www.twilio.com/docs/api/errors>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Reason", into = "String")]
pub struct ErrorCode(pub u32);

impl ErrorCode {
    /// The recipient answered STOP.
    pub fn unsubscribed() -> Self {
        Self(21_610)
    }
}

/// "Unreachable destination handset".
impl Default for ErrorCode {
    fn default() -> Self {
        Self(30_003)
    }
}

impl From<ErrorCode> for String {
    fn from(code: ErrorCode) -> Self {
        code.0.to_string()
    }
}

impl TryFrom<Reason> for ErrorCode {
    type Error = &'static str;

    fn try_from(reason: Reason) -> Result<Self, Self::Error> {
        let text = reason.into_text();
        let number = if is_number(&text, 5) { text.parse().ok() } else { None };
        number.map(Self).ok_or("`code` is one of Twilio's numbers")
    }
}
