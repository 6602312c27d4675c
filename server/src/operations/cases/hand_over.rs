//! Handing a case to the operator's other systems: what is said is written down in the transaction that causes it, and a
//! worker hands it over.

use domain::{
    Timestamp,
    id::{CaseId, spell},
};
use serde::Serialize;
use store::{
    Transaction, case,
    handover::{self, HandoverWay, NewHandover},
};

use super::told::ToldCase;
use crate::{app_state::AppState, fault::Fault, random};

/// What has happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseEvent {
    /// It was opened.
    Opened,
    /// A photo was added.
    Photo,
    /// Nobody answered in time.
    Overdue,
    /// It was closed.
    Closed,
}

impl CaseEvent {
    /// As webhooks call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "case.opened",
            Self::Photo => "case.photo_added",
            Self::Overdue => "case.overdue",
            Self::Closed => "case.closed",
        }
    }

    /// Whether people are written to: what they have done themselves they know.
    const fn is_written(self) -> bool {
        match self {
            Self::Opened | Self::Overdue => true,
            Self::Photo | Self::Closed => false,
        }
    }
}

/// The body of a webhook (Standard Webhooks 1.0).
#[derive(Serialize)]
struct Payload<'a> {
    r#type: &'static str,
    timestamp: Timestamp,
    data: &'a ToldCase,
}

/// Writes down what other systems are told.
pub async fn run(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: CaseId,
    event: CaseEvent,
    now: Timestamp,
) -> Result<(), Fault> {
    let helpdesk = &app_state.helpdesk;
    let ways = [
        (HandoverWay::Webhook, helpdesk.webhook.is_some()),
        (HandoverWay::Email, helpdesk.email.is_some() && event.is_written()),
    ];
    if ways.iter().all(|(_, wanted)| !wanted) {
        return Ok(());
    }
    let Some(told) = case::by_id(transaction, id).await? else { return Ok(()) };
    let answers = case::answers(transaction, id).await?;
    let told = ToldCase::of(told, answers, now);
    let payload = Payload { r#type: event.as_str(), timestamp: now, data: &told };
    let body = serde_json::to_string(&payload).map_err(|_| Fault::Broken("a case that is not told"))?;
    for (way, _) in ways.into_iter().filter(|(_, wanted)| *wanted) {
        let message = format!("msg_{}", spell(&random::bytes::<26>()?));
        let new = NewHandover { case: id, way, event: event.as_str(), message: &message, body: &body };
        handover::queue(transaction, &new, now).await?;
    }
    Ok(())
}
