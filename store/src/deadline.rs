//! Until when a parcel can be collected, everywhere that is written down.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Lets a parcel's live code, its links and the messages with its code hold until the parcel's deadline. For a parcel
/// that is locked.
pub async fn keep(connection: &mut PgConnection, parcel: &str, until: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "with code as (
             update pickup_code set valid_until = $2 where parcel_id = $1 and ended_at is null and valid_until <> $2)
         , links as (update link set expires_at = $2 where parcel_id = $1 and expires_at <> $2)
         update notification set expires_at = $2 where parcel_id = $1 and kind = 'code' and expires_at <> $2",
    )
    .bind(parcel)
    .bind(until)
    .execute(connection)
    .await?;
    Ok(())
}
