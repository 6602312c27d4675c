//! What arrived somewhere, numbered, and a bell that rings with each; only the latest, and only in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::Json;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::shutdown::Shutdown;

/// The longest anybody may wait for something, in seconds.
const LONGEST_WAIT: u64 = 60;

/// Something that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Numbered<T> {
    /// Counts up from 1, in order of arrival.
    pub n: u64,
    /// What arrived.
    #[serde(flatten)]
    pub what: T,
}

/// Everything that arrived; the oldest is forgotten.
#[derive(Debug)]
pub struct Log<T> {
    kept: usize,
    entries: Mutex<VecDeque<Arc<Numbered<T>>>>,
    last: watch::Sender<u64>,
}

impl<T> Log<T> {
    /// An empty one that keeps so many.
    pub fn keeping(kept: usize) -> Self {
        Self { kept, entries: Mutex::default(), last: watch::Sender::new(0) }
    }

    /// Takes something in, and gives it back with its number.
    pub fn put(&self, what: T) -> Arc<Numbered<T>> {
        let mut entries = self.locked();
        let n = self.last() + 1;
        if entries.len() >= self.kept {
            entries.pop_front();
        }
        let entry = Arc::new(Numbered { n, what });
        entries.push_back(entry.clone());
        // Still under the lock, so that numbers are announced in their order.
        self.last.send_replace(n);
        entry
    }

    /// The number of the latest, 0 before the first.
    pub fn last(&self) -> u64 {
        *self.last.borrow()
    }

    /// Changes with each arrival to the number of the latest.
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// What is there now, oldest first.
    pub fn list(&self, admits: impl Fn(&Numbered<T>) -> bool) -> Vec<Arc<Numbered<T>>> {
        self.locked().iter().filter(|entry| admits(entry)).cloned().collect()
    }

    /// The same, but waits until there is something. May wait for ever: give it a deadline.
    pub async fn wait(&self, admits: impl Fn(&Numbered<T>) -> bool) -> Vec<Arc<Numbered<T>>> {
        // Subscribed before looking, so that nothing arrives unseen in between.
        let mut arrivals = self.arrivals();
        loop {
            let found = self.list(&admits);
            if !found.is_empty() || arrivals.changed().await.is_err() {
                return found;
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Arc<Numbered<T>>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize> Log<T> {
    /// The messages as JSON, oldest first, for which it waits at most so many seconds; `last` is the number of the
    /// latest of all.
    pub async fn to_json(
        &self,
        admits: impl Fn(&Numbered<T>) -> bool,
        seconds: u64,
        shutdown: &Shutdown,
    ) -> Json<Value> {
        let pause = Duration::from_secs(seconds.min(LONGEST_WAIT));
        let messages = tokio::select! {
            biased;
            messages = self.wait(admits) => messages,
            _ = shutdown.allows(pause) => Vec::new(),
        };
        let messages: Vec<&Numbered<T>> = messages.iter().map(AsRef::as_ref).collect();
        Json(json!({ "messages": messages, "last": self.last() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten() {
        let log = Log::keeping(3);
        (0..5).for_each(|letter| drop(log.put(letter)));
        let kept: Vec<_> = log.list(|_| true).iter().map(|entry| (entry.n, entry.what)).collect();
        assert_eq!((kept, log.last()), (vec![(3, 2), (4, 3), (5, 4)], 5));
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_what_was_asked_for() {
        let log = Arc::new(Log::keeping(3));
        let waiting = tokio::spawn({
            let log = log.clone();
            async move { log.wait(|entry| entry.what == "for kim").await }
        });
        log.put("for somebody");
        tokio::task::yield_now().await;
        log.put("for kim");
        assert_eq!(waiting.await.unwrap()[0].n, 2);
    }
}
