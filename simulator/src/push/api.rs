//! Subscriptions and what they got as JSON, for tests and the curious.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::subscription::{Opened, Pushed};
use crate::{inbox::LONGEST_WAIT, problem::Problem, world::World};

/// `/api/push/subscriptions` and `/api/push/{id}/messages`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/api/push/subscriptions", post(subscribe))
        .route("/api/push/{id}/messages", get(messages))
}

/// Which messages somebody asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    /// Only those with a greater `n`.
    after: u64,
    /// How many seconds to wait for a message if there is none.
    wait: u64,
}

/// A new browser subscribes. Its endpoint is at the address under which this program was asked, and that is
/// also the audience its messages have to be meant for.
async fn subscribe(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).ok_or_else(|| Problem {
        status: StatusCode::BAD_REQUEST,
        code: "invalid",
        detail: "the request does not say which host it is for".into(),
    })?;
    Ok((StatusCode::CREATED, Json(world.subscriptions.open(&format!("http://{host}")))))
}

/// What a subscription got, oldest first; `last` is the number of its latest message.
async fn messages(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(Filter { after, wait }): Query<Filter>,
) -> Result<Json<Value>, Problem> {
    let subscription = world.subscriptions.find(&id).ok_or_else(|| Problem {
        status: StatusCode::NOT_FOUND,
        code: "unknown_subscription",
        detail: "There is no such subscription.".into(),
    })?;
    let messages = tokio::select! {
        biased;
        messages = subscription.wait(after) => messages,
        () = tokio::time::sleep(Duration::from_secs(wait.min(LONGEST_WAIT))) => Vec::new(),
        () = world.shutdown.begun() => Vec::new(),
    };
    let messages: Vec<&Pushed> = messages.iter().map(AsRef::as_ref).collect();
    Ok(Json(json!({ "messages": messages, "last": subscription.last() })))
}
