//! This program's own errors, in the form of RFC 9457; errors of the desk are passed on as they are.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::desk::Unreachable;

/// Something this program did not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

impl Problem {
    /// What was sent makes no sense.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code: "invalid", detail: detail.into() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
        });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], Json(body)).into_response()
    }
}

impl From<Unreachable> for Problem {
    fn from(error: Unreachable) -> Self {
        Self { status: StatusCode::BAD_GATEWAY, code: "desk_unreachable", detail: error.to_string() }
    }
}

impl From<JsonRejection> for Problem {
    fn from(error: JsonRejection) -> Self {
        Self::invalid(error.body_text())
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        let detail = format!("the simulator's state folder: {error}");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "state", detail }
    }
}
