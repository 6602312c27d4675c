//! The only way to the database: connections with a deadline that are never trusted after a broken call.
//!
//! A pool loses its connections for good when the network swallows packets without a word: every one of them
//! waits for an answer that never comes. So each call runs under a deadline, and a connection goes back to the
//! pool only when its call ran to the end. If the deadline passed, or the caller went away in the middle (a
//! browser that closed the page), the connection is thrown away and a new one takes its place.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use deadpool::managed::{self, Metrics, Object, Pool, PoolConfig, QueueMode, RecycleError, RecycleResult, Timeouts};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use crate::StoreError;

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
}

struct Manager(PgConnectOptions);

/// A connection and whether it has been left in the middle of a call.
struct Line {
    connection: PgConnection,
    broken: AtomicBool,
}

impl managed::Manager for Manager {
    type Type = Line;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Line, sqlx::Error> {
        let connection = PgConnection::connect_with(&self.0).await?;
        Ok(Line { connection, broken: AtomicBool::new(false) })
    }

    async fn recycle(&self, line: &mut Line, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if line.broken.load(Ordering::Relaxed) { Err(RecycleError::message("left in the middle")) } else { Ok(()) }
    }
}

/// A line in use: thrown away when it is dropped before [`InUse::give_back`].
struct InUse(Option<Object<Manager>>);

impl InUse {
    fn line(&mut self) -> Result<&mut PgConnection, StoreError> {
        self.0.as_mut().map(|line| &mut line.connection).ok_or(StoreError::Late)
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
    /// A pool of connections; the first is made when it is needed.
    pub fn new(options: PgConnectOptions, limits: Limits) -> Result<Self, StoreError> {
        let milliseconds = limits.deadline.as_millis().to_string();
        let options = options.options([
            ("statement_timeout", milliseconds.as_str()),
            ("lock_timeout", milliseconds.as_str()),
            ("idle_in_transaction_session_timeout", "20000"),
        ]);
        let mut config = PoolConfig::new(limits.connections);
        config.queue_mode = QueueMode::Lifo;
        config.timeouts = Timeouts { wait: Some(limits.deadline), create: Some(limits.deadline), recycle: None };
        let pool = Pool::builder(Manager(options))
            .config(config)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Connect(error.to_string()))?;
        Ok(Self { pool, deadline: limits.deadline })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = self.pool.get().await.map_err(connect_error)?;
        crate::MIGRATOR
            .run(&mut connection.connection)
            .await
            .map_err(|error| StoreError::Connect(format!("migration: {error}")))
    }

    /// Runs reading work. A connection that turns out to be dead is replaced once, unseen by the caller.
    pub async fn read<T, E>(&self, work: impl AsyncFn(&mut PgConnection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + BrokenConnection,
    {
        match self.call(&work).await {
            Err(error) if error.broken_connection() => {
                self.forget_idle();
                self.call(&work).await
            }
            result => result,
        }
    }

    async fn call<T, E>(&self, work: &impl AsyncFn(&mut PgConnection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + BrokenConnection,
    {
        let timed = tokio::time::timeout(self.deadline, async {
            let mut in_use = InUse(Some(self.pool.get().await.map_err(connect_error)?));
            let result = work(in_use.line()?).await;
            if !result.as_ref().is_err_and(BrokenConnection::broken_connection) {
                in_use.give_back();
            }
            result
        });
        timed.await.unwrap_or_else(|_| Err(StoreError::Late.into()))
    }

    /// Runs work in one transaction: committed when it answers `Ok`, rolled back when it answers `Err`, and
    /// never half done.
    pub async fn write<T, E>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let timed = tokio::time::timeout(self.deadline, async {
            let mut in_use = self.begun().await?;
            let result = work(in_use.line()?).await;
            let end = if result.is_ok() { "commit" } else { "rollback" };
            sqlx::query(end).execute(in_use.line()?).await.map_err(StoreError::from)?;
            in_use.give_back();
            result
        });
        timed.await.unwrap_or_else(|_| Err(StoreError::Late.into()))
    }

    /// A connection inside a new transaction. Nothing has been done yet, so a dead connection is replaced.
    async fn begun(&self) -> Result<InUse, StoreError> {
        let mut last = StoreError::Late;
        for _ in 0..2 {
            let mut in_use = InUse(Some(self.pool.get().await.map_err(connect_error)?));
            match sqlx::query("begin").execute(in_use.line()?).await {
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
}

impl BrokenConnection for StoreError {
    fn broken_connection(&self) -> bool {
        self.broke_connection()
    }
}
