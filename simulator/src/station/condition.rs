//! How a station is.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Whether a part works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It does.
    #[default]
    Ok,
    /// It does not.
    Faulty,
}

/// Everything that can be wrong with a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Its line to the desk is down.
    pub offline: bool,
    /// It reads QR codes.
    pub scanner: Part,
    /// It has keys that work.
    pub keypad: Part,
    /// Its clock is ahead by so many minutes, or behind if negative.
    pub clock_minutes: i32,
}

impl Condition {
    /// What it tells the desk.
    pub fn heartbeat(&self, now: DateTime<Utc>) -> Value {
        let clock = now + Duration::minutes(self.clock_minutes.into());
        json!({ "clock": clock, "scanner": self.scanner, "keypad": self.keypad })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_reported_as_it_is() {
        let behind = Condition { clock_minutes: -7, keypad: Part::Faulty, ..Condition::default() };
        let said = behind.heartbeat(DateTime::UNIX_EPOCH);
        assert_eq!(said, json!({ "clock": "1969-12-31T23:53:00Z", "scanner": "ok", "keypad": "faulty" }));
    }
}
