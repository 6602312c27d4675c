//! A customer wants to be told when the station of a parcel that waits takes codes again.

use app::{actions::TellWhenBack, port::Caller, problem::Problem};
use chrono::Duration;
use domain::{
    Timestamp,
    access::What,
    diagnosis::Remedy,
    id::{CustomerId, ParcelId},
    parcel::Status,
    station::{STEADY, health},
};
use store::{
    Transaction,
    activity::ActivityKind,
    back_wish,
    job::{self, Job},
    notification::{self, NewNotification, NotificationKind},
    page, parcel, station,
};

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{
        Handle,
        remedy::{Pressed, press},
        routing,
    },
};

/// Customers told in one transaction.
const SHEAF: i64 = 25;
/// After so long it is no news.
const NEWS: Duration = Duration::hours(12);

impl Handle<TellWhenBack> for AppState {
    async fn handle(&self, caller: &Caller, asked: &TellWhenBack) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::TellMe, REMEDY_PER_SESSION), make).await
    }
}

/// Writes the wish down, once for each customer and station. Of a station that takes codes the page says so.
async fn make(
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
) -> Result<Result<(), Problem>, Fault> {
    let locked = parcel::lock(transaction, pressed.parcel).await?.ok_or(Problem::NotFound)?;
    let Some(at) = locked.state.station.filter(|_| locked.state.placed_at.is_some()) else {
        return Ok(Ok(()));
    };
    // A heartbeat that comes now waits, and finds the wish.
    let heard = station::last_heard_for_now(transaction, &at).await?;
    let customer = pressed.guest.session.customer_id;
    if health(heard, pressed.now).is_down()
        && back_wish::make(transaction, &at, customer, pressed.now).await?
    {
        pressed.note(transaction, ActivityKind::AskedToBeTold, Remedy::TellWhenBack).await?;
    }
    Ok(Ok(()))
}

/// A station takes codes again: those who wait for it are told when it still does in a while.
pub async fn heard(
    transaction: &mut Transaction<'_>,
    station: &str,
    now: Timestamp,
) -> Result<(), store::StoreError> {
    if back_wish::is_anybodys(transaction, station).await? {
        job::enqueue(transaction, job::JobKind::TellBack, station, now + STEADY).await?;
    }
    Ok(())
}

/// Tells some of those who wait for the station of a job, if it is back. Where it is not, they go on waiting.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let at = job.subject.as_str();
    let told = app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            if !job::finish(transaction, job).await? {
                return Ok(0);
            }
            if health(station::last_heard(transaction, at).await?, now).is_down() {
                return Ok(0);
            }
            let wished = back_wish::take(transaction, at, SHEAF).await?;
            let mut told = 0;
            for customer in &wished {
                told += u64::from(tell(transaction, at, *customer, now).await?);
            }
            if !wished.is_empty() {
                job::enqueue(transaction, job::JobKind::TellBack, at, now).await?;
            }
            Ok(told)
        })
        .await?;
    metrics::counter!("doorcode_stations_back_told_total").increment(told);
    Ok(())
}

/// Tells one customer, of the first parcel that waits there for them; `false` where none does any more, or nobody is to be
/// told. There is no code in it: one that was stopped stays where it is.
async fn tell(
    transaction: &mut Transaction<'_>,
    at: &str,
    customer: CustomerId,
    now: Timestamp,
) -> Result<bool, Fault> {
    for listed in page::waiting(transaction, customer, at).await? {
        let here = listed.state.station.as_deref() == Some(at);
        if here
            && listed.state.status == Status::AvailableForPickup
            && say(transaction, &listed.id, customer, now).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says so by the first way to this customer that may hear of the parcel.
async fn say(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let ways = routing::ways(transaction, parcel, now).await?;
    let mut own = ways.iter().filter(|way| way.contact.customer == customer);
    let Some(way) = own.find(|way| way.may_hold(What::SendWord)) else { return Ok(false) };
    let message = NewNotification {
        kind: NotificationKind::Back,
        parcel: Some(parcel),
        contact: Some((way.contact.id, &way.contact.address)),
        channel: way.contact.address.channel(),
        sealed: None,
        request: None,
        change: None,
        notice: None,
        language: None,
        expires_at: now + NEWS,
    };
    Ok(notification::queue(transaction, &message, now).await?.is_some())
}
