//! The demonstration network, set up through the public interfaces like any operator's.

pub(crate) mod data;
pub(crate) mod parcel;
mod state;

use std::{fmt, io, time::Duration};

use serde_json::json;

use crate::{
    clock::{self, Calendar},
    desk::{Answer, Desk, Unreachable},
};
use data::{Sketch, data, station};
use parcel::fresh_number;

pub use parcel::{DemoParcel, Registration, Report};
pub use state::{State, StateFolder};

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
    for station in &data().stations {
        let id = &station.id;
        require(desk.put_station(id, station).await?, || format!("station {id}"))?;
        state.update(|state| {
            if !state.stations.contains(id) {
                state.stations.push(id.clone());
            }
        })?;
        let condition = json!({ "clock": clock::now(), "scanner": "ok", "keypad": "ok" });
        require(desk.heartbeat(id, &condition).await?, || format!("the heartbeat of {id}"))?;
    }
    let mut parcels = Vec::new();
    for sketch in &data().parcels {
        parcels.push(settle(desk, state, sketch, &calendar).await?);
    }
    Ok(parcels)
}

/// Fills a slot with a parcel that shows what the slot is there for.
async fn settle(
    desk: &Desk,
    state: &StateFolder,
    sketch: &Sketch,
    calendar: &Calendar,
) -> Result<DemoParcel, DemoError> {
    let another = || DemoParcel::new(sketch, fresh_number(&sketch.shape), calendar);
    let mut parcel = match state.read()?.parcel(&sketch.slot) {
        Some(known) if known.serves(calendar.now) => known.clone().of_today(sketch, calendar),
        Some(_) => another(),
        None => DemoParcel::new(sketch, sketch.number.clone(), calendar),
    };
    // The desk may know better than our notes: that the number is taken, or the parcel already gone.
    for _ in 0..3 {
        // Noted first, so that a run that is cut off is continued by the next and not repeated.
        state.update(|state| state.put(parcel.clone()))?;
        let seen = announce(desk, &parcel).await?;
        if seen.as_ref() == Some(&sketch.status) {
            return Ok(parcel);
        }
        let tracking_number = parcel.registration.tracking_number;
        tracing::info!(tracking_number, ?seen, "taking another parcel");
        parcel = another();
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

pub(crate) fn require(answer: Answer, what: impl FnOnce() -> String) -> Result<Answer, DemoError> {
    if answer.status.is_success() { Ok(answer) } else { Err(DemoError::Refused { what: what(), answer }) }
}

/// What somebody needs to know to try the demonstration, printed for people.
#[derive(Debug)]
pub struct Summary<'a> {
    /// Where customers go.
    pub desk: &'a str,
    /// Where the outside world is shown.
    pub simulator: &'a str,
    /// What there is to see.
    pub parcels: &'a [DemoParcel],
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recipient = &data().recipient;
        let (desk, simulator) = (self.desk, self.simulator.trim_end_matches('/'));
        write!(
            f,
            "
  Doorcode   {desk}
  Messages   {simulator}/              every SMS and e-mail that was sent
  Carrier    {simulator}/carrier       move a parcel
  Stations   {simulator}/stations      type or scan a code, open a door

  Sign in with a tracking number and {recipient}

"
        )?;
        let head = ["Tracking number", "State", "From", "Station"].map(str::to_owned);
        let rows: Vec<[String; 4]> = [head].into_iter().chain(self.parcels.iter().map(row)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let [first, second, third] = [0, 1, 2].map(width);
        for [number, state, from, station] in &rows {
            writeln!(f, "  {number:first$}   {state:second$}   {from:third$}   {station}")?;
        }
        Ok(())
    }
}

fn row(parcel: &DemoParcel) -> [String; 4] {
    let announced = &parcel.registration;
    let name = station(&announced.station).map(|station| station.name.as_str()).unwrap_or_default();
    [
        announced.tracking_number.clone(),
        parcel.shows().to_owned(),
        format!("{}, by {}", announced.merchant, announced.carrier),
        format!("{} {name}", announced.station),
    ]
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn the_summary_says_where_to_go_and_what_to_type() {
        let calendar = Calendar::at(DateTime::UNIX_EPOCH);
        let parcel = |sketch: &Sketch| DemoParcel::new(sketch, sketch.number.clone(), &calendar);
        let parcels: Vec<DemoParcel> = data().parcels.iter().map(parcel).collect();
        let (desk, simulator) = ("http://127.0.0.1:3000", "http://127.0.0.1:3010/");
        let text = Summary { desk, simulator, parcels: &parcels }.to_string();
        for part in
            ["http://127.0.0.1:3010/carrier ", "+49 171 3920041", "RR473124829GB", "Hauptbahnhof, south exit"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
