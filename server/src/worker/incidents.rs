//! Counts how messages fare, and has incidents raised and ended by it.

use domain::hand_over::{self, HandOver, SILENCE};
use store::incident::{self, Uncounted};

use crate::{app_state::AppState, fault::Fault, operations::incidents};

/// Hand-overs looked at, or counted, at once.
const SHEAF: i64 = 500;
/// Sheaves in one round: what more there is waits for the next.
const SHEAVES: usize = 50;

/// One round: what nobody has reported in time is counted as well, everything is added up, and then judged.
pub async fn round(app_state: &AppState) -> Result<(), Fault> {
    silent(app_state).await?;
    add_up(app_state).await?;
    incidents::judge(app_state).await
}

/// Counts hand-overs of which nothing was heard for too long.
async fn silent(app_state: &AppState) -> Result<(), Fault> {
    for _ in 0..SHEAVES {
        let now = app_state.now();
        let found = app_state
            .workers
            .write(async |transaction| -> Result<_, Fault> {
                let found = incident::uncounted(transaction, now - SILENCE, SHEAF).await?;
                let ends: Vec<_> = found.iter().map(|it| (it.id, hand_over::count(end(it)))).collect();
                if !ends.is_empty() {
                    incident::count(transaction, &ends, now).await?;
                }
                Ok::<_, Fault>(found.len())
            })
            .await?;
        if i64::try_from(found).is_ok_and(|found| found < SHEAF) {
            break;
        }
    }
    Ok(())
}

/// How a hand-over ended that nobody has counted.
fn end(attempt: &Uncounted) -> HandOver {
    match attempt {
        Uncounted { code: Some(code), .. } if is_held_back(code) => HandOver::HeldBack,
        Uncounted { refused: true, .. } => HandOver::Refused,
        // A version that did not count has taken its receipt.
        Uncounted { settled: true, .. } => HandOver::HeldBack,
        Uncounted { accepted: true, channel, .. } => HandOver::Silent(*channel),
        Uncounted { .. } => HandOver::NotTaken,
    }
}

/// Whether this word is our own, for a message that no provider was asked to take.
pub fn is_held_back(code: &str) -> bool {
    matches!(code, "held_up" | "not_configured")
}

/// Adds up what was written down.
async fn add_up(app_state: &AppState) -> Result<(), Fault> {
    for _ in 0..SHEAVES {
        let folded =
            app_state.workers.write(async |transaction| incident::fold(transaction, SHEAF).await).await?;
        if folded < SHEAF {
            break;
        }
    }
    Ok(())
}
