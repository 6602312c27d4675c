//! Whether a door is opened once more for whoever has just opened it: it was told to open and stayed shut.
//!
//! Nothing more is proven than that the right code was there a moment ago, so it is possible once, and soon after. What
//! does not help then is a case.

use chrono::Duration;

use crate::{Timestamp, command::DoorEventKind, next_change::NextChange, plausible, station::StationHealth};

/// How long after the code was accepted.
pub const WITHIN: Duration = Duration::minutes(10);

/// The last time a station was told to open a parcel's door: the newest such attempt's row, and the newest event of that
/// door since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastOpening {
    /// When the right code was there.
    pub at: Timestamp,
    /// What the station said of the door since; nothing where doors have no sensor.
    pub said: Option<DoorEventKind>,
    /// It was opened once more since.
    pub again: bool,
}

impl LastOpening {
    /// Whether by the station's own word the door has not opened.
    pub const fn stayed_shut(&self) -> bool {
        match self.said {
            Some(DoorEventKind::StillShut | DoorEventKind::SensorConflict) => true,
            Some(DoorEventKind::Opened | DoorEventKind::Closed) | None => false,
        }
    }
}

/// Why it is not opened again, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReopened {
    /// It was never opened by the right code.
    #[error("it was never opened")]
    NeverOpened,
    /// By its sensor the door was open.
    #[error("the door was open")]
    WasOpen {
        /// When it was told to open.
        at: Timestamp,
    },
    /// It was opened once more already.
    #[error("it was opened once more already")]
    AlreadyOnce,
    /// That was too long ago: whoever asks may have gone.
    #[error("it was opened too long ago")]
    TooLate {
        /// When it was told to open.
        since: Timestamp,
    },
    /// The station would not hear of it.
    #[error("the station is offline")]
    Offline {
        /// Since when.
        since: Timestamp,
    },
}

/// Decides from the last opening of this parcel's door and how its station stands.
pub fn decide(last: Option<LastOpening>, health: StationHealth, now: Timestamp) -> Result<(), NotReopened> {
    let last = last.ok_or(NotReopened::NeverOpened)?;
    match last.said {
        Some(DoorEventKind::Opened | DoorEventKind::Closed) => {
            return Err(NotReopened::WasOpen { at: last.at });
        }
        Some(DoorEventKind::StillShut | DoorEventKind::SensorConflict) | None => {}
    }
    if last.again {
        return Err(NotReopened::AlreadyOnce);
    }
    if now >= plausible::later(last.at, WITHIN) {
        return Err(NotReopened::TooLate { since: last.at });
    }
    match health {
        StationHealth::Offline { since } => Err(NotReopened::Offline { since }),
        StationHealth::Unknown
        | StationHealth::ScannerFault
        | StationHealth::KeypadFault
        | StationHealth::Closed
        | StationHealth::Working => Ok(()),
    }
}

/// When the answer of [`decide`] may change by itself, as long as the station's health stays the same.
pub fn changes_at(last: Option<LastOpening>, now: Timestamp) -> Option<Timestamp> {
    NextChange::after(now).at(last.map(|last| plausible::later(last.at, WITHIN))).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_door_that_stayed_shut_is_opened_once_more_and_else_the_reason_is_told() {
        let at = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let soon = at + WITHIN - Duration::seconds(1);
        let last = |said, again| Some(LastOpening { at, said, again });
        let shut = last(Some(DoorEventKind::StillShut), false);
        let (well, offline) = (StationHealth::Working, StationHealth::Offline { since: at });
        let table = [
            (shut, well, soon, Ok(())),
            (last(Some(DoorEventKind::SensorConflict), false), StationHealth::Closed, soon, Ok(())),
            (last(None, false), StationHealth::Unknown, soon, Ok(())),
            (last(Some(DoorEventKind::StillShut), true), well, soon, Err(NotReopened::AlreadyOnce)),
            (last(Some(DoorEventKind::Opened), false), well, soon, Err(NotReopened::WasOpen { at })),
            (last(Some(DoorEventKind::Closed), false), well, soon, Err(NotReopened::WasOpen { at })),
            (shut, well, at + WITHIN, Err(NotReopened::TooLate { since: at })),
            (shut, offline, soon, Err(NotReopened::Offline { since: at })),
            (None, well, soon, Err(NotReopened::NeverOpened)),
        ];
        for (last, health, now, answer) in table {
            assert_eq!(decide(last, health, now), answer, "{last:?} {health:?}");
        }
        assert_eq!(changes_at(shut, at), Some(at + WITHIN));
        assert_eq!(changes_at(shut, at + WITHIN), None);
    }
}
