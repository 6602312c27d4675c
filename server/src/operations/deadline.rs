//! Until when a parcel can be collected, where somebody else than its reporters moves that: the one place that does.

use domain::{Timestamp, id::ParcelId};
use store::{
    Transaction,
    parcel::{self, Parcel},
    pickup_code,
};

use crate::{app_state::AppState, fault::Fault, operations::remind};

/// Who has a deadline moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedBy {
    /// Its customer: that is counted.
    Customer,
    /// The operator, or a case that has stopped the clock.
    Operator,
}

/// Moves the deadline of a parcel that the caller has locked to a later time: its code, links and messages go by it from
/// now on, reminders are planned anew, and its open pages turn. `false`, and nothing is changed, where it would not be later, or the parcel does not
/// lie in a compartment.
pub async fn extend(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    until: Timestamp,
    by: MovedBy,
) -> Result<bool, Fault> {
    if !parcel::extend(transaction, &parcel.id, until, by == MovedBy::Customer).await? {
        return Ok(false);
    }
    pickup_code::extend(transaction, &parcel.id, until).await?;
    remind::plan(app_state, transaction, &parcel.id, app_state.now()).await?;
    Ok(true)
}

/// Restates the deadline of a parcel that the caller has locked, because a case has stopped its clock or lets it run again
/// ([`domain::pickup_clock`]): also an earlier one than was held meanwhile, and never one that is earlier than what was
/// left. Whatever its carrier repeats of the time before counts no more.
pub async fn restate(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    until: Timestamp,
) -> Result<(), Fault> {
    if parcel::restate(transaction, parcel, until).await? {
        pickup_code::extend(transaction, parcel, until).await?;
    }
    Ok(())
}
