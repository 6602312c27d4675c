//! What pages say of a station: one small row each, made now and then.

use chrono::Duration;
use domain::{Timestamp, trend::Summary};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// A summary of which nothing changed is made again then: what it tells of grows old.
const AGES: Duration = Duration::days(1);

/// Stations whose summary is due, the first first and at most so many, with their time zones; nobody else has them until
/// the transaction ends.
pub async fn due(
    connection: &mut PgConnection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query!(
        "select y.station_id, s.time_zone from station_summary y join station s on s.id = y.station_id
         where y.due_at <= $1 order by y.due_at limit $2 for update of y skip locked",
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.station_id, row.time_zone)).collect())
}

/// Writes down what pages say of a station. Where too little is known it is not looked at again until something happens
/// there.
pub async fn made(
    connection: &mut PgConnection,
    station: &str,
    summary: Option<&Summary>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update station_summary set summary = $2, made_at = $3, due_at = $4 where station_id = $1",
        station,
        summary.map(Json) as Option<Json<&Summary>>,
        now,
        summary.map(|_| now + AGES)
    )
    .execute(connection)
    .await?;
    Ok(())
}
