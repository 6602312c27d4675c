//! Days of stations: what was noted is added to them, and the operator reads them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{Timestamp, trend::StationDay};
use serde::Serialize;
use sqlx::{PgConnection, types::Json};

use super::month;
use crate::StoreError;

/// What is added: by station and day, each with whether the station has a roof.
pub type Added = BTreeMap<(String, NaiveDate), (bool, StationDay)>;

#[derive(Serialize)]
struct Given<'a> {
    station: &'a str,
    day: NaiveDate,
    #[serde(flatten)]
    happened: &'a StationDay,
}

/// Adds to days, to months, and has summaries made anew: at most once an hour each.
pub async fn add(connection: &mut PgConnection, added: &Added, now: Timestamp) -> Result<(), StoreError> {
    let given: Vec<Given<'_>> =
        added.iter().map(|((station, day), (_, happened))| Given { station, day: *day, happened }).collect();
    let fresh: BTreeSet<(String, NaiveDate)> = sqlx::query!(
        "insert into station_day as d (station_id, day, opened, refused, jammed, unsure, faults, offline_seconds,
             celsius_sum, celsius_count)
         select g.station, g.day, g.opened, g.refused, g.jammed, g.unsure, g.faults, g.offline_seconds, g.celsius_sum,
             g.celsius_count
         from jsonb_to_recordset($1) as g (station text, day date, opened integer[], refused integer, jammed integer,
             unsure integer, faults integer, offline_seconds integer, celsius_sum double precision,
             celsius_count integer)
         order by 1, 2
         on conflict (station_id, day) do update set
             opened = (select array_agg(a.old + a.more order by a.place)
                 from unnest(d.opened, excluded.opened) with ordinality as a (old, more, place)),
             refused = d.refused + excluded.refused, jammed = d.jammed + excluded.jammed,
             unsure = d.unsure + excluded.unsure, faults = d.faults + excluded.faults,
             offline_seconds = d.offline_seconds + excluded.offline_seconds,
             celsius_sum = d.celsius_sum + excluded.celsius_sum,
             celsius_count = d.celsius_count + excluded.celsius_count
         returning station_id, day, xmax = 0 as \"is_new!\"",
        Json(&given) as Json<&Vec<Given<'_>>>
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .filter(|row| row.is_new)
    .map(|row| (row.station_id, row.day))
    .collect();
    let mut months = BTreeMap::new();
    for (key, (sheltered, happened)) in added {
        let first = key.1.with_day(1).unwrap_or(key.1);
        let of: &mut month::Month =
            months.entry((*sheltered, first)).or_insert_with(|| month::Month::of(*sheltered, first));
        of.add(happened, fresh.contains(key));
    }
    for month in months.values() {
        month::add(connection, month).await?;
    }
    // Only what a summary tells of has it made anew.
    let mut doors: Vec<&str> = added
        .iter()
        .filter(|(_, (_, happened))| happened.openings() > 0 || happened.stayed_shut() > 0)
        .map(|((station, _), _)| station.as_str())
        .collect();
    doors.dedup();
    sqlx::query!(
        "insert into station_summary as s (station_id, due_at) select station, $2 from unnest($1::text[]) as g (station)
         order by 1
         on conflict (station_id) do update set
             due_at = least(s.due_at, greatest($2, s.made_at + interval '1 hour'))",
        &doors as &[&str],
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A station with its days.
#[derive(Debug, Clone)]
pub struct Told {
    /// It has a roof.
    pub sheltered: bool,
    /// IANA name.
    pub time_zone: String,
    /// When it was last heard, and until when its silence since then is counted.
    pub heard: Option<(Timestamp, Timestamp)>,
    /// Its days, the newest first.
    pub days: Vec<(NaiveDate, StationDay)>,
}

/// A station with its days since that one; none when there is no such station.
pub async fn told(
    connection: &mut PgConnection,
    station: &str,
    since: NaiveDate,
) -> Result<Option<Told>, StoreError> {
    let row = sqlx::query!(
        "select sheltered, time_zone, heartbeat_at, silence_counted_until from station where id = $1",
        station
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let counted = |at: Timestamp| row.silence_counted_until.map_or(at, |counted| counted.max(at));
    Ok(Some(Told {
        sheltered: row.sheltered,
        heard: row.heartbeat_at.map(|at| (at, counted(at))),
        time_zone: row.time_zone,
        days: days(connection, station, since).await?,
    }))
}

/// The days of a station since that one, the newest first.
pub async fn days(
    connection: &mut PgConnection,
    station: &str,
    since: NaiveDate,
) -> Result<Vec<(NaiveDate, StationDay)>, StoreError> {
    let rows = sqlx::query!(
        "select day, opened, refused, jammed, unsure, faults, offline_seconds, celsius_sum, celsius_count
         from station_day where station_id = $1 and day >= $2 order by day desc",
        station,
        since
    )
    .fetch_all(connection)
    .await?;
    let count = |number: i32| u32::try_from(number).unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|row| {
            let day = StationDay {
                opened: row.opened.into_iter().map(count).collect(),
                refused: count(row.refused),
                jammed: count(row.jammed),
                unsure: count(row.unsure),
                faults: count(row.faults),
                offline_seconds: row.offline_seconds.into(),
                celsius_sum: row.celsius_sum,
                celsius_count: count(row.celsius_count),
            };
            (row.day, day)
        })
        .collect())
}
