//! Forgets what is due: in small transactions that always get on, by one instance of the fleet at a time.

use chrono::Duration;
use domain::{contact_book::LOOK_BACK, plausible::earlier, trend::KEPT};
use store::retention::{self, Chore, Ends};

use crate::{app_state::AppState, fault::Fault};

/// Sheaves of one chore in a round: what more there is waits for the next round, so that no chore starves another.
const SHEAVES: usize = 25;
/// What may fail in one chore and round before it is left for the next.
const FAILURES: i64 = 100;
/// A parcel of which nothing was heard for so long will not be heard of again.
pub const SILENT: Duration = Duration::days(180);

/// One round over all chores. One that fails does not stop the others.
pub async fn round(app_state: &AppState) {
    let ends = ends(app_state);
    for chore in Chore::ALL {
        if let Err(fault) = all(app_state, chore, &ends).await {
            tracing::error!(%fault, ?chore, "what is due could not be forgotten");
            metrics::counter!("doorcode_forgetting_failures_total").increment(1);
        }
    }
}

fn ends(app_state: &AppState) -> Ends {
    let now = app_state.now();
    let told = app_state.retention.max(LOOK_BACK);
    Ends {
        now,
        over: earlier(now, app_state.retention),
        silent: earlier(now, SILENT.max(app_state.retention)),
        codes: now - Duration::days(1),
        told: earlier(now, told),
        activity: earlier(now, app_state.activity_retention),
        technical: now - Duration::days(30),
        trend: now - KEPT,
    }
}

/// Does one chore, a sheaf at a time. What fails is passed over until the next round.
async fn all(app_state: &AppState, chore: Chore, ends: &Ends) -> Result<(), Fault> {
    let mut skip = 0;
    let mut failed = None;
    for _ in 0..SHEAVES {
        match some(app_state, chore, ends, skip, chore.sheaf()).await {
            Ok(Some(taken)) if taken > 0 => count(chore, taken),
            Ok(_) => break,
            // What is chained is purged in its order or not at all.
            Err(fault) if fault.may_pass() || chore == Chore::Activity => return Err(fault),
            Err(fault) => {
                failed = Some(fault);
                if !one_by_one(app_state, chore, ends, &mut skip).await? {
                    break;
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Takes as many as a sheaf holds, each by itself; `false` when nothing is left.
async fn one_by_one(app_state: &AppState, chore: Chore, ends: &Ends, skip: &mut i64) -> Result<bool, Fault> {
    for _ in 0..chore.sheaf() {
        match some(app_state, chore, ends, *skip, 1).await {
            Ok(Some(taken)) if taken > 0 => count(chore, taken),
            Ok(_) => return Ok(false),
            Err(fault) if fault.may_pass() => return Err(fault),
            Err(_) if *skip < FAILURES => *skip += 1,
            Err(fault) => return Err(fault),
        }
    }
    Ok(true)
}

/// One transaction; `None` when another instance is at it.
async fn some(
    app_state: &AppState,
    chore: Chore,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<Option<u64>, Fault> {
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            if !retention::alone(transaction).await? {
                return Ok(None);
            }
            Ok(Some(retention::forget(transaction, chore, ends, skip, most).await?))
        })
        .await
}

fn count(chore: Chore, taken: u64) {
    metrics::counter!("doorcode_forgotten_total", "what" => format!("{chore:?}")).increment(taken);
}
