//! What happens behind a door: parcels come to lie there, one code opens for all that lie there for the same person.

use chrono::Duration;
use domain::{
    Timestamp, code,
    id::ParcelId,
    parcel::{ParcelEvent, ParcelState, Status},
    try_reason::TryReason,
};
use store::{
    PgConnection, Transaction,
    compartment::{self, Place},
    parcel::{self, Parcel, Report},
    pickup_code::{self, CodeEnd, LiveCode},
};

use super::tracking;
use crate::{app_state::AppState, fault::Fault};

/// Somebody else's parcel lies there, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupied;

/// Where a parcel lies.
pub fn place(state: &ParcelState) -> Option<Place> {
    state.placed_at.and_then(|_| place_of(state))
}

/// The door that a parcel lies or last lay behind.
pub fn place_of(state: &ParcelState) -> Option<Place> {
    Some(Place { station: state.station.clone()?, compartment: state.compartment.clone()? })
}

/// Where a parcel may come to lie by a report.
fn bound_for(state: &ParcelState, event: &ParcelEvent) -> Option<Place> {
    let station = event.station.clone().or_else(|| state.station.clone())?;
    let known = state.compartment.clone().filter(|_| !event.leads_away_from(state.station.as_deref()));
    let compartment = event.compartment.clone().or(known)?;
    Some(Place { station, compartment })
}

/// Locks a parcel about which a report came, after the doors it is behind or bound for and with all that lies there.
pub async fn lock(
    connection: &mut PgConnection,
    known: &Parcel,
    event: &ParcelEvent,
) -> Result<Option<Parcel>, Fault> {
    let places: Vec<Place> =
        [place(&known.state), bound_for(&known.state, event)].into_iter().flatten().collect();
    compartment::hold(connection, &places).await?;
    let mut ids = vec![known.id.clone()];
    for place in &places {
        ids.extend(compartment::lying(connection, place).await?);
    }
    let locked = parcel::lock_all(connection, &ids).await?;
    Ok(locked.into_iter().find(|parcel| parcel.id == known.id))
}

/// What a report that was taken means for the doors: a parcel that has come to lie beside another must be for the same
/// person. The pages of those that lie at a door which it has come to or left are told.
pub async fn settle(
    transaction: &mut Transaction<'_>,
    before: &Parcel,
    after: &ParcelState,
) -> Result<Result<(), Occupied>, Fault> {
    let (left, came) = (place(&before.state), place(after));
    if left == came {
        return Ok(Ok(()));
    }
    let mut beside = Vec::new();
    if let Some(place) = &left {
        beside.extend(compartment::lying(transaction, place).await?);
    }
    if let Some(place) = &came {
        // Held already, unless a late report has brought an older one to bear.
        compartment::hold(transaction, std::slice::from_ref(place)).await?;
        let mut others = compartment::lying(transaction, place).await?;
        others.retain(|id| *id != before.id);
        if !others.is_empty()
            && compartment::for_the_same(transaction, &before.id, &others).await?.len() != others.len()
        {
            return Ok(Err(Occupied));
        }
        beside.extend(others);
    }
    beside.retain(|id| *id != before.id);
    for id in beside {
        transaction.changed(&id);
    }
    Ok(Ok(()))
}

/// Opens the door for a code that was found, if it may: its parcel and all that lie there for the same person are
/// collected, and their codes end. Answers the compartment, or why it does not open.
pub async fn open(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    found: &LiveCode,
    tolerance: Duration,
) -> Result<Result<String, TryReason>, Fault> {
    let now = app_state.now();
    let Some((place, lying)) = behind(transaction, found).await? else {
        return Ok(Err(TryReason::NotHere));
    };
    if !code::is_valid(found.valid_until, tolerance, now) {
        return Ok(Err(TryReason::Expired));
    }
    let taken = take_out(app_state, transaction, found, &place, &lying, now).await?;
    Ok(if taken { Ok(place.compartment) } else { Err(TryReason::NotHere) })
}

