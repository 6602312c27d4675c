//! What a station is asked to do from afar, and how long that is worth doing.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::Timestamp;

/// What a station is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To open this door.
    Open {
        /// What is written on it.
        compartment: String,
    },
    /// To show these words to whoever stands there.
    Show {
        /// The words.
        words: String,
    },
}

/// How long a door may be opened after somebody asked for it: they stand before it, and later somebody else may.
pub const OPEN_WITHIN: Duration = Duration::minutes(2);
/// How long words are worth showing.
pub const SHOW_WITHIN: Duration = Duration::hours(24);

impl Command {
    /// When it is too late to begin it, if it is asked for now.
    pub fn expires_at(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Open { .. } => now + OPEN_WITHIN,
            Self::Show { .. } => now + SHOW_WITHIN,
        }
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CommandOutcome {
    /// It was done.
    Done,
    /// The station tried and could not.
    Failed,
}

impl CommandOutcome {
    /// Its name in the database and the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The outcome of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// What a station says of a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DoorEventKind {
    /// Its sensor says that it opened.
    Opened,
    /// Its sensor says that it was shut.
    Closed,
    /// It was to open, and its sensor says that it has not.
    StillShut,
    /// Its sensors contradict each other.
    SensorConflict,
}

impl DoorEventKind {
    /// Its name in the database and the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_door_opens_for_who_stands_there_now_and_words_stay_for_a_day() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let open = Command::Open { compartment: "14".to_owned() };
        let show = Command::Show { words: "The scanner is being repaired.".to_owned() };
        assert_eq!(open.expires_at(now), now + Duration::minutes(2));
        assert_eq!(show.expires_at(now), now + Duration::hours(24));
        for &kind in DoorEventKind::VARIANTS {
            assert_eq!(DoorEventKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(DoorEventKind::parse("ajar"), None);
    }
}
