//! A station without a link: it opens by the list that it holds, counts wrong tries as the desk would, and tells what it has
//! opened as soon as it can.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    grants::{GrantList, ListKey},
    stations::{Attempt, Condition, Stations},
};
use crate::{
    clock,
    desk::{Answer, Unreachable},
    problem::Problem,
    random,
};

/// So many wrong tries in a row, and nothing is taken for that long.
const TRIES: (u32, Duration) = (5, Duration::from_mins(5));
/// A clock that is off by more than that gets no more time.
const MOST_OFF: i32 = 15;
/// For how long a list is asked for that holds a certain door.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a station knows by itself.
#[derive(Debug, Default)]
pub struct Held {
    /// The list, and the desk's name of it.
    list: Option<(String, Arc<GrantList>)>,
    /// The grants that were used.
    used: BTreeSet<String>,
    wrong: u32,
    waits_until: Option<Instant>,
    /// What was opened since the last report.
    untold: Vec<Value>,
    /// A report that the desk has not taken yet: it is the same each time that it is sent.
    report: Option<Value>,
}

impl Stations {
    /// What comes of an attempt, with a link or without; or which part of the station does not take it.
    pub async fn take(&self, id: &str, attempt: Attempt) -> Result<Answer, Problem> {
        let condition = self.condition(id);
        if let Some(problem) = condition.own_fault(&attempt) {
            return Err(problem);
        }
        if condition.offline {
            self.open_by_list(id, condition, attempt).await
        } else {
            Ok(self.unlock(id, attempt).await?)
        }
    }

    async fn open_by_list(
        &self,
        id: &str,
        condition: Condition,
        attempt: Attempt,
    ) -> Result<Answer, Problem> {
        let offline = |detail: &str| Problem {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "station_offline",
            detail: detail.into(),
        };
        let list = |held: &mut Held| held.list.as_ref().map(|(_, list)| Arc::clone(list));
        let list = self.held(id, list).flatten().ok_or(offline("This station has no connection."))?;
        if let Some(waits) = self.held(id, |held| held.waits()).flatten() {
            return Ok(Answer {
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after: Some(waits.as_secs() + 1),
                body: json!({ "code": "locked" }),
            });
        }
        // By its own clock, which it knows to be off.
        let at = clock::now() + TimeDelta::minutes(condition.clock_minutes.into());
        let allowed = TimeDelta::minutes(condition.clock_minutes.abs().min(MOST_OFF).into());
        let (credential, tried) = (self.desk.credential(id), attempt.clone());
        let found =
            tokio::task::spawn_blocking(move || list.opens(&tried, &credential, at - allowed).cloned());
        let grant = found.await.map_err(|_| offline("The list could not be read."))?;
        // Written down before it opens, and once.
        let opened = self.held(id, |held| {
            let Some(grant) = grant.filter(|grant| held.used.insert(grant.id.clone())) else {
                held.is_wrong();
                return None;
            };
            held.wrong = 0;
            let mut opening = json!({ "grant": grant.id, "compartment": grant.compartment, "at": at });
            for name in ["digits", "qr"] {
                if let Some(shown) = attempt.get(name) {
                    opening[name] = shown.clone();
                }
            }
            held.untold.push(opening);
            Some(grant.compartment)
        });
        Ok(match opened.flatten() {
            Some(compartment) => {
                self.opened(id, &compartment);
                Answer {
                    status: StatusCode::OK,
                    retry_after: None,
                    body: json!({ "result": "open", "compartment": compartment }),
                }
            }
            None => Answer {
                status: StatusCode::FORBIDDEN,
                retry_after: None,
                body: json!({ "code": "refused" }),
            },
        })
    }

    /// Tells what was opened without a link, and asks for a newer list. Nothing is lost where that fails: it is done again
    /// with the next heartbeat.
    pub(super) async fn catch_up(&self, id: &str) {
        self.tell_openings(id).await;
        if let Err(error) = self.ask_for_list(id).await {
            tracing::debug!(station = id, %error, "no list of grants");
        }
    }

    /// Asks for a list until it holds this door: as one is held where a code has been waiting for a while. Nothing comes of
    /// it where the desk has no lists.
    pub async fn hold_list(&self, id: &str, door: &str) {
        let begun = Instant::now();
        let has_door = |held: &mut Held| {
            held.list.iter().any(|(_, list)| list.grants.iter().any(|it| it.compartment == door))
        };
        while self.held(id, has_door) != Some(true) && begun.elapsed() < PATIENCE {
            match self.ask_for_list(id).await {
                Ok(StatusCode::NOT_FOUND) | Err(_) => return,
                Ok(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    async fn ask_for_list(&self, id: &str) -> Result<StatusCode, Unreachable> {
        let known = self.held(id, |held| held.list.as_ref().map(|(name, _)| name.clone())).flatten();
        let (status, name, signed) = self.desk.grants(id, known.as_deref()).await?;
        if status == StatusCode::OK {
            let Some(list) = GrantList::read(&signed, &self.list_keys().await?, id) else {
                tracing::warn!(station = id, "a list of grants that nobody known has signed");
                return Ok(status);
            };
            self.held(id, |held| {
                held.used.retain(|used| list.grants.iter().any(|grant| grant.id == *used));
                held.list = Some((name, Arc::new(list)));
            });
        }
        Ok(status)
    }

    /// The keys that sign lists, which are taken once.
    async fn list_keys(&self) -> Result<Vec<ListKey>, Unreachable> {
        let keys = self.list_keys.get_or_try_init(async || -> Result<_, Unreachable> {
            Ok(ListKey::all(&self.desk.grant_keys().await?.body))
        });
        keys.await.cloned()
    }

    async fn tell_openings(&self, id: &str) {
        let report = self.held(id, |held| {
            if held.report.is_none() && !held.untold.is_empty() {
                let openings = std::mem::take(&mut held.untold);
                held.report = Some(json!({ "report": random::hex::<12>(), "openings": openings }));
            }
            held.report.clone()
        });
        let Some(report) = report.flatten() else { return };
        match self.desk.openings(id, &report).await {
            Ok(answer) if answer.status.is_server_error() || answer.retry_after.is_some() => {
                tracing::warn!(station = id, %answer, "what was opened is told later");
            }
            Ok(answer) => {
                tracing::info!(station = id, %answer, "what was opened without a link was told");
                self.held(id, |held| held.report = None);
            }
            Err(error) => tracing::debug!(station = id, %error, "what was opened could not be told"),
        }
    }
}

impl Held {
    /// How long it takes nothing because of wrong tries.
    fn waits(&self) -> Option<Duration> {
        self.waits_until.and_then(|until| until.checked_duration_since(Instant::now()))
    }

    fn is_wrong(&mut self) {
        self.wrong += 1;
        if self.wrong >= TRIES.0 {
            (self.wrong, self.waits_until) = (0, Some(Instant::now() + TRIES.1));
        }
    }
}
