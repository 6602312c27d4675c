//! How long a parcel may lie where it lies, whatever its reports say.

use domain::{Timestamp, id::ParcelId};

use crate::{StoreError, Transaction};

/// Moves the deadline of a parcel that lies in a compartment, and counts it if its customer asked for that; `false`, and
/// nothing is changed, where it would not be later. The caller has locked the parcel.
pub async fn extend(
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    until: Timestamp,
    asked_for: bool,
) -> Result<bool, StoreError> {
    let moved = sqlx::query!(
        "update parcel set pickup_deadline = $2, extended_until = $2, extended = extended + $3::int::smallint
         where id = $1 and placed_at is not null and (pickup_deadline is null or pickup_deadline < $2)",
        id.as_str(),
        until,
        i32::from(asked_for)
    )
    .execute(&mut **transaction)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    transaction.changed(id);
    Ok(true)
}

/// Moves the deadline of a parcel that lies in a compartment, also to an earlier time; `false` where it does not lie in
/// one. The caller has locked the parcel.
pub async fn restate(
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let moved = sqlx::query!(
        "update parcel set pickup_deadline = $2, extended_until = $2 where id = $1 and placed_at is not null",
        id.as_str(),
        until
    )
    .execute(&mut **transaction)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    transaction.changed(id);
    Ok(true)
}
