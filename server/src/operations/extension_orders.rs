//! The operator gives everybody at a station or in a region more time. The order is written down; workers carry it out.

use domain::{
    Timestamp,
    extension_order::{self, OrderScope},
    id::{ExtensionOrderId, ParcelId},
    reminder,
};
use store::{
    Transaction, case,
    extension_order::{self as orders, Concerned, ExtensionOrder, NewOrder},
    job::{self, Job},
    parcel::{self, Parcel},
    station,
};

use super::{
    NotDone,
    deadline::{self, MovedBy},
    extend_time::held,
};
use crate::{app_state::AppState, fault::Fault, shown::zone};

/// Parcels moved in one transaction: whoever stands before one of their doors waits for it.
const SHEAF: i64 = 25;

/// Why an order is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such station, or no station of that region.
    UnknownSubject,
    /// The request's name was used for another order.
    OtherOrder,
}

/// An order that was written down, now or before under the same name.
#[derive(Debug)]
pub struct Ordered {
    /// The order.
    pub order: ExtensionOrder,
    /// It was not known before.
    pub is_new: bool,
}

/// Writes an order down. Given again under the same name it is the same one.
pub async fn order(app_state: &AppState, new: &NewOrder<'_>) -> Result<Ordered, NotDone<Refused>> {
    let now = app_state.now();
    app_state
        .db
        .write(async |transaction| -> Result<_, NotDone<Refused>> {
            let added = match orders::by_request(transaction, new.request).await? {
                Some(_) => None,
                None if !is_there(transaction, new).await? => {
                    return Err(NotDone::Refused(Refused::UnknownSubject));
                }
                None => orders::add(transaction, new, now).await?,
            };
            if let Some(id) = added {
                job::enqueue(transaction, job::JobKind::ExtendAll, &id, now).await?;
            }
            let order = orders::by_request(transaction, new.request).await?;
            let order = order.ok_or(Fault::Broken("an order is gone that was just given"))?;
            if !order.is(new) {
                return Err(NotDone::Refused(Refused::OtherOrder));
            }
            Ok(Ordered { order, is_new: added.is_some() })
        })
        .await
}

async fn is_there(transaction: &mut Transaction<'_>, new: &NewOrder<'_>) -> Result<bool, Fault> {
    Ok(match new.scope {
        OrderScope::Station => station::name(transaction, new.subject).await?.is_some(),
        OrderScope::Region => station::has_region(transaction, new.subject).await?,
    })
}

/// Goes on with the order of a job: a sheaf of parcels, and how far it has come, in one transaction. Whoever dies leaves
/// the next sheaf to somebody else.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let id = job.subject.parse().map_err(|_| Fault::Broken("a job without an order"))?;
    let done = app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            if !job::finish(transaction, job).await? {
                return Ok(None);
            }
            carry_out(app_state, transaction, id, app_state.now()).await
        })
        .await?;
    if let Some((moved, kept)) = done {
        let count = |outcome, parcels: i64| {
            metrics::counter!("doorcode_extended_parcels_total", "outcome" => outcome)
                .increment(u64::try_from(parcels).unwrap_or_default());
        };
        count("moved", moved);
        count("kept", kept);
    }
    Ok(())
}

/// The next sheaf: how many were moved, and how many stay as they are.
async fn carry_out(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: ExtensionOrderId,
    now: Timestamp,
) -> Result<Option<(i64, i64)>, Fault> {
    let Some(order) = orders::lock(transaction, id).await?.filter(|order| order.ended_at.is_none()) else {
        return Ok(None);
    };
    let concerned = orders::next(transaction, &order, SHEAF).await?;
    let Some(last) = concerned.last() else {
        orders::end(transaction, id, now).await?;
        tracing::info!(order = id.get(), moved = order.moved, kept = order.kept, "everybody has more time");
        return Ok(None);
    };
    let ids: Vec<ParcelId> = concerned.iter().map(|concerned| concerned.parcel.clone()).collect();
    let (mut moved, mut kept) = (0, 0);
    for parcel in parcel::lock_all(transaction, &ids).await? {
        let there = concerned.iter().find(|concerned| concerned.parcel == parcel.id);
        match there {
            Some(there) if extend(app_state, transaction, &order, &parcel, there, now).await? => moved += 1,
            _ => kept += 1,
        }
    }
    orders::progress(transaction, id, last, moved, kept).await?;
    job::enqueue(transaction, job::JobKind::ExtendAll, &id, now).await?;
    Ok(Some((moved, kept)))
}

/// Moves the deadline of one parcel, and writes down that its customer is to be told, by day; `false` where it stays.
async fn extend(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    order: &ExtensionOrder,
    parcel: &Parcel,
    there: &Concerned,
    now: Timestamp,
) -> Result<bool, Fault> {
    let left = case::clock_stands(transaction, &parcel.id).await?;
    let (more, grace) = (order.more, app_state.extension.grace);
    let until = extension_order::decide(held(parcel, left), more, order.ordered_at, grace, now);
    let Some(until) = until else { return Ok(false) };
    if !orders::moves(transaction, order.id, &parcel.id).await?
        || !deadline::extend(app_state, transaction, parcel, until, MovedBy::Operator).await?
    {
        return Ok(false);
    }
    let at = reminder::by_day(now, app_state.reminders, &zone(Some(&there.time_zone))).unwrap_or(now);
    job::enqueue(transaction, job::JobKind::TellExtended, &parcel.id, at).await?;
    Ok(true)
}
