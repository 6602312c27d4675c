//! A case as it is told to the operator's systems, by their interface and by webhook alike.

use chrono::{DateTime, Utc};
use domain::{Timestamp, case::CaseState};
use serde::Serialize;
use serde_json::Value;
use store::case::{Case, GivenAnswer};
use utoipa::ToSchema;

/// A case with all that is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldCase {
    /// Later ones have higher numbers.
    id: i64,
    /// `empty`, `stuck`, `not_mine`, `not_collected_by_me` or `other`
    kind: &'static str,
    /// `open`, `overdue`, `answered` or `closed`
    state: &'static str,
    opened_at: DateTime<Utc>,
    /// An answer was promised until then.
    due_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
    /// The parcel's code was stopped when it was opened.
    code_stopped: bool,
    /// How much time is left to collect it when the case is closed, where the clock stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_left_seconds: Option<i64>,
    /// What the customer saw: `light`, `sound`, `resistance`, `shown` (the exact words on the screen), `note`.
    #[schema(value_type = Object)]
    seen: Value,
    /// What was known when it was opened: parcel, station, compartment, tries, door events, messages with their receipts,
    /// what was tried, and the cause that was found. No code, and contacts masked.
    #[schema(value_type = Object)]
    evidence: Value,
    /// There is a photo at `/cases/{id}/photo`.
    has_photo: bool,
    /// What was answered, the oldest first.
    answers: Vec<ToldAnswer>,
}

/// An answer that was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldAnswer {
    /// `open_door`, `relocate`, `redeliver`, `give_up` or `words`
    action: &'static str,
    at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    station: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compartment: Option<String>,
}

impl ToldCase {
    /// A case with its answers, as it stands now.
    pub fn of(case: Case, answers: Vec<GivenAnswer>, now: Timestamp) -> Self {
        Self {
            id: case.id.get(),
            kind: case.kind.as_str(),
            state: CaseState::of(case.times, now).as_str(),
            opened_at: case.times.opened_at,
            due_at: case.times.due_at,
            answered_at: case.times.answered_at,
            closed_at: case.times.closed_at,
            code_stopped: case.stops_code,
            clock_left_seconds: case.left.map(|left| left.num_seconds()),
            seen: case.seen,
            evidence: case.evidence,
            has_photo: case.has_photo,
            answers: answers.into_iter().map(ToldAnswer::from).collect(),
        }
    }
}

impl From<GivenAnswer> for ToldAnswer {
    fn from(given: GivenAnswer) -> Self {
        Self {
            action: given.order.action.as_str(),
            at: given.at,
            words: given.order.words,
            station: given.order.station,
            compartment: given.order.compartment,
        }
    }
}
