//! Customers who want to be told when a station that was down is heard again.

use domain::{Timestamp, id::CustomerId};
use sqlx::PgConnection;

use crate::StoreError;

/// Writes a wish down; `false` when it was before.
pub async fn make(
    connection: &mut PgConnection,
    station: &str,
    customer: CustomerId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let made = sqlx::query!(
        "insert into back_wish (station_id, customer_id, made_at) values ($1, $2, $3) on conflict do nothing",
        station,
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
    station: &str,
    customer: CustomerId,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from back_wish where station_id = $1 and customer_id = $2) as \"made!\"",
        station,
        customer.get()
    )
    .fetch_one(connection)
    .await?)
}

/// Whether anybody has a wish about this station.
pub async fn is_anybodys(connection: &mut PgConnection, station: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from back_wish where station_id = $1) as \"made!\"",
        station
    )
    .fetch_one(connection)
    .await?)
}

/// Takes some wishes about a station: whose they were. What somebody else is taking is theirs.
pub async fn take(
    connection: &mut PgConnection,
    station: &str,
    most: i64,
) -> Result<Vec<CustomerId>, StoreError> {
    let whose = sqlx::query_scalar!(
        "with taken as (select customer_id from back_wish where station_id = $1 order by customer_id limit $2
             for update skip locked)
         delete from back_wish w using taken where w.station_id = $1 and w.customer_id = taken.customer_id
         returning w.customer_id",
        station,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(whose.into_iter().map(CustomerId::new).collect())
}
