//! What stops an operation: a refusal that the customer is told, or a failure that the log is told.

use app::problem::Problem;
use domain::{access::Refused, id::spell};
use store::{BrokenConnection, StoreError};

/// Why an operation was not done.
#[derive(Debug)]
pub enum Fault {
    /// A refusal with a reason for the customer.
    Problem(Problem),
    /// The database failed.
    Store(StoreError),
    /// Something is sealed under a key that is not configured here, or not yet.
    UnknownKey,
    /// Something that cannot be.
    Broken(&'static str),
}

/// For logs: without the values that a database error's details would quote.
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Problem(problem) => f.write_str(&problem.to_code()),
            Self::Store(error) => error.fmt(f),
            Self::UnknownKey => f.write_str("sealed under a key that is not configured here"),
            Self::Broken(what) => f.write_str(what),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Problem(refused.into())
    }
}

impl BrokenConnection for Fault {
    fn broken_connection(&self) -> bool {
        match self {
            Self::Store(error) => error.broken_connection(),
            Self::Problem(_) | Self::UnknownKey | Self::Broken(_) => false,
        }
    }

    fn lost_to_others(&self) -> bool {
        match self {
            Self::Store(error) => error.lost_to_others(),
            Self::Problem(_) | Self::UnknownKey | Self::Broken(_) => false,
        }
    }
}

impl Fault {
    /// Whether the same may go well later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store(error) => error.may_pass(),
            Self::UnknownKey => true,
            Self::Problem(_) | Self::Broken(_) => false,
        }
    }

    /// What the customer is told. A failure is logged under a reference that the customer can quote.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            // What cannot be stored names nothing that is.
            Self::Store(error) if error.is_bad_input() => {
                log(&error);
                Problem::NotFound
            }
            failure @ (Self::Store(_) | Self::UnknownKey | Self::Broken(_)) => {
                Problem::Unavailable(log(&failure))
            }
        }
    }
}

/// Logs a failure and answers its reference.
pub fn log(error: &dyn std::fmt::Display) -> String {
    let mut bytes = [0; 6];
    // Without random bytes the reference is all zeros, which is still better than no answer.
    let _ = getrandom::fill(&mut bytes);
    let reference = spell(&bytes);
    metrics::counter!("doorcode_failures_total").increment(1);
    tracing::error!(reference, %error, "operation failed");
    reference
}
