//! Stations as their heartbeat shows them, and what of them reads a code now.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Timestamp, next_change::NextChange, plausible};

/// A station that was silent for longer counts as offline.
pub const SILENCE: Duration = Duration::minutes(3);

/// How long after its first heartbeat a station that was silent counts as back, if it is heard then: longer than
/// [`SILENCE`], so that it has been heard again since, for one sign of life is none.
pub const STEADY: Duration = Duration::minutes(4);

/// What the last heartbeat said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// When it reached us.
    pub at: Timestamp,
    /// The scanner works.
    pub scanner: bool,
    /// The keypad works.
    pub keypad: bool,
}

/// How a station stands, in the order in which it matters to somebody in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationHealth {
    /// No heartbeat was ever received: nothing is known.
    Unknown,
    /// Silent since that time.
    Offline {
        /// The last heartbeat.
        since: Timestamp,
    },
    /// The scanner is faulty, the keypad works.
    ScannerFault,
    /// The keypad is faulty, the scanner works.
    KeypadFault,
    /// Neither reads a code.
    Closed,
    /// All well.
    Working,
}

impl StationHealth {
    /// Whether nothing of it reads a code, as far as is known: whoever waits for it may be told when it is back.
    pub const fn is_down(self) -> bool {
        match self {
            Self::Offline { .. } | Self::Closed => true,
            Self::Unknown | Self::ScannerFault | Self::KeypadFault | Self::Working => false,
        }
    }
}

/// Reads a heartbeat at a time.
pub fn health(heartbeat: Option<Heartbeat>, now: Timestamp) -> StationHealth {
    let Some(heartbeat) = heartbeat else { return StationHealth::Unknown };
    if now - heartbeat.at > SILENCE {
        return StationHealth::Offline { since: heartbeat.at };
    }
    match (heartbeat.scanner, heartbeat.keypad) {
        (true, true) => StationHealth::Working,
        (false, true) => StationHealth::ScannerFault,
        (true, false) => StationHealth::KeypadFault,
        (false, false) => StationHealth::Closed,
    }
}

/// When the answer of [`health`] may change by itself.
pub fn health_changes_at(heartbeat: Option<Heartbeat>, now: Timestamp) -> Option<Timestamp> {
    NextChange::after(now).past(heartbeat.map(|heartbeat| plausible::later(heartbeat.at, SILENCE))).earliest()
}

/// How a code comes to a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Path {
    /// Its digits are typed.
    Keypad,
    /// Its symbol is read.
    Scanner,
}

impl Path {
    /// The name used in database and API.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a station does not take now because of wrong tries, told to somebody whose code is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The path that waits; none when both do.
    pub path: Option<Path>,
    /// Until when; where both wait, until the first is free.
    pub until: Timestamp,
    /// The other path reads codes meanwhile, as far as is known.
    pub other_works: bool,
}

/// What waits at a station whose keypad and scanner are locked until these times. A path that the station `has` not got,
/// or that is faulty, helps nobody.
pub fn waiting(
    keypad: Option<Timestamp>,
    scanner: Option<Timestamp>,
    has: impl Fn(Path) -> bool,
    health: StationHealth,
    now: Timestamp,
) -> Option<Waiting> {
    let ahead = |until: Option<Timestamp>| until.filter(|until| *until > now);
    let sound = |path| match (health, path) {
        (StationHealth::Unknown | StationHealth::Offline { .. } | StationHealth::Working, _)
        | (StationHealth::ScannerFault, Path::Keypad)
        | (StationHealth::KeypadFault, Path::Scanner) => true,
        (StationHealth::ScannerFault, Path::Scanner)
        | (StationHealth::KeypadFault, Path::Keypad)
        | (StationHealth::Closed, _) => false,
    };
    let works = |path| has(path) && sound(path);
    match (ahead(keypad), ahead(scanner)) {
        (None, None) => None,
        (Some(until), None) => {
            Some(Waiting { path: Some(Path::Keypad), until, other_works: works(Path::Scanner) })
        }
        (None, Some(until)) => {
            Some(Waiting { path: Some(Path::Scanner), until, other_works: works(Path::Keypad) })
        }
        (Some(keypad), Some(scanner)) => {
            Some(Waiting { path: None, until: keypad.min(scanner), other_works: false })
        }
    }
}

/// When the answer of [`waiting`] may change by itself, as long as the station's health stays the same.
pub fn waiting_changes_at(
    keypad: Option<Timestamp>,
    scanner: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    NextChange::after(now).at(keypad).at(scanner).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_station_that_was_heard_once_and_fell_silent_is_not_back() {
        let at = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let beat = |seconds| Heartbeat { at: at + Duration::seconds(seconds), scanner: true, keypad: true };
        let down = |beat| health(Some(beat), at + STEADY).is_down();
        assert!(down(beat(0)));
        assert!(!down(beat(120)));
        assert!(down(Heartbeat { scanner: false, keypad: false, ..beat(120) }));
        assert!(!down(Heartbeat { scanner: false, ..beat(120) }));
    }

    #[test]
    fn silence_outweighs_what_was_last_said() {
        let at = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let beat = Heartbeat { at, scanner: false, keypad: true };
        assert_eq!(health(None, at), StationHealth::Unknown);
        assert_eq!(health(Some(beat), at + SILENCE), StationHealth::ScannerFault);
        assert_eq!(
            health(Some(beat), at + SILENCE + Duration::seconds(1)),
            StationHealth::Offline { since: at }
        );
        assert_eq!(health(Some(Heartbeat { scanner: true, ..beat }), at), StationHealth::Working);
        assert_eq!(health(Some(Heartbeat { keypad: false, ..beat }), at), StationHealth::Closed);
    }

    // S4
    #[test]
    fn what_waits_is_told_with_what_works_meanwhile() {
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let (soon, later) = (now + Duration::minutes(3), now + Duration::minutes(5));
        let keypad = |other_works| Waiting { path: Some(Path::Keypad), until: later, other_works };
        let all = |_| true;
        assert_eq!(waiting(None, Some(now), all, StationHealth::Working, now), None);
        assert_eq!(waiting(Some(later), None, all, StationHealth::Working, now), Some(keypad(true)));
        assert_eq!(waiting(Some(later), None, all, StationHealth::ScannerFault, now), Some(keypad(false)));
        let digits_only = |path| path == Path::Keypad;
        assert_eq!(waiting(Some(later), None, digits_only, StationHealth::Working, now), Some(keypad(false)));
        let both = Waiting { path: None, until: soon, other_works: false };
        assert_eq!(waiting(Some(later), Some(soon), all, StationHealth::Working, now), Some(both));
    }
}
