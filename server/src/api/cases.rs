//! Cases for the operator's people: what is open, what is known, and what they answer.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    case::{CaseAction, NotAnswered},
    id::CaseId,
};
use serde::{Deserialize, Serialize};
use store::case::{self, AnswerOrder, Case};
use utoipa::ToSchema;

use super::{
    Api,
    json::{optional, read, text},
    listing::Which,
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    fault::Fault,
    operations::{
        NotDone,
        cases::{
            answer::{self, Refused},
            told::ToldCase,
        },
    },
};

/// Cases in one answer, at most.
const MOST: i64 = 50;

/// Some cases, the oldest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Cases {
    cases: Vec<ToldCase>,
    /// There may be more after the last.
    more: bool,
}

/// Tells which cases there are.
#[utoipa::path(get, path = "/cases", security(("operator" = [])), params(Which),
    responses((status = 200, body = Cases), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn list(
    State(api): State<Api>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Json<Cases>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let (only_open, after) = which.check("open")?;
    let now = api.app_state.now();
    let told = api
        .app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let mut told = Vec::new();
            for case in case::listed(connection, only_open, CaseId::new(after), MOST).await? {
                let answers = case::answers(connection, case.id).await?;
                told.push(ToldCase::of(case, answers, now));
            }
            Ok::<_, Fault>(told)
        })
        .await?;
    let more = i64::try_from(told.len()).is_ok_and(|told| told == MOST);
    Ok(Json(Cases { cases: told, more }))
}

/// Tells one case.
#[utoipa::path(get, path = "/cases/{id}", security(("operator" = [])),
    params(("id" = i64, Path, description = "The case")),
    responses((status = 200, body = ToldCase), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<ToldCase>, ApiProblem> {
    api.credentials.operator(&headers)?;
    Ok(Json(told(&api, number(&id)?).await?))
}

async fn told(api: &Api, id: CaseId) -> Result<ToldCase, ApiProblem> {
    let now = api.app_state.now();
    let found = api
        .app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let Some(case): Option<Case> = case::by_id(connection, id).await? else { return Ok(None) };
            let answers = case::answers(connection, id).await?;
            Ok::<_, Fault>(Some(ToldCase::of(case, answers, now)))
        })
        .await?;
    found.ok_or_else(unknown)
}

/// The photo of a case.
#[utoipa::path(get, path = "/cases/{id}/photo", security(("operator" = [])),
    params(("id" = i64, Path, description = "The case")),
    responses((status = 200, description = "A JPEG", content_type = "image/jpeg"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn photo(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    api.credentials.operator(&headers)?;
    let id = number(&id)?;
    let photo = api.app_state.db.read(async |connection| case::photo(connection, id).await).await?;
    let photo = photo.ok_or_else(unknown)?;
    let mut response = photo.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What is answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerBody {
    /// The caller's own name of it: the same one again is the same answer.
    request: String,
    action: Action,
    /// What the customer reads; needed for `give_up` and `words`.
    words: Option<String>,
    /// Where the parcel lies by now, for `relocate`.
    station: Option<String>,
    /// What is written on its door there, for `relocate`.
    compartment: Option<String>,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Action {
    /// The door is opened from afar, within two minutes or not at all; the case is closed.
    OpenDoor,
    /// The parcel lies behind another door, with a new code; the case is closed.
    Relocate,
    /// It is delivered once more; the case is closed.
    Redeliver,
    /// Nothing more can be done, and why; the case is closed.
    GiveUp,
    /// Words for the customer; the case stays open.
    Words,
}

impl From<Action> for CaseAction {
    fn from(action: Action) -> Self {
        match action {
            Action::OpenDoor => Self::OpenDoor,
            Action::Relocate => Self::Relocate,
            Action::Redeliver => Self::Redeliver,
            Action::GiveUp => Self::GiveUp,
            Action::Words => Self::Words,
        }
    }
}

impl AnswerBody {
    fn check(&self) -> Result<AnswerOrder, ApiProblem> {
        text("request", &self.request, 80)?;
        optional("words", self.words.as_deref(), 500)?;
        let action = CaseAction::from(self.action);
        let speaks = matches!(action, CaseAction::GiveUp | CaseAction::Words);
        if speaks && self.words.is_none() {
            return Err(ApiProblem::invalid("words", "Is missing."));
        }
        let moves = action == CaseAction::Relocate;
        for (field, value, most) in [("station", &self.station, 40), ("compartment", &self.compartment, 6)] {
            match (value, moves) {
                (Some(value), true) => text(field, value, most)?,
                (None, true) => return Err(ApiProblem::invalid(field, "Is missing.")),
                (Some(_), false) => return Err(ApiProblem::invalid(field, "Is for relocate only.")),
                (None, false) => {}
            }
        }
        let trimmed = |value: &Option<String>| value.as_deref().map(|value| value.trim().to_owned());
        Ok(AnswerOrder {
            action,
            words: trimmed(&self.words),
            station: trimmed(&self.station),
            compartment: trimmed(&self.compartment),
        })
    }
}

/// Answers a case. The customer is told, by message and on their page.
#[utoipa::path(post, path = "/cases/{id}/answer", request_body = AnswerBody, security(("operator" = [])),
    params(("id" = i64, Path, description = "The case")),
    responses((status = 200, body = ToldCase, description = "Known already"), (status = 201, body = ToldCase, description = "Taken"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(super) async fn answer(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ToldCase>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let id = number(&id)?;
    let body: AnswerBody = read(&body)?;
    let order = body.check()?;
    let is_new = answer::run(&api.app_state, id, body.request.trim(), &order).await.map_err(refused)?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(told(&api, id).await?)))
}

fn refused(not_done: NotDone<Refused>) -> ApiProblem {
    match not_done {
        NotDone::Refused(Refused::UnknownCase) => unknown(),
        NotDone::Refused(Refused::OtherAnswer) => {
            ApiProblem::conflict("request", "request_used", "This name was used for another answer.")
        }
        NotDone::Refused(Refused::UnknownStation) => {
            ApiProblem::invalid("station", "There is no such station.")
        }
        NotDone::Refused(Refused::UnknownCompartment) => {
            ApiProblem::invalid("compartment", "The station has no such compartment.")
        }
        NotDone::Refused(Refused::Impossible(why)) => {
            let (field, code) = match why {
                NotAnswered::Closed => ("id", "closed"),
                NotAnswered::NoDoor => ("action", "no_door"),
                NotAnswered::Occupied => ("compartment", "occupied"),
                NotAnswered::Gone => ("action", "gone"),
            };
            let mut detail = why.to_string();
            detail.replace_range(..1, &detail[..1].to_uppercase());
            ApiProblem::conflict(field, code, format!("{detail}."))
        }
        NotDone::Failed(fault) => fault.into(),
    }
}

fn number(text: &str) -> Result<CaseId, ApiProblem> {
    text.parse().map_err(|_| unknown())
}

fn unknown() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such case.")
}
