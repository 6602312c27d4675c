//! Somebody types or scans a code.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::condition::{Condition, Part};
use crate::{
    clock,
    desk::{Answer, Unreachable},
    problem::Problem,
    random,
    world::World,
};

/// What came of it, for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This door is open.
    Open {
        /// Its number.
        compartment: String,
    },
    /// No door for that code.
    Refused,
    /// What was typed or scanned could not be read.
    Unreadable,
    /// Too many wrong tries.
    Locked {
        /// When to try again, if the desk said so.
        until: Option<DateTime<Utc>>,
    },
    /// It did not work, and why.
    Broken(String),
}

/// Why a station did not even ask the desk.
pub fn own_fault(condition: &Condition, attempt: &Value) -> Option<Problem> {
    let (code, detail) = if condition.offline {
        ("station_offline", "This station has no connection.")
    } else if condition.scanner == Part::Faulty && attempt.get("qr").is_some() {
        ("scanner_faulty", "The scanner does not read anything.")
    } else if condition.keypad == Part::Faulty && attempt.get("digits").is_some() {
        ("keypad_faulty", "The keys do not answer.")
    } else {
        return None;
    };
    Some(Problem { status: StatusCode::SERVICE_UNAVAILABLE, code, detail: detail.into() })
}

/// Asks the desk and does what it says. `attempt` has `digits` or `qr`; `caller` and `attempt` are added if missing.
pub async fn ask(world: &World, station: &str, mut attempt: Value) -> Result<Answer, Unreachable> {
    if let Value::Object(fields) = &mut attempt {
        let caller = if fields.contains_key("qr") { "scanner-1" } else { "keypad-1" };
        fields.entry("caller").or_insert_with(|| json!(caller));
        fields.entry("attempt").or_insert_with(|| json!(random::hex::<16>()));
    }
    let answer = world.desk.unlock(station, &attempt).await?;
    if answer.status == StatusCode::OK {
        world.stations.met(station);
        let compartment = answer.field("compartment");
        if let Err(error) = world.state.update(|state| state.emptied(station, compartment)) {
            tracing::warn!(%error, "the opened door could not be noted");
        }
    }
    Ok(answer)
}

/// What the screen says about the desk's answer.
pub fn outcome(answer: &Result<Answer, Unreachable>) -> Outcome {
    match answer {
        Err(error) => Outcome::Broken(error.to_string()),
        Ok(answer) => match answer.status.as_u16() {
            200 => Outcome::Open { compartment: answer.field("compartment").to_owned() },
            403 => Outcome::Refused,
            422 if answer.field("code") == "unreadable" => Outcome::Unreadable,
            429 => {
                let seconds = answer.retry_after.and_then(|seconds| i64::try_from(seconds).ok());
                let until = seconds.and_then(Duration::try_seconds).map(|wait| clock::now() + wait);
                Outcome::Locked { until }
            }
            _ => Outcome::Broken(format!("The desk answered {answer}")),
        },
    }
}
