//! Twilio's errors.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// A request that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// Twilio's number of the error, <https://www.twilio.com/docs/api/errors>.
    pub code: u32,
    message: String,
}

impl Refusal {
    /// The request itself is wrong.
    pub fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// Wrong account or token.
    pub fn unauthorized() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code: 20003, message: "Authenticate".into() }
    }

    /// No such message.
    pub fn not_found(path: &str) -> Self {
        let message = format!("The requested resource {path} was not found");
        Self { status: StatusCode::NOT_FOUND, code: 20404, message }
    }

    /// The provider is broken.
    pub fn unavailable() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: 20500,
            message: "Internal Server Error".into(),
        }
    }

    /// Too many requests.
    pub fn too_many() -> Self {
        Self { status: StatusCode::TOO_MANY_REQUESTS, code: 20429, message: "Too Many Requests".into() }
    }

    /// The recipient answered STOP.
    pub fn unsubscribed() -> Self {
        Self::bad_request(21610, "Attempt to send to unsubscribed recipient")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        let mut response = (self.status, Json(body)).into_response();
        let extra = match self.status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Basic realm=\"Twilio API\"")),
            StatusCode::TOO_MANY_REQUESTS => Some((header::RETRY_AFTER, "2")),
            _ => None,
        };
        if let Some((name, value)) = extra {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
