//! The interface to the operator's systems: JSON over HTTP under `/api/v1`, without cookies.

mod auth;
mod carrier_events;
mod carriers;
mod cases;
mod commands;
mod decoration;
mod door_events;
mod extensions;
mod gate;
mod grants;
mod handovers;
mod heartbeat;
mod incidents;
mod json;
mod listing;
mod mail_receipts;
mod openings;
mod parcels;
mod problem;
mod push_receipts;
mod redirects;
mod sms_receipts;
mod station_models;
mod station_steps;
mod stations;
mod sticker;
mod time;
mod trends;
mod unlock;
pub mod waiting;
pub mod webhook;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

use crate::app_state::AppState;

pub use auth::Credentials;
use auth::Schemes;
pub use carriers::Carriers;
use gate::Gate;
use waiting::WaitingStations;

/// What the operator's interface works with.
#[derive(Clone)]
pub struct Api {
    /// What everything works with.
    pub app_state: Arc<AppState>,
    /// Who may call.
    pub credentials: Arc<Credentials>,
    /// The stations that wait here for something to do.
    pub waiting: Arc<WaitingStations>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Doorcode",
        version = "1",
        description = "For the operator's systems, carriers and stations. Times are RFC 3339. Errors are \
                       application/problem+json (RFC 9457) with a `code`, and a `field` where one is to blame."
    ),
    components(schemas(problem::ProblemBody)),
    modifiers(&Schemes)
)]
struct Description;

/// Where the interface lies.
pub const UNDER: &str = "/api/v1";

/// The routes [`UNDER`] that address, and their description. Each has its gate: what a caller shows in the headers is looked at before a body is read.
pub fn router(api: Api) -> Router {
    let gate = Gate::new(api.clone());
    let operator = from_fn_with_state(gate.clone(), gate::operator);
    let station = from_fn_with_state(gate.clone(), gate::station);
    let carrier = from_fn_with_state(gate.clone(), gate::carrier);
    let mail_reports = from_fn_with_state(gate.clone(), gate::mail_reports);
    let receipt = from_fn_with_state(gate, gate::receipt);
    let (router, described) = OpenApiRouter::new()
        .routes(routes!(stations::put_station).layer(operator.clone()))
        .routes(routes!(sticker::draw).layer(operator.clone()))
        .routes(routes!(station_models::put_lights).layer(operator.clone()))
        .routes(routes!(station_steps::put_steps).layer(operator.clone()))
        .routes(routes!(trends::of_station).layer(operator.clone()))
        .routes(routes!(trends::by_shelter).layer(operator.clone()))
        .routes(routes!(heartbeat::take).layer(station.clone()))
        .routes(routes!(commands::poll).layer(station.clone()))
        .routes(routes!(commands::end).layer(station.clone()))
        .routes(routes!(commands::order).layer(operator.clone()))
        .routes(routes!(commands::progress).layer(operator.clone()))
        .routes(routes!(door_events::take).layer(station.clone()))
        .routes(routes!(grants::list).layer(station.clone()))
        .routes(routes!(openings::take).layer(station.clone()))
        .routes(routes!(grants::keys))
        .routes(routes!(unlock::try_code).layer(station))
        .routes(routes!(incidents::raise).layer(operator.clone()))
        .routes(routes!(incidents::list).layer(operator.clone()))
        .routes(routes!(incidents::clear).layer(operator.clone()))
        .routes(routes!(extensions::order).layer(operator.clone()))
        .routes(routes!(extensions::progress).layer(operator.clone()))
        .routes(routes!(cases::list).layer(operator.clone()))
        .routes(routes!(cases::one).layer(operator.clone()))
        .routes(routes!(cases::photo).layer(operator.clone()))
        .routes(routes!(cases::answer).layer(operator.clone()))
        .routes(routes!(handovers::list).layer(operator.clone()))
        .routes(routes!(handovers::replay).layer(operator.clone()))
        .routes(routes!(redirects::list).layer(operator.clone()))
        .routes(routes!(redirects::answer).layer(operator.clone()))
        .routes(routes!(parcels::register).layer(operator))
        .routes(routes!(carrier_events::receive).layer(carrier))
        .routes(routes!(push_receipts::receive).layer(receipt.clone()))
        .routes(routes!(sms_receipts::receive).layer(receipt))
        .routes(routes!(mail_receipts::receive).layer(mail_reports))
        .split_for_parts();
    let description = Arc::new(Description::openapi().nest(UNDER, described));
    router
        .route("/openapi.json", get(async move || Json(description)))
        .fallback(async || {
            problem::ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address.")
        })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(gate::MOST))
        .layer(map_response(problem::always))
        .with_state(api)
}

async fn method_not_allowed() -> Response {
    problem::ApiProblem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address takes another method.",
    )
    .into_response()
}
