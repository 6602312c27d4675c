//! What was handed over to the operator's other systems, and what they did not take.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{DateTime, Utc};
use domain::id::{CaseId, HandoverId, RedirectId};
use serde::Serialize;
use store::handover::{self, Handover, HandoverState};
use utoipa::ToSchema;

use super::{
    Api,
    listing::Which,
    problem::{ApiProblem, ProblemBody},
};
use crate::{fault::Fault, gateway::webhook::Webhook};

/// In one answer, at most.
const MOST: i64 = 100;

/// Some of them, the oldest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Deliveries {
    deliveries: Vec<DeliveryView>,
}

#[derive(Serialize, ToSchema)]
struct DeliveryView {
    /// Later ones have higher numbers.
    id: i64,
    /// `webhook` or `email`
    way: &'static str,
    /// `case.opened`, `case.photo_added`, `case.overdue`, `case.closed`, `parcel.redirect_requested` or
    /// `parcel.redirect_ended`
    event: String,
    /// The case it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<i64>,
    /// The request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<i64>,
    /// Its `webhook-id`.
    message: String,
    created_at: DateTime<Utc>,
    /// `waiting`, `delivered` or `dead`
    state: &'static str,
    /// How often it was tried.
    tries: usize,
    /// Why it was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
}

impl From<Handover> for DeliveryView {
    fn from(handed: Handover) -> Self {
        Self {
            id: handed.id.get(),
            way: handed.way.as_str(),
            event: handed.event,
            case: handed.about.case().map(CaseId::get),
            redirect: handed.about.redirect().map(RedirectId::get),
            message: handed.message,
            created_at: handed.created_at,
            state: handed.state.as_str(),
            tries: handed.tries,
            last_error: handed.last_error,
        }
    }
}

/// Tells what was handed over, and what was not taken.
#[utoipa::path(get, path = "/webhook-deliveries", security(("operator" = [])), params(Which),
    responses((status = 200, body = Deliveries), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn list(
    State(api): State<Api>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Json<Deliveries>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let (only_dead, after) = which.check(HandoverState::Dead.as_str())?;
    let after = HandoverId::new(after);
    let listed = api
        .app_state
        .db
        .read(async |connection| handover::listed(connection, only_dead, after, MOST).await)
        .await?;
    Ok(Json(Deliveries { deliveries: listed.into_iter().map(DeliveryView::from).collect() }))
}

/// Hands something over again that was laid aside. A receiver that wanted nothing more (410) is asked again from then on.
#[utoipa::path(post, path = "/webhook-deliveries/{id}/replay", security(("operator" = [])),
    params(("id" = i64, Path, description = "The delivery")),
    responses((status = 202, description = "It is tried again from now on"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody, description = "It was not laid aside")))]
pub(super) async fn replay(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiProblem> {
    api.credentials.operator(&headers)?;
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such delivery.");
    let id: HandoverId = id.parse().map_err(|_| unknown())?;
    let app_state = &api.app_state;
    let url = app_state.helpdesk.webhook.as_ref().map(Webhook::url_hash);
    let replayed = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let replayed = handover::replay(transaction, id, app_state.now()).await?;
            if let (Some(true), Some(url)) = (replayed, url) {
                handover::go_on(transaction, &url).await?;
            }
            Ok::<_, Fault>(replayed)
        })
        .await?;
    match replayed {
        None => Err(unknown()),
        Some(true) => Ok(StatusCode::ACCEPTED),
        Some(false) => Err(ApiProblem::conflict(
            "id",
            "not_dead",
            "It was not laid aside, and is not handed over twice.",
        )),
    }
}
