//! Sessions that ran out, and those that ended.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::{StoreError, session};

/// Ends sessions that ran out. Nobody is signed in there to open what a browser shows.
pub(super) async fn end_run_out(
    connection: &mut PgConnection,
    now: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let ended = sqlx::query_scalar!(
        "update session set ended_at = expires_at where id in (
             select id from session where ended_at is null and expires_at <= $1
             order by expires_at offset $2 limit $3 for update skip locked)
         returning id",
        now,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    session::hide(connection, &ended).await
}

pub(super) async fn forget(
    connection: &mut PgConnection,
    before: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let ended = sqlx::query_scalar!(
        "select id from session where ended_at < $1 order by ended_at offset $2 limit $3
         for update skip locked",
        before,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    let count = session::hide(connection, &ended).await?;
    sqlx::query!("delete from session where id = any($1)", &ended).execute(connection).await?;
    Ok(count)
}
