//! What stations say of their doors.

use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Duration;
use domain::{command::DoorEventKind, id::CommandId};
use serde::Deserialize;
use store::door_event::NewDoorEvent;
use utoipa::ToSchema;

use super::{
    Api,
    gate::KnownStation,
    json::{read, text},
    problem::{ApiProblem, ProblemBody},
    time::StatedTime,
};
use crate::operations::{
    NotDone,
    take_door_event::{self, Refused},
};

/// What happened to a door.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DoorEventBody {
    /// The station's own name of it: said again it is the same.
    event: String,
    compartment: String,
    kind: Kind,
    /// By the station's clock.
    occurred_at: StatedTime,
    /// The command that the station carried out then.
    command: Option<i64>,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Its sensor says that it opened.
    Opened,
    /// Its sensor says that it was shut.
    Closed,
    /// It was to open, and its sensor says that it has not.
    StillShut,
    /// Its sensors contradict each other.
    SensorConflict,
}

impl From<Kind> for DoorEventKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Opened => Self::Opened,
            Kind::Closed => Self::Closed,
            Kind::StillShut => Self::StillShut,
            Kind::SensorConflict => Self::SensorConflict,
        }
    }
}

/// Takes what happened to a door. It may come late, and more than once.
#[utoipa::path(post, path = "/stations/{id}/door-events", request_body = DoorEventBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 204, description = "Taken, now or before"), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn take(
    State(api): State<Api>,
    Path(id): Path<String>,
    Extension(KnownStation { skew }): Extension<KnownStation>,
    body: Bytes,
) -> Result<StatusCode, ApiProblem> {
    let now = api.app_state.now();
    let body: DoorEventBody = read(&body)?;
    text("event", &body.event, 80)?;
    text("compartment", &body.compartment, 6)?;
    let occurred_at = body.occurred_at.check("occurred_at", now)? - Duration::seconds(i64::from(skew));
    let new = NewDoorEvent {
        station: &id,
        event: &body.event,
        compartment: body.compartment.trim(),
        kind: body.kind.into(),
        // Nothing has happened that is still to come.
        occurred_at: occurred_at.min(now),
        command: body.command.map(CommandId::new),
    };
    let is_new = take_door_event::run(&api.app_state, &new).await.map_err(|not_done| match not_done {
        NotDone::Refused(Refused::UnknownDoor) => {
            ApiProblem::invalid("compartment", "The station has no such door.")
        }
        NotDone::Failed(fault) => fault.into(),
    })?;
    if is_new {
        metrics::counter!("doorcode_door_events_total", "kind" => new.kind.as_str()).increment(1);
    }
    Ok(StatusCode::NO_CONTENT)
}
