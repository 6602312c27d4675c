//! A customer asks for a parcel to be sent to another station, or takes that back.

use app::{
    actions::{SendElsewhere, TakeBack},
    port::Caller,
    problem::{Field, NotPossible, Problem},
};
use domain::{
    Timestamp,
    access::What,
    diagnosis::Remedy,
    id::{ParcelId, RedirectId, StationId},
    redirect::{self as rules, RedirectEnd, RedirectFacts},
    standing::{self, AtDoor},
    station::{self, Heartbeat},
};
use store::{
    PgConnection, Transaction,
    activity::ActivityKind,
    case,
    notification::NoticeKind,
    page,
    parcel::{self, Parcel},
    redirect::{self, NewRedirect},
};

use super::{
    hand_over::{self, RedirectEvent},
    tell::{proven, tell},
};
use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{
        Handle, number,
        remedy::{self, Pressed, press},
    },
};

impl Handle<SendElsewhere> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SendElsewhere) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::SendElsewhere, REMEDY_PER_SESSION), async |transaction, pressed| {
            ask(self, transaction, pressed, asked).await
        })
        .await
    }
}

/// Asks the operator, and tells everybody else who hears of the parcel. Its row is locked while it is decided: however many
/// ask at once, one request is made.
async fn ask(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
    asked: &SendElsewhere,
) -> Result<Result<(), Problem>, Fault> {
    let (id, now) = (pressed.parcel, pressed.now);
    let request = remedy::token(&asked.request)?;
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if redirect::has_request(transaction, id, request).await? {
        return Ok(Ok(()));
    }
    let facts = facts(transaction, &locked, now).await?;
    rules::decide(facts, app_state.redirects).map_err(|why| Problem::NotPossible(why.into()))?;
    let from = locked.state.station.as_deref().ok_or(Problem::NotPossible(NotPossible::NoStationYet))?;
    let to = target(transaction, &asked.station, from, now).await?;
    let customer = pressed.guest.session.customer_id;
    let new = NewRedirect { parcel: id, customer, request, from, to: to.as_str() };
    let Some(made) = redirect::ask(transaction, &new, now).await? else { return Ok(Ok(())) };
    tell(transaction, id, NoticeKind::RedirectAsked, &proven(&pressed.guest, now), now).await?;
    pressed.tell(transaction, ActivityKind::RedirectAsked, Remedy::SendElsewhere).await?;
    hand_over::run(app_state, transaction, made, RedirectEvent::Requested, now).await?;
    transaction.changed(id);
    Ok(Ok(()))
}

async fn facts(
    connection: &mut PgConnection,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<RedirectFacts, Fault> {
    let before = redirect::of_parcel(connection, &parcel.id).await?;
    let latest = case::latest(connection, &parcel.id).await?;
    Ok(RedirectFacts {
        standing: standing::decide(&parcel.state, AtDoor::default(), true, now),
        has_station: parcel.state.station.is_some(),
        case_open: latest.is_some_and(|case| case.times.closed_at.is_none()),
        asked: before.iter().any(|request| request.ended.is_none()),
        times: u16::try_from(before.len()).unwrap_or(u16::MAX),
    })
}

/// The station that was chosen, if a parcel bound for `from` can go there.
async fn target(
    connection: &mut PgConnection,
    typed: &str,
    from: &str,
    now: Timestamp,
) -> Result<StationId, Fault> {
    let unknown = || Problem::Invalid(Field::Station);
    let id = StationId::parse(typed).map_err(|_| unknown())?;
    let part = page::station(connection, id.as_str()).await?.ok_or_else(unknown)?.part;
    // What it does not have reads no codes, whatever it says.
    let heartbeat = part.heartbeat.map(|said| Heartbeat {
        scanner: said.scanner && part.has_scanner,
        keypad: said.keypad && part.has_keypad,
        ..said
    });
    rules::target(id.as_str() == from, station::health(heartbeat, now))
        .map_err(|why| Problem::NotPossible(why.into()))?;
    Ok(id)
}

impl Handle<TakeBack> for AppState {
    async fn handle(&self, caller: &Caller, asked: &TakeBack) -> Result<(), Fault> {
        let request: RedirectId = number(&asked.redirect)?;
        let form = (asked.parcel.as_str(), "");
        press(self, caller, form, (What::TakeBack, REMEDY_PER_SESSION), async |transaction, pressed| {
            take_back(self, transaction, pressed, request).await
        })
        .await
    }
}

/// Takes a request back that waits for its answer. Of one that has ended, the page says how.
async fn take_back(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
    request: RedirectId,
) -> Result<Result<(), Problem>, Fault> {
    let (id, now): (&ParcelId, _) = (pressed.parcel, pressed.now);
    parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    let known = redirect::by_id(transaction, request).await?.filter(|known| known.parcel == *id);
    known.ok_or(Problem::NotFound)?;
    if redirect::end(transaction, request, RedirectEnd::TakenBack, None, now).await? {
        tell(transaction, id, NoticeKind::RedirectTakenBack, &proven(&pressed.guest, now), now).await?;
        pressed.tell(transaction, ActivityKind::RedirectTakenBack, Remedy::SendElsewhere).await?;
        hand_over::run(app_state, transaction, request, RedirectEvent::Ended, now).await?;
        transaction.changed(id);
    }
    Ok(Ok(()))
}
