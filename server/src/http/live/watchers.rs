//! Who watches which parcel, counted by connection.

use domain::id::ParcelId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::watched::Seen;
use tokio::sync::watch;

/// Connections of one session: as many as browsers open to one host.
pub const PER_SESSION: usize = 6;
/// Connections on one instance, unless it was told otherwise.
const MOST: usize = 4_096;

/// The SHA-256 of a session's token: with another token, the session is another one's.
pub type Session = [u8; 32];

/// Who is told about changes.
pub struct Live {
    most: usize,
    watched: Mutex<Watched>,
}

#[derive(Default)]
struct Watched {
    connections: usize,
    parcels: HashMap<ParcelId, watch::Sender<i64>>,
    sessions: HashMap<Session, Watcher>,
}

/// A session that watches. Dropping the sender ends its connections; what it said last tells why.
struct Watcher {
    connections: usize,
    good: watch::Sender<bool>,
}

/// Why nothing more is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// The session has ended, or has another token since.
    Session,
    /// The server stops.
    Server,
}

/// Why nobody may watch now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The session has as many connections as one may have.
    Session,
    /// The instance has.
    Instance,
}

/// One connection; it counts until this is dropped.
pub struct Watching {
    versions: watch::Receiver<i64>,
    good: watch::Receiver<bool>,
    _seat: Seat,
}

/// A connection that counts until this is dropped.
struct Seat {
    live: Arc<Live>,
    session: Session,
}

impl Default for Live {
    fn default() -> Self {
        Self::new(MOST)
    }
}

impl Live {
    /// Nobody watches yet, and never more than so many at once.
    pub fn new(most: usize) -> Self {
        Self { most, watched: Mutex::default() }
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a session watch a parcel that stands at this version.
    pub fn watch(
        self: &Arc<Self>,
        parcel: &ParcelId,
        version: i64,
        session: Session,
    ) -> Result<Watching, Full> {
        let mut watched = self.watched();
        if watched.connections >= self.most {
            return Err(Full::Instance);
        }
        let theirs = watched
            .sessions
            .entry(session)
            .or_insert_with(|| Watcher { connections: 0, good: watch::Sender::new(true) });
        if theirs.connections >= PER_SESSION {
            return Err(Full::Session);
        }
        theirs.connections += 1;
        let good = theirs.good.subscribe();
        watched.connections += 1;
        let sender = watched.parcels.entry(parcel.clone()).or_insert_with(|| watch::Sender::new(version));
        // Who watches already may not have been told yet.
        rise(sender, version);
        let seat = Seat { live: Arc::clone(self), session };
        Ok(Watching { versions: sender.subscribe(), good, _seat: seat })
    }

    /// The parcels and the sessions that watch; parcels nobody watches any more are forgotten.
    pub fn all(&self) -> (Vec<ParcelId>, Vec<Session>) {
        let mut watched = self.watched();
        watched.parcels.retain(|_, sender| sender.receiver_count() > 0);
        (watched.parcels.keys().cloned().collect(), watched.sessions.keys().copied().collect())
    }

    /// Tells what was seen: newer versions to those who watch, and to sessions that were asked for and are not good any
    /// more that this was it.
    pub fn tell(&self, asked: &[Session], seen: Seen) {
        let mut watched = self.watched();
        for (id, version) in seen.versions {
            if let Some(sender) = watched.parcels.get(&id) {
                rise(sender, version);
            }
        }
        for session in asked.iter().filter(|session| !seen.good.iter().any(|good| good == *session)) {
            if let Some(watcher) = watched.sessions.remove(session) {
                watcher.good.send_replace(false);
            }
        }
    }

    /// Ends every connection.
    pub fn close(&self) {
        self.watched().sessions.clear();
    }
}

impl Watching {
    /// Ends with the session, or with the server.
    pub fn until(&self) -> impl Future<Output = StreamEnd> + use<> {
        let mut good = self.good.clone();
        async move { good.wait_for(|good| !good).await.map_or(StreamEnd::Server, |_| StreamEnd::Session) }
    }

    /// The version that is newer than this one, as soon as there is one.
    pub async fn newer(&mut self, shown: i64) -> Option<i64> {
        self.versions.wait_for(|version| *version > shown).await.map(|version| *version).ok()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut watched = self.live.watched();
        watched.connections -= 1;
        if let Some(watcher) = watched.sessions.get_mut(&self.session) {
            watcher.connections -= 1;
            if watcher.connections == 0 {
                watched.sessions.remove(&self.session);
            }
        }
    }
}

/// Tells those who watch of a version, unless they know it or a newer one.
fn rise(sender: &watch::Sender<i64>, version: i64) {
    sender.send_if_modified(|known| std::mem::replace(known, version.max(*known)) < version);
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn parcel() -> ParcelId {
        ParcelId::from_random([7; 12])
    }

    // M4
    #[test]
    fn connections_are_counted_whichever_parcel_they_are_about() {
        let live = Arc::new(Live::new(8));
        let mut held: Vec<_> = (0..6).map(|_| live.watch(&parcel(), 1, [1; 32]).unwrap()).collect();
        assert_eq!(live.watch(&ParcelId::from_random([8; 12]), 1, [1; 32]).err(), Some(Full::Session));
        held.push(live.watch(&parcel(), 1, [2; 32]).unwrap());
        held.push(live.watch(&parcel(), 1, [3; 32]).unwrap());
        assert_eq!(live.watch(&parcel(), 1, [4; 32]).err(), Some(Full::Instance));
        held.remove(0);
        assert!(live.watch(&ParcelId::from_random([8; 12]), 1, [1; 32]).is_ok());
        drop(held);
        assert_eq!(live.all(), (Vec::new(), Vec::new()));
        assert_eq!(live.watched().connections, 0);
    }

    // M4
    #[test]
    fn what_a_session_watches_ends_with_it() {
        let live = Arc::new(Live::default());
        let (one, other) =
            (live.watch(&parcel(), 1, [1; 32]).unwrap(), live.watch(&parcel(), 1, [2; 32]).unwrap());
        let later = live.watch(&parcel(), 1, [3; 32]).unwrap();
        live.tell(&[[1; 32], [2; 32]], Seen { versions: Vec::new(), good: vec![[2; 32].into()] });
        assert_eq!(one.until().now_or_never(), Some(StreamEnd::Session));
        assert!(other.until().now_or_never().is_none());
        assert!(later.until().now_or_never().is_none(), "it came after the question was asked");
        live.close();
        assert_eq!(other.until().now_or_never(), Some(StreamEnd::Server));
    }
}
