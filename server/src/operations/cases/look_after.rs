//! Looking after open cases: a promise that was not kept is said, and a deadline is held as far away as it is to be.

use chrono::Duration;
use domain::{
    case::{HELD_AT_MOST, held_until},
    id::{CaseId, ParcelId},
    plausible,
};
use store::{case, notification::NoticeKind, parcel};

use super::{
    hand_over::{self, CaseEvent},
    tell::{self, Audience},
};
use crate::{app_state::AppState, fault::Fault, operations::deadline};

/// Cases looked after in one round.
const BATCH: i64 = 200;
/// How often an open case is looked after when its promise is over.
const EVERY: Duration = Duration::hours(12);

/// Looks after all that are due, each in a transaction of its own. One that fails does not stop the others.
pub async fn round(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let due = app_state.workers.read(async |connection| case::due(connection, BATCH, now).await).await?;
    for (id, parcel) in due {
        if let Err(fault) = one(app_state, id, &parcel).await {
            tracing::warn!(case = id.get(), %fault, "a case was not looked after");
        }
    }
    let overdue = app_state.workers.read(async |connection| case::overdue_count(connection).await).await?;
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    metrics::gauge!("doorcode_cases_overdue").set(overdue as f64);
    Ok(())
}

async fn one(app_state: &AppState, id: CaseId, parcel: &ParcelId) -> Result<(), Fault> {
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let Some(parcel) = parcel::lock(transaction, parcel).await? else { return Ok(()) };
            if !case::looked_after(transaction, id, plausible::later(now, EVERY), now).await? {
                return Ok(());
            }
            let Some(known) = case::by_id(transaction, id).await? else { return Ok(()) };
            // What was placed anew meanwhile has a time of its own.
            let lay = parcel.state.placed_at.is_none_or(|at| at <= known.times.opened_at);
            let held = lay && now < plausible::later(known.times.opened_at, HELD_AT_MOST);
            if let Some(left) = known.left.filter(|_| held) {
                deadline::restate(transaction, &parcel.id, held_until(left, now)).await?;
            }
            if case::overdue(transaction, id, now).await? {
                tell::tell(transaction, &parcel.id, NoticeKind::CaseOverdue, Audience::First, now).await?;
                hand_over::run(app_state, transaction, id, CaseEvent::Overdue, now).await?;
                transaction.changed(&parcel.id);
            }
            Ok::<_, Fault>(())
        })
        .await
}
