//! What the remedies that act have in common: who presses one, and that a form counts once.

use app::{port::Caller, problem::Problem};
use domain::{Timestamp, access::What, id::ParcelId};
use store::{
    PgConnection, Transaction,
    activity::{self, Activity, ActivityKind},
    recipient,
};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{access::Guest, caller::note, pickup::knows_of},
};

/// Whoever presses a remedy, if they may. What is refused to somebody who may know that the parcel is there is told on the
/// activity page: it is committed, therefore not an error yet.
pub async fn asker(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    parcel: &ParcelId,
    what: What,
) -> Result<Result<Guest, Problem>, Fault> {
    let now = app_state.now();
    let guest = Guest::look(transaction, caller, now).await?;
    let named = recipient::named(transaction, parcel).await?;
    let seen = knows_of(&guest, parcel, &named, now)?;
    let refused = seen.and_then(|()| guest.may_with(what, parcel, &named, now).map(|_| ()));
    if let Err(refused) = refused {
        let customer = Some(guest.session.customer_id);
        note(transaction, caller, customer, Some(parcel), ActivityKind::RemedyRefused, now).await?;
        return Ok(Err(refused.into()));
    }
    Ok(Ok(guest))
}

/// A form's token, as it came back.
pub fn token(text: &str) -> Result<&str, Problem> {
    let shaped = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if shaped { Ok(text) } else { Err(Problem::NotFound) }
}

/// Tells everybody whom a parcel is for what was done with it. The others are not told from which device.
pub async fn tell(
    connection: &mut PgConnection,
    caller: &Caller,
    guest: &Guest,
    parcel: &ParcelId,
    kind: ActivityKind,
    now: Timestamp,
) -> Result<(), Fault> {
    let own = guest.session.customer_id;
    note(connection, caller, Some(own), Some(parcel), kind, now).await?;
    for other in recipient::customers(connection, parcel).await?.into_iter().filter(|other| *other != own) {
        let told = Activity {
            customer: Some(other),
            parcel: Some(parcel),
            kind,
            detail: None,
            at: now,
            user_agent: "",
            network: "",
        };
        activity::record(connection, told).await?;
    }
    Ok(())
}
