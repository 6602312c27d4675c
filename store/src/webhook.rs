//! The memory of received webhooks: the same id is taken once (Standard Webhooks 1.0, replay protection).

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Remembers an id; `false` when it was known already.
pub async fn remember(
    connection: &mut PgConnection,
    source: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query(
        "insert into webhook (source, webhook_id, received_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(source)
    .bind(id)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Forgets ids that are older than a sender's longest retry.
pub async fn sweep(connection: &mut PgConnection, before: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query("delete from webhook where received_at < $1")
        .bind(before)
        .execute(connection)
        .await?
        .rows_affected())
}
