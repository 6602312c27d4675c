//! What helps at stations of one model, step by step: a locker's own tricks are its operator's to know.

use std::collections::HashSet;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use domain::diagnosis::{Cause, Gate};
use serde::Deserialize;
use store::station_steps::{self, Steps};
use utoipa::ToSchema;

use super::{
    Api,
    json::{read, text, word},
    problem::{ApiProblem, ProblemBody},
};

/// Entries of one model, at most: every cause at the door in some languages.
const MOST: usize = 200;
/// Steps against one cause, at most.
const MOST_LINES: usize = 8;
/// Characters of one step, at most.
const LONGEST: usize = 160;

/// What helps at stations of a model.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepsBody {
    steps: Vec<EntryBody>,
}

/// What helps against one cause, in one language.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryBody {
    /// The cause at the door, such as `door.jammed`.
    against: String,
    /// The language's tag, such as `en`.
    language: String,
    /// One sentence each, in the order in which they are tried.
    lines: Vec<String>,
}

/// Replaces what customers are told to do at stations of a model. The help page shows it beside our own answer.
#[utoipa::path(put, path = "/station-models/{model}/steps", request_body = StepsBody, security(("operator" = [])),
    params(("model" = String, Path, description = "What the operator calls stations that are built alike")),
    responses((status = 204, description = "Replaced"), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn put_steps(
    State(api): State<Api>,
    Path(model): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ApiProblem> {
    word("model", &model)?;
    let body: StepsBody = read(&body)?;
    if body.steps.len() > MOST {
        return Err(ApiProblem::invalid("steps", format!("Must have at most {MOST} entries.")));
    }
    let mut known = HashSet::new();
    let mut steps = Vec::with_capacity(body.steps.len());
    for (place, entry) in body.steps.into_iter().enumerate() {
        let field = |name: &str| format!("steps[{place}].{name}");
        let cause = Cause::parse(&entry.against)
            .filter(|cause| cause.gate() == Gate::Door)
            .ok_or_else(|| ApiProblem::invalid(field("against"), "Must be a cause at the door."))?;
        word(&field("language"), &entry.language)?;
        if !(1..=MOST_LINES).contains(&entry.lines.len()) {
            return Err(ApiProblem::invalid(field("lines"), format!("Must have 1 to {MOST_LINES} entries.")));
        }
        for (line, said) in entry.lines.iter().enumerate() {
            text(&format!("{}[{line}]", field("lines")), said, LONGEST)?;
        }
        let language = entry.language.to_ascii_lowercase();
        if !known.insert((cause, language.clone())) {
            return Err(ApiProblem::invalid(field("against"), "Another entry has this cause and language."));
        }
        steps.push((cause, Steps { language, lines: entry.lines }));
    }
    api.app_state.db.write(async |transaction| station_steps::put(transaction, &model, &steps).await).await?;
    Ok(StatusCode::NO_CONTENT)
}
