//! A parcel event in the words of the operator API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a carrier says happened to a parcel: `data` of a `parcel.event`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EventData {
    /// The number on the label.
    pub tracking_number: String,
    /// Who says it.
    pub carrier: String,
    /// EasyPost's words.
    pub status: String,
    /// Finer, open words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substatus: Option<String>,
    /// The carrier's own text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_text: Option<String>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The station it is bound for or lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The door it lies behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    /// Until when it waits there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_deadline: Option<DateTime<Utc>>,
    /// When it is expected at the station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// Takes back what was said before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction: bool,
    /// Somebody has to do something.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub action_required: bool,
    /// Why something is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident_reason: Option<String>,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Not before.
    pub from: DateTime<Utc>,
    /// Not after.
    pub until: DateTime<Utc>,
}

impl From<(DateTime<Utc>, DateTime<Utc>)> for Expected {
    fn from((from, until): (DateTime<Utc>, DateTime<Utc>)) -> Self {
        Self { from, until }
    }
}
