//! A station, for whoever stands in front of it.

pub use domain::nearby::Distance;

use super::{IncidentView, ParcelRow, StationView};

/// The page that the sticker on a station leads to. Whoever is not signed in sees the station, and nothing of anybody's.
#[derive(Debug)]
pub struct SeeAt {
    /// The operator's id of it.
    pub station: String,
}

/// A station and what waits there.
#[derive(Debug, Clone, PartialEq)]
pub struct AtView {
    /// The operator's id of it.
    pub id: String,
    /// The station, without its wall.
    pub station: StationView,
    /// It says that its screen shows nothing, and reads codes all the same.
    pub screen_is_dark: bool,
    /// The nearest one that works, while this one does not.
    pub near: Option<NearView>,
    /// What fails there for many.
    pub incidents: Vec<IncidentView>,
    /// What waits for whoever is signed in; none while nobody is.
    pub here: Option<HereView>,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// What waits for a customer who stands at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HereView {
    /// The contact this session has proven, masked.
    pub contact: String,
    /// What lies behind its doors.
    pub here: Vec<ParcelRow>,
    /// What lies at other stations.
    pub elsewhere: Vec<ParcelRow>,
    /// Whether they are told when the station takes codes again, while it does not and something lies there.
    pub told_when_back: Option<bool>,
}

/// Another station that works.
#[derive(Debug, Clone, PartialEq)]
pub struct NearView {
    /// The operator's id of it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its opening hours as the operator writes them.
    pub hours: String,
    /// Where on the map: latitude, longitude.
    pub location: (f64, f64),
    /// How far it is, as the crow flies.
    pub distance: Distance,
}
