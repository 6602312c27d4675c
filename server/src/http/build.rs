//! Pages are never mixed from two builds. B7
//!
//! The client says which build it is of. To be shown inside a page of another one, nothing is answered: whoever is told
//! so loads the page as a whole. A form is done all the same, and what it leads to is asked for as above.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Site;

/// The build of the client that asks, as `data-build` named it.
const BUILD: HeaderName = HeaderName::from_static("doorcode-build");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The refusal of what a client of another build asks for, before anything is read or told.
pub fn refused(site: &Site, request: &Request) -> Option<Response> {
    let asked = request.headers().get(BUILD)?;
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let other = asked.as_bytes() != site.shell.build().as_bytes();
    (reads && other).then(|| (StatusCode::CONFLICT, [(header::CACHE_CONTROL, NO_STORE)]).into_response())
}
