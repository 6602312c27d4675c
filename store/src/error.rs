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
}

impl StoreError {
    /// The named constraint that a statement ran into, if it was one.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }

    /// Whether the connection can no longer be trusted.
    pub(crate) fn broke_connection(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => {
                // Class 57: the server ends the connection (shutdown, crash, administrator).
                error.code().is_some_and(|code| code.starts_with("57P"))
            }
            Self::Driver(
                sqlx::Error::RowNotFound | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_),
            ) => false,
            Self::Driver(_) | Self::Late | Self::Connect(_) => true,
            Self::Inconsistent { .. } => false,
        }
    }
}
