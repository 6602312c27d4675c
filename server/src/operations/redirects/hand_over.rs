//! Handing such a request to the operator's other systems.

use domain::{Timestamp, id::RedirectId};
use store::{Transaction, handover::HandoverSubject, redirect};

use super::told::ToldRedirect;
use crate::{app_state::AppState, fault::Fault, operations::hand_over};

/// What has happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectEvent {
    /// It was made, and waits for an answer.
    Requested,
    /// It ended without one.
    Ended,
}

impl RedirectEvent {
    /// As webhooks call it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "parcel.redirect_requested",
            Self::Ended => "parcel.redirect_ended",
        }
    }
}

/// Writes down what other systems, and people, are told.
pub async fn run(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: RedirectId,
    event: RedirectEvent,
    now: Timestamp,
) -> Result<(), Fault> {
    let ways = hand_over::ways(app_state, true);
    if ways.is_empty() {
        return Ok(());
    }
    let Some(known) = redirect::by_id(transaction, id).await? else { return Ok(()) };
    let Some(told) = ToldRedirect::of(transaction, known).await? else { return Ok(()) };
    let about = (HandoverSubject::Redirect(id), event.as_str());
    hand_over::say(transaction, &ways, about, &told, now).await
}
