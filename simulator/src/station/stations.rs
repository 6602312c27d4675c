//! The stations this program plays: how each is, what its screen shows, and what it asks the desk.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::{grants::ListKey, offline::Held};
use crate::{
    clock,
    demo::StateFolder,
    desk::{Answer, Desk, Unreachable},
    problem::Problem,
    shutdown::Shutdown,
};

/// How many stations are played at most.
const PLAYED: usize = 1_000;

/// How many ask for commands at once at most.
const LISTENING: usize = 100;
/// For how long a station that opened a door asks for more to do.
const LISTENS: Duration = Duration::from_mins(10);

/// What is typed or scanned: `digits` or `qr`.
pub type Attempt = Map<String, Value>;

/// Whether a part works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    #[default]
    Ok,
    Faulty,
}

/// Everything that can be wrong with a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Its line to the desk is down.
    pub offline: bool,
    pub scanner: Part,
    pub keypad: Part,
    pub screen: Part,
    /// For how long it waits for an answer, in milliseconds.
    pub latency_ms: u32,
    /// Its clock is ahead by so many minutes, or behind if negative.
    pub clock_minutes: i32,
}

impl Condition {
    /// What it tells the desk.
    pub fn heartbeat(self, now: DateTime<Utc>) -> Value {
        let clock = now + TimeDelta::minutes(self.clock_minutes.into());
        let Self { scanner, keypad, screen, latency_ms, .. } = self;
        json!({ "clock": clock, "scanner": scanner, "keypad": keypad, "screen": screen, "latency_ms": latency_ms })
    }

    /// Which of its parts does not take it.
    pub fn own_fault(self, attempt: &Attempt) -> Option<Problem> {
        let (code, detail) = if self.scanner == Part::Faulty && attempt.contains_key("qr") {
            ("scanner_faulty", "The scanner does not read anything.")
        } else if self.keypad == Part::Faulty && attempt.contains_key("digits") {
            ("keypad_faulty", "The keys do not answer.")
        } else {
            return None;
        };
        Some(Problem { status: StatusCode::SERVICE_UNAVAILABLE, code, detail: detail.into() })
    }
}

/// What came of an attempt, for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This door is open.
    Open(String),
    /// No door for that code.
    Refused,
    Unreadable,
    /// Too many wrong tries; until when, if the desk said so.
    Locked(Option<DateTime<Utc>>),
    /// It did not work, and why.
    Broken(String),
}

impl Outcome {
    /// What the screen says about an answer.
    pub fn of(answer: &Answer) -> Self {
        match answer.status.as_u16() {
            200 => Self::Open(answer.field("compartment").to_owned()),
            403 => Self::Refused,
            422 if answer.field("code") == "unreadable" => Self::Unreadable,
            429 => {
                let seconds = answer.retry_after.and_then(|seconds| i64::try_from(seconds).ok());
                Self::Locked(seconds.and_then(TimeDelta::try_seconds).map(|wait| clock::now() + wait))
            }
            _ => Self::Broken(format!("The desk answered {answer}")),
        }
    }
}

#[derive(Debug, Default)]
struct Played {
    /// The desk has let it in.
    met: bool,
    condition: Condition,
    /// The number of the latest attempt, and what came of it.
    shown: Option<(u64, Outcome)>,
    /// When a door was opened last.
    opened_at: Option<Instant>,
    /// The command that was noted last.
    noted: i64,
    /// The words that the screen was asked to show.
    words: Option<String>,
    /// What it knows while it has no link.
    held: Held,
}

/// All stations.
#[derive(Debug)]
pub struct Stations {
    pub(super) desk: Desk,
    folder: StateFolder,
    played: Mutex<BTreeMap<String, Played>>,
    pub(super) list_keys: OnceCell<Vec<ListKey>>,
}

impl Stations {
    pub fn new(desk: Desk, folder: StateFolder) -> Self {
        Self { desk, folder, played: Mutex::default(), list_keys: OnceCell::new() }
    }

