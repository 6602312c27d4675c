//! What a station is like over time.
//!
//! Whoever sees something happen adds a note of its own in its own transaction, and waits for nobody. Once in a while notes
//! are added up: days first, then months, then which summaries are due, each in one order. Nobody who holds one of these
//! waits for an earlier one, so nobody waits in a circle.

mod day;
mod month;
mod summary;

use domain::{
    Timestamp,
    command::DoorEventKind,
    id::ParcelId,
    station::SILENCE,
    trend::{Happening, Note},
};
use sqlx::PgConnection;

pub use self::{
    day::{Added, Told, add, days, told},
    month::{Month, months},
    summary::{due, made},
};
use crate::StoreError;

/// Notes that something happened.
pub async fn note(
    connection: &mut PgConnection,
    station: &str,
    what: Happening,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into station_note (station_id, what, at) values ($1, $2, $3)",
        station,
        what.as_str(),
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that the door of these parcels stayed shut when it was last opened: once for each opening, whatever is said of it,
/// and on the day of the opening. What was said stands beside the parcels where it is not given. The caller has locked them.
pub async fn stayed_shut(
    connection: &mut PgConnection,
    parcels: &[ParcelId],
    said: Option<DoorEventKind>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with first as (
             update parcel set shut_noted_at = opened_at
             where id = any($1) and opened_at is not null and shut_noted_at is distinct from opened_at
                 and coalesce($2, door_said) in ('still_shut', 'sensor_conflict')
             returning station_id, coalesce($2, door_said) as what, opened_at)
         insert into station_note (station_id, what, at)
         select station_id, what, opened_at from first where station_id is not null limit 1",
        &ParcelId::names(parcels) as &[&str],
        said.map(DoorEventKind::as_str) as Option<&str>
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes for how long stations have been silent that still are, those after that one and at most so many; answers the last
/// that was looked at. What is counted so is not counted again when they are heard.
pub async fn still_silent(
    connection: &mut PgConnection,
    after: &str,
    most: i64,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "with walked as (select id from station where id > $1 order by id limit $2),
         silent as (
             select s.id, greatest(s.heartbeat_at, s.silence_counted_until) as since
             from station s join walked w on w.id = s.id where s.heartbeat_at < $4
             order by s.id for no key update of s skip locked),
         counted as (
             update station s set silence_counted_until = $3 from silent b where s.id = b.id and b.since < $3),
         noted as (
             insert into station_note (station_id, what, since, at)
             select id, 'silent', since, $3 from silent where since < $3)
         select max(id) from walked",
        after,
        most,
        now,
        now - SILENCE
    )
    .fetch_one(connection)
    .await?)
}

/// A note with the station it is of.
#[derive(Debug, Clone)]
pub struct StationNote {
    /// The station.
    pub station: String,
    /// Its time zone.
    pub time_zone: String,
    /// It has a roof.
    pub sheltered: bool,
    /// What happened.
    pub note: Note,
}

/// Takes what was noted off, the oldest first and at most so many, to be added up in the same transaction; with how many
/// that were. What others take at this moment is theirs.
pub async fn take(connection: &mut PgConnection, most: i64) -> Result<(usize, Vec<StationNote>), StoreError> {
    let rows = sqlx::query!(
        "with taken as (
             delete from station_note where id = any(array(
                 select id from station_note order by id limit $1 for update skip locked))
             returning station_id, what, at, since, celsius)
         select t.station_id as \"station_id!\", t.what as \"what!\", t.at as \"at!\", t.since, t.celsius, s.time_zone as \"time_zone?\",
             s.sheltered as \"sheltered?\"
         from taken t left join station s on s.id = t.station_id",
        most
    )
    .fetch_all(connection)
    .await?;
    let taken = rows.len();
    let notes = rows.into_iter().filter_map(|row| {
        // Of a station that is not there nothing is kept.
        let (time_zone, sheltered) = row.time_zone.zip(row.sheltered)?;
        let wrong = StoreError::Inconsistent { table: "station_note", column: "what" };
        let note = Happening::parse(&row.what).ok_or(wrong).map(|what| StationNote {
            station: row.station_id,
            time_zone,
            sheltered,
            note: Note { what, at: row.at, since: row.since, celsius: row.celsius },
        });
        Some(note)
    });
    Ok((taken, notes.collect::<Result<_, _>>()?))
}
