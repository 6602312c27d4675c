//! The stations this program plays.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{condition::Condition, unlock::Outcome};
use crate::demo::state::State;

/// How many stations are played at most.
const PLAYED: usize = 1_000;

/// What the screen of a station showed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Counts up with every attempt.
    pub attempt: u64,
    /// What came of it.
    pub outcome: Outcome,
}

#[derive(Debug, Default)]
struct Played {
    /// The desk has let it in.
    met: bool,
    condition: Condition,
    shown: Option<Shown>,
}

/// Remembers how each station is and what its screen shows.
#[derive(Debug, Default)]
pub struct Stations(Mutex<BTreeMap<String, Played>>);

impl Stations {
    /// The ids of all stations: those that were set up, and those the desk has let in.
    pub fn ids(&self, state: &State) -> Vec<String> {
        let played = self.locked();
        let met = played.iter().filter(|(_, played)| played.met).map(|(id, _)| id);
        let mut ids: Vec<String> = state.stations.iter().chain(met).cloned().collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The desk knows this station: play it from now on.
    pub fn met(&self, id: &str) {
        self.change(id, |played| played.met = true);
    }

    /// How a station is.
    pub fn condition(&self, id: &str) -> Condition {
        self.locked().get(id).map(|played| played.condition).unwrap_or_default()
    }

    /// Changes how a station is.
    pub fn set_condition(&self, id: &str, condition: Condition) {
        self.change(id, |played| played.condition = condition);
    }

    /// Shows what came of an attempt; gives back its number.
    pub fn show(&self, id: &str, outcome: Outcome) -> u64 {
        let mut number = 0;
        self.change(id, |played| {
            number = played.shown.as_ref().map_or(1, |shown| shown.attempt + 1);
            played.shown = Some(Shown { attempt: number, outcome });
        });
        number
    }

    /// What came of that attempt, if it is still on the screen.
    pub fn shown(&self, id: &str, attempt: u64) -> Option<Shown> {
        self.locked().get(id)?.shown.clone().filter(|shown| shown.attempt == attempt)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Played)) {
        let mut played = self.locked();
        if played.len() < PLAYED || played.contains_key(id) {
            change(played.entry(id.to_owned()).or_default());
        }
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Played>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
