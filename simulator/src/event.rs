//! A parcel event in the words of the operator API.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a carrier says happened to a parcel: `data` of a `parcel.event`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EventData {
    pub tracking_number: String,
    pub carrier: String,
    /// EasyPost's words.
    pub status: String,
    /// Finer, open words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substatus: Option<String>,
    /// The carrier's own text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    pub occurred_at: DateTime<Utc>,
    /// The station it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The door it lies behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_deadline: Option<DateTime<Utc>>,
    /// When it is expected at the station.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// Takes back what was said before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub correction: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub action_required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_reason: Option<String>,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}
