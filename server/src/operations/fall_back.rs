//! Looking whether the code of a parcel needs another way.

use domain::id::ParcelId;
use store::{
    job::{self, Job},
    parcel, pickup_code,
};

use crate::{app_state::AppState, fault::Fault, operations::routing};

/// Looks at the parcel of a job.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let id = &ParcelId::stored(job.subject.clone());
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            // Locked as for a resend, so that both decide from the same messages.
            parcel::lock(transaction, id).await?;
            if !job::finish(transaction, job).await? {
                return Ok(());
            }
            let Some(live) = pickup_code::of_parcel(transaction, id).await? else { return Ok(()) };
            if live.valid_until <= now {
                return Ok(());
            }
            routing::go_on(app_state, transaction, id, &live, now).await
        })
        .await
}
