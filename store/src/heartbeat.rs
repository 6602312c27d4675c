//! Stations as their heartbeat shows them.

use chrono::Duration;
use domain::{diagnosis::SLOW, qr::station_tag, station::Heartbeat};
use sqlx::PgConnection;

use crate::{StoreError, parcel};

/// All that a heartbeat says. What a station does not say is not known, and what it said before does not count any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Beat {
    /// That it came, and how the parts are that read codes.
    pub heartbeat: Heartbeat,
    /// How many seconds its clock is ahead of ours.
    pub clock_skew_seconds: i32,
    /// How long it waited for our last answer.
    pub latency: Option<Duration>,
    /// The screen works.
    pub screen: Option<bool>,
    /// The pattern that its light shows.
    pub light: Option<String>,
    /// In degrees Celsius.
    pub temperature: Option<f32>,
    /// The doors that do not move.
    pub stuck: Vec<String>,
    /// The doors whose sensors contradict each other.
    pub unsure: Vec<String>,
}

/// Writes a heartbeat down; the first of an hour, and a silence that it ends, are noted. Parcels at the station change for their customers when what their pages show of it does.
/// Answers whether it takes codes again that it did not take before, because it was silent or its parts were faulty.
pub async fn take(connection: &mut PgConnection, station: &str, beat: &Beat) -> Result<bool, StoreError> {
    let milliseconds = |span: Duration| i32::try_from(span.num_milliseconds()).unwrap_or(i32::MAX);
    let row = sqlx::query!(
        "with before as (
             select id, scanner_ok, keypad_ok, clock_skew_seconds, heartbeat_at, link_latency_ms, screen_ok, light,
                 stuck_doors, unsure_doors, greatest(heartbeat_at, silence_counted_until) as silent_since
             from station where id = $1 for no key update),
         heard as (
             insert into station_note (station_id, what, at, celsius) select id, 'heard', $2, $10 from before
             where heartbeat_at is null or date_trunc('hour', heartbeat_at) < date_trunc('hour', $2::timestamptz)),
         silent as (
             insert into station_note (station_id, what, since, at) select id, 'silent', silent_since, $2 from before
             where heartbeat_at < $2::timestamptz - make_interval(secs => $13) and silent_since < $2)
         update station s set heartbeat_at = $2, scanner_ok = $3, keypad_ok = $4, clock_skew_seconds = $5, tag = $6,
             link_latency_ms = $7, screen_ok = $8, light = $9, temperature_celsius = $10, stuck_doors = $11,
             unsure_doors = $12
         from before b where s.id = b.id
         returning b.scanner_ok <> $3 or b.keypad_ok <> $4 or b.clock_skew_seconds / 60 <> $5 / 60
             or b.heartbeat_at is null or b.heartbeat_at < $2::timestamptz - make_interval(secs => $13)
             or (coalesce(b.link_latency_ms, 0) >= $14) <> (coalesce($7, 0) >= $14)
             or b.screen_ok is distinct from $8 or b.light is distinct from $9
             or b.stuck_doors <> $11 or b.unsure_doors <> $12 as \"shows!\",
             ($3 or $4) and (b.heartbeat_at < $2::timestamptz - make_interval(secs => $13)
                 or b.heartbeat_at is not null and not b.scanner_ok and not b.keypad_ok) as returns",
        station,
        beat.heartbeat.at,
        beat.heartbeat.scanner,
        beat.heartbeat.keypad,
        beat.clock_skew_seconds,
        station_tag(station),
        beat.latency.map(milliseconds),
        beat.screen,
        beat.light,
        beat.temperature,
        &beat.stuck,
        &beat.unsure,
        f64::from(i32::try_from(domain::station::SILENCE.num_seconds()).unwrap_or(i32::MAX)),
        milliseconds(SLOW)
    )
    .fetch_one(&mut *connection)
    .await?;
    if row.shows {
        parcel::touch_at(connection, station, false).await?;
    }
    Ok(row.returns.unwrap_or_default())
}
