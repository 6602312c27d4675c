//! A fault as it strikes.

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::{code::Code, mode::Mode};

/// What goes wrong with one message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Strike {
    /// What.
    pub mode: Mode,
    /// Why, in a receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// How long the answer takes.
    #[serde(
        rename = "milliseconds",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub pause: Option<Duration>,
}

#[expect(clippy::ref_option, reason = "serde hands fields over like this")]
fn milliseconds<S: Serializer>(pause: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    pause.map(|pause| pause.as_millis()).serialize(serializer)
}
