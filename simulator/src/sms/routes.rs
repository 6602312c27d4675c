//! The provider's addresses.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{
        ConnectInfo, Path, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use serde_json::Value;

use super::{
    account, fate::Fate, form, form::TextMessage, list, receipts, refusal::Refusal, resource, segments,
};
use crate::{
    channel::Channel, clock, credentials::SmsAccount, fault::Mode, inbox::Letter, reset::ResetSwitch,
    world::World,
};

/// Twilio's `Messages` resource.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", get(list_all).post(create))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}", get(look_up))
}

async fn create(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    headers: HeaderMap,
    form: Result<Form<form::Form>, FormRejection>,
) -> Response {
    let account = match account::find(&world.sms_accounts, &account) {
        Ok(account) => account,
        Err(refusal) => return refusal.into_response(),
    };
    // Unreadable forms are to Twilio as if the fields were not there.
    let Form(form) = form.unwrap_or_default();
    let fault = world.faults.take(account.provider, form.recipient());
    let take = || accept(&world, account, &headers, form, Fate::of(&fault));
    match fault.mode {
        Mode::None
        | Mode::Slow
        | Mode::Silent
        | Mode::Undelivered
        | Mode::Failed
        | Mode::DuplicateReceipts
        | Mode::Complaint
        | Mode::Gone
        | Mode::NotFound => {
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
    account: &SmsAccount,
    headers: &HeaderMap,
    form: form::Form,
    fate: Fate,
) -> Result<Response, Refusal> {
    account::admit(account, headers)?;
    let message = TextMessage::try_from(form)?;
    let now = clock::now();
    let arrives = fate.arrives();
    let sending = world.outbox.take(account.provider, message, fate, now);
    let message = sending.message.clone();
    let letter = Letter {
        channel: Channel::Sms,
        provider: Some(account.provider),
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
    let answer = (StatusCode::CREATED, Json(resource::render(&account.sid, &sending))).into_response();
    tokio::spawn(receipts::report(world.clone(), account.clone(), sending));
    Ok(answer)
}

async fn list_all(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    filter: Result<Query<list::Filter>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    let account = account::find(&world.sms_accounts, &account)?;
    account::admit(account, &headers)?;
    let Query(filter) = filter.map_err(|error| Refusal::bad_request(20001, error.body_text()))?;
    Ok(Json(list::render(account, &world.outbox, &filter)))
}

async fn look_up(
    State(world): State<Arc<World>>,
    Path((account, message)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let path = format!("/2010-04-01/Accounts/{account}/Messages/{message}");
    let account = account::find(&world.sms_accounts, &account)?;
    account::admit(account, &headers)?;
    let sid = message.strip_suffix(".json").unwrap_or(&message);
    let sending = world.outbox.find(account.provider, sid).ok_or_else(|| Refusal::not_found(&path))?;
    Ok(Json(resource::render(&account.sid, &sending)))
}
