//! What carriers and stations report about parcels.

use domain::{Timestamp, id::ParcelId, parcel::ParcelEvent};
use sqlx::PgConnection;

use super::{status, window};
use crate::StoreError;

/// A report and where it comes from.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// Who reports it: `carrier:` and its name as compared, or `station`.
    pub source: &'a str,
    /// What it says.
    pub event: &'a ParcelEvent,
    /// The carrier's own code.
    pub carrier_code: Option<&'a str>,
    /// The carrier's own words.
    pub carrier_text: Option<&'a str>,
    /// Where it happened.
    pub location: Option<&'a str>,
}

/// Writes a report down; `false` when this source has reported it before. Of a parcel whose recipient was removed
/// nothing is kept any more that was put in words.
pub async fn report(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    report: &Report<'_>,
) -> Result<bool, StoreError> {
    let event = report.event;
    let inserted = sqlx::query!(
        "insert into parcel_event (parcel_id, source, source_id, status, substatus, action_required, incident_reason,
             carrier_code, carrier_text, location, station_id, compartment, pickup_deadline, expected_from,
             expected_until, correction, occurred_at, received_at)
         select id, $2, $3, $4, case when purged_at is null then $5 end, $6, case when purged_at is null then $7 end,
             case when purged_at is null then $8 end, case when purged_at is null then $9 end,
             case when purged_at is null then $10 end, $11, $12, $13, $14, $15, $16, $17, $18
         from parcel where id = $1
         on conflict (source, source_id) do nothing",
        parcel.as_str(),
        report.source,
        &event.source_id,
        event.status.as_str(),
        event.substatus.as_deref(),
        event.action_required,
        event.incident_reason.as_deref(),
        report.carrier_code,
        report.carrier_text,
        report.location,
        event.station.as_deref(),
        event.compartment.as_deref(),
        event.pickup_deadline,
        event.expected.map(|window| window.from),
        event.expected.map(|window| window.until),
        event.correction,
        event.occurred_at,
        event.received_at
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

struct EventRow {
    source_id: String,
    status: String,
    substatus: Option<String>,
    action_required: bool,
    incident_reason: Option<String>,
    station_id: Option<String>,
    compartment: Option<String>,
    pickup_deadline: Option<Timestamp>,
    expected_from: Option<Timestamp>,
    expected_until: Option<Timestamp>,
    correction: bool,
    occurred_at: Timestamp,
    received_at: Timestamp,
}

/// Everything that was reported about a parcel.
pub async fn events(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<ParcelEvent>, StoreError> {
    sqlx::query_as!(
        EventRow,
        "select source_id, status, substatus, action_required, incident_reason, station_id, compartment,
             pickup_deadline, expected_from, expected_until, correction, occurred_at, received_at
         from parcel_event where parcel_id = $1",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        Ok(ParcelEvent {
            status: status("parcel_event", &row.status)?,
            source_id: row.source_id,
            substatus: row.substatus,
            action_required: row.action_required,
            incident_reason: row.incident_reason,
            occurred_at: row.occurred_at,
            received_at: row.received_at,
            correction: row.correction,
            station: row.station_id,
            compartment: row.compartment,
            pickup_deadline: row.pickup_deadline,
            expected: window(row.expected_from, row.expected_until),
        })
    })
    .collect()
}
