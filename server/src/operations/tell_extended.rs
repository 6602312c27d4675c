//! Who has more time by an order of the operator is told so once, if they were sent the code at all.

use domain::{Timestamp, id::ParcelId};
use store::{
    Transaction, case, extension_order,
    job::{self, Job},
    notification::{self, CodeNews},
    parcel::{self, Parcel},
    pickup_code,
};

use crate::{app_state::AppState, fault::Fault, operations::routing};

/// Tells of the parcel of a job, of all orders that have moved it since it was told last.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let id = &ParcelId::stored(job.subject.clone());
    let told = app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let parcel = parcel::lock(transaction, id).await?;
            if !job::finish(transaction, job).await? {
                return Ok(false);
            }
            let Some(parcel) = parcel else { return Ok(false) };
            if !extension_order::is_to_be_told(transaction, id).await? {
                return Ok(false);
            }
            let told = tell(app_state, transaction, &parcel, now).await?;
            extension_order::told(transaction, id, told).await?;
            Ok(told)
        })
        .await?;
    if told {
        metrics::counter!("doorcode_extensions_told_total").increment(1);
    }
    Ok(())
}

/// Sends the code once more, with the deadline that holds by now; `false` where there is nobody to tell, or nothing: it was
/// collected meanwhile, a case holds the time, or nobody was sent this code, because one before was stopped.
async fn tell(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<bool, Fault> {
    let is_over = parcel.state.pickup_deadline.is_none_or(|deadline| deadline <= now);
    if is_over || case::clock_stands(transaction, &parcel.id).await?.is_some() {
        return Ok(false);
    }
    let Some(live) = pickup_code::of_parcel(transaction, &parcel.id).await? else { return Ok(false) };
    if notification::told(transaction, &parcel.id, live.issued_at).await?.is_empty() {
        return Ok(false);
    }
    routing::tell_news(app_state, transaction, &live, CodeNews::Extended, now).await
}
