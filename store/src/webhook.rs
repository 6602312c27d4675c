//! The memory of received webhooks: the same id is taken once (Standard Webhooks 1.0, replay protection).

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Where events of all carriers were remembered before each had a name of its own. What is known there is known until
/// it is swept.
const ALL_CARRIERS: &str = "carrier";

/// Remembers an id; `false` when it was known already.
pub async fn remember(
    connection: &mut PgConnection,
    source: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "insert into webhook (source, webhook_id, received_at)
         select $1, $2, $3 where not exists (select from webhook where source = $4 and webhook_id = $2)
         on conflict do nothing",
        source,
        id,
        now,
        ALL_CARRIERS
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
