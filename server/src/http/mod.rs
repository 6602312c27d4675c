//! The customers' side over HTTP: pages, forms, live changes and files, behind the same security headers.

mod actions;
mod address;
mod build;
mod document;
mod files;
mod flash;
mod health;
mod in_words;
pub mod live;
mod pages;
mod push_renewed;
mod security;
mod upload;
mod visitor;

use std::{path::PathBuf, sync::Arc};

use app::shell::Shell;
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

use crate::{api, app_state::AppState};

pub use document::Document;
pub use files::{FilesError, assets};
pub use visitor::caller;

/// What the customers' side works with.
pub struct Site {
    /// What everything works with.
    pub app_state: Arc<AppState>,
    /// What stands around the pages.
    pub shell: Shell,
    /// Who is told about changes.
    pub live: Arc<live::Live>,
    /// Proxies in front of us that each add one address to `X-Forwarded-For`.
    pub proxies: usize,
    /// Where the files of the build lie.
    pub site_root: PathBuf,
}

/// Everything Doorcode answers.
pub fn router(site: Site, api: api::Api) -> Router {
    let site = Arc::new(site);
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(site.app_state.public_url.clone()).unwrap_or(csrf);
    // Layers that belong together are put on together: each call boxes every answer once more.
    let personal = Router::new()
        .merge(pages::router())
        .route("/api/push_renewed", post(push_renewed::take))
        .route("/api/{action}", any(actions::run))
        .route("/parcels/{id}/events", get(live::events))
        .layer(ServiceBuilder::new().layer(middleware::map_response(security::personal)).layer(csrf));
    Router::new()
        .merge(personal)
        .merge(health::router())
        .fallback_service(files::router(&site))
        .with_state(Arc::clone(&site))
        .nest(api::UNDER, api::router(api))
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(site, around))
                .layer(CatchPanicLayer::custom(panicked)),
        )
}

/// What is done for every request. In one piece: each layer boxes every request and answer once more.
async fn around(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let response = match build::refused(&site, &request) {
        Some(refusal) => refusal,
        None => in_words::told(&site, request, next).await,
    };
    security::every(&site, response)
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    metrics::counter!("doorcode_panics_total").increment(1);
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
