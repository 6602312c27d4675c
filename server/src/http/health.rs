//! Whether this instance lives, and whether it can work.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use store::StoreError;

use super::Site;

/// The routes of the health checks.
pub fn router() -> Router<Arc<Site>> {
    Router::new().route("/livez", get(async || "ok")).route("/readyz", get(ready))
}

async fn ready(State(site): State<Arc<Site>>) -> (StatusCode, &'static str) {
    let alive = site
        .app_state
        .db
        .read(async |connection| store::job::lag(connection, site.app_state.now()).await)
        .await;
    match alive {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(StoreError::Late) => (StatusCode::SERVICE_UNAVAILABLE, "database does not answer"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database cannot be used"),
    }
}
