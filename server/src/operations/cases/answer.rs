//! What the operator's people answer, and what comes of it.

use domain::{
    Timestamp,
    case::{self as rules, AnswerFacts, CaseAction, NotAnswered},
    command::Command,
    id::CaseId,
    parcel::{ParcelEvent, Status},
    plausible,
};
use store::{
    Transaction,
    case::{self, AnswerOrder, Case, NewAnswer},
    command,
    compartment::{self, Place},
    job::{self, JobKind},
    parcel::{self, Parcel, Report},
    pickup_code::{self, CodeEnd},
    station,
};

use super::{
    hand_over::{self, CaseEvent},
    tell::{self, Audience},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{
        NotDone, deadline,
        door::{self, Occupied},
        tracking,
    },
};

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such case.
    UnknownCase,
    /// The request's name was used for another answer.
    OtherAnswer,
    /// It cannot be as things stand.
    Impossible(NotAnswered),
    /// There is no such station.
    UnknownStation,
    /// The station has no such compartment.
    UnknownCompartment,
}

/// Takes an answer; `true` when it is new. Under the same name it is taken once.
pub async fn run(
    app_state: &AppState,
    id: CaseId,
    request: &str,
    order: &AnswerOrder,
) -> Result<bool, NotDone<Refused>> {
    let is_new = app_state
        .db
        .write(async |transaction| take(app_state, transaction, id, request, order).await)
        .await?;
    if is_new {
        metrics::counter!("doorcode_case_answers_total", "action" => order.action.as_str()).increment(1);
    }
    Ok(is_new)
}

async fn take(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: CaseId,
    request: &str,
    order: &AnswerOrder,
) -> Result<bool, NotDone<Refused>> {
    let refused = |why| Err(NotDone::Refused(why));
    let now = app_state.now();
    let Some(known) = case::by_id(transaction, id).await? else { return refused(Refused::UnknownCase) };
    let Some(parcel) = parcel::by_id(transaction, &known.parcel).await? else {
        return refused(Refused::UnknownCase);
    };
    if let AnswerOrder { station: Some(station), compartment: Some(compartment), .. } = order {
        let Some(doors) = station::compartments(transaction, station).await? else {
            return refused(Refused::UnknownStation);
        };
        if !doors.iter().any(|door| door.number == *compartment) {
            return refused(Refused::UnknownCompartment);
        }
    }
    let event = moved(&parcel, &known, order, app_state, now);
    let Some(parcel) = door::lock(transaction, &parcel, &event).await? else {
        return refused(Refused::UnknownCase);
    };
    // What was read before the lock may be old.
    let Some(known) = case::by_id(transaction, id).await? else { return refused(Refused::UnknownCase) };
    if let Some(before) = case::known_answer(transaction, id, request).await? {
        return if before.order == *order { Ok(false) } else { refused(Refused::OtherAnswer) };
    }
    let door = parcel.state.station.clone().zip(parcel.state.compartment.clone());
    let place = door.map(|(station, compartment)| Place { station, compartment });
    let lying = match &place {
        Some(place) => compartment::lying(transaction, place).await?,
        None => Vec::new(),
    };
    let facts = AnswerFacts {
        is_open: known.times.closed_at.is_none(),
        status: parcel.state.status,
        has_door: place.is_some(),
        lies_another: lying.iter().any(|id| *id != parcel.id),
    };
    rules::answer(order.action, facts).map_err(|why| NotDone::Refused(Refused::Impossible(why)))?;
    case::answer(transaction, NewAnswer { case: id, request, order }, now).await?;
    if order.action.closes() {
        // Before what follows: while it is open no code is made.
        case::close(transaction, id, order.action, now).await?;
    }
    match (order.action, &place) {
        (CaseAction::OpenDoor, Some(place)) => open(transaction, id, request, place, now).await?,
        (CaseAction::Relocate, _) => relocate(app_state, transaction, &parcel, &event).await?,
        (CaseAction::OpenDoor | CaseAction::Redeliver | CaseAction::GiveUp | CaseAction::Words, _) => {}
    }
    if order.action.closes() {
        run_on(transaction, &parcel, &known, now).await?;
        hand_over::run(app_state, transaction, id, CaseEvent::Closed, now).await?;
    }
    tell::tell(transaction, &parcel.id, tell::of(order.action), Audience::First, now).await?;
    transaction.changed(&parcel.id);
    Ok(true)
}

/// What a relocation reports: that the parcel lies there, and may be collected for as long as was left.
fn moved(
    parcel: &Parcel,
    known: &Case,
    order: &AnswerOrder,
    app_state: &AppState,
    now: Timestamp,
) -> ParcelEvent {
    let at = now.max(parcel.state.since + chrono::Duration::microseconds(1));
    ParcelEvent {
        source_id: format!("case-{}-moved", known.id),
        status: Status::AvailableForPickup,
        substatus: Some("placed_in_locker".to_owned()),
        action_required: false,
        incident_reason: None,
        occurred_at: at,
        received_at: at,
        // It may count as collected by now.
        correction: parcel.state.status.is_terminal(),
        station: order.station.clone(),
        compartment: order.compartment.clone(),
        pickup_deadline: Some(plausible::later(now, known.left.unwrap_or(app_state.hold))),
        expected: None,
    }
}

async fn open(
    transaction: &mut Transaction<'_>,
    id: CaseId,
    request: &str,
    place: &Place,
    now: Timestamp,
) -> Result<(), NotDone<Refused>> {
    let command = Command::Open { compartment: place.compartment.clone() };
    let name = format!("case-{id}-{request}");
    command::order(transaction, &place.station, &name, &command, now)
        .await?
        .map(|_| ())
        .ok_or(NotDone::Refused(Refused::UnknownStation))
}

/// Puts the parcel behind the door that was named. Its code is another one in any case: who knows the old one may know of
/// the old door only.
async fn relocate(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    event: &ParcelEvent,
) -> Result<(), NotDone<Refused>> {
    if let Some(live) = pickup_code::of_parcel(transaction, &parcel.id).await? {
        pickup_code::end(transaction, live.id, CodeEnd::Moved, app_state.now()).await?;
    }
    let report = Report { source: "operator", event, carrier_code: None, carrier_text: None, location: None };
    let (_, state) = tracking::take(app_state, transaction, parcel, &report).await?;
    let settled = door::settle(transaction, parcel, &state).await?;
    settled.map_err(|Occupied| NotDone::Refused(Refused::Impossible(NotAnswered::Occupied)))
}

/// Lets the clock run again, and has a code made where one is needed and was stopped.
async fn run_on(
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    known: &Case,
    now: Timestamp,
) -> Result<(), Fault> {
    // What was placed anew meanwhile has a time of its own.
    let lay = parcel.state.placed_at.is_none_or(|at| at <= known.times.opened_at);
    if let Some(left) = known.left.filter(|_| lay) {
        deadline::restate(transaction, &parcel.id, plausible::later(now, left)).await?;
    }
    if pickup_code::of_parcel(transaction, &parcel.id).await?.is_none() {
        // Where none is needed, none is made.
        job::enqueue(transaction, JobKind::IssueCode, &parcel.id, now).await?;
    }
    Ok(())
}
