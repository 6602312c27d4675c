//! Telling open pages that their parcel has changed (server-sent events).
//!
//! One look at the database serves all pages that are open on this instance, whichever instance made the change.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::id::ParcelId;
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use store::{parcel, session};
use tokio::sync::watch;

use super::{Site, visitor::Visitor};
use crate::{desk, fault::Fault, office::Office};

/// How often to look while somebody is watching.
const LOOK: Duration = Duration::from_millis(500);
/// How long a connection may stay open: proxies and phones forget about older ones.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Connections on one instance.
const MOST: usize = 10_000;

/// Who watches which parcel.
#[derive(Default)]
pub struct Live {
    watched: Mutex<HashMap<String, watch::Sender<i64>>>,
}

impl Live {
    fn watch(&self, parcel: &str, version: i64) -> Option<watch::Receiver<i64>> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if watched.len() >= MOST {
            return None;
        }
        let sender = watched.entry(parcel.to_owned()).or_insert_with(|| watch::Sender::new(version));
        // Who watches already may not have been told yet.
        rise(sender, version);
        Some(sender.subscribe())
    }

    /// The parcels somebody watches; those nobody watches any more are forgotten.
    fn ids(&self) -> Vec<String> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|_, sender| sender.receiver_count() > 0);
        watched.keys().cloned().collect()
    }

    fn tell(&self, versions: Vec<(String, i64)>) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, version) in versions {
            if let Some(sender) = watched.get(&id) {
                rise(sender, version);
            }
        }
    }
}

/// Looks for changes until it is told to stop.
pub async fn look(office: Arc<Office>, live: Arc<Live>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(LOOK);
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => {}
            _ = stop.changed() => return,
        }
        let ids = live.ids();
        if ids.is_empty() {
            continue;
        }
        match office.db.read(async |connection| parcel::versions(connection, &ids).await).await {
            Ok(versions) => live.tell(versions),
            Err(error) => tracing::warn!(%error, "open pages could not be told about changes"),
        }
    }
}

#[derive(Deserialize)]
/// What the page that asks shows.
pub struct Seen {
    /// The version the page shows.
    #[serde(default)]
    v: i64,
}

/// The changes of one parcel, for those who may see it.
pub async fn events(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(Seen { v: shown }): Query<Seen>,
) -> Response {
    if ParcelId::parse(&id).is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let now = site.office.now();
    let current = site
        .office
        .db
        .read(async |connection| {
            let session = desk::session(connection, &visitor.caller, now).await?;
            if !session::may_see(connection, &session, &id).await? {
                return Ok(None);
            }
            Ok::<_, Fault>(parcel::versions(connection, std::slice::from_ref(&id)).await?.pop())
        })
        .await;
    let current = match current {
        Ok(Some((_, version))) => version,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => {
            let status = fault.into_problem().status();
            return StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response();
        }
    };
    let Some(watching) = site.live.watch(&id, current) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let stream = changes(watching, shown).take_until(tokio::time::sleep(LONGEST));
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(20));
    let mut response = Sse::new(stream).keep_alive(keep_alive).into_response();
    // Proxies that gather answers before they pass them on would gather this one for ever.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

/// Tells those who watch of a version, unless they know it or a newer one.
fn rise(sender: &watch::Sender<i64>, version: i64) {
    sender.send_if_modified(|known| std::mem::replace(known, version.max(*known)) < version);
}

/// Every version that is newer than the one before it, the page's own first.
fn changes(watching: watch::Receiver<i64>, shown: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((watching, shown), |(mut watching, shown)| async move {
        loop {
            let version = *watching.borrow_and_update();
            if version > shown {
                let text = version.to_string();
                let event = Event::default().event("changed").id(&text).data(text);
                return Some((Ok(event), (watching, version)));
            }
            watching.changed().await.ok()?;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_told_what_is_newer_than_itself_and_nothing_older() {
        let live = Live::default();
        let earlier = live.watch("7K2QX9M3WZT5", 7).unwrap();
        // A page that was made a moment later, before anybody looked again.
        let mut newer = Box::pin(changes(live.watch("7K2QX9M3WZT5", 8).unwrap(), 8));
        assert!(futures::poll!(newer.next()).is_pending());
        assert!(futures::poll!(Box::pin(changes(earlier, 7)).next()).is_ready());
        live.tell(vec![("7K2QX9M3WZT5".into(), 7)]);
        assert!(futures::poll!(newer.next()).is_pending());
        live.tell(vec![("7K2QX9M3WZT5".into(), 9)]);
        assert!(futures::poll!(newer.next()).is_ready());
    }
}
