//! Remedies that customers have asked for: each form once.

use chrono::Duration;
use domain::{Timestamp, diagnosis::Remedy, id::ParcelId};
use sqlx::PgConnection;

use crate::StoreError;

/// Writes down that a remedy is asked for with this form; `false` when it was before. The caller has locked the parcel.
pub async fn ask(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    request: &str,
    remedy: Remedy,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = sqlx::query!(
        "insert into remedy_request (parcel_id, request, remedy, asked_at) values ($1, $2, $3, $4)
         on conflict (parcel_id, request) do nothing",
        parcel.as_str(),
        request,
        remedy.as_str(),
        now
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// How often a remedy was asked for within a day, this time among them.
pub async fn asked_within_a_day(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    remedy: Remedy,
    now: Timestamp,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        "select count(*) as \"count!\" from remedy_request where parcel_id = $1 and remedy = $2 and asked_at > $3",
        parcel.as_str(),
        remedy.as_str(),
        now - Duration::days(1)
    )
    .fetch_one(connection)
    .await?)
}
