//! Stations as JSON, for tests and the curious.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Map, Value};

use super::{condition::Condition, heartbeat, unlock};
use crate::{clock, desk::Answer, problem::Problem, world::World};

type Fields = Result<Json<Map<String, Value>>, JsonRejection>;

/// `/api/stations/{id}/unlock`, `/heartbeat` and `/condition`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/api/stations/{id}/unlock", post(unlock))
        .route("/api/stations/{id}/heartbeat", post(send_heartbeat))
        .route("/api/stations/{id}/condition", get(condition).put(set_condition))
}

/// Types `digits` or scans `qr`; passes the desk's answer on, or says why the station could not ask.
async fn unlock(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer, Problem> {
    let attempt = Value::Object(read(fields)?);
    if let Some(problem) = unlock::own_fault(&world.stations.condition(&id), &attempt) {
        return Err(problem);
    }
    Ok(unlock::ask(&world, &id, attempt).await?)
}

/// Sends a heartbeat now; fields given replace what the station would say by itself.
async fn send_heartbeat(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer, Problem> {
    let given = read(fields)?;
    let mut said = world.stations.condition(&id).heartbeat(clock::now());
    if let Value::Object(fields) = &mut said {
        fields.extend(given);
    }
    let answer = world.desk.heartbeat(&id, &said).await?;
    if answer.status.is_success() {
        world.stations.met(&id);
    }
    Ok(answer)
}

async fn condition(State(world): State<Arc<World>>, Path(id): Path<String>) -> Json<Condition> {
    Json(world.stations.condition(&id))
}

/// Makes a station faulty or whole, and lets it tell the desk; fields left out are as on a good day.
async fn set_condition(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    condition: Result<Json<Condition>, JsonRejection>,
) -> Result<Json<Condition>, Problem> {
    let Json(condition) = condition.map_err(invalid)?;
    world.stations.set_condition(&id, condition);
    heartbeat::beat(&world, &id).await;
    Ok(Json(condition))
}

fn read(fields: Fields) -> Result<Map<String, Value>, Problem> {
    fields.map(|Json(fields)| fields).map_err(invalid)
}

fn invalid(error: JsonRejection) -> Problem {
    Problem { status: StatusCode::UNPROCESSABLE_ENTITY, code: "invalid", detail: error.body_text() }
}
