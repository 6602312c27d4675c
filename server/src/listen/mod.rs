//! Connections: taken one by one, each with deadlines, sizes and a place, so that nobody holds what all need.

mod body;
mod host;
mod limits;
mod line;
mod roster;
mod wire;

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::ServiceExt;

use self::{
    body::{Kept, Timely},
    roster::{Busy, Crowded, Place, Roster},
    wire::Wire,
};

pub use body::is_late;
pub use limits::{CONNECTIONS, Limits, PER_ADDRESS};

/// How long to wait when the system has no connection to give: it is out of file handles or memory.
const BREATH: Duration = Duration::from_millis(50);

/// Serves connections until it is told to stop, and ends when no request is under way any more.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    let places = Roster::new(limits);
    let router: Router = router.with_state(());
    let told = stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, from)) => match places.admit(from.ip()) {
                Ok(place) => {
                    tokio::spawn(connection(stream, from, place, router.clone(), limits, told.clone()));
                }
                Err(crowded) => turn_away(&stream, crowded),
            },
            // It went before it was taken.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                places.make_room();
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    places.quiet().await;
}

async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    place: Place,
    router: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let place = Arc::new(place);
    let wire = Wire::new(stream, Arc::clone(&place), limits);
    let at = Arc::clone(&place);
    let service = service_fn(move |request| answer(request, from, at.begin(), router.clone(), limits));
    let serving = http1::Builder::new()
        // The wire has its own deadlines. With one of hyper's, hyper asks the wire again when it begins to wait for a
        // request, and so has these run.
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle + limits.head)
        .max_headers(limits.headers)
        .max_header_size(limits.head_bytes)
        // Of what comes and of what goes, no more than this is held for one connection.
        .max_buf_size(limits.head_bytes.max(8 * 1024) * 4)
        .serve_connection(TokioIo::new(wire), service);
    let mut serving = pin!(serving);
    let mut stopping = false;
    loop {
        tokio::select! {
            _ = serving.as_mut() => return,
            () = place.dismissed() => {
                if place.turn().is_some() {
                    return;
                }
                // A request came in the same moment: it is answered first.
                serving.as_mut().graceful_shutdown();
            }
            _ = stop.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    from: SocketAddr,
    busy: Busy,
    router: Router,
    limits: Limits,
) -> Result<Response<Kept<Body>>, Infallible> {
    let (mut parts, body) = request.into_parts();
    let answer = if host::is_proper(parts.version, &parts.uri, &parts.headers) {
        parts.extensions.insert(ConnectInfo(from));
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let may_be_photo = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let patience = if may_be_photo { limits.photo } else { limits.body };
        // Where nothing is to come, nothing is waited for.
        let body = if body.is_end_stream() { Body::empty() } else { Body::new(Timely::new(body, patience)) };
        router.oneshot(Request::from_parts(parts, body)).await?
    } else {
        (StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")]).into_response()
    };
    Ok(answer.map(|body| Kept::new(body, busy)))
}

/// Says that there is no place, if that can be said at once.
fn turn_away(stream: &TcpStream, crowded: Crowded) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
                            content-length: 0\r\n\r\n";
    let why = match crowded {
        Crowded::Everywhere => "instance",
        Crowded::FromThere => "address",
    };
    metrics::counter!("doorcode_connections_refused_total", "by" => why).increment(1);
    let _ = stream.try_write(ANSWER);
}
