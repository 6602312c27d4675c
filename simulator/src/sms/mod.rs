//! The SMS providers: Twilio's protocol, as far as somebody who sends text messages needs it.
//! <https://www.twilio.com/docs/messaging/api/message-resource>

mod fault;
mod list;
mod message;
mod refusal;
mod sending;

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Form, Json, Router,
    extract::{
        ConnectInfo, Path, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{
    clock,
    fault::Faults,
    inbox::{Channel, Inbox, KEPT, Message},
    log::{Log, Numbered},
    reset::ResetSwitch,
    shutdown::Shutdown,
    signature,
};
use refusal::Refusal;

pub use fault::{ErrorCode, SmsFault, Status};
pub use message::TextMessage;
pub use sending::Sending;

/// What an SMS provider lets its customer in with.
#[derive(Debug, Clone)]
pub struct Account {
    /// The account's name.
    pub sid: String,
    /// Its password, also the key of status callbacks.
    pub token: SecretString,
}

/// A provider, with one customer.
pub struct Provider {
    /// `sms` or `sms2`.
    pub name: &'static str,
    /// Its customer.
    pub account: Account,
    /// What goes wrong there.
    pub faults: Faults<SmsFault>,
    /// What it was given.
    pub outbox: Log<Sending>,
    /// What time it is there.
    pub now: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl Provider {
    /// One that was given nothing yet.
    pub fn new(name: &'static str, account: Account) -> Self {
        let (faults, outbox) = (Faults::default(), Log::keeping(KEPT));
        Self { name, account, faults, outbox, now: Box::new(clock::now) }
    }

    /// Admits a request that carries the account's name and token (RFC 7617).
    fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let expected = format!("{}:{}", self.account.sid, self.account.token.expose_secret());
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
            .and_then(|value| STANDARD.decode(value.trim()).ok());
        if given.as_deref() == Some(expected.as_bytes()) { Ok(()) } else { Err(Refusal::unauthorized()) }
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How providers report what became of messages.
#[derive(Debug, Clone)]
pub struct Receipts {
    /// What they call back with.
    pub http: Client,
    /// Between a message and each of its receipts.
    pub pause: Duration,
}

/// The providers, and what they need.
#[derive(Debug)]
pub struct Sms {
    /// Each has an account of another name.
    pub providers: Vec<Arc<Provider>>,
    /// The phones.
    pub inbox: Arc<Inbox>,
    /// Without it, nothing is ever reported.
    pub receipts: Option<Receipts>,
    /// The end.
    pub shutdown: Shutdown,
}

impl Sms {
    /// A provider alone, whose messages reach nobody and about which nothing is reported: a double for tests.
    pub fn alone(provider: Arc<Provider>, shutdown: Shutdown) -> Self {
        Self { providers: vec![provider], inbox: Arc::new(Inbox::keeping(0)), receipts: None, shutdown }
    }

    fn provider(&self, account: &str) -> Result<&Arc<Provider>, Refusal> {
        let known = self.providers.iter().find(|provider| provider.account.sid == account);
        known.ok_or_else(Refusal::unauthorized)
    }

    /// Takes a message.
    fn take(
        &self,
        provider: &Arc<Provider>,
        headers: &HeaderMap,
        message: TextMessage,
        fault: SmsFault,
    ) -> Result<Response, Refusal> {
        provider.admit(headers)?;
        message.check()?;
        let now = (provider.now)();
        let sending = provider.outbox.put(Sending::new(message, fault, now));
        let Sending { message, sid, .. } = &sending.what;
        if fault.arrives() {
            self.inbox.put(Message {
                at: now,
                channel: Channel::Sms,
                provider: Some(provider.name),
                to: message.to.clone(),
                from: message.from.clone(),
                subject: None,
                body: message.body.clone(),
                validity_seconds: message.validity_seconds(),
                parts: Some(message::parts(&message.body)),
                id: Some(sid.clone()),
            });
        }
        let resource = sending.what.resource(&provider.account.sid);
        if let Some(receipts) = &self.receipts {
            tokio::spawn(report(receipts.clone(), self.shutdown.clone(), provider.clone(), sending));
        }
        Ok((StatusCode::CREATED, Json(resource)).into_response())
    }
}

/// Twilio's `Messages` resource; the connections have to be [`crate::reset`]'s.
pub fn router(sms: Sms) -> Router {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", get(list_all).post(create))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}", get(look_up))
        .with_state(Arc::new(sms))
}

async fn create(
    State(sms): State<Arc<Sms>>,
    Path(account): Path<String>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    headers: HeaderMap,
    form: Result<Form<TextMessage>, FormRejection>,
) -> Response {
    let provider = match sms.provider(&account) {
        Ok(provider) => provider,
        Err(refusal) => return refusal.into_response(),
    };
    // Unreadable forms are to Twilio as if the fields were not there.
    let Form(form) = form.unwrap_or_default();
    let fault = provider.faults.take(&form.to);
    let take = || sms.take(provider, &headers, form, fault).unwrap_or_else(IntoResponse::into_response);
    match fault {
        SmsFault::None
        | SmsFault::Silent
        | SmsFault::Undelivered { .. }
        | SmsFault::Failed { .. }
        | SmsFault::DuplicateReceipts => take(),
        SmsFault::Slow { milliseconds } => {
            let answer = take();
            sms.shutdown.allows(Duration::from_millis(milliseconds)).await;
            answer
        }
        SmsFault::Reject { code } => {
            let why = match code {
                code if code == ErrorCode::unsubscribed() => "Attempt to send to unsubscribed recipient",
                _ => "The message was refused",
            };
            Refusal::bad_request(code.0, why).into_response()
        }
        SmsFault::Unavailable => Refusal::unavailable().into_response(),
        SmsFault::TooMany => {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests").into_response()
        }
        SmsFault::GatewayTimeout => StatusCode::GATEWAY_TIMEOUT.into_response(),
        SmsFault::Hang => {
            sms.shutdown.begun().await;
            Refusal::unavailable().into_response()
        }
        SmsFault::HangAfterTaking => {
            let answer = take();
            sms.shutdown.begun().await;
            answer
        }
        SmsFault::ResetAfterBody => {
            let answer = take();
            connection.pull();
            answer
        }
        SmsFault::Garbage => Html("<!doctype html><title>It works!</title>{\"sid\":").into_response(),
        SmsFault::GarbageAfterTaking => (take().status(), "{\"si").into_response(),
    }
}

async fn list_all(
    State(sms): State<Arc<Sms>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    filter: Result<Query<list::Filter>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    let provider = sms.provider(&account)?;
    provider.admit(&headers)?;
    let Query(filter) = filter.map_err(|error| Refusal::bad_request(20001, &error.body_text()))?;
    Ok(Json(filter.page(&account, &provider.outbox)))
}

async fn look_up(
    State(sms): State<Arc<Sms>>,
    Path((account, message)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let provider = sms.provider(&account)?;
    provider.admit(&headers)?;
    let sid = message.strip_suffix(".json").unwrap_or(&message);
    let sending = provider.outbox.list(|sending| sending.what.sid == sid).pop().ok_or_else(|| {
        let path = format!("/2010-04-01/Accounts/{account}/Messages/{message}");
        let text = format!("The requested resource {path} was not found");
        Refusal::new(StatusCode::NOT_FOUND, 20404, &text)
    })?;
    Ok(Json(sending.what.resource(&account)))
}

/// Moves a message through its life and reports each step, if somebody asked for reports.
async fn report(
    receipts: Receipts,
    shutdown: Shutdown,
    provider: Arc<Provider>,
    sending: Arc<Numbered<Sending>>,
) {
    let Sending { sid, message, fault, .. } = &sending.what;
    for &status in fault.receipts() {
        if !shutdown.allows(receipts.pause).await {
            return;
        }
        sending.what.advance(status, (provider.now)());
        // Twilio does not repeat a status callback either.
        if !message.status_callback.trim().is_empty()
            && let Err(error) = call_back(&receipts.http, &provider.account, &sending.what, status).await
        {
            tracing::warn!(sid, status = status.as_str(), %error, "status callback failed");
        }
    }
}

async fn call_back(
    http: &Client,
    account: &Account,
    sending: &Sending,
    status: Status,
) -> Result<(), reqwest::Error> {
    let url = &sending.message.status_callback;
    let error_code = sending.fault.error_code(status).map(|code| code.to_string());
    let mut fields = vec![
        ("AccountSid", account.sid.as_str()),
        ("ApiVersion", "2010-04-01"),
        ("From", &sending.message.from),
        ("MessageSid", &sending.sid),
        ("MessageStatus", status.as_str()),
        ("SmsSid", &sending.sid),
        ("SmsStatus", status.as_str()),
        ("To", &sending.message.to),
    ];
    fields.extend(error_code.as_deref().map(|code| ("ErrorCode", code)));
    let signature = signature::of_twilio(account.token.expose_secret(), url, &fields);
    let request = http.post(url).header("X-Twilio-Signature", signature).form(&fields);
    request.send().await?.error_for_status().map(drop)
}
