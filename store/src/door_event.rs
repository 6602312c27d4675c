//! What stations say of their doors.

use domain::{
    Timestamp,
    command::DoorEventKind,
    id::{CommandId, ParcelId},
};

use crate::{StoreError, Transaction, compartment::Place, parcel};

/// What a station says of a door.
#[derive(Debug)]
pub struct NewDoorEvent<'a> {
    /// Who says it.
    pub station: &'a str,
    /// The station's own name of it: said again under the same name it is the same.
    pub event: &'a str,
    /// What is written on the door.
    pub compartment: &'a str,
    /// What happened to it.
    pub kind: DoorEventKind,
    /// When, by the station's clock, put right by how far that is off.
    pub occurred_at: Timestamp,
    /// The command that it carried out then.
    pub command: Option<CommandId>,
}

/// Writes it down; answers of which opened parcels it speaks, and nothing when it was known already. The pages of those parcels that lie there, or lay there when it was
/// last opened, show something else from now on. The caller holds the door.
pub async fn add(
    transaction: &mut Transaction<'_>,
    new: &NewDoorEvent<'_>,
    now: Timestamp,
) -> Result<Option<Vec<ParcelId>>, StoreError> {
    let written = sqlx::query!(
        "insert into door_event (station_id, event, compartment, kind, occurred_at, received_at, command_id)
         values ($1, $2, $3, $4, $5, $6, (select id from station_command where station_id = $1 and id = $7))
         on conflict (station_id, event) do nothing",
        new.station,
        new.event,
        new.compartment,
        new.kind.as_str(),
        new.occurred_at,
        now,
        new.command.map(CommandId::get)
    )
    .execute(&mut **transaction)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(None);
    }
    let parcels = sqlx::query_scalar!(
        "select id from parcel where station_id = $1 and compartment = $2 and placed_at is not null",
        new.station,
        new.compartment
    )
    .fetch_all(&mut **transaction)
    .await?;
    for parcel in parcels {
        transaction.changed(&ParcelId::stored(parcel));
    }
    let place = Place { station: new.station.to_owned(), compartment: new.compartment.to_owned() };
    Ok(Some(parcel::said(transaction, &place, new.occurred_at).await?))
}
