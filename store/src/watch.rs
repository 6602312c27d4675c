//! What is looked after in the background: whose turn it is, and how far it has come.

use chrono::Duration;
use domain::{Timestamp, id::ParcelId};
use sqlx::PgConnection;

use crate::StoreError;

/// A clock of the fleet that goes wrong by more than this is not waited for.
const SKEW: Duration = Duration::minutes(1);

/// Whether it is this instance's turn to do what the fleet does once in a while; nobody else's is until `next`.
pub async fn turn(
    connection: &mut PgConnection,
    name: &str,
    next: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let taken = sqlx::query!(
        "insert into watch as w (name, next_at) values ($1, $2)
         on conflict (name) do update set next_at = excluded.next_at where w.next_at <= $3 or w.next_at > $4",
        name,
        next,
        now,
        next + SKEW
    )
    .execute(connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// After which row a walk goes on.
pub async fn after(connection: &mut PgConnection, name: &str) -> Result<i64, StoreError> {
    let after: Option<i64> = sqlx::query_scalar!("select after from watch where name = $1", name)
        .fetch_optional(connection)
        .await?;
    Ok(after.unwrap_or_default())
}

/// Writes down after which row a walk goes on.
pub async fn walked(connection: &mut PgConnection, name: &str, after: i64) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into watch (name, after) values ($1, $2) on conflict (name) do update set after = excluded.after",
        name,
        after
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Parcels that have had no code since before that time while one is due, the oldest first and at most so many. They
/// are looked at again when as much time has passed from now on; what has a code by now, or needs none, is taken off.
pub async fn without_code(
    connection: &mut PgConnection,
    before: Timestamp,
    most: i64,
    now: Timestamp,
) -> Result<Vec<ParcelId>, StoreError> {
    let missing = sqlx::query_scalar!(
        "with due as (
             select parcel_id from code_due where since < $1 order by since limit $2 for update skip locked),
         missing as (
             select p.id from due join parcel p on p.id = due.parcel_id
             where p.status = 'available_for_pickup' and p.placed_at is not null
               and (p.pickup_deadline is null or p.pickup_deadline > $1)
               and not exists (select 1 from pickup_code c where c.parcel_id = p.id and c.ended_at is null)
               and not code_is_stopped(p.id, p.placed_at)),
         later as (update code_due d set since = $3 from missing m where d.parcel_id = m.id),
         done as (
             delete from code_due d using due where d.parcel_id = due.parcel_id
               and not exists (select 1 from missing m where m.id = due.parcel_id))
         select id from missing order by id",
        before,
        most,
        now
    )
    .fetch_all(connection)
    .await?;
    Ok(missing.into_iter().map(ParcelId::stored).collect())
}
