//! When a parcel was last heard of from its carrier.

use domain::{Timestamp, id::ParcelId};
use sqlx::PgConnection;

use crate::StoreError;

/// Its carrier has said something of it that happened then; answers when it was heard of before. The caller has locked the
/// parcel.
pub async fn heard(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    at: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let before = sqlx::query_scalar!(
        "update parcel p set heard_at = greatest(p.heard_at, $2) from (select heard_at from parcel where id = $1) o
         where p.id = $1 returning o.heard_at as before",
        parcel.as_str(),
        at
    )
    .fetch_optional(connection)
    .await?;
    Ok(before.flatten())
}