/// Takes out what its station has let out by itself, then, for a code that was found; `false` when its parcel does not lie
/// behind that door.
pub async fn opened_before(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    found: &LiveCode,
    compartment: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let Some((place, lying)) = behind(transaction, found).await? else { return Ok(false) };
    Ok(place.compartment == compartment
        && take_out(app_state, transaction, found, &place, &lying, at).await?)
}

/// Holds the door behind which a code's parcel lies, and locks all that lie there; nothing when it lies behind none of the
/// code's station any more.
async fn behind(
    connection: &mut PgConnection,
    found: &LiveCode,
) -> Result<Option<(Place, Vec<Parcel>)>, Fault> {
    let known = parcel::by_id(connection, &found.parcel_id).await?;
    let Some(place) = known.and_then(|parcel| place(&parcel.state)) else { return Ok(None) };
    compartment::hold(connection, std::slice::from_ref(&place)).await?;
    let lying = compartment::lying(connection, &place).await?;
    let parcels = parcel::lock_all(connection, &lying).await?;
    // What was taken out or moved this very moment is not found any more.
    let own = parcels.iter().find(|parcel| parcel.id == found.parcel_id);
    let waits = own.is_some_and(|own| own.state.status == Status::AvailableForPickup);
    Ok((waits && place.station == found.station_id).then_some((place, parcels)))
}

/// Collects a code's parcel and all that lie there for the same person; `false` when the code has ended.
async fn take_out(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    found: &LiveCode,
    place: &Place,
    parcels: &[Parcel],
    at: Timestamp,
) -> Result<bool, Fault> {
    if !pickup_code::end(transaction, found.id, CodeEnd::Collected, app_state.now()).await? {
        return Ok(false);
    }
    // Two people's parcels behind one door can only be from before that was refused: each keeps their own.
    let lying: Vec<ParcelId> = parcels.iter().map(|parcel| parcel.id.clone()).collect();
    let same = match parcels.len() {
        1 => Vec::new(),
        _ => compartment::for_the_same(transaction, &found.parcel_id, &lying).await?,
    };
    let taken: Vec<&Parcel> =
        parcels.iter().filter(|parcel| parcel.id == found.parcel_id || same.contains(&parcel.id)).collect();
    for parcel in &taken {
        let source_id = if parcel.id == found.parcel_id {
            format!("code-{}", found.id)
        } else {
            format!("code-{}-{}", found.id, parcel.id)
        };
        collect(app_state, transaction, parcel, place, source_id, at).await?;
    }
    let taken: Vec<ParcelId> = taken.into_iter().map(|parcel| parcel.id.clone()).collect();
    parcel::opened(transaction, &taken, at).await?;
    Ok(true)
}

/// Whether a compartment that was opened for a parcel holds one again.
pub async fn holds_another(
    connection: &mut PgConnection,
    station: &str,
    compartment: &str,
) -> Result<bool, Fault> {
    let place = Place { station: station.to_owned(), compartment: compartment.to_owned() };
    Ok(!compartment::lying(connection, &place).await?.is_empty())
}

async fn collect(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    place: &Place,
    source_id: String,
    at: Timestamp,
) -> Result<(), Fault> {
    let event = ParcelEvent {
        source_id,
        status: Status::Delivered,
        substatus: Some("collected_by_recipient".to_owned()),
        action_required: false,
        incident_reason: None,
        // Never before the placing, whatever the carrier's clock said.
        occurred_at: at.max(parcel.state.since),
        received_at: app_state.now().max(parcel.state.since),
        correction: false,
        station: Some(place.station.clone()),
        compartment: Some(place.compartment.clone()),
        pickup_deadline: None,
        expected: None,
    };
    let report =
        Report { source: "station", event: &event, carrier_code: None, carrier_text: None, location: None };
    tracking::take(app_state, transaction, parcel, &report).await?;
    Ok(())
}
