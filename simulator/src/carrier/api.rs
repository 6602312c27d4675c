//! Any report, as JSON, for tests and the curious.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};

use crate::{clock, problem::Problem, random, world::World};

/// `POST /api/carrier`.
pub fn router() -> Router<Arc<World>> {
    Router::new().route("/api/carrier", post(report))
}

/// Signs the given fields as `data` of an event and passes the desk's answer on.
///
/// `webhook_id` is taken out and used as the event's id, for sending one event more than once; without it the
/// event is a new one. `occurred_at` is now, unless given.
async fn report(
    State(world): State<Arc<World>>,
    data: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(mut data) = data.map_err(|error| invalid(error.body_text()))?;
    let id = match data.remove("webhook_id") {
        None => format!("msg_{}", random::hex::<12>()),
        Some(Value::String(id)) => id,
        Some(_) => return Err(invalid("webhook_id is a string".into())),
    };
    let header = HeaderValue::from_str(&id).map_err(|_| invalid("webhook_id fits into no header".into()))?;
    data.entry("occurred_at").or_insert_with(|| json!(clock::now()));
    let answer = world.desk.report(&id, &data).await?;
    Ok(([(HeaderName::from_static("webhook-id"), header)], answer).into_response())
}

fn invalid(detail: String) -> Problem {
    Problem { status: StatusCode::UNPROCESSABLE_ENTITY, code: "invalid", detail }
}
