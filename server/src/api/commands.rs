//! What stations are asked to do: ordered by the operator, and asked for by stations, which may stand behind somebody's
//! router.

use domain::id::CommandId;
use std::time::{Duration, Instant};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{DateTime, Utc};
use domain::command::{Command, CommandOutcome};
use serde::{Deserialize, Serialize};
use store::command::WaitingCommand;
use utoipa::{IntoParams, ToSchema};

use super::{
    Api,
    json::{read, text},
    problem::{ApiProblem, ProblemBody},
};
use crate::operations::{
    NotDone,
    station_commands::{self, Refused},
};

/// The longest wait, in seconds: proxies cut off what is silent for half a minute.
const LONGEST: u64 = 25;

/// What a station is to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandBody {
    /// The caller's own name of it: the same one again is the same command.
    request: String,
    command: Kind,
    /// The door, for `open`.
    compartment: Option<String>,
    /// The words, for `show`.
    text: Option<String>,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Open a door, within two minutes or not at all.
    Open,
    /// Show words on the screen, for a day.
    Show,
}

impl CommandBody {
    fn check(&self) -> Result<Command, ApiProblem> {
        text("request", &self.request, 80)?;
        match (self.command, &self.compartment, &self.text) {
            (Kind::Open, Some(compartment), None) => {
                text("compartment", compartment, 6)?;
                Ok(Command::Open { compartment: compartment.trim().to_owned() })
            }
            (Kind::Show, None, Some(words)) => {
                text("text", words, 120)?;
                Ok(Command::Show { words: words.trim().to_owned() })
            }
            (Kind::Open, None, _) => Err(ApiProblem::invalid("compartment", "Is missing.")),
            (Kind::Show, _, None) => Err(ApiProblem::invalid("text", "Is missing.")),
            (Kind::Open, Some(_), Some(_)) => {
                Err(ApiProblem::invalid("text", "A door that opens shows no words."))
            }
            (Kind::Show, Some(_), Some(_)) => {
                Err(ApiProblem::invalid("compartment", "Words are shown at no door."))
            }
        }
    }
}

/// A command that was written down.
#[derive(Serialize, ToSchema)]
pub(super) struct OrderedCommand {
    /// Rises with each command of this station: what `after` counts by.
    id: i64,
    /// It is not begun after that.
    expires_at: DateTime<Utc>,
}

/// Has a station do something.
#[utoipa::path(post, path = "/stations/{id}/commands", request_body = CommandBody, security(("operator" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = OrderedCommand, description = "Known already"), (status = 201, body = OrderedCommand, description = "New"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn order(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<OrderedCommand>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let body: CommandBody = read(&body)?;
    let command = body.check()?;
    let ordered = station_commands::order(&api.app_state, &id, &body.request, &command).await;
    let ordered = ordered.map_err(|not_done| match not_done {
        NotDone::Refused(Refused::UnknownStation) => unknown("station"),
        NotDone::Refused(Refused::UnknownDoor) => {
            ApiProblem::invalid("compartment", "The station has no such door.")
        }
        NotDone::Refused(Refused::OtherCommand) => {
            ApiProblem::conflict("request", "request_used", "This name was used for another command.")
        }
        NotDone::Failed(fault) => fault.into(),
    })?;
    let status = if ordered.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let body = OrderedCommand { id: ordered.waiting.id.get(), expires_at: ordered.waiting.expires_at };
    Ok((status, Json(body)))
}

/// How far a command has come.
#[derive(Serialize, ToSchema)]
pub(super) struct CommandProgress {
    /// Rises with each command of this station: what `after` counts by.
    id: i64,
    /// `waiting`, `begun`, `done`, `failed` or `expired`
    state: &'static str,
}

