//! Incidents: what fails for many at once, raised and ended by rule, or by the operator here.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{DateTime, Utc};
use domain::{
    Timestamp,
    id::{IncidentId, StationId},
    incident::Scope,
    trouble::Trouble,
};
use serde::{Deserialize, Serialize};
use store::incident::{self, Known, NewIncident};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api,
    json::{read, text},
    problem::{ApiProblem, ProblemBody},
    stations::is_region,
    time::StatedTime,
};
use crate::operations::{
    NotDone,
    incidents::{self, Refused},
};

/// Told at once, at most.
const AT_ONCE: i64 = 100;

/// What fails, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentBody {
    /// The caller's own name of it: the same one again is the same incident.
    request: String,
    /// `provider`, `region` or `station`
    scope: String,
    /// The provider's name (`sms`, `sms2`, `email`, `push`), the region's, or the station's id.
    subject: String,
    /// For a provider or a region `sms`, `email` or `push`; for a region or a station `weather`, `road`, `vehicle` or
    /// `capacity`; for a station `offline`, `slow`, `scanner`, `keypad`, `screen`, `jammed` or `sensor`.
    trouble: String,
    /// What customers are told besides, in your own words: at most 200 characters.
    words: Option<String>,
    /// When it is over by itself; without, when you end it.
    until: Option<StatedTime>,
}

impl IncidentBody {
    fn check(&self, now: Timestamp) -> Result<NewIncident<'_>, ApiProblem> {
        text("request", &self.request, 80)?;
        let scope = Scope::parse(&self.scope)
            .ok_or_else(|| ApiProblem::invalid("scope", "Must be provider, region or station."))?;
        let trouble = Trouble::parse(&self.trouble).filter(|trouble| trouble.is_of(scope));
        let trouble = trouble.ok_or_else(|| {
            let known: Vec<_> = Trouble::ALL.iter().filter(|trouble| trouble.is_of(scope)).collect();
            let names: Vec<_> = known.into_iter().map(|trouble| trouble.as_str()).collect();
            ApiProblem::invalid(
                "trouble",
                format!("Of a {} it must be one of {}.", scope.as_str(), names.join(", ")),
            )
        })?;
        let well_formed = match scope {
            Scope::Provider | Scope::Region => is_region(&self.subject),
            Scope::Station => StationId::parse(&self.subject).is_ok(),
        };
        if !well_formed {
            return Err(unknown_subject(scope));
        }
        if let Some(words) = &self.words {
            text("words", words, 200)?;
        }
        let until = self.until.map(|until| until.check("until", now)).transpose()?;
        if until.is_some_and(|until| until <= now) {
            return Err(ApiProblem::invalid("until", "Must not be over yet."));
        }
        let (request, words) = (Some(self.request.trim()), self.words.as_deref().map(str::trim));
        Ok(NewIncident { scope, subject: &self.subject, trouble, request, words, until })
    }
}

fn unknown_subject(scope: Scope) -> ApiProblem {
    ApiProblem::invalid(
        "subject",
        match scope {
            Scope::Provider => "There is no such provider of these messages.",
            Scope::Region => "No station stands in this region.",
            Scope::Station => "There is no such station.",
        },
    )
}

/// An incident.
#[derive(Serialize, ToSchema)]
pub(super) struct IncidentAnswer {
    /// Later ones have higher numbers.
    id: i64,
    /// `provider`, `region` or `station`
    scope: &'static str,
    subject: String,
    trouble: &'static str,
    /// `rule` or `operator`
    raised_by: &'static str,
    /// The operator's own name of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    started_at: DateTime<Utc>,
    /// When it was last found failing.
    failed_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    /// When it ended; missing while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    cleared_at: Option<DateTime<Utc>>,
}

impl From<Known> for IncidentAnswer {
    fn from(known: Known) -> Self {
        let incident = known.incident;
        Self {
            id: incident.id.get(),
            scope: incident.scope.as_str(),
            subject: incident.subject,
            trouble: incident.trouble.as_str(),
            raised_by: known.by.as_str(),
            request: known.request,
            words: incident.words,
            started_at: incident.since,
            failed_at: known.failed_at,
            until: incident.until,
            cleared_at: known.cleared_at,
        }
    }
}

/// Raises an incident. Whom it concerns sees it within seconds.
#[utoipa::path(post, path = "/incidents", request_body = IncidentBody, security(("operator" = [])),
    responses((status = 200, body = IncidentAnswer, description = "Known already"), (status = 201, body = IncidentAnswer, description = "New"),
        (status = 401, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn raise(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<IncidentAnswer>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let body: IncidentBody = read(&body)?;
    let new = body.check(api.app_state.now())?;
    let raised = incidents::raise(&api.app_state, body.request.trim(), &new).await;
    let raised = raised.map_err(|not_done| match not_done {
        NotDone::Refused(Refused::UnknownSubject) => unknown_subject(new.scope),
        NotDone::Refused(Refused::OtherIncident) => {
            ApiProblem::conflict("request", "request_used", "This name was used for another incident.")
        }
        NotDone::Refused(Refused::AlreadyOpen(id)) => {
            ApiProblem::conflict("subject", "already_open", format!("Incident {id} about the same is open."))
        }
        NotDone::Failed(fault) => fault.into(),
    })?;
    let status = if raised.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(raised.known.into())))
}

/// Which incidents are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// `open`, which is what is meant without it, or `all`
    state: Option<String>,
    /// Of all those, the ones with a lower number than this.
    #[param(value_type = Option<i64>)]
    before: Option<String>,
}

/// Incidents.
#[derive(Serialize, ToSchema)]
pub(super) struct Incidents {
    /// The open ones, the oldest first; or of all, the newest first and at most 100.
    incidents: Vec<IncidentAnswer>,
}

/// Lists incidents.
#[utoipa::path(get, path = "/incidents", params(Asked), security(("operator" = [])),
    responses((status = 200, body = Incidents), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<Incidents>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let before = asked.before.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| ApiProblem::invalid("before", "Must be a number."))?;
    let all = match asked.state.as_deref() {
        None | Some("open") => false,
        Some("all") => true,
        Some(_) => return Err(ApiProblem::invalid("state", "Must be open or all.")),
    };
    let found = api
        .app_state
        .db
        .read(async |connection| {
            if all {
                let before = before.unwrap_or(IncidentId::new(i64::MAX));
                incident::newest(connection, before, AT_ONCE).await
            } else {
                incident::open(connection).await
            }
        })
        .await?;
    Ok(Json(Incidents { incidents: found.into_iter().map(IncidentAnswer::from).collect() }))
}

/// Ends an incident, whoever has raised it. What was counted before that raises it no more.
#[utoipa::path(post, path = "/incidents/{id}/clear", security(("operator" = [])),
    params(("id" = i64, Path, description = "The incident")),
    responses((status = 200, body = IncidentAnswer, description = "It has ended, now or before"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn clear(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<IncidentAnswer>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such incident.");
    let id = id.parse().map_err(|_| unknown())?;
    let known = incidents::clear(&api.app_state, id).await?.ok_or_else(unknown)?;
    Ok(Json(known.into()))
}
