//! Live codes that cannot be read: replaced where that is certain, told of where it is not.

use store::{
    Db, job, parcel,
    pickup_code::{self, CodeEnd, LiveCode},
};

use crate::{app_state::AppState, fault::Fault, keys::Seal};

/// Whether a live code cannot be shown here. One that is broken is replaced at once; that this fails is left to the
/// watchdog.
pub async fn is_unreadable(app_state: &AppState, live: &LiveCode) -> bool {
    match app_state.keys.check(live) {
        Seal::Opens => return false,
        Seal::UnknownKey => {
            // Told to whoever runs the network; the code stays.
            let _ = app_state.keys.require(&live.key_id);
        }
        Seal::Broken => {
            if let Err(fault) = replace(app_state, &app_state.db, live).await {
                tracing::warn!(parcel = live.parcel_id.as_str(), %fault, "a broken code is replaced later");
            }
        }
    }
    true
}

/// Ends a code that its own key cannot open, and has another made.
pub async fn replace(app_state: &AppState, db: &Db, live: &LiveCode) -> Result<(), Fault> {
    tracing::error!(
        parcel = live.parcel_id.as_str(),
        key = live.key_id,
        "a stored code does not open; making another"
    );
    metrics::counter!("doorcode_codes_broken_total").increment(1);
    let now = app_state.now();
    db.write(async |transaction| -> Result<_, Fault> {
        // The parcel first, as everybody who changes its code does.
        parcel::lock(transaction, &live.parcel_id).await?;
        if pickup_code::end(transaction, live.id, CodeEnd::Broken, now).await? {
            job::enqueue(transaction, job::JobKind::IssueCode, &live.parcel_id, now).await?;
            transaction.changed(&live.parcel_id);
        }
        Ok::<_, Fault>(())
    })
    .await
}
