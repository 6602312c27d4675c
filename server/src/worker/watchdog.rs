//! Looks for what was forgotten: parcels without a code, codes that do not open, and rows nobody needs.

use std::{collections::BTreeSet, panic::AssertUnwindSafe, time::Duration};

use domain::{incident::Scope, tries::REMEMBERED};
use futures::FutureExt;
use store::{browser, budget, job, parcel, pickup_code, tries, unlock, usual, watch};

use super::{forget, incidents, trend};
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::Seal,
    operations::{cases::look_after, replace_code, rescue},
};

/// How often.
pub const EVERY: Duration = Duration::from_secs(20);
/// From the beginning of a round until the next one may begin, on whichever instance looks first: less than the time
/// between two looks of one, so that it finds its own round over.
const ROUND: chrono::Duration = chrono::Duration::seconds(18);
/// The names of the fleet's round, and of the walk over its codes.
const TURN: &str = "round";
const WALK: &str = "codes";
/// Broken codes replaced in one round.
const REPLACED: usize = 10;
/// A parcel that has lain in its compartment for so long without a code was forgotten.
const PATIENCE: chrono::Duration = chrono::Duration::minutes(2);
/// How long a browser is known that nobody was let in to.
const KNOWN: chrono::Duration = chrono::Duration::days(400);
/// Codes read, or rows removed, at once.
const BATCH: i64 = 200;
/// Times added up at once.
const FOLDED: i64 = 2_000;
/// Sheaves of old rows removed in one round.
const SHEAVES: usize = 50;
/// Wrong tries are remembered for a day at most; whatever is older says nothing.
const TRIES_KEPT: chrono::Duration = chrono::Duration::days(2);

/// What is looked at on every instance: the fleet's round, if none has just begun, and how far work is behind, which each
/// tells by itself.
pub async fn look(app_state: &AppState) {
    let now = app_state.now();
    let turn = app_state
        .workers
        .write(async |transaction| watch::turn(transaction, TURN, now + ROUND, now).await)
        .await;
    match turn {
        Ok(true) => round(app_state).await,
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "the watchdog could not ask whose turn it is"),
    }
    guarded("how far work is behind", Box::pin(lag(app_state))).await;
    guarded("how many incidents are open", Box::pin(open_incidents(app_state))).await;
}

