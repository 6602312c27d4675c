//! Pages are never mixed from two builds. B7
//!
//! The client says which build it is of. To be shown inside a page of another one, nothing is answered: whoever is told
//! so loads the page as a whole. A form is done all the same, and what it leads to is asked for as above.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Site;

/// The build of the client that asks, as `data-build` named it.
const BUILD: HeaderName = HeaderName::from_static("doorcode-build");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Refuses what a client of another build asks for, before anything is read or told.
pub async fn same(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let asked =
        request.headers().get(BUILD).filter(|_| matches!(*request.method(), Method::GET | Method::HEAD));
    if asked.is_some_and(|build| build.as_bytes() != site.assets.build().as_bytes()) {
        return (StatusCode::CONFLICT, [(header::CACHE_CONTROL, NO_STORE)]).into_response();
    }
    next.run(request).await
}
