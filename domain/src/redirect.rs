//! Whether a parcel on its way may be asked to go to another station. We move no parcels: what is decided here is whether
//! the operator is asked. How often that is done for one parcel is the operator's setting.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    standing::{Stage, Standing},
    station::StationHealth,
};

/// How many other stations are offered.
pub const CHOICES: usize = 5;

/// A parcel as far as sending it elsewhere is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectFacts {
    /// How it stands.
    pub standing: Standing,
    /// It is known which station it is bound for.
    pub has_station: bool,
    /// A case of it is open: the operator's people have it in hand.
    pub case_open: bool,
    /// A request waits for its answer.
    pub asked: bool,
    /// How often it was asked for, whatever became of it: each time everybody was told.
    pub times: u16,
}

/// Why the operator is not asked, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRedirected {
    /// The operator does not want to be asked.
    #[error("parcels are not sent elsewhere")]
    Never,
    /// It is there already, or nothing more will happen to it.
    #[error("the parcel is not on its way")]
    NotOnItsWay,
    /// It is not known where it goes.
    #[error("the parcel has no station yet")]
    NoStation,
    /// It is asked for already.
    #[error("it is asked for already")]
    Asked,
    /// A case is open.
    #[error("a case is open")]
    CaseOpen,
    /// It was asked for as often as it may be.
    #[error("asked for {times} times already")]
    Spent {
        /// How often it may be.
        times: u16,
    },
}

/// Whether the operator may be asked to send a parcel elsewhere, `most` times for each.
pub const fn decide(facts: RedirectFacts, most: u16) -> Result<(), NotRedirected> {
    if most == 0 {
        return Err(NotRedirected::Never);
    }
    if !matches!(facts.standing.stage(), Stage::OnItsWay | Stage::HeldUp) {
        return Err(NotRedirected::NotOnItsWay);
    }
    if !facts.has_station {
        return Err(NotRedirected::NoStation);
    }
    if facts.asked {
        return Err(NotRedirected::Asked);
    }
    if facts.case_open {
        return Err(NotRedirected::CaseOpen);
    }
    if facts.times >= most {
        return Err(NotRedirected::Spent { times: most });
    }
    Ok(())
}

/// Why a parcel is not sent to a station that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongTarget {
    /// It is bound for that one.
    #[error("it is bound for that station already")]
    Same,
    /// That one does not work, or nobody knows that it does.
    #[error("that station does not work now")]
    Down,
}

/// Whether a station that stands so can be chosen: another one than it is bound for, that was heard lately and reads codes.
pub const fn target(is_same: bool, health: StationHealth) -> Result<(), WrongTarget> {
    if is_same {
        return Err(WrongTarget::Same);
    }
    match health {
        StationHealth::Working | StationHealth::ScannerFault | StationHealth::KeypadFault => Ok(()),
        StationHealth::Unknown | StationHealth::Offline { .. } | StationHealth::Closed => {
            Err(WrongTarget::Down)
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RedirectEnd {
    /// The operator has accepted it: the parcel is bound for the other station.
    Accepted,
    /// The operator has refused it, and says why.
    Refused,
    /// It was taken back.
    TakenBack,
    /// The carrier reports the other station.
    Moved,
    /// The parcel was placed at the station it was bound for, or a third one, before anybody answered.
    Placed,
    /// Nothing more will happen to the parcel.
    Over,
}

impl RedirectEnd {
    /// Every end.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in the operator's interface and the store.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The end of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// How a report ends a request that waits for its answer, if it does: the parcel is `bound` for a station, where the
/// request wants it to go to `target`.
pub fn ends(standing: Standing, bound: Option<&str>, target: &str) -> Option<RedirectEnd> {
    match standing.stage() {
        Stage::Over => Some(RedirectEnd::Over),
        _ if bound == Some(target) => Some(RedirectEnd::Moved),
        Stage::BehindItsDoor => Some(RedirectEnd::Placed),
        Stage::HeldUp | Stage::OnItsWay => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    const ON_ITS_WAY: RedirectFacts = RedirectFacts {
        standing: Standing::OnItsWay,
        has_station: true,
        case_open: false,
        asked: false,
        times: 0,
    };

    #[test]
    fn the_operator_is_asked_while_it_is_on_its_way_within_limits_and_else_the_reason_is_told() {
        let table = [
            (ON_ITS_WAY, 1, Ok(())),
            (RedirectFacts { standing: Standing::Late, ..ON_ITS_WAY }, 1, Ok(())),
            (RedirectFacts { standing: Standing::Exception, ..ON_ITS_WAY }, 1, Ok(())),
            (RedirectFacts { times: 1, ..ON_ITS_WAY }, 2, Ok(())),
            (RedirectFacts { times: 1, ..ON_ITS_WAY }, 1, Err(NotRedirected::Spent { times: 1 })),
            (RedirectFacts { times: 1, asked: true, ..ON_ITS_WAY }, 1, Err(NotRedirected::Asked)),
            (RedirectFacts { case_open: true, ..ON_ITS_WAY }, 1, Err(NotRedirected::CaseOpen)),
            (RedirectFacts { has_station: false, ..ON_ITS_WAY }, 1, Err(NotRedirected::NoStation)),
            (ON_ITS_WAY, 0, Err(NotRedirected::Never)),
        ];
        for (facts, most, answer) in table {
            assert_eq!(decide(facts, most), answer, "{facts:?} {most}");
        }
        for standing in [
            Standing::CodeBeingMade,
            Standing::Ready,
            Standing::Expired,
            Standing::DoorShut,
            Standing::Collected,
            Standing::Returned,
            Standing::Cancelled,
        ] {
            let facts = RedirectFacts { standing, ..ON_ITS_WAY };
            assert_eq!(decide(facts, 1), Err(NotRedirected::NotOnItsWay), "{standing:?}");
        }
    }

    #[test]
    fn another_station_is_one_that_works() {
        let since = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        for (health, works) in [
            (StationHealth::Working, true),
            (StationHealth::ScannerFault, true),
            (StationHealth::KeypadFault, true),
            (StationHealth::Closed, false),
            (StationHealth::Unknown, false),
            (StationHealth::Offline { since }, false),
        ] {
            assert_eq!(target(false, health).is_ok(), works, "{health:?}");
            assert_eq!(target(true, health), Err(WrongTarget::Same));
        }
    }

    #[test]
    fn what_is_placed_moved_or_over_ends_a_request() {
        let table = [
            (Standing::OnItsWay, Some("A"), None),
            (Standing::Exception, Some("A"), None),
            (Standing::OnItsWay, Some("B"), Some(RedirectEnd::Moved)),
            (Standing::CodeBeingMade, Some("B"), Some(RedirectEnd::Moved)),
            (Standing::CodeBeingMade, Some("A"), Some(RedirectEnd::Placed)),
            (Standing::Ready, Some("C"), Some(RedirectEnd::Placed)),
            (Standing::Returned, Some("A"), Some(RedirectEnd::Over)),
        ];
        for (standing, bound, end) in table {
            assert_eq!(ends(standing, bound, "B"), end, "{standing:?} {bound:?}");
        }
        for &end in RedirectEnd::ALL {
            assert_eq!(RedirectEnd::parse(end.as_str()), Some(end));
        }
        assert_eq!(RedirectEnd::parse("prayed"), None);
    }
}
