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
    status: StatusCode,
    /// Twilio's number of the error, <https://www.twilio.com/docs/api/errors>.
    code: u32,
    message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, code: u32, message: &str) -> Self {
        Self { status, code, message: message.to_owned() }
    }

    pub fn bad_request(code: u32, message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
    }

    pub fn unavailable() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal Server Error")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, code, message } = self;
        let more_info = format!("https://www.twilio.com/docs/errors/{code}");
        let body =
            json!({ "code": code, "message": message, "more_info": more_info, "status": status.as_u16() });
        let mut response = (status, Json(body)).into_response();
        let extra = match status {
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
