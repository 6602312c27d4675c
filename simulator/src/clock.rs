//! The only place that reads the machine's clock.

use chrono::{DateTime, Utc};
use chrono_tz::{Europe::Berlin, Tz};

/// The present moment.
#[expect(clippy::disallowed_methods, reason = "the outside world has a clock of its own, and this is it")]
pub fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// The same moment as a clock on a Berlin wall shows it; all stations and people here live in that zone.
pub fn in_berlin(moment: DateTime<Utc>) -> DateTime<Tz> {
    moment.with_timezone(&Berlin)
}
