//! Where senders hand messages over.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::post,
};

use super::{
    request::{self, Refusal},
    subscription::Subscription,
};
use crate::{clock, fault::Mode, provider::Provider, random, reset::ResetSwitch, world::World};

/// The endpoints of all subscriptions.
pub fn router() -> Router<Arc<World>> {
    Router::new().route("/push/{id}", post(send))
}

async fn send(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(subscription) = world.subscriptions.find(&id) else { return not_found().into_response() };
    let fault = world.faults.take(Provider::Push, &id);
    let take =
        || accept(&subscription, &headers, &body, fault.mode).unwrap_or_else(IntoResponse::into_response);
    match fault.mode {
        Mode::None
        | Mode::Slow
        | Mode::Silent
        | Mode::Undelivered
        | Mode::Failed
        | Mode::DuplicateReceipts
        | Mode::Complaint => {
            let answer = take();
            world.shutdown.or_after(fault.pause.unwrap_or_default()).await;
            answer
        }
        Mode::Reject => Refusal(StatusCode::BAD_REQUEST, "bad request".into()).into_response(),
        Mode::Unavailable => unavailable().into_response(),
        Mode::TooMany => {
            let refusal = Refusal(StatusCode::TOO_MANY_REQUESTS, "too many requests".into());
            ([(header::RETRY_AFTER, "2")], refusal).into_response()
        }
        Mode::Gone => Refusal(StatusCode::GONE, "the subscription has ended".into()).into_response(),
        Mode::NotFound => not_found().into_response(),
        Mode::Hang => {
            world.shutdown.begun().await;
            unavailable().into_response()
        }
        Mode::HangAfterTaking => {
            let answer = take();
            world.shutdown.begun().await;
            answer
        }
        Mode::ResetAfterBody => {
            let answer = take();
            connection.pull();
            answer
        }
        Mode::Garbage => Html("<!doctype html><title>It works!</title>").into_response(),
    }
}

fn accept(
    subscription: &Subscription,
    headers: &HeaderMap,
    body: &[u8],
    fault: Mode,
) -> Result<Response, Refusal> {
    let delivery = request::read(headers, body, &subscription.origin, clock::now())?;
    let location = format!("{}/push/{}/{}", subscription.origin, subscription.id, random::hex::<16>());
    let ttl = delivery.ttl.to_string();
    if fault.lets_through() {
        subscription.put(delivery);
    }
    Ok((StatusCode::CREATED, [("location", location), ("ttl", ttl)]).into_response())
}

fn not_found() -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "no such subscription".into())
}

fn unavailable() -> Refusal {
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal error".into())
}
