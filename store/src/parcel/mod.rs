//! Parcels and what was reported about them.

mod announcement;
mod door;
mod extended;
mod heard;
mod report;
mod sign_in;

use domain::{
    Timestamp,
    id::ParcelId,
    parcel::{ParcelState, Status, Window},
};
use sqlx::PgConnection;

pub(crate) use self::door::at_door;
pub use self::{
    announcement::{NewParcel, by_number, register},
    door::{last_opening, opened, said, seen_elsewhere},
    extended::{extend, restate},
    heard::heard,
    report::{Report, events, report},
    sign_in::{Match, waiting_for, with_recipient},
};
use crate::{StoreError, Transaction};

/// A parcel and its state.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Our name of it.
    pub id: ParcelId,
    /// The carrier.
    pub carrier: String,
    /// The carrier's number, ungrouped.
    pub tracking_number: String,
    /// Who sent it.
    pub merchant: String,
    /// What was announced, before any event.
    pub announced: ParcelState,
    /// Where it stands.
    pub state: ParcelState,
    /// Counts every change that a page shows.
    pub version: i64,
    /// Until then at least it can be collected where it lies, whatever its reports say.
    pub extended_until: Option<Timestamp>,
    /// How often its customer has had the time extended.
    pub extended: u16,
}

struct Row {
    id: String,
    carrier: String,
    tracking_number: String,
    merchant: String,
    announced_station: Option<String>,
    announced_from: Option<Timestamp>,
    announced_until: Option<Timestamp>,
    announced_at: Timestamp,
    version: i64,
    status: String,
    substatus: Option<String>,
    action_required: bool,
    incident_reason: Option<String>,
    since: Timestamp,
    station_id: Option<String>,
    compartment: Option<String>,
    pickup_deadline: Option<Timestamp>,
    expected_from: Option<Timestamp>,
    expected_until: Option<Timestamp>,
    placed_at: Option<Timestamp>,
    extended_until: Option<Timestamp>,
    extended: i16,
}

/// A parcel's state out of a row that has its columns.
macro_rules! state {
    ($row:ident) => {
        domain::parcel::ParcelState {
            status: $crate::parcel::status("parcel", &$row.status)?,
            substatus: $row.substatus,
            action_required: $row.action_required,
            incident_reason: $row.incident_reason,
            since: $row.since,
            station: $row.station_id,
            compartment: $row.compartment,
            pickup_deadline: $row.pickup_deadline,
            expected: $crate::parcel::window($row.expected_from, $row.expected_until),
            placed_at: $row.placed_at,
        }
    };
}

pub(crate) use state;

impl TryFrom<Row> for Parcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            announced: ParcelState::announced(
                row.announced_at,
                row.announced_station,
                window(row.announced_from, row.announced_until),
            ),
            id: ParcelId::stored(row.id),
            carrier: row.carrier,
            tracking_number: row.tracking_number,
            merchant: row.merchant,
            extended_until: row.extended_until,
            extended: u16::try_from(row.extended).unwrap_or_default(),
            version: row.version,
            state: state!(row),
        })
    }
}

pub(crate) fn status(table: &'static str, name: &str) -> Result<Status, StoreError> {
    Status::parse(name).ok_or(StoreError::Inconsistent { table, column: "status" })
}

pub(crate) fn window(from: Option<Timestamp>, until: Option<Timestamp>) -> Option<Window> {
    from.zip(until).map(|(from, until)| Window { from, until })
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, carrier, tracking_number, merchant, announced_station, announced_from, announced_until,
                 announced_at, status, substatus, action_required, incident_reason, since, station_id, compartment,
                 pickup_deadline, expected_from, expected_until, placed_at, version, extended_until, extended
             from parcel " + $rest,
            $($value),+
        )
    };
}

/// The parcel of that name.
pub async fn by_id(connection: &mut PgConnection, id: &ParcelId) -> Result<Option<Parcel>, StoreError> {
    select!("where id = $1", id.as_str()).fetch_optional(connection).await?.map(Parcel::try_from).transpose()
}

/// The parcel of that name, locked until the end of the transaction: whoever decides about it decides alone.
pub async fn lock(connection: &mut PgConnection, id: &ParcelId) -> Result<Option<Parcel>, StoreError> {
    select!("where id = $1 for update", id.as_str())
        .fetch_optional(connection)
        .await?
        .map(Parcel::try_from)
        .transpose()
}

/// The parcels of these names, locked until the end of the transaction in the order of their names.
pub async fn lock_all(connection: &mut PgConnection, ids: &[ParcelId]) -> Result<Vec<Parcel>, StoreError> {
    select!("where id = any($1) order by id for update", &ParcelId::names(ids) as &[&str])
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Parcel::try_from)
        .collect()
}

/// Writes a new state down and counts the change. What was known of an opened door is over when it lies behind one again,
/// and what was decided about its time when it lies there no longer; which station it was bound for before is
/// kept.
pub async fn save_state(
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    state: &ParcelState,
) -> Result<(), StoreError> {
    transaction.changed(id);
    sqlx::query!(
        "update parcel set status = $2, substatus = case when purged_at is null then $3 end, action_required = $4,
             incident_reason = case when purged_at is null then $5 end, since = $6,
             station_id = $7, compartment = $8, pickup_deadline = $9, expected_from = $10, expected_until = $11,
             placed_at = $12,
             opened_at = case when $12::timestamptz is null then opened_at end,
             door_said = case when $12::timestamptz is null then door_said end,
             moved_from = case when station_id <> $7 then station_id else moved_from end,
             moved_at = case when station_id <> $7 then $6 else moved_at end,
             extended_until = case when $12::timestamptz is not null and station_id = $7 then extended_until end,
             extended = case when $12::timestamptz is not null and station_id = $7 then extended else 0 end
         where id = $1",
        id.as_str(),
        state.status.as_str(),
        state.substatus.as_deref(),
        state.action_required,
        state.incident_reason.as_deref(),
        state.since,
        state.station.as_deref(),
        state.compartment.as_deref(),
        state.pickup_deadline,
        state.expected.map(|window| window.from),
        state.expected.map(|window| window.until),
        state.placed_at
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Counts a change of a station that the pages of the parcels lying there show, or of those with a live code only. They
/// are locked in the order of their names, as by everybody who locks several.
pub async fn touch_at(
    connection: &mut PgConnection,
    station: &str,
    with_code: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with there as (
             select id from parcel where station_id = $1 and placed_at is not null and (not $2 or exists (
                 select 1 from pickup_code k where k.parcel_id = parcel.id and k.ended_at is null))
             order by id for update)
         update parcel p set version = version + 1 from there where p.id = there.id",
        station,
        with_code
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The versions of these parcels.
pub async fn versions(
    connection: &mut PgConnection,
    ids: &[ParcelId],
) -> Result<Vec<(ParcelId, i64)>, StoreError> {
    let versions =
        sqlx::query!("select id, version from parcel where id = any($1)", &ParcelId::names(ids) as &[&str])
            .fetch_all(connection)
            .await?;
    Ok(versions.into_iter().map(|row| (ParcelId::stored(row.id), row.version)).collect())
}
