//! Passkey ceremonies that were used: each works once.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Whether it was used up after that time.
pub async fn used_since(
    connection: &mut PgConnection,
    hash: &[u8],
    since: Timestamp,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from used_ceremony where hash = $1 and used_at > $2) as \"exists!\"",
        hash,
        since
    )
    .fetch_one(connection)
    .await?)
}

/// Uses a ceremony up; `false` when it was used before.
pub async fn use_up(connection: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let used = sqlx::query!(
        "insert into used_ceremony (hash, used_at) values ($1, $2) on conflict do nothing",
        hash,
        now
    )
    .execute(connection)
    .await?;
    Ok(used.rows_affected() > 0)
}
