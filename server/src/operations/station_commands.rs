//! What stations are asked to do from afar. A station asks for it, and says up to which command it has them in its own
//! memory before it begins: what an answer has lost is handed out again, and what was begun never is. So each is done at
//! most once, whoever is cut off when.

use domain::command::{Command, CommandOutcome};
use domain::id::CommandId;
use store::{
    command::{self, Ordered, Progress, WaitingCommand},
    help, station,
};

use super::NotDone;
use crate::{app_state::AppState, fault::Fault};

/// Handed out at once, at most.
const AT_ONCE: i64 = 20;

/// Why a command is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such station.
    UnknownStation,
    /// The station has no such door.
    UnknownDoor,
    /// The request's name was used for another command.
    OtherCommand,
}

/// Writes a command down for a station. Asked for again under the same name it is the same one.
pub async fn order(
    app_state: &AppState,
    station: &str,
    request: &str,
    command: &Command,
) -> Result<Ordered, NotDone<Refused>> {
    let now = app_state.now();
    app_state
        .db
        .write(async |transaction| -> Result<_, NotDone<Refused>> {
            let refused = |why| Err(NotDone::Refused(why));
            let Some(doors) = station::compartments(transaction, station).await? else {
                return refused(Refused::UnknownStation);
            };
            if let Command::Open { compartment } = command
                && !doors.iter().any(|door| door.number == *compartment)
            {
                return refused(Refused::UnknownDoor);
            }
            match command::order(transaction, station, request, command, now).await? {
                None => refused(Refused::UnknownStation),
                Some(known) if known.waiting.command != *command => refused(Refused::OtherCommand),
                Some(ordered) => Ok(ordered),
            }
        })
        .await
}

/// What waits at a station that has everything up to the command `after` in its own memory.
pub async fn hand_out(
    app_state: &AppState,
    station: &str,
    after: CommandId,
) -> Result<Vec<WaitingCommand>, Fault> {
    let now = app_state.now();
    app_state
        .doors
        .write(async |transaction| -> Result<_, Fault> {
            command::begun(transaction, station, after, now).await?;
            Ok(command::waiting(transaction, station, AT_ONCE, now).await?)
        })
        .await
}

/// Writes down how a command ended; what was said first stands. `None` when the station has no such command.
pub async fn end(
    app_state: &AppState,
    station: &str,
    id: CommandId,
    outcome: CommandOutcome,
) -> Result<Option<CommandOutcome>, Fault> {
    let now = app_state.now();
    app_state
        .doors
        .write(async |transaction| -> Result<_, Fault> {
            let ended = command::end(transaction, station, id, outcome, now).await?;
            help::ended(transaction, station, id).await?;
            Ok(ended)
        })
        .await
}

/// How far a command has come.
pub async fn progress(app_state: &AppState, station: &str, id: CommandId) -> Result<Option<Progress>, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            Ok(command::progress(connection, station, id).await?)
        })
        .await
}
