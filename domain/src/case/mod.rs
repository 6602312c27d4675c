//! A case: a problem that is handed to the operator's people (PRODUCT.md, section 6, last paragraph). While it is open the
//! time to collect the parcel stands still, and where somebody else may use the code, the code is stopped.

mod answer;
mod open;
mod seen_there;

pub use self::{
    answer::{AnswerFacts, CaseAction, NotAnswered, answer},
    open::{CaseFacts, CaseKind, CaseOpening, HELD_AT_MOST, HOLD, NotOpened, held_until, open},
    seen_there::{Light, Resistance, Sound},
};

use crate::Timestamp;

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// It waits for an answer, and the promised time is not over.
    Open,
    /// It waits for an answer for longer than was promised.
    Overdue,
    /// It was answered, and is still looked after.
    Answered,
    /// It is closed.
    Closed,
}

/// The times of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseTimes {
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Until when an answer was promised.
    pub due_at: Timestamp,
    /// When the first answer came.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl CaseState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Overdue, Self::Answered, Self::Closed];

    /// How a case with these times stands.
    pub fn of(times: CaseTimes, now: Timestamp) -> Self {
        match (times.closed_at, times.answered_at) {
            (Some(_), _) => Self::Closed,
            (None, Some(_)) => Self::Answered,
            (None, None) if times.due_at <= now => Self::Overdue,
            (None, None) => Self::Open,
        }
    }

    /// When [`CaseState::of`] may change by itself.
    pub fn changes_at(times: CaseTimes, now: Timestamp) -> Option<Timestamp> {
        Some(times.due_at).filter(|due| *due > now && times.closed_at.or(times.answered_at).is_none())
    }

    /// The name used in the operator's interface.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    #[test]
    fn a_case_that_nobody_answered_in_time_is_overdue_until_somebody_does() {
        let at = |hour| chrono::Utc.timestamp_opt(1_800_000_000 + hour * 3_600, 0).unwrap();
        let times = |answered: Option<i64>, closed: Option<i64>| CaseTimes {
            opened_at: at(0),
            due_at: at(4),
            answered_at: answered.map(at),
            closed_at: closed.map(at),
        };
        let table = [
            (times(None, None), 3, CaseState::Open, Some(at(4))),
            (times(None, None), 4, CaseState::Overdue, None),
            (times(Some(2), None), 3, CaseState::Answered, None),
            (times(Some(2), None), 9, CaseState::Answered, None),
            (times(None, Some(2)), 9, CaseState::Closed, None),
        ];
        for (times, now, state, changes) in table {
            assert_eq!(CaseState::of(times, at(now)), state, "{times:?} at {now}");
            assert_eq!(CaseState::changes_at(times, at(now)), changes, "{times:?} at {now}");
        }
        assert!(at(3) + Duration::hours(1) == at(4));
    }
}
