//! The provider's addresses.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{ConnectInfo, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};

use super::{account, fate::Fate, form, form::TextMessage, receipts, refusal::Refusal, resource, segments};
use crate::{channel::Channel, clock, fault::Mode, inbox::Letter, reset::ResetSwitch, world::World};

/// Twilio's `Messages` resource.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(create))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}", get(look_up))
}

async fn create(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    headers: HeaderMap,
    form: Result<Form<form::Form>, FormRejection>,
) -> Response {
    // Unreadable forms are to Twilio as if the fields were not there.
    let Form(form) = form.unwrap_or_default();
    let fault = world.faults.take(Channel::Sms, form.recipient());
    let take = || accept(&world, &account, &headers, form, Fate::of(&fault));
    match fault.mode {
        Mode::None
        | Mode::Slow
        | Mode::Silent
        | Mode::Undelivered
        | Mode::Failed
        | Mode::DuplicateReceipts => {
            let answer = take().unwrap_or_else(IntoResponse::into_response);
            world.shutdown.or_after(fault.pause.unwrap_or_default()).await;
            answer
        }
        Mode::Reject => Refusal::unsubscribed().into_response(),
        Mode::Unavailable => Refusal::unavailable().into_response(),
        Mode::TooMany => Refusal::too_many().into_response(),
        Mode::Hang => {
            world.shutdown.begun().await;
            Refusal::unavailable().into_response()
        }
        Mode::ResetAfterBody => {
            let answer = take().unwrap_or_else(IntoResponse::into_response);
            connection.pull();
            answer
        }
        Mode::HangAfterTaking => {
            let answer = take().unwrap_or_else(IntoResponse::into_response);
            world.shutdown.begun().await;
            answer
        }
        Mode::Garbage => Html("<!doctype html><title>It works!</title>{\"sid\":").into_response(),
    }
}

fn accept(
    world: &Arc<World>,
    account: &str,
    headers: &HeaderMap,
    form: form::Form,
    fate: Fate,
) -> Result<Response, Refusal> {
    account::admit(&world.sms_account, account, headers)?;
    let message = TextMessage::try_from(form)?;
    let now = clock::now();
    let arrives = fate.arrives();
    let sending = world.outbox.take(message, fate, now);
    let message = sending.message.clone();
    let letter = Letter {
        channel: Channel::Sms,
        parts: Some(segments::count(&message.body)),
        to: message.to,
        from: message.from,
        subject: None,
        body: message.body,
        validity_seconds: message.validity_seconds,
        id: Some(sending.sid.clone()),
    };
    if arrives {
        world.inbox.put(letter, now);
    }
    let answer = (StatusCode::CREATED, Json(resource::render(account, &sending))).into_response();
    tokio::spawn(receipts::report(world.clone(), sending));
    Ok(answer)
}

async fn look_up(
    State(world): State<Arc<World>>,
    Path((account, message)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    account::admit(&world.sms_account, &account, &headers)?;
    let path = format!("/2010-04-01/Accounts/{account}/Messages/{message}");
    let sid = message.strip_suffix(".json").unwrap_or(&message);
    let sending = world.outbox.find(sid).ok_or_else(|| Refusal::not_found(&path))?;
    Ok(Json(resource::render(&account, &sending)).into_response())
}
