//! What a diagnosis asks about a parcel's door beside its page.

use domain::{Timestamp, command::DoorEventKind, id::ParcelId, reopening::LastOpening};
use sqlx::PgConnection;

use crate::StoreError;

/// What is known of a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// How many seconds its station's clock is ahead of ours.
    pub skew: i32,
    /// The last time it was opened for the parcel.
    pub opening: Option<LastOpening>,
}

struct Row {
    skew: i32,
    opened_at: Option<Timestamp>,
    said: Option<String>,
    again: bool,
}

/// What is known of the door of a parcel that lies, or has just been, behind it; nothing without a station.
pub async fn door(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Option<Door>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"with opened as (
             select e.occurred_at as at, e.station_id, e.compartment from parcel_event e
             where e.parcel_id = $1 and e.source = 'station' and e.substatus = 'collected_by_recipient'
             order by e.occurred_at desc limit 1)
         select s.clock_skew_seconds as skew, o.at as "opened_at?",
             (select d.kind from door_event d where d.station_id = o.station_id and d.compartment = o.compartment
                  and d.occurred_at >= o.at - interval '1 minute' order by d.occurred_at desc limit 1) as said,
             exists (select 1 from station_command c where c.station_id = s.id and c.request = $2) as "again!"
         from parcel p join station s on s.id = p.station_id left join opened o on true
         where p.id = $1"#,
        parcel.as_str(),
        again(parcel),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let wrong = StoreError::Inconsistent { table: "door_event", column: "kind" };
        let said = row.said.map(|kind| DoorEventKind::parse(&kind).ok_or(wrong)).transpose()?;
        let opening = row.opened_at.map(|at| LastOpening { at, said, again: row.again });
        Ok(Door { skew: row.skew, opening })
    })
    .transpose()
}

/// The name of the command that opens a parcel's door once more: there is one, so it happens once.
pub fn again(parcel: &ParcelId) -> String {
    format!("again-{parcel}")
}
