//! A customer wants to be told when a parcel lies in its compartment.

use app::{actions::TellWhenPlaced, port::Caller, problem::Problem};
use domain::{Timestamp, access::What, diagnosis::Remedy, id::ParcelId};
use store::{Transaction, activity::ActivityKind, notification, parcel, pickup_code::LiveCode, wish};

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{
        Handle,
        remedy::{Pressed, press},
        routing,
    },
};

impl Handle<TellWhenPlaced> for AppState {
    async fn handle(&self, caller: &Caller, asked: &TellWhenPlaced) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::TellMe, REMEDY_PER_SESSION), make).await
    }
}

/// Writes the wish down, once. Of what lies there already the page says so, and nobody has to be told.
async fn make(
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
) -> Result<Result<(), Problem>, Fault> {
    let id = pressed.parcel;
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    let customer = pressed.guest.session.customer_id;
    let waits = locked.state.placed_at.is_none() && !locked.state.status.is_terminal();
    if waits && wish::make(transaction, id, customer, pressed.now).await? {
        pressed.note(transaction, ActivityKind::AskedToBeTold, Remedy::TellWhenPlaced).await?;
    }
    Ok(Ok(()))
}

/// Tells those who wished it that a parcel is there, with its code where they may have that: but for whom it was just
/// sent to anyway. The caller has locked the parcel.
pub async fn tell(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    live: &LiveCode,
    now: Timestamp,
) -> Result<(), Fault> {
    let wished = wish::take(transaction, id).await?;
    if wished.is_empty() {
        return Ok(());
    }
    let ways = routing::ways(transaction, id, now).await?;
    let told = notification::told(transaction, id, live.issued_at).await?;
    for customer in wished {
        let mut own = ways.iter().filter(|way| way.contact.customer == customer);
        let has = |way: &routing::Way| told.iter().any(|message| message.contact == Some(way.contact.id));
        if !own.clone().any(has)
            && let Some(way) = own.next()
        {
            routing::tell(app_state, transaction, id, live, &way.contact, None, now).await?;
        }
    }
    Ok(())
}
