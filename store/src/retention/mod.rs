//! Forgetting: what names a person goes when it is not needed any more.
//!
//! Every chore takes a sheaf of what is due, the oldest first, found by an index that holds nothing else; the caller
//! gives each sheaf a transaction of its own. A sheaf that fails is taken one by one, past what fails.

/// Runs statements about the same rows, one after the other.
macro_rules! each {
    ($connection:ident, $rows:expr, [$($statement:literal,)+]) => {
        $(sqlx::query!($statement, $rows).execute(&mut *$connection).await?;)+
    };
}

mod customers;
mod parcels;
mod rows;
mod sessions;

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// What is due to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chore {
    /// Whom parcels were for that are over: collected, returned, called off.
    OverParcels,
    /// The same of parcels that nobody collected in time.
    ExpiredParcels,
    /// The same of all others of which nothing was heard for long.
    SilentParcels,
    /// Customers whom no order names any more and who are signed in nowhere.
    Customers,
    /// Sessions that ran out: they end, and the browsers they live in get nothing more.
    RunOutSessions,
    /// Sessions that ended.
    EndedSessions,
    /// Sign-ins and proofs that were begun, with their codes.
    Challenges,
    /// Messages that carried a sign-in code.
    SignInMessages,
    /// All other messages that are not about a code for a door.
    ToldMessages,
    /// Changes of contacts, with their notices and undo links.
    Changes,
    /// What was done in customers' names.
    Activity,
    /// The ids of webhooks.
    Webhooks,
    /// Work that was laid aside.
    DeadJobs,
    /// Passkey ceremonies that were used.
    Ceremonies,
    /// What stations were asked to do.
    StationCommands,
    /// What stations have said of their doors.
    DoorEvents,
    /// Incidents that ended.
    Incidents,
    /// Orders that gave more time, when none of their parcels is known any more.
    ExtensionOrders,
    /// What customers have said they see at stations.
    StationReports,
    /// That a customer waits for a station that does not come back.
    BackWishes,
    /// What stations have opened without a link.
    OfflineOpenings,
    /// Days of stations.
    StationDays,
    /// Shares of limits that are whole again.
    Buckets,
}

/// Before which time each is due.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// Now.
    pub now: Timestamp,
    /// Parcels that were over, or could be collected, until before then.
    pub over: Timestamp,
    /// Parcels of which nothing was heard since.
    pub silent: Timestamp,
    /// One-time codes and decoys.
    pub codes: Timestamp,
    /// Messages and changes that were told long enough, sessions that ended.
    pub told: Timestamp,
    /// The activity of customers.
    pub activity: Timestamp,
    /// Webhooks that no sender repeats any more, and dead jobs that somebody had time to look at.
    pub technical: Timestamp,
    /// What stations were like.
    pub trend: Timestamp,
}

impl Chore {
    /// Every chore; what others wait for comes first.
    pub const ALL: [Self; 23] = [
        Self::OverParcels,
        Self::ExpiredParcels,
        Self::SilentParcels,
        Self::RunOutSessions,
        Self::Customers,
        Self::EndedSessions,
        Self::Challenges,
        Self::SignInMessages,
        Self::ToldMessages,
        Self::Changes,
        Self::Activity,
        Self::Webhooks,
        Self::DeadJobs,
        Self::Ceremonies,
        Self::StationCommands,
        Self::DoorEvents,
        Self::Incidents,
        Self::ExtensionOrders,
        Self::StationReports,
        Self::BackWishes,
        Self::OfflineOpenings,
        Self::StationDays,
        Self::Buckets,
    ];

    /// How many are taken at once.
    pub const fn sheaf(self) -> i64 {
        match self {
            Self::OverParcels
            | Self::ExpiredParcels
            | Self::SilentParcels
            | Self::Customers
            | Self::Changes => 200,
            Self::RunOutSessions | Self::EndedSessions | Self::Challenges => 500,
            Self::Activity => 1_000,
            Self::SignInMessages
            | Self::ToldMessages
            | Self::Webhooks
            | Self::DeadJobs
            | Self::Ceremonies
            | Self::StationCommands
            | Self::DoorEvents
            | Self::Incidents
            | Self::ExtensionOrders
            | Self::StationReports
            | Self::BackWishes
            | Self::OfflineOpenings
            | Self::StationDays
            | Self::Buckets => 2_000,
        }
    }
}

/// Whether this transaction is the only one in the fleet that forgets; it is until it ends.
pub async fn alone(connection: &mut PgConnection) -> Result<bool, StoreError> {
    // Any number that nothing else locks.
    Ok(sqlx::query_scalar!("select pg_try_advisory_xact_lock(7004007) as \"alone!\"")
        .fetch_one(connection)
        .await?)
}

/// Forgets at most so many of what is due, past the first `skip`. Answers how many those were.
pub async fn forget(
    connection: &mut PgConnection,
    chore: Chore,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let due = match chore {
        Chore::OverParcels => parcels::over(connection, ends, skip, most).await?,
        Chore::ExpiredParcels => parcels::expired(connection, ends, skip, most).await?,
        Chore::SilentParcels => parcels::silent(connection, ends, skip, most).await?,
        Chore::Customers => return customers::forget(connection, ends.now, skip, most).await,
        Chore::RunOutSessions => return sessions::end_run_out(connection, ends.now, skip, most).await,
        Chore::EndedSessions => return sessions::forget(connection, ends.told, skip, most).await,
        Chore::Activity => return rows::forget_activity(connection, ends, most).await,
        Chore::Challenges
        | Chore::SignInMessages
        | Chore::ToldMessages
        | Chore::Changes
        | Chore::Webhooks
        | Chore::DeadJobs
        | Chore::Ceremonies
        | Chore::StationCommands
        | Chore::DoorEvents
        | Chore::Incidents
        | Chore::ExtensionOrders
        | Chore::StationReports
        | Chore::BackWishes
        | Chore::OfflineOpenings
        | Chore::StationDays
        | Chore::Buckets => return rows::delete(connection, chore, ends, skip, most).await,
    };
    parcels::forget_recipients(connection, &due, ends.now).await
}
