//! A browser's push service has given it a new address: its service worker says so, without a page.

use std::sync::Arc;

use app::port::{Answers, RenewPush};
use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Site, visitor::caller};

/// Largest subscription.
const MOST: usize = 4 * 1024;

/// `PushSubscription.toJSON()` (Push API, section 8).
#[derive(Deserialize)]
struct Renewed {
    endpoint: String,
    keys: Keys,
    /// The endpoint it had before; a browser that does not know it asks its customer once more.
    old: String,
}

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// Takes the new subscription in place of the one this session had.
pub async fn take(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let caller = caller(&parts, site.proxies);
    // Before anything is read: who has no session had no subscription.
    if caller.session.is_none() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(body) = axum::body::to_bytes(body, MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(Json(renewed)) = Json::<Renewed>::from_bytes(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let Renewed { endpoint, keys: Keys { p256dh, auth }, old } = renewed;
    match site.app_state.answer(&caller, RenewPush { endpoint, p256dh, auth, old }).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => {
            StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response()
        }
    }
}