/// One round. A part of it that fails, or panics over a row that cannot be, does not stop the others.
pub async fn round(app_state: &AppState) {
    guarded("parcels without a code", Box::pin(missing(app_state))).await;
    guarded("cases that are due", Box::pin(look_after::round(app_state))).await;
    guarded("codes that do not open", Box::pin(broken(app_state))).await;
    guarded("incidents", Box::pin(incidents::round(app_state))).await;
    guarded("stations that wait no longer", Box::pin(waited(app_state))).await;
    guarded("remedies that have ended", Box::pin(rescue::count(app_state))).await;
    guarded("what is usual", Box::pin(usual_times(app_state))).await;
    guarded("what stations are like", Box::pin(trend::round(app_state))).await;
    guarded("old tries at stations", Box::pin(tries_forgotten(app_state))).await;
    guarded("shares that are whole again", Box::pin(shares(app_state))).await;
    guarded("what nobody needs", Box::pin(forget::round(app_state).map(Ok))).await;
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

async fn missing(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let forgotten = app_state
        .workers
        .write(async |transaction| watch::without_code(transaction, now - PATIENCE, BATCH, now).await)
        .await?;
    for id in forgotten {
        tracing::error!(parcel = id.as_str(), "placed without a code");
        metrics::counter!("doorcode_codes_missing_total").increment(1);
        // Work that is known goes its own way: it waits for its next try, or somebody has to look at it.
        app_state
            .workers
            .write(async |transaction| job::remind(transaction, job::JobKind::IssueCode, &id, now).await)
            .await?;
    }
    Ok(())
}

/// Goes on with the slow walk over the codes that live. One that nobody can read is replaced, a few in a round: where
/// many are broken something else is wrong, and their customers need not all hear of it at once. One under a key that is
/// not configured here stays.
async fn broken(app_state: &AppState) -> Result<(), Fault> {
    let sheaf = app_state
        .workers
        .read(async |connection| -> Result<_, Fault> {
            let after = watch::after(connection, WALK).await?;
            Ok::<_, Fault>(pickup_code::some_live(connection, after, BATCH).await?)
        })
        .await?;
    let whole = i64::try_from(sheaf.len()).is_ok_and(|read| read == BATCH);
    // At the end it begins anew.
    let mut next = sheaf.last().filter(|_| whole).map_or(0, |last| last.id.get());
    let mut replaced = 0;
    let mut unknown = BTreeSet::new();
    for code in &sheaf {
        match app_state.keys.check(code) {
            Seal::Opens => {}
            Seal::UnknownKey => {
                unknown.insert(code.key_id.as_str());
            }
            Seal::Broken if replaced == REPLACED => {
                next = code.id.get() - 1;
                break;
            }
            Seal::Broken => {
                replace_code::replace(app_state, &app_state.workers, code).await?;
                replaced += 1;
            }
        }
    }
    for key in unknown {
        // Told once a round for each key.
        let _ = app_state.keys.require(key);
    }
    app_state.workers.write(async |transaction| watch::walked(transaction, WALK, next).await).await?;
    Ok(())
}

/// Tells the pages that are open when a station takes codes again.
async fn waited(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let stations = app_state
        .workers
        .write(async |transaction| tries::pauses_over(transaction, now, BATCH).await)
        .await?;
    for station in stations {
        app_state
            .workers
            .write(async |transaction| parcel::touch_at(transaction, &station, true).await)
            .await?;
    }
    Ok(())
}

/// Removes attempts and wrong tries in sheaves, each for itself, so that what was begun is never lost.
async fn tries_forgotten(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    for _ in 0..SHEAVES {
        let gone = app_state
            .workers
            .write(async |transaction| -> Result<_, Fault> {
                let unbound = unlock::unbind(transaction, now - REMEMBERED, BATCH).await?;
                let attempts = unlock::forget(transaction, now - app_state.retention, BATCH).await?;
                Ok(unbound + attempts + tries::forget(transaction, now - TRIES_KEPT, BATCH).await?)
            })
            .await?;
        if gone == 0 {
            break;
        }
    }
    Ok(())
}

/// Adds up the times that were met.
async fn usual_times(app_state: &AppState) -> Result<(), Fault> {
    for _ in 0..SHEAVES {
        let folded =
            app_state.workers.write(async |transaction| usual::fold(transaction, FOLDED).await).await?;
        if i64::try_from(folded).is_ok_and(|folded| folded < FOLDED) {
            break;
        }
    }
    Ok(())
}

/// Removes what was counted for a day and is over, and browsers that nobody was let in to for long.
async fn shares(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    app_state.workers.write(async |transaction| budget::sweep(transaction, now).await).await?;
    app_state.workers.write(async |transaction| browser::sweep(transaction, now - KNOWN).await).await?;
    Ok(())
}

/// How many incidents are open.
async fn open_incidents(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let open =
        app_state.workers.read(async |connection| app_state.incidents.read(connection, now).await).await?;
    for scope in [Scope::Provider, Scope::Region, Scope::Station] {
        let count = open.iter().filter(|incident| incident.scope == scope && incident.holds(now)).count();
        #[expect(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("doorcode_incidents_open", "scope" => scope.as_str()).set(count as f64);
    }
    Ok(())
}

/// How far the outbox is behind.
async fn lag(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let (jobs, seconds) = app_state.workers.read(async |connection| job::lag(connection, now).await).await?;
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    metrics::gauge!("doorcode_jobs_overdue").set(jobs as f64);
    metrics::gauge!("doorcode_jobs_oldest_seconds").set(seconds);
    Ok(())
}
