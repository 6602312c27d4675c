//! What can go wrong between us and the database.

/// A failure that no rule of the domain speaks of.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or the connection broke.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// It took longer than it may.
    #[error("database did not answer in time")]
    Late,
    /// No connection could be had.
    #[error("no database connection: {0}")]
    Connect(String),
    /// A row says what no domain type can hold.
    #[error("table {table} holds what it should not in {column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A row that was to be written is not there any more.
    #[error("a row of table {table} was gone when it was to be written")]
    Gone {
        /// The table.
        table: &'static str,
    },
}

/// Whether a statement wrote the one row that it was for.
pub(crate) fn one(written: &sqlx::postgres::PgQueryResult, table: &'static str) -> Result<(), StoreError> {
    if written.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Gone { table }) }
}

impl StoreError {
    /// The named constraint that a statement ran into, if it was one.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }

    /// Whether the same may go well later: the database was away or busy, and nothing is wrong with what was asked.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => {
                // Class 40: rolled back, as in a deadlock; 53: out of resources; 55: locked; 57: ended or cancelled.
                let classes = ["40", "53", "55", "57"];
                error.code().is_some_and(|code| classes.iter().any(|class| code.starts_with(class)))
            }
            Self::Driver(_) => self.broke_connection(),
            Self::Late | Self::Connect(_) => true,
            Self::Inconsistent { .. } | Self::Gone { .. } => false,
        }
    }

    /// Whether the database, or the driver before it, says that a value cannot be stored: no character it knows, no
    /// time it can hold. Nothing is wrong with the database then.
    pub fn is_bad_input(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Encode(_)) => true,
            Self::Driver(sqlx::Error::Database(error)) => {
                // Numeric value and time out of range, character not in repertoire, untranslatable character.
                let codes = ["22003", "22008", "22021", "22P05"];
                error.code().is_some_and(|code| codes.contains(&&*code))
            }
            Self::Driver(_)
            | Self::Late
            | Self::Connect(_)
            | Self::Inconsistent { .. }
            | Self::Gone { .. } => false,
        }
    }

    /// Whether Postgres rolled the transaction back because of what others did at the same time: `serialization_failure`
    /// or `deadlock_detected`.
    pub(crate) fn lost(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| ["40001", "40P01"].contains(&&*code))
            }
            _ => false,
        }
    }

    /// Whether the connection can no longer be trusted. That the database refuses what it was asked (classes 22, 23,
    /// 42 and others) is an answer: the connection it came over is well.
    pub(crate) fn broke_connection(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => {
                // Class 57: the server ends the connection (shutdown, crash, administrator).
                error.code().is_some_and(|code| code.starts_with("57P"))
            }
            // Found by ourselves, before anything was sent or after everything was read.
            Self::Driver(
                sqlx::Error::RowNotFound
                | sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::ColumnNotFound(_)
                | sqlx::Error::ColumnIndexOutOfBounds { .. }
                | sqlx::Error::TypeNotFound { .. }
                | sqlx::Error::Decode(_)
                | sqlx::Error::Encode(_),
            ) => false,
            Self::Driver(_) | Self::Late | Self::Connect(_) => true,
            Self::Inconsistent { .. } | Self::Gone { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_may_come_back_and_a_wrong_row_stays_wrong() {
        assert!(StoreError::Late.may_pass());
        assert!(StoreError::Connect("refused".into()).may_pass());
        assert!(StoreError::Driver(sqlx::Error::WorkerCrashed).may_pass());
        assert!(!StoreError::Driver(sqlx::Error::RowNotFound).may_pass());
        assert!(!StoreError::Inconsistent { table: "job", column: "kind" }.may_pass());
    }

    // M3
    #[test]
    fn what_cannot_be_written_is_bad_input_and_no_broken_connection() {
        let unwritable = StoreError::Driver(sqlx::Error::Encode("before 4713 BC".into()));
        assert!(unwritable.is_bad_input() && !unwritable.broke_connection());
        assert!(!StoreError::Late.is_bad_input());
    }
}
