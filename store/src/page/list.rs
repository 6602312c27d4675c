//! The customer's list of parcels.

use domain::{
    access::Named,
    id::{CustomerId, ParcelId},
    parcel::ParcelState,
    standing::AtDoor,
};
use sqlx::{PgConnection, types::Json};

use crate::{StoreError, parcel, recipient};

/// A parcel in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Our name of it.
    pub id: ParcelId,
    /// The carrier.
    pub carrier: String,
    /// The carrier's number, ungrouped.
    pub tracking_number: String,
    /// Who sent it.
    pub merchant: String,
    /// Where it stands.
    pub state: ParcelState,
    /// What is known of its door.
    pub door: AtDoor,
    /// Counts every change that a page shows.
    pub version: i64,
    /// It has a live code.
    pub has_code: bool,
    /// The contacts it names, where a list was asked for.
    pub named: Vec<Named>,
    /// The station's name and IANA time zone.
    pub station: Option<(String, String)>,
    /// The station's region.
    pub region: Option<String>,
}

/// A parcel in a list out of a row that has its columns.
macro_rules! listed {
    ($row:ident, $named:expr) => {
        Listed {
            id: ParcelId::stored($row.id),
            carrier: $row.carrier,
            tracking_number: $row.tracking_number,
            merchant: $row.merchant,
            state: parcel::state!($row),
            door: parcel::at_door($row.opened_at, $row.door_said, $row.skew)?,
            version: $row.version,
            has_code: $row.has_code,
            named: $named,
            station: $row.station_name.zip($row.time_zone),
            region: $row.region,
        }
    };
}

pub(super) use listed;

/// The list of a customer of those parcels for which a condition holds.
macro_rules! list {
    ($connection:expr, $condition:literal, $($value:expr),+) => {
        sqlx::query!(
            "select p.id, p.carrier, p.tracking_number, p.merchant, p.status, p.substatus, p.action_required,
                 p.incident_reason, p.since, p.station_id, p.compartment, p.pickup_deadline, p.expected_from,
                 p.expected_until, p.placed_at, p.opened_at, p.door_said,
                 s.region as \"region?\", s.clock_skew_seconds as \"skew?\", p.version, s.name as \"station_name?\",
                 s.time_zone as \"time_zone?\",
                 exists (select 1 from pickup_code k where k.parcel_id = p.id and k.ended_at is null) as \"has_code!\",
                 (select json_agg(r) from (select contact_id, swapped from recipient where parcel_id = p.id) r)
                     as \"named!: Json<Vec<recipient::Row>>\"
             from parcel p left join station s on s.id = p.station_id
             where p.id in (select r.parcel_id from contact c join recipient r on r.contact_id = c.id
                 where c.customer_id = $1)
             " + $condition + " limit 100",
            $($value),+
        )
        .fetch_all($connection)
        .await?
        .into_iter()
        .map(|row| {
            let named = row.named.0.into_iter().map(Named::from).collect();
            Ok(listed!(row, named))
        })
        .collect()
    };
}

/// The parcels a customer may see, newest first.
pub async fn parcels(connection: &mut PgConnection, customer: CustomerId) -> Result<Vec<Listed>, StoreError> {
    list!(connection, "order by p.since desc", customer.get())
}

/// The parcels of a customer that lie behind a door or have just been behind one that may have stayed shut: first those at
/// this station, each the newest first.
pub async fn waiting(
    connection: &mut PgConnection,
    customer: CustomerId,
    station: &str,
) -> Result<Vec<Listed>, StoreError> {
    list!(
        connection,
        "and (p.placed_at is not null or p.door_said in ('still_shut', 'sensor_conflict'))
             order by p.station_id = $2 desc nulls last, p.since desc",
        customer.get(),
        station
    )
}
