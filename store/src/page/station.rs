//! What the page of a station shows to anybody, and the nearest one that works.

use domain::{
    Timestamp,
    nearby::{Area, Spot},
    station::SILENCE,
    trend::Summary,
};
use sqlx::{PgConnection, types::Json};

use super::StationPart;
use crate::{StoreError, station::last_heartbeat};

/// A station as its own page shows it.
#[derive(Debug, Clone)]
pub struct StationPage {
    /// What it is called.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// What it last said of its screen.
    pub screen: Option<bool>,
    /// The rest; of its compartments, and of what waits there, nothing.
    pub part: StationPart,
}

/// The page of a station; none when there is no such station.
pub async fn station(connection: &mut PgConnection, id: &str) -> Result<Option<StationPage>, StoreError> {
    let row = sqlx::query!(
        "select name, time_zone, street, postcode, city, opening_hours, latitude, longitude, heartbeat_at, scanner_ok,
             keypad_ok, has_scanner, has_keypad, screen_ok, y.summary as \"summary: Json<Summary>\"
         from station s left join station_summary y on y.station_id = s.id where s.id = $1",
        id
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| StationPage {
        name: row.name,
        time_zone: row.time_zone,
        screen: row.screen_ok,
        part: StationPart {
            address: [row.street, format!("{} {}", row.postcode, row.city)],
            opening_hours: row.opening_hours,
            location: row.latitude.zip(row.longitude),
            screen: None,
            compartments: Vec::new(),
            heartbeat: last_heartbeat(row.heartbeat_at, row.scanner_ok, row.keypad_ok),
            has_scanner: row.has_scanner,
            has_keypad: row.has_keypad,
            scanner_waits: None,
            keypad_waits: None,
            summary: row.summary.map(|Json(summary)| summary),
        },
    }))
}

/// A station near another one.
#[derive(Debug, Clone)]
pub struct Near {
    /// The operator's id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Street, then postcode and city.
    pub address: [String; 2],
    /// For people.
    pub opening_hours: String,
    /// Where it is.
    pub spot: Spot,
}

/// The nearest to `from` of the other stations in an area that were heard lately and read codes, at most so many.
pub async fn nearest(
    connection: &mut PgConnection,
    from: (&str, Spot),
    area: Area,
    most: i64,
    now: Timestamp,
) -> Result<Vec<Near>, StoreError> {
    let (id, spot) = from;
    let rows = sqlx::query!(
        "select id, name, street, postcode, city, opening_hours, latitude as \"latitude!\", longitude as \"longitude!\"
         from station
         where latitude between $3 and $4
             and (longitude between $5::float8 and $6::float8
                 or longitude between $5::float8 + 360 and $6::float8 + 360
                 or longitude between $5::float8 - 360 and $6::float8 - 360)
             and id <> $1 and heartbeat_at >= $2 and (scanner_ok and has_scanner or keypad_ok and has_keypad)
         order by power(sin(radians(latitude - $7) / 2), 2) + cos(radians(latitude)) * cos(radians($7))
             * power(sin(radians(longitude - $8) / 2), 2) limit $9",
        id,
        now - SILENCE,
        area.south,
        area.north,
        area.west,
        area.east,
        spot.latitude,
        spot.longitude,
        most
    )
    .fetch_all(connection)
    .await?;
    let near = rows.into_iter().map(|row| Near {
        id: row.id,
        name: row.name,
        address: [row.street, format!("{} {}", row.postcode, row.city)],
        opening_hours: row.opening_hours,
        spot: Spot { latitude: row.latitude, longitude: row.longitude },
    });
    Ok(near.collect())
}
