//! The time to collect is extended, within what the operator allows.

use app::{actions::ExtendTime, port::Caller, problem::Problem};
use chrono::Duration;
use domain::{
    access::What,
    diagnosis::Remedy,
    extension::{self, Held},
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
    operations::{
        Handle,
        remedy::{self, Pressed, press},
    },
};

impl Handle<ExtendTime> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ExtendTime) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::Extend, REMEDY_PER_SESSION), async |transaction, pressed| {
            extend(self, transaction, pressed, &asked.request).await
        })
        .await
    }
}

async fn extend(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
    request: &str,
) -> Result<Result<(), Problem>, Fault> {
    let (id, now) = (pressed.parcel, pressed.now);
    let request = remedy::token(request)?;
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if !ledger::ask(transaction, id, request, Remedy::Extend, now).await? {
        return Ok(Ok(()));
    }
    let left = case::clock_stands(transaction, id).await?;
    let until = extension::decide(held(&locked, left), app_state.extension, now)
        .map_err(|why| Problem::NotPossible(why.into()))?;
    if deadline::extend(app_state, transaction, &locked, until, MovedBy::Customer).await? {
        pressed.tell(transaction, ActivityKind::Extended, Remedy::Extend).await?;
    }
    Ok(Ok(()))
}

/// A parcel as far as its extension is concerned; with how much time is left, where its clock stands still.
pub(super) fn held(parcel: &Parcel, left: Option<Duration>) -> Option<Held> {
    let state = &parcel.state;
    let until = state.pickup_deadline?;
    let clock = left.map_or(PickupClock::Runs { until }, |left| PickupClock::Stopped { left });
    Some(Held { placed_at: state.placed_at?, clock, extended: parcel.extended })
}
