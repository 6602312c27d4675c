//! Telling open pages that their parcel has changed (server-sent events).
//!
//! One look at the database serves all pages that are open on this instance, whichever instance made the change.

mod watchers;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::id::ParcelId;
use futures::{Stream, StreamExt, future, stream};
use serde::Deserialize;
use store::{parcel, watched};
use tokio::sync::watch;

use super::{Site, visitor::Visitor};
use crate::{desk, fault::Fault, keys::token_hash, office::Office};

pub use watchers::Live;
use watchers::{Full, Session, Watching};

/// How often to look while somebody is watching.
const LOOK: Duration = Duration::from_millis(500);
/// How long a connection may stay open: proxies and phones forget about older ones.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Looks for changes, and for sessions that have ended, until it is told to stop.
pub async fn look(office: Arc<Office>, live: Arc<Live>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(LOOK);
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => {}
            _ = stop.changed() => break,
        }
        let (parcels, sessions) = live.all();
        if sessions.is_empty() {
            continue;
        }
        let now = office.now();
        let seen = office
            .db
            .read(async |connection| watched::look(connection, &parcels, &sessions, now).await)
            .await;
        match seen {
            Ok(seen) => live.tell(&sessions, seen),
            Err(error) => tracing::warn!(%error, "open pages could not be told about changes"),
        }
    }
    // They would go on for a quarter of an hour.
    live.close();
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
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(Seen { v: shown }): Query<Seen>,
) -> Response {
    if ParcelId::parse(&id).is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let now = site.office.now();
    let allowed = site
        .office
        .db
        .read(async |connection| {
            let session = desk::session(connection, &visitor.caller, now).await?;
            if !desk::access::sees(connection, session, &id, now).await? {
                return Ok(None);
            }
            Ok::<_, Fault>(parcel::versions(connection, std::slice::from_ref(&id)).await?.pop())
        })
        .await;
    let (version, session): (i64, Session) = match (allowed, &visitor.caller.session) {
        (Ok(Some((_, version))), Some(token)) => (version, token_hash(token.reveal())),
        (Ok(_), _) => return StatusCode::NOT_FOUND.into_response(),
        (Err(fault), _) => {
            let status = fault.into_problem().status();
            return StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response();
        }
    };
    let watching = match site.live.watch(&id, version, session) {
        Ok(watching) => watching,
        Err(full) => {
            let (status, by) = match full {
                Full::Session => (StatusCode::TOO_MANY_REQUESTS, "session"),
                Full::Instance => (StatusCode::SERVICE_UNAVAILABLE, "instance"),
            };
            metrics::counter!("doorcode_streams_refused_total", "by" => by).increment(1);
            return (status, [(header::RETRY_AFTER, HeaderValue::from(15))]).into_response();
        }
    };
    let ends = future::select(Box::pin(watching.until()), Box::pin(tokio::time::sleep(LONGEST)));
    let stream = changes(watching, shown).take_until(ends);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(20));
    let mut response = Sse::new(stream).keep_alive(keep_alive).into_response();
    // Proxies that gather answers before they pass them on would gather this one for ever.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Every version that is newer than the one before it, the page's own first.
fn changes(watching: Watching, shown: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((watching, shown), |(mut watching, shown)| async move {
        loop {
            let version = *watching.versions.borrow_and_update();
            if version > shown {
                let text = version.to_string();
                let event = Event::default().event("changed").id(&text).data(text);
                return Some((Ok(event), (watching, version)));
            }
            watching.versions.changed().await.ok()?;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_told_what_is_newer_than_itself_and_nothing_older() {
        let live = Arc::new(Live::default());
        let watch = |version| live.watch("7K2QX9M3WZT5", version, [1; 32]).unwrap();
        let told = |version| {
            let versions = vec![("7K2QX9M3WZT5".to_owned(), version)];
            live.tell(&[], watched::Seen { versions, good: Vec::new() });
        };
        let earlier = watch(7);
        // A page that was made a moment later, before anybody looked again.
        let mut newer = Box::pin(changes(watch(8), 8));
        assert!(futures::poll!(newer.next()).is_pending());
        assert!(futures::poll!(Box::pin(changes(earlier, 7)).next()).is_ready());
        told(7);
        assert!(futures::poll!(newer.next()).is_pending());
        told(9);
        assert!(futures::poll!(newer.next()).is_ready());
    }
}
