//! A remedy that was pressed, and whether the door opened afterwards: what tells whether the answers help.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::diagnosis::Cause;

/// A door that has not opened so long after a remedy was pressed counts as one that has not.
pub const WITHIN: Duration = Duration::hours(24);
/// The door's own word may still come so long after it was told to open.
pub const SETTLES: Duration = Duration::minutes(1);

/// What a page answered when a remedy was pressed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer(pub Option<Cause>);

/// No page gives such an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no page answers that")]
pub struct NoAnswer;

const NOTHING: &str = "none";

impl Answer {
    /// Its name in forms, metrics and the database: the cause's, or that of none.
    pub const fn as_str(self) -> &'static str {
        match self.0 {
            Some(cause) => cause.as_str(),
            None => NOTHING,
        }
    }

    /// What a form says that the page had answered; `None` for a form of another page.
    pub fn parse(said: &str) -> Result<Option<Self>, NoAnswer> {
        match said {
            "" => Ok(None),
            NOTHING => Ok(Some(Self(None))),
            id => Cause::parse(id).map(|cause| Some(Self(Some(cause)))).ok_or(NoAnswer),
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RescueOutcome {
    /// The door opened.
    Opened,
    /// It did not, in time.
    Not,
}

impl RescueOutcome {
    /// Its name in metrics and the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The outcome of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_answered_keeps_its_name_and_nothing_else_is_an_answer() {
        for answer in Cause::ALL.map(Some).into_iter().chain([None]).map(Answer) {
            assert_eq!(Answer::parse(answer.as_str()), Ok(Some(answer)));
        }
        assert_eq!(Answer::parse(""), Ok(None));
        assert_eq!(Answer::parse("door.haunted"), Err(NoAnswer));
        for &outcome in RescueOutcome::VARIANTS {
            assert_eq!(RescueOutcome::parse(outcome.as_str()), Some(outcome));
        }
    }
}
