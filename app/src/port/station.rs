//! The station, its wall of doors, and whether it works.

pub use domain::trend::{Crowd, StationLine};

use super::{Moment, Path};

/// How a station stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StationHealthView {
    /// Nothing is known.
    Unknown,
    /// All well.
    Working,
    /// Silent since then.
    Offline(Moment),
    /// The scanner is faulty.
    ScannerFault,
    /// The keypad is faulty.
    KeypadFault,
    /// Neither reads a code.
    Closed,
}

/// What a station does not take now because of wrong tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingView {
    /// The path that waits; none when both do.
    pub path: Option<Path>,
    /// Until when; where both wait, until the first is free.
    pub until: Moment,
    /// The other path reads codes meanwhile.
    pub other_works: bool,
}

/// A station.
#[derive(Debug, Clone, PartialEq)]
pub struct StationView {
    /// What it is called on the sticker and in messages.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its opening hours as the operator writes them; `24/7` for round the clock.
    pub hours: String,
    /// Where on the map: latitude, longitude.
    pub location: Option<(f64, f64)>,
    /// How it stands.
    pub health: StationHealthView,
    /// When to come, and how often its doors open; nothing while too little is known.
    pub trend: Option<StationLine>,
    /// Its compartments.
    pub wall: Wall,
}

/// The front of a station, seen from before it. Columns and rows count from 1, left to right and top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wall {
    /// How many columns.
    pub columns: u16,
    /// How many rows.
    pub rows: u16,
    /// The doors.
    pub doors: Vec<Door>,
    /// Where the screen is: column and row.
    pub screen: Option<(u16, u16)>,
}

/// One door of the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// What is written on it.
    pub number: String,
    /// Its column.
    pub column: u16,
    /// Its topmost row.
    pub row: u16,
    /// How many rows it covers.
    pub height: u16,
    /// The customer's parcel lies behind it.
    pub mine: bool,
}
