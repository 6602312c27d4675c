//! Telling the operator's other systems: what is said is written down in the transaction that causes it, and a worker hands
//! it over.

use domain::{Timestamp, id::spell};
use serde::Serialize;
use store::{
    Transaction,
    handover::{self, HandoverSubject, HandoverWay, NewHandover},
};

use crate::{app_state::AppState, fault::Fault, random};

/// The body of a webhook (Standard Webhooks 1.0).
#[derive(Serialize)]
struct Payload<'a, T> {
    r#type: &'static str,
    timestamp: Timestamp,
    data: &'a T,
}

/// The ways that lead to the operator; to people only what is `written`.
pub fn ways(app_state: &AppState, written: bool) -> Vec<HandoverWay> {
    let helpdesk = &app_state.helpdesk;
    let ways = [
        (HandoverWay::Webhook, helpdesk.webhook.is_some()),
        (HandoverWay::Email, helpdesk.email.is_some() && written),
    ];
    ways.into_iter().filter(|(_, wanted)| *wanted).map(|(way, _)| way).collect()
}

/// Writes down what is told on these ways.
pub async fn say(
    transaction: &mut Transaction<'_>,
    ways: &[HandoverWay],
    (about, event): (HandoverSubject, &'static str),
    data: &impl Serialize,
    now: Timestamp,
) -> Result<(), Fault> {
    let payload = Payload { r#type: event, timestamp: now, data };
    let body = serde_json::to_string(&payload).map_err(|_| Fault::Broken("something that is not told"))?;
    for way in ways {
        let message = format!("msg_{}", spell(&random::bytes::<26>()?));
        let new = NewHandover { about, way: *way, event, message: &message, body: &body };
        handover::queue(transaction, &new, now).await?;
    }
    Ok(())
}
