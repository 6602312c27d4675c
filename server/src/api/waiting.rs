//! Stations that wait for something to do. One look at the database serves all that wait on this instance, whichever
//! instance was asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use store::command;
use tokio::sync::{Notify, watch};

use crate::app_state::AppState;

/// How often to look while a station waits.
const LOOK: Duration = Duration::from_millis(500);

/// The stations that wait on this instance.
#[derive(Default)]
pub struct WaitingStations(Mutex<HashMap<String, Arc<Notify>>>);

/// A station's place; it is given back when the station waits no longer.
pub struct Waiting<'a> {
    stations: &'a WaitingStations,
    station: String,
    call: Arc<Notify>,
}

impl WaitingStations {
    /// A place for a station, which it holds from now on. One that waits twice has lost an answer: who waited before is
    /// called, so that a station holds one place and not more.
    pub fn wait(&self, station: &str) -> Waiting<'_> {
        let call = Arc::new(Notify::new());
        let before = self.places().insert(station.to_owned(), Arc::clone(&call));
        if let Some(before) = before {
            before.notify_one();
        }
        Waiting { stations: self, station: station.to_owned(), call }
    }

    fn all(&self) -> Vec<String> {
        self.places().keys().cloned().collect()
    }

    fn call(&self, stations: &[String]) {
        let places = self.places();
        for call in stations.iter().filter_map(|station| places.get(station)) {
            call.notify_one();
        }
    }

    fn places(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting<'_> {
    /// Waits until it is called, at most so long; `false` when it was not.
    pub async fn called(&self, at_most: Duration) -> bool {
        tokio::time::timeout(at_most, self.call.notified()).await.is_ok()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut places = self.stations.places();
        if places.get(&self.station).is_some_and(|call| Arc::ptr_eq(call, &self.call)) {
            places.remove(&self.station);
        }
    }
}

/// Calls stations at which something waits, until it is told to stop; then it calls all, so that nobody is cut off.
pub async fn look(app_state: Arc<AppState>, waiting: Arc<WaitingStations>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(LOOK);
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => {}
            _ = stop.changed() => break,
        }
        let stations = waiting.all();
        if stations.is_empty() {
            continue;
        }
        let now = app_state.now();
        let asked = app_state
            .doors
            .read(async |connection| command::who_is_asked(connection, &stations, now).await)
            .await;
        match asked {
            Ok(asked) => waiting.call(&asked),
            Err(error) => tracing::warn!(%error, "stations could not be called"),
        }
    }
    waiting.call(&waiting.all());
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, poll};

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn a_station_holds_one_place_and_gives_it_back() {
        let stations = WaitingStations::default();
        let first = stations.wait("BER-042");
        let second = stations.wait("BER-042");
        assert_eq!(first.called(LONG).now_or_never(), Some(true));
        drop(first);
        // The place is the second one's.
        let mut waits = Box::pin(second.called(LONG));
        assert!(poll!(&mut waits).is_pending());
        stations.call(&["BER-042".to_owned(), "BER-043".to_owned()]);
        assert!(waits.await);
        drop(second);
        assert!(stations.all().is_empty());
    }
}
