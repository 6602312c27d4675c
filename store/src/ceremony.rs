//! Passkey ceremonies that were used: each works once.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Uses a ceremony up; `false` when it was used before.
pub async fn use_up(connection: &mut PgConnection, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let used =
        sqlx::query("insert into used_ceremony (hash, used_at) values ($1, $2) on conflict do nothing")
            .bind(hash)
            .bind(now)
            .execute(connection)
            .await?;
    Ok(used.rows_affected() > 0)
}
