//! Looks for what was forgotten: parcels without a code, codes that do not open, and rows nobody needs.

use std::{panic::AssertUnwindSafe, time::Duration};

use domain::tries::REMEMBERED;
use futures::FutureExt;
use store::{
    browser, budget, job, parcel,
    pickup_code::{self, End},
    tries, unlock,
};

use super::forget;
use crate::{fault::Fault, office::Office};

/// How often.
pub const EVERY: Duration = Duration::from_secs(20);
/// A parcel that has lain in its compartment for so long without a code was forgotten.
const PATIENCE: chrono::Duration = chrono::Duration::minutes(2);
/// How long a browser is known that nobody was let in to.
const KNOWN: chrono::Duration = chrono::Duration::days(400);
/// Codes read, or rows removed, at once.
const SHEAF: i64 = 200;
/// Sheaves of old rows removed in one round.
const SHEAVES: usize = 50;
/// Wrong tries are remembered for a day at most; whatever is older says nothing.
const TRIES_KEPT: chrono::Duration = chrono::Duration::days(2);

/// One round. A part of it that fails, or panics over a row that cannot be, does not stop the others.
pub async fn round(office: &Office) {
    guarded("parcels without a code", Box::pin(missing(office))).await;
    guarded("codes that do not open", Box::pin(broken(office))).await;
    guarded("stations that wait no longer", Box::pin(waited(office))).await;
    guarded("old tries at stations", Box::pin(tries_forgotten(office))).await;
    guarded("shares that are whole again", Box::pin(shares(office))).await;
    guarded("what nobody needs", Box::pin(forget::round(office).map(Ok))).await;
    guarded("how far work is behind", Box::pin(lag(office))).await;
}

async fn guarded(what: &'static str, part: impl Future<Output = Result<(), Fault>>) {
    match AssertUnwindSafe(part).catch_unwind().await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::warn!(%fault, "the watchdog could not look for {what}"),
        Err(_) => {
            tracing::error!("the watchdog panicked over {what}");
            metrics::counter!("doorcode_panics_total").increment(1);
        }
    }
}

async fn missing(office: &Office) -> Result<(), Fault> {
    let now = office.now();
    let forgotten =
        office.db.read(async |connection| parcel::without_code(connection, now - PATIENCE).await).await?;
    for id in forgotten {
        tracing::error!(parcel = id, "placed without a code; making one");
        metrics::counter!("doorcode_codes_missing_total").increment(1);
        office
            .db
            .write(async |connection| job::enqueue(connection, job::Kind::IssueCode, &id, now).await)
            .await?;
    }
    Ok(())
}

async fn broken(office: &Office) -> Result<(), Fault> {
    let mut after = 0;
    loop {
        let sheaf =
            office.db.read(async |connection| pickup_code::some_live(connection, after, SHEAF).await).await?;
        let Some(last) = sheaf.last() else { return Ok(()) };
        after = last.id;
        for code in sheaf.iter().filter(|code| !office.keys.opens(code)) {
            tracing::error!(
                parcel = code.parcel_id,
                key = code.key_id,
                "a stored code does not open; making another"
            );
            metrics::counter!("doorcode_codes_broken_total").increment(1);
            let now = office.now();
            office
                .db
                .write(async |connection| -> Result<_, Fault> {
                    // The parcel first, as everybody who changes its code does.
                    parcel::lock(connection, &code.parcel_id).await?;
                    if pickup_code::end(connection, code.id, End::Broken, now).await? {
                        job::enqueue(connection, job::Kind::IssueCode, &code.parcel_id, now).await?;
                        parcel::touch(connection, &code.parcel_id).await?;
                    }
                    Ok::<_, Fault>(())
                })
                .await?;
        }
    }
}

/// Tells the pages that are open when a station takes codes again.
async fn waited(office: &Office) -> Result<(), Fault> {
    let now = office.now();
    let stations =
        office.db.write(async |connection| tries::pauses_over(connection, now, SHEAF).await).await?;
    for station in stations {
        office.db.write(async |connection| parcel::touch_at(connection, &station, true).await).await?;
    }
    Ok(())
}

/// Removes attempts and wrong tries in sheaves, each for itself, so that what was begun is never lost.
async fn tries_forgotten(office: &Office) -> Result<(), Fault> {
    let now = office.now();
    for _ in 0..SHEAVES {
        let gone = office
            .db
            .write(async |connection| -> Result<_, Fault> {
                let unbound = unlock::unbind(connection, now - REMEMBERED, SHEAF).await?;
                let attempts = unlock::forget(connection, now - office.retention, SHEAF).await?;
                Ok(unbound + attempts + tries::forget(connection, now - TRIES_KEPT, SHEAF).await?)
            })
            .await?;
        if gone == 0 {
            break;
        }
    }
    Ok(())
}

/// Removes what was counted for a day and is over, and browsers that nobody was let in to for long.
async fn shares(office: &Office) -> Result<(), Fault> {
    let now = office.now();
    office.db.write(async |connection| budget::sweep(connection, now).await).await?;
    office.db.write(async |connection| browser::sweep(connection, now - KNOWN).await).await?;
    Ok(())
}

/// How far the outbox is behind.
async fn lag(office: &Office) -> Result<(), Fault> {
    let now = office.now();
    let (jobs, seconds) = office.db.read(async |connection| job::lag(connection, now).await).await?;
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    metrics::gauge!("doorcode_jobs_overdue").set(jobs as f64);
    metrics::gauge!("doorcode_jobs_oldest_seconds").set(seconds);
    Ok(())
}
