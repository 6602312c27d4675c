//! What stations are asked to do from afar: each asks for it, as one does that stands behind somebody's router.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;

use super::stations::{Outcome, Stations};
use crate::{clock, random, shutdown::Shutdown};

/// How often it is looked for stations that have nobody who listens for them.
const LOOK: Duration = Duration::from_millis(500);
/// After an answer that makes no sense.
const PAUSE: Duration = Duration::from_secs(2);

/// As the desk hands it out.
#[derive(Debug, Deserialize)]
struct Command {
    id: i64,
    #[serde(rename = "command")]
    what: String,
    compartment: Option<String>,
    text: Option<String>,
}

impl Stations {
    /// Asks for the commands of all that may get some, until the end of the program: those of the demonstration, and for
    /// a while those where a door was opened.
    pub async fn keep_listening(self: Arc<Self>, shutdown: Shutdown) {
        let (mut heard, mut listening) = (JoinSet::new(), BTreeSet::new());
        let mut looks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                () = shutdown.begun() => return,
            }
            while let Some(Ok(id)) = heard.try_join_next() {
                listening.remove(&id);
            }
            for id in self.listeners() {
                if listening.insert(id.clone()) {
                    let stations = Arc::clone(&self);
                    heard.spawn(async move {
                        stations.listen(&id).await;
                        id
                    });
                }
            }
        }
    }

    /// Asks once, and does what there is to do.
    async fn listen(&self, id: &str) {
        let answer =
            if self.condition(id).offline { None } else { self.desk.commands(id, self.noted(id)).await.ok() };
        let answer = answer.filter(|answer| answer.status == StatusCode::OK);
        let commands = answer.and_then(|answer| Vec::<Command>::deserialize(&answer.body["commands"]).ok());
        let Some(commands) = commands else { return tokio::time::sleep(PAUSE).await };
        for command in commands {
            // Before it is begun: what is asked for again is not done twice.
            if self.note(id, command.id) {
                self.carry_out(id, command).await;
            }
        }
    }

    async fn carry_out(&self, id: &str, Command { id: number, what, compartment, text }: Command) {
        let done = match (what.as_str(), compartment, text) {
            ("open", Some(door), _) => {
                self.show(id, Outcome::Open(door.clone()));
                let event = json!({ "event": random::hex::<12>(), "compartment": door, "kind": "opened", "occurred_at": clock::now() });
                if let Err(error) = self.desk.door_event(id, &event).await {
                    tracing::warn!(station = id, %error, "that a door opened could not be said");
                }
                true
            }
            ("show", _, Some(words)) => {
                self.say(id, words);
                true
            }
            _ => false,
        };
        let result = json!({ "result": if done { "done" } else { "failed" } });
        match self.desk.command_ended(id, number, &result).await {
            Ok(answer) if answer.status.is_success() => {}
            Ok(answer) => tracing::warn!(station = id, %answer, "how a command ended was refused"),
            Err(error) => tracing::warn!(station = id, %error, "how a command ended could not be said"),
        }
    }
}
