//! The parcels this program can speak about, and what the desk said.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};

use crate::demo::{parcel::DemoParcel, state::State};

/// How many typed-in parcels and how many reports are kept.
const KEPT: usize = 100;

/// A parcel of which reports can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The number on the label.
    pub tracking_number: String,
    /// Who brings it.
    pub carrier: String,
    /// Where it goes, as far as known here.
    pub station: String,
    /// The door it lies behind or will.
    pub compartment: String,
    /// What else is known, for people.
    pub note: String,
}

impl From<&DemoParcel> for Known {
    fn from(parcel: &DemoParcel) -> Self {
        let announced = &parcel.registration;
        Self {
            tracking_number: announced.tracking_number.clone(),
            carrier: announced.carrier.clone(),
            station: announced.station.clone(),
            compartment: parcel.compartment().unwrap_or("7").to_owned(),
            note: format!("{}, {}", announced.merchant, parcel.slot.describe()),
        }
    }
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// About which parcel.
    pub tracking_number: String,
    /// What, in words.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
    /// It was taken.
    pub taken: bool,
    /// What the desk said.
    pub answer: String,
}

/// Remembers parcels that were typed in, and the latest reports.
#[derive(Debug, Default)]
pub struct Counter(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    typed_in: VecDeque<Known>,
    told: VecDeque<Told>,
}

impl Counter {
    /// Every parcel reports can be made of: those typed in, latest first, then those of the demonstration.
    pub fn parcels(&self, state: &State) -> Vec<Known> {
        let demonstrated: Vec<Known> = state.parcels.iter().map(Known::from).collect();
        let mut parcels: Vec<Known> = self.locked().typed_in.iter().cloned().collect();
        // A demonstration parcel keeps its note when somebody presses one of its buttons.
        parcels
            .retain(|typed| demonstrated.iter().all(|known| known.tracking_number != typed.tracking_number));
        parcels.extend(demonstrated);
        parcels
    }

    /// Keeps a parcel that was typed in.
    pub fn keep(&self, parcel: Known) {
        let mut memory = self.locked();
        memory.typed_in.retain(|known| known.tracking_number != parcel.tracking_number);
        memory.typed_in.push_front(parcel);
        memory.typed_in.truncate(KEPT);
    }

    /// Keeps a report.
    pub fn note(&self, told: Told) {
        let mut memory = self.locked();
        memory.told.push_front(told);
        memory.told.truncate(KEPT);
    }

    /// The latest reports about a parcel, latest first.
    pub fn told(&self, tracking_number: &str) -> Vec<Told> {
        self.locked()
            .told
            .iter()
            .filter(|told| told.tracking_number == tracking_number)
            .take(4)
            .cloned()
            .collect()
    }

    fn locked(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_typed_in_again_is_listed_once() {
        let counter = Counter::default();
        for station in ["BER-042", "BER-117"] {
            counter.keep(Known {
                tracking_number: "RR473124829GB".into(),
                carrier: "DHL".into(),
                station: station.into(),
                compartment: "7".into(),
                note: String::new(),
            });
        }
        let parcels = counter.parcels(&State::default());
        assert_eq!((parcels.len(), parcels[0].station.as_str()), (1, "BER-117"));
    }
}
