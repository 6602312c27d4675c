//! What a station is like over time: what happens there falls into days of its own, and days say what to expect.

mod compare;
mod day;
mod summary;

use chrono::Duration;
use strum::{EnumString, IntoStaticStr};

use crate::Timestamp;

pub use self::{
    compare::{BEFORE, Compared, RECENT, Span, compare},
    day::{HOURS, StationDay, days},
    summary::{Crowd, ENOUGH, StationLine, Summary, WINDOW, line, line_changes_at, summary},
};

/// How long days are kept.
pub const KEPT: Duration = Duration::days(400);

/// What happens at a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Happening {
    /// A code opened a door.
    Opened,
    /// What was shown opened none, for whatever reason.
    Refused,
    /// A door that a code had opened stayed shut.
    StillShut,
    /// Its sensors contradicted each other instead.
    SensorConflict,
    /// A customer said that something is wrong there.
    Fault,
    /// It was heard for the first time in an hour.
    Heard,
    /// It was silent for longer than a station may be.
    Silent,
}

impl Happening {
    /// The name used in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Something that happened at a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// What.
    pub what: Happening,
    /// When; of a silence, until when.
    pub at: Timestamp,
    /// Of a silence, since when.
    pub since: Option<Timestamp>,
    /// How warm it was then.
    pub celsius: Option<f32>,
}
