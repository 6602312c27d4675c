//! The ways on which messages arrive here.

use serde::{Deserialize, Serialize};

/// How a message travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message, handed over by Twilio's protocol.
    Sms,
    /// An e-mail, handed over by SMTP.
    Email,
}
