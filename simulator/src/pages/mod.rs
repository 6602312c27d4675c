//! What people see of the outside world.

mod assets;
mod carrier;
mod health;
mod inbox;
mod layout;
mod linked;
mod locker;
mod station;
mod stations;
mod wall;

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::Response,
};
use maud::html;

use crate::world::World;

/// Everything that is served over HTTP and is not part of somebody's protocol.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .merge(assets::router())
        .merge(carrier::router())
        .merge(health::router())
        .merge(inbox::router())
        .merge(station::router())
        .merge(stations::router())
        .layer(middleware::map_response(guard))
}

/// The answer to addresses nobody has.
pub async fn not_found() -> (StatusCode, maud::Markup) {
    let content = html! {
        header { h1 { "Nothing here" } }
        p { a href="/" { "To the messages" } }
    };
    (StatusCode::NOT_FOUND, layout::page(&layout::Page::plain("Nothing here"), &content))
}

/// Messages come from outside: whatever they contain, a browser runs nothing but our own files.
async fn guard(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
