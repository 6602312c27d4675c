//! A parcel that has come to lie in its compartment gets its pickup code, and its customer is told.

use domain::{Timestamp, code::PickupCode, id::ParcelId, parcel::Status, qr::QrPayload};
use store::{
    Transaction, case,
    job::{self, Job},
    parcel::{self, Parcel},
    pickup_code,
    usual::{self, Measured},
};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{remind, routing, tell_me},
    random,
};

/// Draws until a code is free at its station. With a million codes and a few hundred doors the second draw is
/// rare; a network that fills its range needs longer codes.
const DRAWS: usize = 50;

/// Makes the code of a parcel that lies in its compartment and has none.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let made = app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let asked_at = job::asked_at(transaction, job).await?;
            if !job::finish(transaction, job).await? {
                return Ok(false);
            }
            let made = issue(app_state, transaction, &ParcelId::stored(job.subject.clone())).await?;
            if let Some(asked_at) = asked_at.filter(|_| made) {
                let took = app_state.now() - asked_at;
                usual::note(transaction, Measured::Code, usual::NETWORK, took).await?;
            }
            Ok(made)
        })
        .await?;
    if made {
        metrics::counter!("doorcode_codes_issued_total").increment(1);
    }
    Ok(())
}

/// Makes it and sends it; `false` where none is needed.
async fn issue(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
) -> Result<bool, Fault> {
    let now = app_state.now();
    let Some(parcel) = parcel::lock(transaction, id).await? else { return Ok(false) };
    if !make(app_state, transaction, &parcel, now).await? {
        return Ok(false);
    }
    if let Some(live) = pickup_code::of_parcel(transaction, id).await? {
        routing::go_on(app_state, transaction, id, &live, now).await?;
        remind::plan(app_state, transaction, id, now).await?;
        tell_me::tell(app_state, transaction, id, &live, now).await?;
    }
    Ok(true)
}

/// Makes the code of a parcel that the caller has locked, and sends it to nobody; `false` where none is needed.
pub async fn make(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<bool, Fault> {
    let (id, state) = (&parcel.id, &parcel.state);
    let (Status::AvailableForPickup, Some(station), Some(valid_until)) =
        (state.status, state.station.as_deref(), state.pickup_deadline)
    else {
        return Ok(false);
    };
    if pickup_code::of_parcel(transaction, id).await?.is_some() || case::stops_code(transaction, id).await? {
        return Ok(false);
    }
    for _ in 0..DRAWS {
        let Some(code) = PickupCode::from_random(&random::bytes::<32>()?, app_state.code_length) else {
            continue;
        };
        let qr = QrPayload::from_random(station, random::bytes()?);
        let sealed = app_state.keys.seal_code(id, station, &code, &qr)?;
        let new = pickup_code::NewCode {
            parcel: id,
            station,
            length: i16::try_from(app_state.code_length).unwrap_or_default(),
            key_id: &sealed.key_id,
            wrapped_key: &sealed.wrapped_key,
            sealed: &sealed.sealed,
            digits_indexes: &sealed.digits_indexes,
            qr_index: &sealed.qr_index,
            valid_until,
        };
        if pickup_code::issue(transaction, &new, now).await? {
            transaction.changed(id);
            return Ok(true);
        }
    }
    Err(Fault::Broken("no free pickup code at this station"))
}
