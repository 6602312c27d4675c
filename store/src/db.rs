//! The only way to the database: connections with a deadline that are never trusted after a broken call.
//!
//! A pool loses its connections for good when the network swallows packets without a word: every one of them
//! waits for an answer that never comes. So each call runs under a deadline, and a connection goes back to the
//! pool only when its call ran to the end. If the deadline passed, or the caller went away in the middle (a
//! browser that closed the page), the connection is thrown away and a new one takes its place.

use std::time::Duration;

use deadpool::managed::{
    self, Metrics, Object, Pool, PoolConfig, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use crate::{Bell, StoreError, Transaction, transaction::Ringing};

/// How many connections, and how long a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at most.
    pub connections: usize,
    /// From asking for a connection to the last answer.
    pub deadline: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 12, deadline: Duration::from_secs(5) }
    }
}

/// The database.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    deadline: Duration,
    bell: Bell,
    /// How to connect for what has no deadline.
    patient: PgConnectOptions,
}

struct Manager(PgConnectOptions);

/// How often a transaction is tried that loses to others.
const TRIES: u8 = 4;
/// How long a connection lies before it is asked for a sign of life.
const RESTED: Duration = Duration::from_secs(1);
/// How long that may take.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);

impl managed::Manager for Manager {
    type Type = PgConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect_with(&self.0).await
    }

    /// A connection that has lain for a while is asked for a sign of life; one in steady use is not, because
    /// that would double the number of round trips.
    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() < RESTED {
            return Ok(());
        }
        match tokio::time::timeout(SIGN_OF_LIFE, connection.ping()).await {
            Ok(alive) => Ok(alive?),
            Err(_) => Err(RecycleError::message("no sign of life")),
        }
    }
}

/// A line in use: thrown away when it is dropped before [`InUse::give_back`].
struct InUse(Option<Object<Manager>>);

impl InUse {
    fn line(&mut self) -> Result<&mut PgConnection, StoreError> {
        self.0.as_deref_mut().ok_or(StoreError::Late)
    }

    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        if let Some(line) = self.0.take() {
            drop(Object::take(line));
        }
    }
}