/// Tells how far a command has come.
#[utoipa::path(get, path = "/stations/{id}/commands/{command}", security(("operator" = [])),
    params(("id" = String, Path, description = "The station"), ("command" = i64, Path, description = "The command")),
    responses((status = 200, body = CommandProgress), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn progress(
    State(api): State<Api>,
    Path((id, command)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<CommandProgress>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let progress = station_commands::progress(&api.app_state, &id, number(&command)?).await?;
    let progress = progress.ok_or_else(|| unknown("command"))?;
    let state = match progress.outcome {
        Some(outcome) => outcome.as_str(),
        None if progress.begun => "begun",
        None if progress.waiting.expires_at <= api.app_state.now() => "expired",
        None => "waiting",
    };
    Ok(Json(CommandProgress { id: progress.waiting.id.get(), state }))
}

/// What a station asks for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Poll {
    /// The last command that the station has in its own memory; 0 when it has none. It writes a command down there before
    /// it begins, and does nothing that it has begun before.
    #[param(value_type = i64)]
    after: Option<String>,
    /// For how many seconds to wait for one, at most 25; 0 when it is missing.
    #[param(value_type = Option<u64>)]
    wait: Option<String>,
}

impl Poll {
    fn check(&self) -> Result<(i64, Duration), ApiProblem> {
        let after = self.after.as_deref().ok_or_else(|| ApiProblem::invalid("after", "Is missing."))?;
        let after = after.parse().ok().filter(|after| *after >= 0);
        let after = after.ok_or_else(|| ApiProblem::invalid("after", "Must be a number, 0 or more."))?;
        let wait = self.wait.as_deref().unwrap_or("0").parse().ok().filter(|wait| *wait <= LONGEST);
        let wait = wait
            .ok_or_else(|| ApiProblem::invalid("wait", format!("Must be a number from 0 to {LONGEST}.")))?;
        Ok((after, Duration::from_secs(wait)))
    }
}

/// What a station is to do now, the oldest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Commands {
    /// Our time.
    server_time: DateTime<Utc>,
    commands: Vec<CommandView>,
}

#[derive(Serialize, ToSchema)]
struct CommandView {
    /// Later ones have higher numbers.
    id: i64,
    /// `open` or `show`
    command: &'static str,
    /// The door that opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    compartment: Option<String>,
    /// The words that are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// It is not begun after that.
    expires_at: DateTime<Utc>,
}

impl From<WaitingCommand> for CommandView {
    fn from(waiting: WaitingCommand) -> Self {
        let (command, compartment, text) = match waiting.command {
            Command::Open { compartment } => ("open", Some(compartment), None),
            Command::Show { words } => ("show", None, Some(words)),
        };
        Self { id: waiting.id.get(), command, compartment, text, expires_at: waiting.expires_at }
    }
}

/// Hands out what waits at a station, as soon as there is something. What is not in the station's own memory (`after`) is
/// handed out again; what was begun or is too late never is.
#[utoipa::path(get, path = "/stations/{id}/commands", security(("station" = [])),
    params(("id" = String, Path, description = "The station"), Poll),
    responses((status = 200, body = Commands), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn poll(
    State(api): State<Api>,
    Path(id): Path<String>,
    Query(poll): Query<Poll>,
) -> Result<Json<Commands>, ApiProblem> {
    let (after, wait) = poll.check()?;
    let since = Instant::now();
    // Held before the first look: what is written down after that calls.
    let place = api.waiting.wait(&id);
    loop {
        let waiting = station_commands::hand_out(&api.app_state, &id, CommandId::new(after)).await?;
        let left = wait.saturating_sub(since.elapsed());
        if !waiting.is_empty() || left.is_zero() || !place.called(left).await {
            let commands = waiting.into_iter().map(CommandView::from).collect();
            return Ok(Json(Commands { server_time: api.app_state.now(), commands }));
        }
    }
}

/// How a command ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultBody {
    result: CommandResult,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum CommandResult {
    /// It was done.
    Done,
    /// The station tried and could not.
    Failed,
}

/// Takes how a command ended. What was said first stands.
#[utoipa::path(post, path = "/stations/{id}/commands/{command}/result", request_body = ResultBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station"), ("command" = i64, Path, description = "The command")),
    responses((status = 204, description = "Taken, now or before"), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "It had ended otherwise"), (status = 422, body = ProblemBody)))]
pub(super) async fn end(
    State(api): State<Api>,
    Path((id, command)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, ApiProblem> {
    let body: ResultBody = read(&body)?;
    let outcome = match body.result {
        CommandResult::Done => CommandOutcome::Done,
        CommandResult::Failed => CommandOutcome::Failed,
    };
    let ended = station_commands::end(&api.app_state, &id, number(&command)?, outcome).await?;
    let ended = ended.ok_or_else(|| unknown("command"))?;
    if ended != outcome {
        return Err(ApiProblem::conflict("result", "already_ended", "This command had ended otherwise."));
    }
    metrics::counter!("doorcode_station_commands_total", "outcome" => outcome.as_str()).increment(1);
    Ok(StatusCode::NO_CONTENT)
}

fn number(text: &str) -> Result<CommandId, ApiProblem> {
    text.parse().map_err(|_| unknown("command"))
}

fn unknown(what: &str) -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what}."))
}
