//! Customers who hear of each step of their parcels, and the steps that were told.

use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
    step::Step,
};
use sqlx::PgConnection;

use crate::StoreError;

/// Notes whether a customer wants to hear of them; `false` when that was so before.
pub async fn choose(
    connection: &mut PgConnection,
    customer: CustomerId,
    hears: bool,
) -> Result<bool, StoreError> {
    let chosen = sqlx::query!(
        "update customer set hears_steps = $2 where id = $1 and hears_steps <> $2",
        customer.get(),
        hears
    )
    .execute(connection)
    .await?;
    Ok(chosen.rows_affected() == 1)
}

/// Whether a customer wants to hear of them.
pub async fn is_chosen(connection: &mut PgConnection, customer: CustomerId) -> Result<bool, StoreError> {
    let chosen = sqlx::query_scalar!("select hears_steps from customer where id = $1", customer.get())
        .fetch_optional(connection)
        .await?;
    Ok(chosen.unwrap_or_default())
}

/// The customers of a parcel who want to hear of them.
pub async fn hearers(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<CustomerId>, StoreError> {
    let hearers = sqlx::query_scalar!(
        "select distinct u.id from recipient r join contact c on c.id = r.contact_id
             join customer u on u.id = c.customer_id where r.parcel_id = $1 and u.hears_steps",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?;
    Ok(hearers.into_iter().map(CustomerId::new).collect())
}

/// Writes down that a customer is told of a step; `false` when they were before.
pub async fn told(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
    step: Step,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let told = sqlx::query!(
        "insert into step_told (parcel_id, customer_id, step, at) values ($1, $2, $3, $4) on conflict do nothing",
        parcel.as_str(),
        customer.get(),
        step.as_str(),
        now
    )
    .execute(connection)
    .await?;
    Ok(told.rows_affected() == 1)
}
