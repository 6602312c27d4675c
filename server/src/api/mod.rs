//! The interface to the operator's systems: JSON over HTTP under `/api/v1`, without cookies.

mod auth;
mod carrier_events;
mod carriers;
mod json;
mod mail_receipts;
mod parcels;
mod problem;
mod push_receipts;
mod sms_receipts;
mod stations;
mod time;
mod unlock;
pub mod webhook;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use utoipa::OpenApi;

use crate::{gateway::Gateways, office::Office};

pub use auth::Credentials;
use auth::Schemes;
pub use carriers::Carriers;

/// What the operator's interface works with.
#[derive(Clone)]
pub struct Api {
    /// The office.
    pub office: Arc<Office>,
    /// Who may call.
    pub credentials: Arc<Credentials>,
    /// Whose receipts are believed.
    pub gateways: Arc<Gateways>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Doorcode",
        version = "1",
        description = "For the operator's systems, carriers and stations. Times are RFC 3339. Errors are \
                       application/problem+json (RFC 9457) with a `code`, and a `field` where one is to blame."
    ),
    paths(
        stations::put_station,
        stations::heartbeat,
        parcels::register,
        carrier_events::receive,
        unlock::unlock,
        sms_receipts::receive,
        push_receipts::receive,
        mail_receipts::receive
    ),
    components(schemas(problem::ProblemBody)),
    modifiers(&Schemes)
)]
struct Description;

/// Largest body: a station with a thousand doors.
const MOST: usize = 256 * 1024;

/// The routes under `/api/v1`.
pub fn router(api: Api) -> Router {
    Router::new()
        .route("/stations/{id}", put(stations::put_station))
        .route("/stations/{id}/heartbeat", post(stations::heartbeat))
        .route("/stations/{id}/unlock", post(unlock::unlock))
        .route("/parcels", post(parcels::register))
        .route("/carrier-events", post(carrier_events::receive))
        .route("/receipts/push/{reference}", post(push_receipts::receive))
        .route("/receipts/{provider}/{reference}", post(sms_receipts::receive))
        .route("/receipts/email", post(mail_receipts::receive))
        .route("/openapi.json", get(async || Json(Description::openapi())))
        .fallback(async || {
            problem::Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address.")
        })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(MOST))
        .with_state(api)
}

async fn method_not_allowed() -> Response {
    problem::Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address takes another method.",
    )
    .into_response()
}
