//! Telling open pages that their parcel has changed (server-sent events).
//!
//! One look at the database serves all pages that are open on this instance, whichever instance made the change.

mod news;
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
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use store::{parcel, watched};
use tokio::sync::watch;

use super::{Site, visitor::Visitor};
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    operations::{access, caller},
};

pub use news::News;
pub use watchers::Live;
use watchers::{Full, Session, StreamEnd, Watching};

/// How often to look while somebody is watching.
const LOOK: Duration = Duration::from_millis(500);
/// How often a page is shown that the connection still is one: only so can it tell quiet from silence. B17
const ALIVE: Duration = Duration::from_secs(15);
/// How long a connection may stay open: proxies and phones forget about older ones.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Looks for changes, and for sessions that have ended, until it is told to stop.
pub async fn look(app_state: Arc<AppState>, live: Arc<Live>, mut stop: watch::Receiver<bool>) {
    let mut rounds = tokio::time::interval(LOOK);
    let mut news = News::default();
    while !*stop.borrow() {
        tokio::select! {
            _ = rounds.tick() => {}
            _ = stop.changed() => break,
        }
        let (parcels, sessions) = live.all();
        if sessions.is_empty() {
            continue;
        }
        if let Err(fault) = news.tell(&app_state, &parcels).await {
            tracing::warn!(%fault, "open pages could not be told about incidents");
        }
        let now = app_state.now();
        let seen = app_state
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
    let Ok(id) = ParcelId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let now = site.app_state.now();
    let allowed = site
        .app_state
        .db
        .read(async |connection| {
            let session = caller::current_session(connection, &visitor.caller, now).await?;
            if !access::sees(connection, session, &id, now).await? {
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
    answer(watching, shown, ALIVE)
}

/// The stream of a page that shows this version.
fn answer(watching: Watching, shown: i64, alive: Duration) -> Response {
    let stream = changes(watching, shown).take_until(Box::pin(tokio::time::sleep(LONGEST)));
    // A comment, or an event without data, is nothing that a page sees.
    let sign = Event::default().event("alive").data("1");
    let keep_alive = KeepAlive::new().interval(alive).event(sign);
    let mut response = Sse::new(stream).keep_alive(keep_alive).into_response();
    // Proxies that gather answers before they pass them on would gather this one for ever.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Every version that is newer than the one before it, the page's own first; and at last that the session has ended, if
/// that is why it ends. B21
fn changes(watching: Watching, shown: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    let end = Box::pin(watching.until());
    stream::unfold(Some((watching, shown, end)), |state| async move {
        let (mut watching, shown, mut end) = state?;
        let version = tokio::select! {
            biased;
            ended = &mut end => {
                let said = Event::default().event("ended").data("1");
                return (ended == StreamEnd::Session).then_some((Ok(said), None));
            }
            version = watching.newer(shown) => version?,
        };
        let text = version.to_string();
        let event = Event::default().event("changed").id(&text).data(text);
        Some((Ok(event), Some((watching, version, end))))
    })
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    fn parcel() -> ParcelId {
        ParcelId::from_random([7; 12])
    }

    fn told(version: i64, good: &[u8; 32]) -> watched::Seen {
        watched::Seen { versions: vec![(parcel(), version)], good: vec![good.to_vec()] }
    }

    // B17
    #[tokio::test]
    async fn a_page_sees_that_it_is_still_connected() {
        let live = Arc::new(Live::default());
        let watching = live.watch(&parcel(), 1, [1; 32]).unwrap();
        let mut body = answer(watching, 1, Duration::from_millis(1)).into_body().into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "event: alive\ndata: 1\n\n");
    }

    // B21
    #[tokio::test]
    async fn a_page_is_told_that_its_session_has_ended_and_not_that_the_server_stops() {
        let live = Arc::new(Live::default());
        let watch = |session| answer(live.watch(&parcel(), 1, session).unwrap(), 1, ALIVE).into_body();
        let (one, other) = (watch([1; 32]), watch([2; 32]));
        live.tell(&[[1; 32], [2; 32]], told(1, &[2; 32]));
        assert_eq!(to_bytes(one, 1_000).await.unwrap(), "event: ended\ndata: 1\n\n");
        live.close();
        assert_eq!(to_bytes(other, 1_000).await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_page_is_told_what_is_newer_than_itself_and_nothing_older() {
        let live = Arc::new(Live::default());
        let watch = |version| live.watch(&parcel(), version, [1; 32]).unwrap();
        let told = |version| {
            let versions = vec![(parcel(), version)];
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
