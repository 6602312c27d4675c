//! The stations: a keypad, a scanner, doors, and a line to the desk. As pages, and as JSON for tests and the curious.

mod commands;
mod grants;
mod locker;
mod offline;
mod pages;
mod stations;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State, rejection::JsonRejection},
    routing::{get, post},
};
use serde_json::{Map, Value};

use crate::{desk::Answer, problem::Problem};
pub use stations::{Condition, Stations};

type Fields = Result<Json<Map<String, Value>>, JsonRejection>;

/// `/stations…` and `/api/stations/{id}/unlock`, `/heartbeat` and `/condition`.
pub fn router(stations: Arc<Stations>) -> Router {
    pages::router()
        .route("/api/stations/{id}/unlock", post(unlock))
        .route("/api/stations/{id}/heartbeat", post(heartbeat))
        .route("/api/stations/{id}/condition", get(condition).put(set_condition))
        .with_state(stations)
}

/// Types `digits` or scans `qr`; passes the desk's answer on, or that of the station's own list while it has no link, or
/// says why neither could be asked.
async fn unlock(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer, Problem> {
    let Json(attempt) = fields?;
    stations.take(&id, attempt).await
}

/// Sends a heartbeat now; fields given replace what the station would say by itself.
async fn heartbeat(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer, Problem> {
    let Json(given) = fields?;
    Ok(stations.heartbeat(&id, given).await?)
}

async fn condition(State(stations): State<Arc<Stations>>, Path(id): Path<String>) -> Json<Condition> {
    Json(stations.condition(&id))
}

/// Makes a station faulty or whole; fields left out are as on a good day.
async fn set_condition(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    condition: Result<Json<Condition>, JsonRejection>,
) -> Result<Json<Condition>, Problem> {
    let Json(condition) = condition?;
    stations.set_condition(&id, condition).await;
    Ok(Json(condition))
}
