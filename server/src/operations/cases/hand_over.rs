//! Handing a case to the operator's other systems.

use domain::{Timestamp, id::CaseId};
use store::{Transaction, case, handover::HandoverSubject};

use super::told::ToldCase;
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::hand_over::{say, ways},
};

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

/// Writes down what other systems are told.
pub async fn run(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: CaseId,
    event: CaseEvent,
    now: Timestamp,
) -> Result<(), Fault> {
    let ways = ways(app_state, event.is_written());
    if ways.is_empty() {
        return Ok(());
    }
    let Some(told) = case::by_id(transaction, id).await? else { return Ok(()) };
    let answers = case::answers(transaction, id).await?;
    let told = ToldCase::of(told, answers, now);
    say(transaction, &ways, (HandoverSubject::Case(id), event.as_str()), &told, now).await
}