impl Db {
    /// A pool of connections; the first is made when it is needed. The bell rings when work was written down over one
    /// of them.
    pub fn new(options: PgConnectOptions, limits: Limits, bell: Bell) -> Result<Self, StoreError> {
        let patient = options.clone().options([
            ("statement_timeout", "0"),
            ("lock_timeout", "0"),
            ("idle_in_transaction_session_timeout", "0"),
        ]);
        let milliseconds = limits.deadline.as_millis().to_string();
        let options = options.options([
            ("statement_timeout", milliseconds.as_str()),
            ("lock_timeout", milliseconds.as_str()),
            ("idle_in_transaction_session_timeout", "20000"),
        ]);
        let mut config = PoolConfig::new(limits.connections);
        config.queue_mode = QueueMode::Lifo;
        config.timeouts =
            Timeouts { wait: Some(limits.deadline), create: Some(limits.deadline), recycle: None };
        let pool = Pool::builder(Manager(options))
            .config(config)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Connect(error.to_string()))?;
        Ok(Self { pool, deadline: limits.deadline, bell, patient })
    }

    /// Rings when work was written down.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Brings the schema up to date, over a connection of its own that has no deadline: a step over a large table takes
    /// as long as it takes, and an instance that finds another at it waits until that one is done. Where the schema is
    /// up to date, nothing is asked for that only the owner of the tables may do.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let connect = |error: sqlx::Error| StoreError::Connect(error.to_string());
        let mut connection = PgConnection::connect_with(&self.patient).await.map_err(connect)?;
        let newest = crate::MIGRATOR.iter().map(|step| step.version).max();
        // Not checked when it is compiled: the table is the migrator's own, and may not be there yet.
        let there: Result<Option<i64>, _> =
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
                .fetch_one(&mut connection)
                .await;
        if !there.is_ok_and(|there| there.is_some() && there >= newest) {
            crate::MIGRATOR
                .run(&mut connection)
                .await
                .map_err(|error| StoreError::Connect(format!("migration: {error}")))?;
        }
        connection.close().await.map_err(connect)
    }

    /// Runs reading work, without a transaction: should it write, each statement is committed by itself.
    pub async fn read<T, E>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + BrokenConnection,
    {
        let timed = tokio::time::timeout(self.deadline, async {
            let mut in_use = InUse(Some(self.pool.get().await.map_err(connect_error)?));
            let result = work(in_use.line()?).await;
            if result.as_ref().is_err_and(BrokenConnection::broken_connection) {
                self.forget_idle();
            } else {
                in_use.give_back();
            }
            result
        });
        timed.await.unwrap_or_else(|_| Err(StoreError::Late.into()))
    }

    /// Runs work in one transaction: committed when it answers `Ok`, rolled back when it answers `Err`, and
    /// never half done. Where Postgres rolled it back because of what others did at the same time (a deadlock, or a
    /// serialisation failure), all of it is done again, a few times and within the deadline: the work has no effect
    /// outside of its transaction, or one that may be repeated. Each try gets a clone of what the work has captured.
    ///
    /// The versions of the parcels it has changed rise, and the bell rings if it wrote work down: see [`Transaction`].
    pub async fn write<T, E>(
        &self,
        work: impl AsyncFnOnce(&mut Transaction<'_>) -> Result<T, E> + Clone,
    ) -> Result<T, E>
    where
        E: From<StoreError> + BrokenConnection,
    {
        let timed = tokio::time::timeout(self.deadline, async {
            let mut left = TRIES;
            loop {
                left -= 1;
                match self.transaction(work.clone()).await {
                    Err(error) if left > 0 && error.lost_to_others() => {}
                    end => return end,
                }
            }
        });
        timed.await.unwrap_or_else(|_| Err(StoreError::Late.into()))
    }

    /// One transaction.
    async fn transaction<T, E>(
        &self,
        work: impl AsyncFnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let mut in_use = self.begun().await?;
        let mut transaction = Transaction::new(in_use.line()?);
        let result = work(&mut transaction).await;
        let ringing = if result.is_ok() { transaction.close().await? } else { Ringing::None };
        let end = if result.is_ok() { "commit" } else { "rollback" };
        // Begins and ends say nothing about the schema, and are not checked against it.
        sqlx::query(end).execute(in_use.line()?).await.map_err(StoreError::from)?;
        in_use.give_back();
        ringing.ring(&self.bell);
        result
    }

    /// A connection inside a new transaction. Nothing has been done yet, so a dead connection is replaced.
    async fn begun(&self) -> Result<InUse, StoreError> {
        let mut last = StoreError::Late;
        for _ in 0..2 {
            let mut in_use = InUse(Some(self.pool.get().await.map_err(connect_error)?));
            match sqlx::query!("begin").execute(in_use.line()?).await {
                Ok(_) => return Ok(in_use),
                Err(error) => last = error.into(),
            }
            self.forget_idle();
        }
        Err(last)
    }

    /// Throws away what lies idle: where one connection is dead the others are, too.
    fn forget_idle(&self) {
        self.pool.retain(|_, _| false);
    }
}

fn connect_error(error: managed::PoolError<sqlx::Error>) -> StoreError {
    match error {
        managed::PoolError::Timeout(_) => StoreError::Late,
        managed::PoolError::Backend(error) => StoreError::Connect(error.to_string()),
        other => StoreError::Connect(other.to_string()),
    }
}

/// Errors that can tell whether the connection they came over is dead.
pub trait BrokenConnection {
    /// Whether it is.
    fn broken_connection(&self) -> bool;
    /// Whether Postgres rolled the transaction back because of what others did at the same time: it may go well when it
    /// is done again.
    fn lost_to_others(&self) -> bool;
}

impl BrokenConnection for StoreError {
    fn broken_connection(&self) -> bool {
        self.broke_connection()
    }

    fn lost_to_others(&self) -> bool {
        self.lost()
    }
}