    /// The ids of all stations: those that were set up, and those the desk has let in.
    pub fn ids(&self) -> io::Result<Vec<String>> {
        let mut ids = self.folder.read()?.stations;
        let played = self.locked();
        ids.extend(played.iter().filter(|(_, played)| played.met).map(|(id, _)| id.clone()));
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    pub fn condition(&self, id: &str) -> Condition {
        self.locked().get(id).map(|played| played.condition).unwrap_or_default()
    }

    /// Makes a station faulty or whole, and lets it tell the desk.
    pub async fn set_condition(&self, id: &str, condition: Condition) {
        self.change(id, |played| played.condition = condition);
        self.beat(id).await;
    }

    /// Shows what came of an attempt; gives back its number.
    pub fn show(&self, id: &str, outcome: Outcome) -> u64 {
        let mut number = 0;
        self.change(id, |played| {
            number = played.shown.as_ref().map_or(1, |(latest, _)| latest + 1);
            played.shown = Some((number, outcome));
        });
        number
    }

    /// What came of that attempt, if it is still on the screen.
    pub fn shown(&self, id: &str, attempt: u64) -> Option<Outcome> {
        let (number, outcome) = self.locked().get(id)?.shown.clone()?;
        (number == attempt).then_some(outcome)
    }

    /// Asks the desk and does what it says.
    pub async fn unlock(&self, id: &str, attempt: Attempt) -> Result<Answer, Unreachable> {
        let answer = self.desk.unlock(id, attempt).await?;
        if answer.status == StatusCode::OK {
            self.opened(id, answer.field("compartment"));
        }
        Ok(answer)
    }

    /// Notes that a door was opened.
    pub(super) fn opened(&self, id: &str, compartment: &str) {
        self.change(id, |played| {
            played.met = true;
            played.opened_at = Some(Instant::now());
        });
        if let Err(error) = self.folder.update(|state| state.emptied(id, compartment)) {
            tracing::warn!(%error, "the opened door could not be noted");
        }
    }

    /// What a station knows while it has no link; nothing where there are too many.
    pub(super) fn held<T>(&self, id: &str, look: impl FnOnce(&mut Held) -> T) -> Option<T> {
        let mut seen = None;
        self.change(id, |played| seen = Some(look(&mut played.held)));
        seen
    }

    /// Says how it is; fields given replace what it would say by itself.
    pub async fn heartbeat(&self, id: &str, given: Map<String, Value>) -> Result<Answer, Unreachable> {
        let mut said = self.condition(id).heartbeat(clock::now());
        given.into_iter().for_each(|(name, value)| said[name] = value);
        let answer = self.desk.heartbeat(id, &said).await?;
        if answer.status.is_success() {
            self.change(id, |played| played.met = true);
        }
        Ok(answer)
    }

    /// Those that may be asked to do something.
    pub(super) fn listeners(&self) -> Vec<String> {
        let mut ids = self.folder.read().map(|state| state.stations).unwrap_or_default();
        let lately = |played: &Played| played.opened_at.is_some_and(|at| at.elapsed() < LISTENS);
        ids.extend(self.locked().iter().filter(|(_, played)| lately(played)).map(|(id, _)| id.clone()));
        ids.sort();
        ids.dedup();
        ids.truncate(LISTENING);
        ids
    }

    /// The last command that this station has noted.
    pub(super) fn noted(&self, id: &str) -> i64 {
        self.locked().get(id).map(|played| played.noted).unwrap_or_default()
    }

    /// Notes a command; false when it was noted before.
    pub(super) fn note(&self, id: &str, command: i64) -> bool {
        let mut is_new = false;
        self.change(id, |played| {
            is_new = command > played.noted;
            played.noted = played.noted.max(command);
        });
        is_new
    }

    /// Has the screen show words.
    pub(super) fn say(&self, id: &str, words: String) {
        self.change(id, |played| played.words = Some(words));
    }

    /// The words that the screen shows.
    pub fn words(&self, id: &str) -> Option<String> {
        self.locked().get(id)?.words.clone()
    }

    /// Sends one heartbeat of one station, and with it what a link is needed for, unless its line is down.
    async fn beat(&self, id: &str) {
        if self.condition(id).offline {
            return;
        }
        match self.heartbeat(id, Map::new()).await {
            Ok(answer) if answer.status.is_success() => self.catch_up(id).await,
            Ok(answer) => tracing::warn!(station = id, %answer, "heartbeat refused"),
            Err(error) => tracing::debug!(station = id, %error, "heartbeat not sent"),
        }
    }

    /// Sends the heartbeats of all stations, at once and then at that pace, until the end of the program.
    pub async fn keep_beating(&self, every: Duration, shutdown: &Shutdown) {
        let mut pace = tokio::time::interval(every);
        loop {
            tokio::select! {
                _ = pace.tick() => {}
                () = shutdown.begun() => return,
            }
            match self.ids() {
                Ok(ids) => {
                    for id in ids {
                        self.beat(&id).await;
                    }
                }
                Err(error) => tracing::warn!(%error, "the stations are not known"),
            }
        }
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Played)) {
        let mut played = self.locked();
        if played.len() < PLAYED || played.contains_key(id) {
            change(played.entry(id.to_owned()).or_default());
        }
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Played>> {
        self.played.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_reported_as_it_is() {
        let behind = Condition { clock_minutes: -7, keypad: Part::Faulty, ..Condition::default() };
        let said = behind.heartbeat(DateTime::UNIX_EPOCH);
        let parts = json!({ "clock": "1969-12-31T23:53:00Z", "scanner": "ok", "keypad": "faulty", "screen": "ok", "latency_ms": 0 });
        assert_eq!(said, parts);
    }
}
