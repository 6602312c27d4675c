//! Reminders of parcels that lie in their compartment.

use domain::{
    Timestamp,
    id::ParcelId,
    reminder::{Reminded, Reminder},
};
use sqlx::PgConnection;

use crate::StoreError;

/// What decides about reminding beside the state of a parcel.
#[derive(Debug, Clone)]
pub struct Reminding {
    /// The zone of its station.
    pub time_zone: Option<String>,
    /// Its door was opened for it.
    pub was_there: bool,
    /// What was sent.
    pub sent: Vec<Reminded>,
}

/// What is known of a parcel; nothing where there is none.
pub async fn of_parcel(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Option<Reminding>, StoreError> {
    let row = sqlx::query!(
        "select s.time_zone as \"time_zone?\", p.opened_at is not null as \"was_there!\"
         from parcel p left join station s on s.id = p.station_id where p.id = $1",
        parcel.as_str()
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let sent = sqlx::query!("select reminder, deadline from reminded where parcel_id = $1", parcel.as_str())
        .fetch_all(connection)
        .await?;
    let wrong = StoreError::Inconsistent { table: "reminded", column: "reminder" };
    let sent = sent
        .into_iter()
        .map(|row| Some(Reminded { reminder: Reminder::parse(&row.reminder)?, deadline: row.deadline }))
        .collect::<Option<_>>()
        .ok_or(wrong)?;
    Ok(Some(Reminding { time_zone: row.time_zone, was_there: row.was_there, sent }))
}

/// Writes down what is sent; `false` when the same was sent before.
pub async fn sent(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    reminded: Reminded,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = sqlx::query!(
        "insert into reminded (parcel_id, reminder, deadline, at) values ($1, $2, $3, $4) on conflict do nothing",
        parcel.as_str(),
        reminded.reminder.as_str(),
        reminded.deadline,
        now
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}
