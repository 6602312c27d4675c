//! A station asks what it may open while it has no link.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Api,
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    fault::Fault,
    operations::{
        NotDone,
        offline_grants::{self, Listed, Refused},
    },
};

/// Hands out a station's list of grants: a JWS in its compact form, signed with Ed25519 by a key of `/grant-keys`. A station
/// keeps it and asks again every few minutes with `If-None-Match`; while it has no link it opens by the list, until `exp`.
#[utoipa::path(get, path = "/stations/{id}/grants", security(("station" = [])),
    params(("id" = String, Path, description = "The station"),
        ("if-none-match" = Option<String>, Header, description = "The `ETag` of the list that it has")),
    responses((status = 200, body = String, content_type = "application/jose", description = "Another list than it has"),
        (status = 304, description = "The list that it has"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody, description = "This network has no lists of grants"),
        (status = 503, body = ProblemBody, description = "It is being made: keep the one before, and ask again in a second")))]
pub(super) async fn list(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let shown = headers.get_all(header::IF_NONE_MATCH);
    let held = |name: &str| shown.iter().any(|value| value.to_str().is_ok_and(|value| names(value, name)));
    let (name, listed) =
        offline_grants::list(&api.app_state, &id, held).await.map_err(|not_done| match not_done {
            NotDone::Refused(Refused::NotConfigured) => not_configured(),
            NotDone::Refused(Refused::BeingMade) => {
                let detail = "The list is being made. The one before still holds.";
                ApiProblem::new(StatusCode::SERVICE_UNAVAILABLE, "being_made", detail).retry_after(1)
            }
            NotDone::Failed(fault) => fault.into(),
        })?;
    metrics::counter!("doorcode_grant_lists_total", "answer" => match &listed {
        Listed::Same => "same",
        Listed::New(_) => "new",
    })
    .increment(1);
    let mut response = match listed {
        Listed::Same => StatusCode::NOT_MODIFIED.into_response(),
        Listed::New(signed) => ([(header::CONTENT_TYPE, "application/jose")], signed).into_response(),
    };
    let tag = HeaderValue::try_from(format!("\"{name}\""));
    let tag = tag.map_err(|_| Fault::Broken("a name that fits no header"))?;
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Whether a list of entity tags holds this one (RFC 9110, 13.1.2). Proxies make a weak one of it.
fn names(value: &str, name: &str) -> bool {
    value.split(',').map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"')).any(|tag| tag == name)
}

/// The public keys of lists of grants: a JWK Set (RFC 7517).
#[derive(Serialize, ToSchema)]
pub(super) struct GrantKeys {
    keys: Vec<GrantKey>,
}

/// A public key of Ed25519 (RFC 8037).
#[derive(Serialize, ToSchema)]
struct GrantKey {
    /// `OKP`
    kty: &'static str,
    /// `Ed25519`
    crv: &'static str,
    /// `EdDSA`
    alg: &'static str,
    /// `sig`
    r#use: &'static str,
    kid: String,
    x: String,
}

/// Tells by which public keys lists of grants are signed. A station takes them once, over a line it trusts.
#[utoipa::path(get, path = "/grant-keys",
    responses((status = 200, body = GrantKeys), (status = 404, body = ProblemBody, description = "This network has no lists of grants")))]
pub(super) async fn keys(State(api): State<Api>) -> Result<Json<GrantKeys>, ApiProblem> {
    let grants = api.app_state.grants.as_ref().ok_or_else(not_configured)?;
    let public = |key: &crate::grants::GrantsKey| GrantKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: key.id().to_owned(),
        x: key.public(),
    };
    Ok(Json(GrantKeys { keys: grants.keys().iter().map(public).collect() }))
}

fn not_configured() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "not_configured", "This network has no lists of grants.")
}
