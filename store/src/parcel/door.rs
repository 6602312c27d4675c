//! What is kept beside a parcel of the doors it was at: when its own was last opened, what the station has said of it since,
//! and where else its code was shown. Pages read it in the parcel's row.

use chrono::Duration;
use domain::{Timestamp, command::DoorEventKind, id::ParcelId, standing::AtDoor};
use sqlx::PgConnection;

use crate::{StoreError, Transaction, compartment::Place};

/// What is known of a door out of a parcel's and its station's columns.
pub(crate) fn at_door(
    opened_at: Option<Timestamp>,
    said: Option<String>,
    skew_seconds: Option<i32>,
) -> Result<AtDoor, StoreError> {
    let wrong = StoreError::Inconsistent { table: "parcel", column: "door_said" };
    let said = said.map(|kind| DoorEventKind::parse(&kind).ok_or(wrong)).transpose()?;
    Ok(AtDoor { said, skew: Duration::seconds(skew_seconds.unwrap_or_default().into()), opened_at })
}

/// The door of these parcels was opened by a code. The caller holds the door and has locked the parcels. What the station
/// has said of it already counts: a report of what was opened without a link comes late.
pub async fn opened(
    transaction: &mut Transaction<'_>,
    parcels: &[ParcelId],
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update parcel p set opened_at = $2, door_said = (
             select d.kind from door_event d where d.station_id = p.station_id and d.compartment = p.compartment
                 and d.occurred_at >= $2::timestamptz - interval '1 minute'
             order by d.occurred_at desc, d.received_at desc limit 1)
         where p.id = any($1)",
        &ParcelId::names(parcels) as &[&str],
        at
    )
    .execute(&mut **transaction)
    .await?;
    for parcel in parcels {
        transaction.changed(parcel);
    }
    Ok(())
}

/// When the door of a parcel was last opened by a code, and what its station has said of it since.
pub async fn last_opening(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Option<(Timestamp, Option<DoorEventKind>)>, StoreError> {
    let row = sqlx::query!("select opened_at, door_said from parcel where id = $1", parcel.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let said = at_door(None, row.door_said, None)?.said;
    Ok(row.opened_at.map(|at| (at, said)))
}

/// The station has said something of a door: it is said of those parcels for which the door was last opened, unless
/// another was put there since. Answers which. The caller holds the door.
pub async fn said(
    transaction: &mut Transaction<'_>,
    place: &Place,
    occurred_at: Timestamp,
) -> Result<Vec<ParcelId>, StoreError> {
    let of = sqlx::query_scalar!(
        "with last as (
             select max(opened_at) as at from parcel where station_id = $1 and compartment = $2
                 and opened_at <= $3::timestamptz + interval '1 minute'),
         those as (
             select p.id from parcel p, last where p.station_id = $1 and p.compartment = $2 and p.opened_at = last.at
                 and not exists (select 1 from parcel o where o.station_id = $1 and o.compartment = $2
                     and o.placed_at is not null and o.placed_at <= $3)
             order by p.id for update of p)
         update parcel p set door_said = (
             select d.kind from door_event d where d.station_id = $1 and d.compartment = $2
                 and d.occurred_at >= p.opened_at - interval '1 minute'
             order by d.occurred_at desc, d.received_at desc limit 1)
         from those where p.id = those.id returning p.id",
        place.station,
        place.compartment,
        occurred_at
    )
    .fetch_all(&mut **transaction)
    .await?;
    let of: Vec<ParcelId> = of.into_iter().map(ParcelId::stored).collect();
    for parcel in &of {
        transaction.changed(parcel);
    }
    Ok(of)
}

/// Somebody who has the code of this parcel, or sees it, is at a station that is not its own: the newest counts.
pub async fn seen_elsewhere(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    station: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let seen = sqlx::query!(
        "update parcel set elsewhere_station = $2, elsewhere_at = $3
         where id = $1 and purged_at is null and station_id <> $2 and (elsewhere_at is null or elsewhere_at <= $3)",
        parcel.as_str(),
        station,
        at
    )
    .execute(&mut **transaction)
    .await?;
    if seen.rows_affected() == 1 {
        transaction.changed(parcel);
    }
    Ok(())
}
