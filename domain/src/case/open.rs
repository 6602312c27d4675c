//! Opening a case: what it is about, what it stops, and why it is not opened.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    Timestamp,
    access::Reach,
    diagnosis::Seen,
    pickup_clock::{self, PickupClock, Stop},
    plausible,
    standing::Standing,
};

/// While the clock stands, the deadline is kept at least so far away. Nobody is locked out because the operator's people
/// take their time, and what is written meanwhile names a day that holds.
pub const HOLD: Duration = Duration::hours(24);

/// For so long a case holds its deadline at most: one that nobody ever closes keeps nobody's data for ever.
pub const HELD_AT_MOST: Duration = Duration::days(30);

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CaseKind {
    /// The door opened, and nothing was inside.
    Empty,
    /// The door stays shut.
    Stuck,
    /// "I ordered nothing."
    NotMine,
    /// "It was not I who collected it."
    NotCollectedByMe,
    /// Anything else.
    Other,
}

impl CaseKind {
    /// Every kind.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in addresses, forms, the operator's interface and the store.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether the code may be in wrong hands, or opens the wrong door: it is stopped at once.
    pub const fn stops_code(self) -> bool {
        match self {
            Self::Empty | Self::NotMine | Self::NotCollectedByMe => true,
            Self::Stuck | Self::Other => false,
        }
    }

    /// Whether it can be while a parcel stands like this.
    pub const fn is_possible(self, standing: Standing) -> bool {
        match (self, standing) {
            (Self::Other, _)
            | (
                Self::Empty | Self::Stuck,
                Standing::Ready | Standing::CodeBeingMade | Standing::DoorShut | Standing::Collected,
            )
            | (Self::NotCollectedByMe, Standing::DoorShut | Standing::Collected) => true,
            (Self::NotMine, Standing::Cancelled) => false,
            (Self::NotMine, _) => true,
            (
                Self::Empty | Self::Stuck | Self::NotCollectedByMe,
                Standing::Announced
                | Standing::OnItsWay
                | Standing::OutForDelivery
                | Standing::Late
                | Standing::Exception
                | Standing::Expired
                | Standing::Returned
                | Standing::Cancelled,
            )
            | (Self::NotCollectedByMe, Standing::Ready | Standing::CodeBeingMade) => false,
        }
    }

    /// What the customer sees who opens it, in the words of the diagnosis.
    pub const fn seen(self) -> Option<Seen> {
        match self {
            Self::Empty => Some(Seen::NothingInside),
            Self::Stuck => Some(Seen::DoorStuck),
            Self::NotMine => Some(Seen::NotMine),
            Self::NotCollectedByMe | Self::Other => None,
        }
    }
}

/// What is known when a case is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    /// How the parcel stands.
    pub standing: Standing,
    /// A case of the parcel is open.
    pub is_open: bool,
    /// How far whoever opens it reaches into the parcel.
    pub reach: Reach,
    /// Until when it may be collected, where it lies behind a door.
    pub deadline: Option<Timestamp>,
}

/// What opening a case does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseOpening {
    /// The code stops, and none is made until the case is closed.
    pub stops_code: bool,
    /// The clock stands still with so much time left; none where no time was left, or none runs.
    pub left: Option<Duration>,
}

/// Why a case is not opened, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// There is one.
    #[error("a case of this parcel is open")]
    AlreadyOpen,
    /// It cannot be as the parcel stands, or not for whoever asks.
    #[error("that cannot be as things stand")]
    NotNow,
}

/// Decides about a case that somebody wants opened. Who has only proven a contact within its cool-down may say that they
/// ordered nothing, and stops nobody's code by that.
pub fn open(kind: CaseKind, facts: CaseFacts, now: Timestamp) -> Result<CaseOpening, NotOpened> {
    if facts.is_open {
        return Err(NotOpened::AlreadyOpen);
    }
    if !kind.is_possible(facts.standing) || !facts.reach.opens() && kind != CaseKind::NotMine {
        return Err(NotOpened::NotNow);
    }
    let stop = Stop { from: now, until: None };
    let left = match facts.deadline.map(|deadline| pickup_clock::read(deadline, &[stop], now)) {
        Some(PickupClock::Stopped { left }) if facts.reach.opens() => Some(left),
        Some(PickupClock::Stopped { .. } | PickupClock::Runs { .. }) | None => None,
    };
    Ok(CaseOpening { stops_code: kind.stops_code() && facts.reach.opens(), left })
}

/// The deadline that is written while a clock stands still with so much time left.
pub fn held_until(left: Duration, now: Timestamp) -> Timestamp {
    plausible::later(now, left.max(Duration::zero()) + HOLD)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + hour * 3_600, 0).unwrap()
    }

    #[test]
    fn a_case_stops_clock_and_code_for_whoever_may_have_the_code() {
        let facts = CaseFacts {
            standing: Standing::Ready,
            is_open: false,
            reach: Reach::Opens,
            deadline: Some(at(48)),
        };
        let opening =
            |stops_code, left: Option<i64>| Ok(CaseOpening { stops_code, left: left.map(Duration::hours) });
        let table = [
            (CaseKind::Empty, facts, opening(true, Some(38))),
            (CaseKind::Stuck, facts, opening(false, Some(38))),
            (CaseKind::Other, CaseFacts { deadline: Some(at(9)), ..facts }, opening(false, None)),
            (CaseKind::Other, CaseFacts { deadline: None, ..facts }, opening(false, None)),
            (CaseKind::NotMine, CaseFacts { reach: Reach::Told, ..facts }, opening(false, None)),
            (CaseKind::Empty, CaseFacts { reach: Reach::Told, ..facts }, Err(NotOpened::NotNow)),
            (CaseKind::Empty, CaseFacts { is_open: true, ..facts }, Err(NotOpened::AlreadyOpen)),
            (CaseKind::NotCollectedByMe, facts, Err(NotOpened::NotNow)),
            (
                CaseKind::NotCollectedByMe,
                CaseFacts { standing: Standing::Collected, deadline: None, ..facts },
                opening(true, None),
            ),
            (CaseKind::NotMine, CaseFacts { standing: Standing::Cancelled, ..facts }, Err(NotOpened::NotNow)),
        ];
        for (kind, facts, answer) in table {
            assert_eq!(open(kind, facts, at(10)), answer, "{kind:?} {facts:?}");
        }
        assert_eq!(held_until(Duration::hours(2), at(10)), at(36));
        assert_eq!(held_until(Duration::hours(-2), at(10)), at(34));
    }

    #[test]
    fn what_is_said_to_be_seen_can_be_reported_wherever_it_can_be_seen() {
        let standings = [
            Standing::Announced,
            Standing::OnItsWay,
            Standing::OutForDelivery,
            Standing::Late,
            Standing::Exception,
            Standing::CodeBeingMade,
            Standing::Ready,
            Standing::Expired,
            Standing::Collected,
            Standing::Returned,
            Standing::Cancelled,
        ];
        for &kind in CaseKind::ALL {
            assert_eq!(CaseKind::parse(kind.as_str()), Some(kind));
            for standing in standings {
                let seen = kind.seen().is_some_and(|seen| seen.is_possible(standing));
                assert!(!seen || kind.is_possible(standing), "{kind:?} {standing:?}");
            }
        }
        assert_eq!(CaseKind::parse("a_ghost"), None);
    }
}
