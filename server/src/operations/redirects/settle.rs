//! What was reported of a parcel ends a request of its customer that nobody has answered.

use domain::{
    Timestamp,
    id::ParcelId,
    parcel::ParcelState,
    redirect,
    standing::{self, AtDoor},
};
use store::{Transaction, redirect as store_redirect};

use super::hand_over::{self, RedirectEvent};
use crate::{app_state::AppState, fault::Fault};

/// Ends the request of a locked parcel that has come to this state, if it does.
pub async fn run(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    state: &ParcelState,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some((open, target)) = store_redirect::open(transaction, id).await? else { return Ok(()) };
    let standing = standing::decide(state, AtDoor::default(), true, now);
    let Some(end) = redirect::ends(standing, state.station.as_deref(), &target) else { return Ok(()) };
    store_redirect::end(transaction, open, end, None, now).await?;
    hand_over::run(app_state, transaction, open, RedirectEvent::Ended, now).await
}
