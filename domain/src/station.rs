//! Stations as their heartbeat shows them, and limits on trying codes at them.

use chrono::Duration;

use crate::Timestamp;

/// Wrong tries a keypad or scanner admits before it is locked.
pub const WRONG_TRIES: i16 = 5;
/// How long it stays locked.
pub const LOCKOUT: Duration = Duration::minutes(5);
/// A station that was silent for longer counts as offline.
pub const SILENCE: Duration = Duration::minutes(3);

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

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

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
}
