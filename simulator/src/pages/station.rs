//! What somebody does in front of a station: press keys, hold a code before the scanner, break something.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::{locker, not_found};
use crate::{
    station::{
        condition::{Condition, Part},
        heartbeat,
        unlock::{self, Outcome},
    },
    world::World,
};

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/stations/{id}", get(stand_before).post(operate))
        .route("/stations/{id}/condition", post(tamper))
}

#[derive(Debug, Deserialize)]
struct Attempt {
    /// The number of the attempt whose result is shown.
    attempt: Option<u64>,
}

/// What was pressed or held before the scanner.
#[derive(Debug, Deserialize)]
struct Operated {
    #[serde(default)]
    entered: String,
    key: String,
    #[serde(default)]
    qr: String,
}

#[derive(Debug, Deserialize)]
struct Tampered {
    #[serde(default)]
    offline: Option<String>,
    #[serde(default)]
    scanner: Option<String>,
    #[serde(default)]
    keypad: Option<String>,
    #[serde(default)]
    clock_minutes: i32,
}

async fn stand_before(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(Attempt { attempt }): Query<Attempt>,
) -> Response {
    if !is_id(&id) {
        return not_found().await.into_response();
    }
    let shown = attempt.and_then(|attempt| world.stations.shown(&id, attempt));
    locker::show(&world, &id, "", shown.map(|shown| shown.outcome).as_ref()).into_response()
}

async fn operate(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Form(form): Form<Operated>,
) -> Response {
    let attempt = match form.key.as_str() {
        "open" => json!({ "digits": form.entered.trim() }),
        "scan" => json!({ "qr": form.qr.trim() }),
        "clear" => return locker::show(&world, &id, "", None).into_response(),
        digit => {
            let mut entered: String = form.entered.chars().filter(char::is_ascii_digit).collect();
            entered.extend(digit.chars().filter(char::is_ascii_digit).take(1));
            entered.truncate(locker::LONGEST_CODE);
            return locker::show(&world, &id, &entered, None).into_response();
        }
    };
    let outcome = match unlock::own_fault(&world.stations.condition(&id), &attempt) {
        Some(problem) => Outcome::Broken(problem.detail),
        None => unlock::outcome(&unlock::ask(&world, &id, attempt).await),
    };
    let number = world.stations.show(&id, outcome);
    Redirect::to(&format!("/stations/{id}?attempt={number}")).into_response()
}

async fn tamper(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Form(form): Form<Tampered>,
) -> Redirect {
    let part = |faulty: Option<String>| if faulty.is_some() { Part::Faulty } else { Part::Ok };
    let condition = Condition {
        offline: form.offline.is_some(),
        scanner: part(form.scanner),
        keypad: part(form.keypad),
        clock_minutes: form.clock_minutes.clamp(-24 * 60, 24 * 60),
    };
    world.stations.set_condition(&id, condition);
    heartbeat::beat(&world, &id).await;
    Redirect::to(&format!("/stations/{id}"))
}

/// Whether it can be a station's id; anything else is an address nobody has.
fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
