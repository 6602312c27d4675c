//! The time to collect is extended, within what the operator allows.

use app::{actions::ExtendTime, port::Caller, problem::Problem};
use chrono::Duration;
use domain::{
    access::What,
    diagnosis::Remedy,
    extension::{self, Held},
    id::ParcelId,
    pickup_clock::PickupClock,
};
use store::{
    Transaction,
    activity::ActivityKind,
    case,
    parcel::{self, Parcel},
    remedy as ledger,
};

use super::deadline::{self, MovedBy};
use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{Handle, caller::count, parcel_id, remedy, rescue},
};

impl Handle<ExtendTime> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ExtendTime) -> Result<(), Fault> {
        let id = parcel_id(&asked.parcel)?;
        count(self, caller, REMEDY_PER_SESSION, |session| session.id).await?;
        let done =
            self.db.write(async |transaction| extend(self, transaction, caller, &id, asked).await).await?;
        done.map_err(Fault::Problem)
    }
}

async fn extend(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    id: &ParcelId,
    asked: &ExtendTime,
) -> Result<Result<(), Problem>, Fault> {
    let now = app_state.now();
    let request = remedy::token(&asked.request)?;
    let guest = match remedy::asker(app_state, transaction, caller, id, What::Extend).await? {
        Ok(guest) => guest,
        Err(problem) => return Ok(Err(problem)),
    };
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if !ledger::ask(transaction, id, request, Remedy::Extend, now).await? {
        return Ok(Ok(()));
    }
    let left = case::clock_stands(transaction, id).await?;
    let until = extension::decide(held(&locked, left), app_state.extension, now)
        .map_err(|why| Problem::NotPossible(why.into()))?;
    if deadline::extend(app_state, transaction, &locked, until, MovedBy::Customer).await? {
        remedy::tell(transaction, caller, &guest, id, ActivityKind::Extended, now).await?;
        rescue::pressed(transaction, id, &asked.answer, Remedy::Extend, now).await?;
    }
    Ok(Ok(()))
}

/// A parcel as far as its extension is concerned; with how much time is left, where its clock stands still.
fn held(parcel: &Parcel, left: Option<Duration>) -> Option<Held> {
    let state = &parcel.state;
    let until = state.pickup_deadline?;
    let clock = left.map_or(PickupClock::Runs { until }, |left| PickupClock::Stopped { left });
    Some(Held { placed_at: state.placed_at?, clock, extended: parcel.extended })
}
