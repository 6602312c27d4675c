//! Who is asked to pass messages on.

use serde::{Deserialize, Serialize};

/// Each has bad days of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// The first SMS provider.
    Sms,
    /// The second SMS provider; the same protocol, another account.
    Sms2,
    /// The mail system of the recipients.
    Email,
    /// A browser vendor's push service.
    Push,
}
