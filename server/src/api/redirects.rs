//! Requests of customers to send a parcel to another station, and what the operator answers.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use domain::{id::RedirectId, redirect::RedirectEnd};
use serde::{Deserialize, Serialize};
use store::redirect;
use utoipa::ToSchema;

use super::{
    Api,
    json::{optional, read},
    listing::Which,
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    fault::Fault,
    operations::{
        NotDone,
        redirects::{
            answer::{self, NotAnswered, RedirectAnswer},
            told::ToldRedirect,
        },
    },
};

/// Requests in one answer, at most.
const MOST: i64 = 50;

/// Some requests, the oldest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Redirects {
    redirects: Vec<ToldRedirect>,
    /// There may be more after the last.
    more: bool,
}

/// Tells which parcels customers want to have sent elsewhere. `state` is `open`, which is what waits for an answer, or `all`.
#[utoipa::path(get, path = "/redirects", security(("operator" = [])), params(Which),
    responses((status = 200, body = Redirects), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn list(
    State(api): State<Api>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Json<Redirects>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let (only_open, after) = which.check("open")?;
    let (redirects, more) = api
        .app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let listed = redirect::listed(connection, only_open, RedirectId::new(after), MOST).await?;
            let more = i64::try_from(listed.len()).is_ok_and(|listed| listed == MOST);
            let mut told = Vec::new();
            for known in listed {
                told.extend(ToldRedirect::of(connection, known).await?);
            }
            Ok::<_, Fault>((told, more))
        })
        .await?;
    Ok(Json(Redirects { redirects, more }))
}

/// What is answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RedirectBody {
    answer: Given,
    /// What the customer reads; needed for `refused`.
    words: Option<String>,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Given {
    /// The parcel is bound for the other station from now on.
    Accepted,
    /// It stays as it is, and `words` say why.
    Refused,
}

impl RedirectBody {
    fn check(&self) -> Result<RedirectAnswer<'_>, ApiProblem> {
        optional("words", self.words.as_deref(), 500)?;
        let words = self.words.as_deref().map(str::trim);
        match (self.answer, words) {
            (Given::Accepted, words) => Ok(RedirectAnswer::Accepted(words)),
            (Given::Refused, Some(words)) => Ok(RedirectAnswer::Refused(words)),
            (Given::Refused, None) => Err(ApiProblem::invalid("words", "Is missing.")),
        }
    }
}

/// Answers a request. Everybody who hears of the parcel is told, by message and on its pages.
#[utoipa::path(post, path = "/redirects/{id}", request_body = RedirectBody, security(("operator" = [])),
    params(("id" = i64, Path, description = "The request")),
    responses((status = 200, body = ToldRedirect, description = "Known already"),
        (status = 201, body = ToldRedirect, description = "Taken"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn answer(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ToldRedirect>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let id: RedirectId = id.parse().map_err(|_| unknown())?;
    let body: RedirectBody = read(&body)?;
    let is_new = answer::run(&api.app_state, id, body.check()?).await.map_err(refused)?;
    let told = api
        .app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            match redirect::by_id(connection, id).await? {
                Some(known) => ToldRedirect::of(connection, known).await,
                None => Ok(None),
            }
        })
        .await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(told.ok_or_else(unknown)?)))
}

fn refused(not_done: NotDone<NotAnswered>) -> ApiProblem {
    match not_done {
        NotDone::Refused(NotAnswered::Unknown) => unknown(),
        NotDone::Refused(NotAnswered::Ended(end)) => {
            let why = match end {
                RedirectEnd::Accepted => "The request was accepted before.",
                RedirectEnd::Refused => "The request was refused before.",
                RedirectEnd::TakenBack => "The customer has taken the request back.",
                RedirectEnd::Moved => "The parcel is bound for that station already.",
                RedirectEnd::Placed => "The parcel was placed before.",
                RedirectEnd::Over => "Nothing more will happen to the parcel.",
            };
            ApiProblem::conflict("id", end.as_str(), why)
        }
        NotDone::Failed(fault) => fault.into(),
    }
}

fn unknown() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such request.")
}
