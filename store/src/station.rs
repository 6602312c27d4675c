//! Stations: as the operator describes them, and as their heartbeat shows them.

use domain::{Timestamp, qr::station_tag, station::Heartbeat};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// One door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compartment {
    /// What is written on it.
    pub number: String,
    /// From the left, counted from 1.
    pub column: u16,
    /// From the top, counted from 1: its topmost row.
    pub row: u16,
    /// How many rows it covers.
    pub height: u16,
    /// Reachable from a wheelchair.
    pub accessible: bool,
}

/// A station as the operator describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// The operator's id.
    pub id: String,
    /// What it is called on the sticker and in messages.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// IANA name.
    pub time_zone: String,
    /// For people; `24/7` for round the clock.
    pub opening_hours: String,
    /// Has a roof.
    pub sheltered: bool,
    /// Has a scanner.
    pub scanner: bool,
    /// Has a keypad.
    pub keypad: bool,
    /// Latitude and longitude in degrees.
    pub location: Option<(f64, f64)>,
    /// The operator's own name of the area that it stands in.
    pub region: Option<String>,
    /// Column and row of the screen.
    pub screen: Option<(i16, i16)>,
    /// What the operator calls stations that are built alike.
    pub model: Option<String>,
    /// The compartments, as they stand in the wall.
    pub compartments: Vec<Compartment>,
}

/// Writes a station down; `true` when it is new.
pub async fn put(
    connection: &mut PgConnection,
    station: &Station,
    credential_hash: &[u8],
) -> Result<bool, StoreError> {
    let new = sqlx::query_scalar!(
        "insert into station (id, name, street, postcode, city, country, time_zone, opening_hours, sheltered,
             has_scanner, has_keypad, latitude, longitude, screen_column, screen_row, compartments, credential_hash,
             tag, model, region)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         on conflict (id) do update set name = $2, street = $3, postcode = $4, city = $5, country = $6, time_zone = $7,
             opening_hours = $8, sheltered = $9, has_scanner = $10, has_keypad = $11, latitude = $12, longitude = $13,
             screen_column = $14, screen_row = $15, compartments = $16, credential_hash = $17, tag = $18, model = $19,
             region = $20
         returning xmax = 0 as \"new!\"",
        station.id,
        station.name,
        station.street,
        station.postcode,
        station.city,
        station.country,
        station.time_zone,
        station.opening_hours,
        station.sheltered,
        station.scanner,
        station.keypad,
        station.location.map(|(latitude, _)| latitude),
        station.location.map(|(_, longitude)| longitude),
        station.screen.map(|(column, _)| column),
        station.screen.map(|(_, row)| row),
        Json(&station.compartments) as Json<&Vec<Compartment>>,
        credential_hash,
        station_tag(&station.id),
        station.model.as_deref(),
        station.region
    )
    .fetch_one(connection)
    .await?;
    Ok(new)
}

/// The doors of a station, or `None` when there is no such station.
pub async fn compartments(
    connection: &mut PgConnection,
    id: &str,
) -> Result<Option<Vec<Compartment>>, StoreError> {
    let doors = sqlx::query_scalar!(
        "select compartments as \"doors: Json<Vec<Compartment>>\" from station where id = $1",
        id
    )
    .fetch_optional(connection)
    .await?;
    Ok(doors.map(|Json(doors)| doors))
}

/// Whether any station stands in this region.
pub async fn has_region(connection: &mut PgConnection, region: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!("select exists (select 1 from station where region = $1) as \"exists!\"", region)
        .fetch_one(connection)
        .await?)
}

/// The name and time zone of a station.
pub async fn name(connection: &mut PgConnection, id: &str) -> Result<Option<(String, String)>, StoreError> {
    let named = sqlx::query!("select name, time_zone from station where id = $1", id)
        .fetch_optional(connection)
        .await?;
    Ok(named.map(|row| (row.name, row.time_zone)))
}

/// The stations of which a symbol may speak that says this of its station: hardly ever more than one.
pub async fn by_tag(connection: &mut PgConnection, tag: &str) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!("select id from station where tag = $1 order by id limit 8", tag)
        .fetch_all(connection)
        .await?)
}

/// How many seconds a station's clock is ahead of ours.
pub async fn skew(connection: &mut PgConnection, id: &str) -> Result<i32, StoreError> {
    let skew = sqlx::query_scalar!("select clock_skew_seconds from station where id = $1", id)
        .fetch_optional(connection)
        .await?;
    Ok(skew.unwrap_or_default())
}

/// What a station signs in with, and how far its clock is off.
pub async fn credential(
    connection: &mut PgConnection,
    id: &str,
) -> Result<Option<(Vec<u8>, i32)>, StoreError> {
    let known = sqlx::query!("select credential_hash, clock_skew_seconds from station where id = $1", id)
        .fetch_optional(connection)
        .await?;
    Ok(known.map(|row| (row.credential_hash, row.clock_skew_seconds)))
}

/// The last heartbeat out of its columns.
pub(crate) fn last_heartbeat(at: Option<Timestamp>, scanner: bool, keypad: bool) -> Option<Heartbeat> {
    at.map(|at| Heartbeat { at, scanner, keypad })
}

/// The last heartbeat of a station, which writes down no other until the transaction ends.
pub async fn last_heard_for_now(
    connection: &mut PgConnection,
    id: &str,
) -> Result<Option<Heartbeat>, StoreError> {
    let row =
        sqlx::query!("select heartbeat_at, scanner_ok, keypad_ok from station where id = $1 for share", id)
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|row| last_heartbeat(row.heartbeat_at, row.scanner_ok, row.keypad_ok)))
}

/// The last heartbeat of a station.
pub async fn last_heard(connection: &mut PgConnection, id: &str) -> Result<Option<Heartbeat>, StoreError> {
    let row = sqlx::query!("select heartbeat_at, scanner_ok, keypad_ok from station where id = $1", id)
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|row| last_heartbeat(row.heartbeat_at, row.scanner_ok, row.keypad_ok)))
}
