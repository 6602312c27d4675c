//! Errors of the operator's interface: `application/problem+json` (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use store::{BrokenConnection, StoreError};
use utoipa::ToSchema;

use crate::fault;

/// What went wrong; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiProblem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    field: Option<String>,
    retry_after: Option<u32>,
    /// The connection to the database cannot be trusted any more.
    broken: bool,
    /// Nothing was done because of what others did at the same time.
    lost: bool,
}

/// The body of an error (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// A name of the kind of problem, relative to this interface.
    r#type: String,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong, for a person.
    detail: String,
    /// What is wrong, for a program.
    code: &'static str,
    /// The field that is to blame, as a path: `data.occurred_at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// When to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
}

impl ApiProblem {
    /// A problem with a status, a code for programs and a sentence for people.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            field: None,
            retry_after: None,
            broken: false,
            lost: false,
        }
    }

    /// A field that does not hold what it should.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail);
        Self { field: Some(field.into()), ..problem }
    }

    /// A field that goes against what is known already, with a code for programs.
    pub fn conflict(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(StatusCode::CONFLICT, code, detail) }
    }

    /// The same problem with another code for programs.
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// Who calls has not shown that they may.
    pub fn unauthorized(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// The same problem with the seconds until it is worth trying again.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl From<StoreError> for ApiProblem {
    fn from(error: StoreError) -> Self {
        fault::Fault::from(error).into()
    }
}

impl From<fault::Fault> for ApiProblem {
    fn from(fault: fault::Fault) -> Self {
        let reference = fault::log(&fault);
        if let fault::Fault::Store(error) = &fault
            && error.is_bad_input()
        {
            let detail = "It holds a character or a time that cannot be kept.";
            return Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail);
        }
        let (broken, lost) = (fault.broken_connection(), fault.lost_to_others());
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            format!("Nothing was changed. The log has the reason under {reference}."),
        );
        Self { broken, lost, ..problem.retry_after(5) }
    }
}

impl BrokenConnection for ApiProblem {
    /// By the time it is a problem the failure has been logged.
    fn broken_connection(&self) -> bool {
        self.broken
    }

    fn lost_to_others(&self) -> bool {
        self.lost
    }
}

const KIND: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Makes a problem of every error, also of those that the framework words itself.
pub async fn always(response: Response) -> Response {
    let (status, kind) = (response.status(), response.headers().get(header::CONTENT_TYPE));
    let fails = status.is_client_error() || status.is_server_error();
    if !fails || kind == Some(&KIND) {
        return response;
    }
    let (code, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The body is too large."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("wrong_media_type", "The body is of another kind than this address takes.")
        }
        StatusCode::REQUEST_TIMEOUT => ("too_slow", "The body did not come in time."),
        status if status.is_server_error() => ("failed", "Nothing was changed."),
        _ => ("malformed", "The request could not be read."),
    };
    ApiProblem::new(status, code, detail).into_response()
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            r#type: format!("/problems/{}", self.code),
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code,
            field: self.field,
            retry_after_seconds: self.retry_after,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, KIND);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
