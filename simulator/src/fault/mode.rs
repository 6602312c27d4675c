//! What can go wrong.

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    #[default]
    None,
    /// The message is refused for good: HTTP 400 / SMTP 550.
    Reject,
    /// The provider is broken for now: HTTP 500 / SMTP 451.
    Unavailable,
    /// The provider asks for patience: HTTP 429 with `Retry-After` / SMTP 421.
    TooMany,
    /// The request is read and never answered; the message is not taken.
    Hang,
    /// The message is taken, but the connection breaks before the answer.
    ResetAfterBody,
    /// The message is taken, arrives and gets its receipts, but the request is never answered.
    HangAfterTaking,
    /// The answer makes no sense; the message is not taken.
    Garbage,
    /// The message is taken at once, but answered only after some time.
    Slow,
    /// The message is taken and sent, and never heard of again: the phone is off.
    Silent,
    /// The message is taken, does not arrive, and a receipt says so: SMS `undelivered` / a bounce.
    Undelivered,
    /// The message is taken, and a receipt says that it could not even be sent: SMS `failed` / a bounce.
    Failed,
    /// Every receipt comes three times, and they come in the wrong order.
    DuplicateReceipts,
    /// The mail arrives, and its recipient calls it spam.
    Complaint,
    /// The push subscription has ended: HTTP 410.
    Gone,
    /// There never was such a push subscription: HTTP 404.
    NotFound,
}

impl Mode {
    /// Whether this can happen to messages of that provider.
    pub const fn suits(self, provider: Provider) -> bool {
        match self {
            Self::Gone | Self::NotFound => matches!(provider, Provider::Push),
            Self::Complaint => matches!(provider, Provider::Email),
            // A push service tells nobody what became of a message.
            Self::Undelivered | Self::Failed | Self::DuplicateReceipts => !matches!(provider, Provider::Push),
            Self::None
            | Self::Reject
            | Self::Unavailable
            | Self::TooMany
            | Self::Hang
            | Self::ResetAfterBody
            | Self::HangAfterTaking
            | Self::Garbage
            | Self::Slow
            | Self::Silent => true,
        }
    }

    /// Whether receipts say why.
    pub const fn has_code(self) -> bool {
        matches!(self, Self::Undelivered | Self::Failed)
    }

    /// Whether a message that was taken arrives nevertheless.
    pub const fn lets_through(self) -> bool {
        !matches!(self, Self::Silent | Self::Undelivered | Self::Failed)
    }

    /// Whether the sender notices when handing the message over.
    pub const fn shows_at_once(self) -> bool {
        match self {
            Self::None
            | Self::Silent
            | Self::Undelivered
            | Self::Failed
            | Self::DuplicateReceipts
            | Self::Complaint => false,
            Self::Reject
            | Self::Unavailable
            | Self::TooMany
            | Self::Hang
            | Self::ResetAfterBody
            | Self::HangAfterTaking
            | Self::Garbage
            | Self::Slow
            | Self::Gone
            | Self::NotFound => true,
        }
    }
}
