//! Customers who want to be told when a parcel lies in its compartment.

use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// Writes a wish down; `false` when it was before.
pub async fn make(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let made = sqlx::query!(
        "insert into wish (parcel_id, customer_id, made_at) values ($1, $2, $3) on conflict do nothing",
        parcel.as_str(),
        customer.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Whether a customer has this wish.
pub async fn is_made(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from wish where parcel_id = $1 and customer_id = $2) as \"made!\"",
        parcel.as_str(),
        customer.get()
    )
    .fetch_one(connection)
    .await?)
}

/// Takes the wishes about a parcel: whose they were. The caller has locked it.
pub async fn take(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Vec<CustomerId>, StoreError> {
    let whose =
        sqlx::query_scalar!("delete from wish where parcel_id = $1 returning customer_id", parcel.as_str())
            .fetch_all(connection)
            .await?;
    Ok(whose.into_iter().map(CustomerId::new).collect())
}
