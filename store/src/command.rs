//! What stations are asked to do, and what became of it.

use domain::{
    Timestamp,
    command::{Command, CommandOutcome},
    id::CommandId,
};
use sqlx::PgConnection;

use crate::StoreError;

/// A command that waits at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingCommand {
    /// Later ones have higher numbers.
    pub id: CommandId,
    /// What is to be done.
    pub command: Command,
    /// It is not begun after that.
    pub expires_at: Timestamp,
}

struct Row {
    id: CommandId,
    compartment: Option<String>,
    words: Option<String>,
    expires_at: Timestamp,
}

impl TryFrom<Row> for WaitingCommand {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let command = match (row.compartment, row.words) {
            (Some(compartment), None) => Command::Open { compartment },
            (None, Some(words)) => Command::Show { words },
            _ => return Err(StoreError::Inconsistent { table: "station_command", column: "kind" }),
        };
        Ok(Self { id: row.id, command, expires_at: row.expires_at })
    }
}

/// A command that was written down, now or before under the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// The command.
    pub waiting: WaitingCommand,
    /// It was not known before.
    pub is_new: bool,
}

/// Writes a command down. Under a request that was used before nothing is changed, and what was written then is answered.
/// `None` when there is no such station.
pub async fn order(
    connection: &mut PgConnection,
    station: &str,
    request: &str,
    command: &Command,
    now: Timestamp,
) -> Result<Option<Ordered>, StoreError> {
    let (kind, compartment, words) = match command {
        Command::Open { compartment } => ("open", Some(compartment.as_str()), None),
        Command::Show { words } => ("show", None, Some(words.as_str())),
    };
    let new = sqlx::query_as!(
        Row,
        "insert into station_command (station_id, request, kind, compartment, words, created_at, expires_at)
         select id, $2, $3, $4, $5, $6, $7 from station where id = $1
         on conflict (station_id, request) do nothing returning id, compartment, words, expires_at",
        station,
        request,
        kind,
        compartment,
        words,
        now,
        command.expires_at(now)
    )
    .fetch_optional(&mut *connection)
    .await?;
    let is_new = new.is_some();
    let row = match new {
        Some(row) => Some(row),
        None => {
            sqlx::query_as!(
                Row,
                "select id, compartment, words, expires_at from station_command
                 where station_id = $1 and request = $2",
                station,
                request
            )
            .fetch_optional(connection)
            .await?
        }
    };
    row.map(|row| Ok(Ordered { waiting: row.try_into()?, is_new })).transpose()
}

/// Notes that a station has these in its own memory, up to this number: they are handed out no more.
pub async fn begun(
    connection: &mut PgConnection,
    station: &str,
    up_to: CommandId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update station_command set begun_at = $3
         where station_id = $1 and id <= $2 and begun_at is null and ended_at is null",
        station,
        up_to.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What waits at a station and is not too late, the oldest first, at most so many.
pub async fn waiting(
    connection: &mut PgConnection,
    station: &str,
    most: i64,
    now: Timestamp,
) -> Result<Vec<WaitingCommand>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, compartment, words, expires_at from station_command
         where station_id = $1 and begun_at is null and ended_at is null and expires_at > $3 order by id limit $2",
        station,
        most,
        now
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(WaitingCommand::try_from).collect()
}

/// Those of these stations at which something waits.
pub async fn who_is_asked(
    connection: &mut PgConnection,
    stations: &[String],
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select s as \"station!\" from unnest($1::text[]) s where exists (
             select 1 from station_command c
             where c.station_id = s and c.begun_at is null and c.ended_at is null and c.expires_at > $2)",
        stations,
        now
    )
    .fetch_all(connection)
    .await?)
}

/// How far a command has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The command.
    pub waiting: WaitingCommand,
    /// The station has it in its own memory.
    pub begun: bool,
    /// How it ended.
    pub outcome: Option<CommandOutcome>,
}

/// How far a command of a station has come; `None` when it has no such command.
pub async fn progress(
    connection: &mut PgConnection,
    station: &str,
    id: CommandId,
) -> Result<Option<Progress>, StoreError> {
    let row = sqlx::query!(
        "select id, compartment, words, expires_at, begun_at is not null as \"begun!\", outcome from station_command
         where station_id = $1 and id = $2",
        station,
        id.get()
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Progress {
            waiting: Row {
                id: row.id.into(),
                compartment: row.compartment,
                words: row.words,
                expires_at: row.expires_at,
            }
            .try_into()?,
            begun: row.begun,
            outcome: row.outcome.as_deref().map(outcome_named).transpose()?,
        })
    })
    .transpose()
}

pub(crate) fn outcome_named(name: &str) -> Result<CommandOutcome, StoreError> {
    CommandOutcome::parse(name)
        .ok_or(StoreError::Inconsistent { table: "station_command", column: "outcome" })
}

/// Writes down how a command ended, and answers how it has: what was said first stands. `None` when the station has no
/// such command.
pub async fn end(
    connection: &mut PgConnection,
    station: &str,
    id: CommandId,
    outcome: CommandOutcome,
    now: Timestamp,
) -> Result<Option<CommandOutcome>, StoreError> {
    let ended = sqlx::query_scalar!(
        "update station_command set ended_at = coalesce(ended_at, $4), outcome = coalesce(outcome, $3),
             begun_at = coalesce(begun_at, $4)
         where station_id = $1 and id = $2 returning outcome as \"outcome!\"",
        station,
        id.get(),
        outcome.as_str(),
        now
    )
    .fetch_optional(connection)
    .await?;
    ended.as_deref().map(outcome_named).transpose()
}
