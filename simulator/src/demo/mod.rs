//! The demonstration network, set up through the public interfaces like any operator's.

pub mod calendar;
pub mod network;
pub mod parcel;
pub mod state;
pub mod story;
pub mod summary;
pub mod tracking;
pub mod wall;

use std::{io, time::Duration};

use serde_json::json;

use crate::{
    clock,
    desk::{Answer, Desk, Unreachable},
};
use calendar::Calendar;
use parcel::{DemoParcel, Slot};
use state::StateFolder;

/// How long the desk may take to start.
const PATIENCE: Duration = Duration::from_mins(2);

/// Why the demonstration could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// An answer nobody hoped for.
    #[error("the desk refused {what}: {answer}")]
    Refused {
        /// What was asked of it.
        what: String,
        /// What it said.
        answer: Answer,
    },
    /// The state could not be read or written.
    #[error("the simulator's state folder: {0}")]
    State(#[from] io::Error),
}

/// Sets everything up, or again: what is there already stays, what has served its turn is replaced.
/// Gives back the parcels, one for each slot.
pub async fn set_up(
    desk: &Desk,
    state: &StateFolder,
    calendar: Calendar,
) -> Result<Vec<DemoParcel>, DemoError> {
    desk.ready(PATIENCE).await?;
    for station in network::stations() {
        let answer = desk.put_station(&station).await?;
        require(answer, || format!("station {}", station.id))?;
        state.update(|state| {
            if !state.stations.contains(&station.id) {
                state.stations.push(station.id.clone());
            }
        })?;
        let condition = json!({ "clock": clock::now(), "scanner": "ok", "keypad": "ok" });
        require(desk.heartbeat(&station.id, &condition).await?, || {
            format!("the heartbeat of {}", station.id)
        })?;
    }
    let mut parcels = Vec::new();
    for slot in Slot::ALL {
        parcels.push(settle(desk, state, slot, &calendar).await?);
    }
    Ok(parcels)
}

/// Fills a slot with a parcel that shows what the slot is there for.
async fn settle(
    desk: &Desk,
    state: &StateFolder,
    slot: Slot,
    calendar: &Calendar,
) -> Result<DemoParcel, DemoError> {
    let another = || DemoParcel::new(slot, tracking::fresh(slot), calendar);
    let mut parcel = match state.read()?.parcel(slot) {
        Some(known) if known.serves(calendar.now()) => known.clone().of_today(calendar),
        Some(_) => another(),
        None => DemoParcel::new(slot, tracking::usual(slot), calendar),
    };
    // The desk may know better than our notes: that the number is taken, or the parcel already gone.
    for _ in 0..3 {
        // Noted first, so that a run that is cut off is continued by the next and not repeated.
        state.update(|state| state.put(parcel.clone()))?;
        match announce(desk, &parcel).await? {
            Some(status) if status == slot.status() => return Ok(parcel),
            seen => {
                tracing::info!(
                    tracking_number = parcel.registration.tracking_number,
                    ?seen,
                    "taking another parcel"
                );
                parcel = another();
            }
        }
    }
    state.update(|state| state.put(parcel.clone()))?;
    announce(desk, &parcel).await?;
    Ok(parcel)
}

/// Announces a parcel and reports all about it; gives back the status in which the desk sees it, `None` when the
/// tracking number belongs to another parcel.
async fn announce(desk: &Desk, parcel: &DemoParcel) -> Result<Option<String>, DemoError> {
    let number = &parcel.registration.tracking_number;
    let answer = desk.register(&parcel.registration).await?;
    if answer.status.as_u16() == 409 {
        return Ok(None);
    }
    let mut seen = require(answer, || format!("parcel {number}"))?.field("status").to_owned();
    for report in &parcel.reports {
        let answer = desk.report(&report.id, &report.data).await?;
        require(answer, || format!("event {}", report.id))?.field("status").clone_into(&mut seen);
    }
    Ok(Some(seen))
}

fn require(answer: Answer, what: impl FnOnce() -> String) -> Result<Answer, DemoError> {
    if answer.status.is_success() { Ok(answer) } else { Err(DemoError::Refused { what: what(), answer }) }
}
