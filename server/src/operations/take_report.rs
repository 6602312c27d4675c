//! A carrier reports what happened to a parcel.

use domain::{
    id::CarrierKey,
    parcel::{ParcelEvent, ParcelState, Status},
    plausible,
    tracking::TrackingNumber,
};
use store::{
    PgConnection, Transaction,
    parcel::{self, Parcel, Report},
    station, webhook as memory,
};

use super::{
    NotDone,
    door::{self, Occupied},
    tracking::{self, ReportEffect},
};
use crate::app_state::AppState;

/// A report, and of which parcel.
#[derive(Clone, Copy)]
pub struct Reported<'a> {
    /// The carrier.
    pub carrier: &'a CarrierKey,
    /// The carrier's number, as it stands on the label.
    pub number: &'a TrackingNumber,
    /// Whoever signed it may report for this carrier. Where not, the parcel is as unknown as one that is not there.
    pub may_report: bool,
    /// What happened, as it is written down.
    pub report: &'a Report<'a>,
}

/// What a report did.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// To the parcel.
    pub effect: ReportEffect,
    /// Where that stands now.
    pub status: Status,
}

/// Why a report is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such parcel for this carrier.
    UnknownParcel,
    /// It would have happened more than a year before the parcel was announced.
    BeforeItsTime,
    /// The time to collect it would have been over before it was placed.
    OverBeforePlaced,
    /// The station that it names is not there.
    UnknownStation,
    /// The station has no such compartment.
    UnknownCompartment,
    /// A parcel that can be collected needs a station.
    NeedsStation,
    /// A parcel that can be collected needs a compartment.
    NeedsCompartment,
    /// Somebody else's parcel lies in this compartment.
    Occupied,
}

/// Takes a report. The same one again, by the name its carrier gave it, changes nothing.
pub async fn run(app_state: &AppState, reported: &Reported<'_>) -> Result<Taken, NotDone<Refused>> {
    app_state.db.write(async |transaction| take(app_state, transaction, reported).await).await
}

async fn take(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    Reported { carrier, number, may_report, report }: &Reported<'_>,
) -> Result<Taken, NotDone<Refused>> {
    let unknown = || NotDone::Refused(Refused::UnknownParcel);
    let event = report.event;
    let known = parcel::by_number(transaction, carrier, number.as_str()).await?.filter(|_| *may_report);
    let (known, _) = known.ok_or_else(unknown)?;
    let parcel = door::lock(transaction, &known, event).await?.ok_or_else(unknown)?;
    if !memory::remember(transaction, report.source, &event.source_id, event.received_at).await? {
        return Ok(Taken { effect: ReportEffect::Duplicate, status: parcel.state.status });
    }
    possible(event, &parcel).map_err(NotDone::Refused)?;
    has_a_door(transaction, event, &parcel).await?;
    let (effect, state) = tracking::take(app_state, transaction, &parcel, report).await?;
    door::settle(transaction, &parcel, &state).await?.map_err(|Occupied| occupied(&parcel, &state))?;
    Ok(Taken { effect, status: state.status })
}

/// Two people's parcels behind one door: one of the reports is wrong, and somebody has to look.
fn occupied(parcel: &Parcel, state: &ParcelState) -> NotDone<Refused> {
    tracing::warn!(
        parcel = parcel.id.as_str(),
        station = state.station,
        compartment = state.compartment,
        "reported behind a door where somebody else's parcel lies"
    );
    metrics::counter!("doorcode_compartments_occupied_total").increment(1);
    NotDone::Refused(Refused::Occupied)
}

/// Nothing happens to a parcel years before it is announced, and it waits from when it was placed, not until before
/// that. (A report that the time is over comes after it.)
fn possible(event: &ParcelEvent, parcel: &Parcel) -> Result<(), Refused> {
    if !plausible::can_have_happened(event.occurred_at, parcel.announced.since) {
        return Err(Refused::BeforeItsTime);
    }
    let places =
        event.status == Status::AvailableForPickup && event.substatus.as_deref() != Some("pickup_expired");
    let lies_since =
        parcel.state.placed_at.filter(|_| !event.leads_away_from(parcel.state.station.as_deref()));
    let since = lies_since.or_else(|| places.then(|| event.happened_at()));
    match (event.pickup_deadline, since) {
        (Some(deadline), Some(since)) if deadline < since => Err(Refused::OverBeforePlaced),
        _ => Ok(()),
    }
}

/// A parcel that can be collected lies behind a door that exists.
async fn has_a_door(
    connection: &mut PgConnection,
    event: &ParcelEvent,
    parcel: &Parcel,
) -> Result<(), NotDone<Refused>> {
    let named = event.station.as_deref();
    let station = named.or(parcel.state.station.as_deref());
    // What lay behind a door of another station lies behind none of this one.
    let known = parcel.state.compartment.as_deref();
    let known = known.filter(|_| !event.leads_away_from(parcel.state.station.as_deref()));
    let compartment = event.compartment.as_deref().or(known);
    let doors = match station {
        Some(id) => station::compartments(connection, id).await?,
        None => None,
    };
    let has = |number| doors.iter().flatten().any(|door| door.number == number);
    let refused = if named.is_some() && doors.is_none() {
        Refused::UnknownStation
    } else if doors.is_some() && event.compartment.as_deref().is_some_and(|number| !has(number)) {
        Refused::UnknownCompartment
    } else if event.status != Status::AvailableForPickup {
        return Ok(());
    } else if doors.is_none() {
        Refused::NeedsStation
    } else if compartment.is_none() {
        Refused::NeedsCompartment
    } else {
        return Ok(());
    };
    Err(NotDone::Refused(refused))
}
