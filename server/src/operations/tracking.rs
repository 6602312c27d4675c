//! What follows from a report about a parcel, whoever makes it.

use domain::{
    Timestamp,
    id::ParcelId,
    parcel::{ParcelState, Status},
};
use store::{
    Transaction, job, link,
    parcel::{self, Parcel, Report},
    pickup_code::{self, CodeEnd},
    rescue,
    usual::{self, Measured},
};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{redirects, remind, steps},
};

/// What the name of a source begins with that is a carrier: nobody else is heard of in its stead.
const CARRIER: &str = "carrier:";

/// What a report did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportEffect {
    /// It moved the parcel.
    Applied,
    /// It was written down and moved nothing: late, or without a status we know.
    Recorded,
    /// It was known already.
    Duplicate,
}

/// Takes a report about a locked parcel: writes it down, computes the state from all reports, and in the same
/// transaction does or asks for what follows from the change.
pub async fn take(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    report: &Report<'_>,
) -> Result<(ReportEffect, ParcelState), Fault> {
    let now = app_state.now();
    if !parcel::report(transaction, &parcel.id, report).await? {
        return Ok((ReportEffect::Duplicate, parcel.state.clone()));
    }
    if let Some(carrier) = report.source.strip_prefix(CARRIER) {
        let happened_at = report.event.happened_at();
        let before = parcel::heard(transaction, &parcel.id, happened_at).await?;
        if let Some(silent) = domain::usual::silence(parcel.state.status, before, happened_at) {
            usual::note(transaction, Measured::Silence, carrier, silent).await?;
        }
    }
    let events = parcel::events(transaction, &parcel.id).await?;
    let announced = &parcel.announced;
    let mut state = announced.clone().after_all(&events).held_for(app_state.hold, announced.since);
    // What was moved where it lies counts there and nowhere else.
    if state.station == parcel.state.station {
        state = state.extended_to(parcel.extended_until);
    }
    if state == parcel.state {
        transaction.changed(&parcel.id);
        return Ok((ReportEffect::Recorded, state));
    }
    parcel::save_state(transaction, &parcel.id, &state).await?;
    follow(transaction, &parcel.id, &state, now).await?;
    steps::tell(app_state, transaction, &parcel.id, &parcel.state, &state, now).await?;
    if state.station != parcel.state.station || state.placed_at.is_some() || state.status.is_terminal() {
        redirects::settle::run(app_state, transaction, &parcel.id, &state, now).await?;
    }
    if state.pickup_deadline != parcel.state.pickup_deadline {
        remind::plan(app_state, transaction, &parcel.id, now).await?;
    }
    let moved = (state.status, state.since) != (parcel.state.status, parcel.state.since);
    Ok((if moved { ReportEffect::Applied } else { ReportEffect::Recorded }, state))
}

/// Brings code and links in line with the state: a code exists while the parcel lies in its compartment.
async fn follow(
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    state: &ParcelState,
    now: Timestamp,
) -> Result<(), Fault> {
    let live = pickup_code::of_parcel(transaction, id).await?;
    let lies_in = state.station.as_deref().filter(|_| state.status == Status::AvailableForPickup);
    match (live, lies_in) {
        (None, Some(_)) => job::enqueue(transaction, job::JobKind::IssueCode, id, now).await?,
        (Some(code), Some(station)) if code.station_id != station => {
            pickup_code::end(transaction, code.id, CodeEnd::Moved, now).await?;
            job::enqueue(transaction, job::JobKind::IssueCode, id, now).await?;
        }
        (Some(code), None) => {
            let end = if state.status == Status::Delivered { CodeEnd::Collected } else { CodeEnd::Over };
            pickup_code::end(transaction, code.id, end, now).await?;
        }
        (None, None) | (Some(_), Some(_)) => {}
    }
    if state.status == Status::Delivered {
        rescue::opened(transaction, std::slice::from_ref(id), now).await?;
    }
    match (lies_in, state.pickup_deadline) {
        (None, _) => link::destroy(transaction, id).await?,
        (Some(_), Some(until)) => pickup_code::extend(transaction, id, until).await?,
        (Some(_), None) => {}
    }
    Ok(())
}
