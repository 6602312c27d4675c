//! Cases that have to be looked after: nobody answered in time, or their deadline is to be held further.

use domain::{
    Timestamp,
    id::{CaseId, ParcelId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// Open cases that are to be looked after by now, the longest due first and at most so many, each with its parcel.
pub async fn due(
    connection: &mut PgConnection,
    most: i64,
    now: Timestamp,
) -> Result<Vec<(CaseId, ParcelId)>, StoreError> {
    let rows = sqlx::query!(
        "select id, parcel_id from parcel_case where closed_at is null and look_at <= $1 order by look_at limit $2",
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (CaseId::new(row.id), ParcelId::stored(row.parcel_id))).collect())
}

/// Notes when a case is looked after next; `false` when it is closed, or somebody else has just looked after it.
pub async fn looked_after(
    connection: &mut PgConnection,
    id: CaseId,
    next: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = sqlx::query!(
        "update parcel_case set look_at = $2 where id = $1 and closed_at is null and look_at <= $3",
        id.get(),
        next,
        now
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Notes that nobody has answered a case in time; `false` when somebody has, or it was noted before.
pub async fn overdue(connection: &mut PgConnection, id: CaseId, now: Timestamp) -> Result<bool, StoreError> {
    let updated = sqlx::query!(
        "update parcel_case set overdue_at = $2
         where id = $1 and closed_at is null and answered_at is null and overdue_at is null and due_at <= $2",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// How many open cases nobody has answered in time.
pub async fn overdue_count(connection: &mut PgConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        "select count(*) as \"count!\" from parcel_case
         where closed_at is null and answered_at is null and overdue_at is not null"
    )
    .fetch_one(connection)
    .await?)
}
