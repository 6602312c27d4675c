//! Doors that a station opens without a link, by its list of grants, and tells of when the link is back.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{Timestamp, code::good_until};

/// A list stays the same for this part of its time, so that one that was fetched just now holds for most of it.
const PARTS: i64 = 4;
/// How long the hashes of a station's lists are salted alike: what somebody has guessed of one list is of no use for those
/// of the next day.
pub const SALT_LASTS: Duration = Duration::hours(24);
/// The most grants in a list: more than a station has doors.
pub const MOST_GRANTS: i64 = 2_000;
/// The most openings in a report.
pub const MOST_OPENINGS: usize = 500;

/// From when until when a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListTime {
    /// It says that it was made then.
    pub issued: Timestamp,
    /// It opens nothing from then on.
    pub expires: Timestamp,
}

impl ListTime {
    /// The time of a list that is asked for now, where lists hold for so long: the same for everybody who asks within a
    /// quarter of that, so that a list that has not changed is the same to the byte.
    pub fn at(now: Timestamp, lasts: Duration) -> Self {
        let part = (lasts.num_seconds() / PARTS).max(1);
        let issued = now.timestamp() - now.timestamp().rem_euclid(part);
        let issued = Timestamp::from_timestamp(issued, 0).unwrap_or(now);
        Self { issued, expires: issued + lasts }
    }
}

/// What became of the code of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantEnd {
    /// Its parcel was collected with it.
    Collected,
    /// It was replaced: somebody may know it who should not, or it could not be read.
    Stopped,
    /// Its parcel went another way.
    Over,
}

/// What is known of a grant when its station says that it has opened a door by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantFacts {
    /// The last list with it that its station was given holds until then.
    pub given_until: Timestamp,
    /// The deadline of its code.
    pub valid_until: Timestamp,
    /// What became of its code, if that does not live any more.
    pub ended: Option<GrantEnd>,
    /// What was shown at the door, as the station says, is that code.
    pub proven: bool,
    /// Its parcel lies behind the door that was opened.
    pub lies: bool,
}

/// What a reported opening was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Opening {
    /// The parcel was collected.
    Collected,
    /// The parcel was collected by its code, though its time or that of the list was over.
    Late,
    /// The code had been used before.
    CollectedBefore,
    /// The code had been replaced, and the station could not know.
    Stopped,
    /// The parcel of that code did not lie behind that door any more.
    NotThere,
    /// What was shown is not the code of that grant.
    Unproven,
    /// The station was given no such grant.
    Unknown,
}

impl Opening {
    /// Its name in the database and the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The opening of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether the parcel was taken out by its own code.
    pub const fn collects(self) -> bool {
        match self {
            Self::Collected | Self::Late => true,
            Self::CollectedBefore | Self::Stopped | Self::NotThere | Self::Unproven | Self::Unknown => false,
        }
    }

    /// Whether somebody opened a door by a code that was over: those who have something there must hear of it.
    pub const fn was_over(self) -> bool {
        match self {
            Self::CollectedBefore | Self::Stopped | Self::NotThere => true,
            Self::Collected | Self::Late | Self::Unproven | Self::Unknown => false,
        }
    }
}

/// When a door was opened that a station tells of: not before its code was made, and not in the future, whatever the
/// station's clock shows.
pub fn opened_at(said: Timestamp, made: Timestamp, now: Timestamp) -> Timestamp {
    said.max(made).min(now)
}

/// What an opening was, by a grant that is known or none. A door that its own code has opened is one that was opened: that
/// it was too late for it is told, and puts no parcel back.
pub fn decide(grant: Option<GrantFacts>, at: Timestamp, skew: Duration) -> Opening {
    let Some(grant) = grant else { return Opening::Unknown };
    match (grant.ended, grant.proven, grant.lies) {
        (Some(GrantEnd::Collected), _, _) => Opening::CollectedBefore,
        (Some(GrantEnd::Stopped), _, _) => Opening::Stopped,
        (Some(GrantEnd::Over), _, _) => Opening::NotThere,
        (None, false, _) => Opening::Unproven,
        (None, true, false) => Opening::NotThere,
        (None, true, true) if at > good_until(grant.valid_until.min(grant.given_until), skew) => {
            Opening::Late
        }
        (None, true, true) => Opening::Collected,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn noon() -> Timestamp {
        chrono::Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap()
    }

    fn grant() -> GrantFacts {
        GrantFacts {
            given_until: noon() + Duration::hours(6),
            valid_until: noon() + Duration::hours(5),
            ended: None,
            proven: true,
            lies: true,
        }
    }

    #[test]
    fn a_list_is_the_same_for_a_quarter_of_its_time_and_always_holds_for_the_rest() {
        let lasts = Duration::hours(12);
        let first = ListTime::at(noon(), lasts);
        assert_eq!(first.expires - first.issued, lasts);
        assert_eq!(ListTime::at(noon() + Duration::seconds(10_799), lasts), first);
        assert_ne!(ListTime::at(noon() + Duration::hours(3), lasts), first);
        for minutes in 0..2_000 {
            let now = noon() + Duration::minutes(minutes);
            let time = ListTime::at(now, lasts);
            assert!(time.issued <= now && time.expires - now > Duration::hours(9) - Duration::seconds(1));
        }
    }

    #[test]
    fn what_became_of_the_code_comes_first_then_what_was_shown_then_where_then_when() {
        let at = noon();
        let told = |grant| decide(Some(grant), at, Duration::zero());
        assert_eq!(decide(None, at, Duration::zero()), Opening::Unknown);
        assert_eq!(told(grant()), Opening::Collected);
        for (ended, opening) in [
            (GrantEnd::Collected, Opening::CollectedBefore),
            (GrantEnd::Stopped, Opening::Stopped),
            (GrantEnd::Over, Opening::NotThere),
        ] {
            for proven in [true, false] {
                assert_eq!(told(GrantFacts { ended: Some(ended), proven, ..grant() }), opening);
            }
        }
        assert_eq!(told(GrantFacts { proven: false, lies: false, ..grant() }), Opening::Unproven);
        assert_eq!(told(GrantFacts { lies: false, ..grant() }), Opening::NotThere);
        for late in [
            GrantFacts { valid_until: noon() - Duration::seconds(1), ..grant() },
            GrantFacts { given_until: noon() - Duration::seconds(1), ..grant() },
        ] {
            assert_eq!(told(late), Opening::Late);
            assert_eq!(decide(Some(late), at, Duration::minutes(-4)), Opening::Collected);
        }
    }

    #[test]
    fn nothing_was_opened_before_its_code_was_made_or_in_the_future() {
        let (made, now) = (noon(), noon() + Duration::hours(2));
        assert_eq!(opened_at(made - Duration::days(9_000), made, now), made);
        assert_eq!(opened_at(now + Duration::days(9_000), made, now), now);
        assert_eq!(opened_at(made + Duration::hours(1), made, now), made + Duration::hours(1));
    }

    #[test]
    fn every_opening_keeps_its_name_and_none_both_collects_and_was_over() {
        for &opening in Opening::VARIANTS {
            assert_eq!(Opening::parse(opening.as_str()), Some(opening));
            assert!(!(opening.collects() && opening.was_over()), "{opening:?}");
        }
        assert_eq!(Opening::parse("perhaps"), None);
    }
}
