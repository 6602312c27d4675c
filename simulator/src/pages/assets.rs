//! Style and scripts, part of the program itself.

use std::sync::Arc;

use axum::{Router, http::header, response::IntoResponse, routing::get};

use crate::world::World;

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/assets/style.css", get(async || file(CSS, include_str!("style.css"))))
        .route("/assets/live.js", get(async || file(JAVASCRIPT, include_str!("live.js"))))
        .route("/assets/keypad.js", get(async || file(JAVASCRIPT, include_str!("keypad.js"))))
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, content_type)], text)
}
