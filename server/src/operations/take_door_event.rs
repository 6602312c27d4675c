//! A station says what became of a door.

use domain::command::DoorEventKind;
use store::{
    compartment::{self, Place},
    door_event::{self, NewDoorEvent},
    rescue, station, trend,
};

use super::NotDone;
use crate::app_state::AppState;

/// Why it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The station has no such door.
    UnknownDoor,
}

/// Writes it down; `false` when it was known already. Open pages of the parcels there are told.
pub async fn run(app_state: &AppState, new: &NewDoorEvent<'_>) -> Result<bool, NotDone<Refused>> {
    let now = app_state.now();
    app_state
        .doors
        .write(async |transaction| -> Result<_, NotDone<Refused>> {
            let doors = station::compartments(transaction, new.station).await?.unwrap_or_default();
            if !doors.iter().any(|door| door.number == new.compartment) {
                return Err(NotDone::Refused(Refused::UnknownDoor));
            }
            let place = Place { station: new.station.to_owned(), compartment: new.compartment.to_owned() };
            compartment::hold(transaction, std::slice::from_ref(&place)).await?;
            let Some(of) = door_event::add(transaction, new, now).await? else { return Ok(false) };
            match new.kind {
                DoorEventKind::Opened | DoorEventKind::Closed => {
                    rescue::opened(transaction, &of, now).await?;
                }
                DoorEventKind::StillShut | DoorEventKind::SensorConflict => {
                    rescue::stayed_shut(transaction, &of).await?;
                    trend::stayed_shut(transaction, &of, Some(new.kind)).await?;
                }
            }
            Ok(true)
        })
        .await
}
