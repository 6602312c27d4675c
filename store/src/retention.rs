//! Forgetting: what names a person goes when it is not needed any more.
//!
//! Every chore takes a sheaf of what is due, the oldest first, found by an index that holds nothing else; the caller
//! gives each sheaf a transaction of its own. A sheaf that fails is taken one by one, past what fails.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::{StoreError, session};

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
}

impl Chore {
    /// Every chore; what others wait for comes first.
    pub const ALL: [Self; 15] = [
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
        Chore::OverParcels => over_parcels(connection, ends, skip, most).await?,
        Chore::ExpiredParcels => expired_parcels(connection, ends, skip, most).await?,
        Chore::SilentParcels => silent_parcels(connection, ends, skip, most).await?,
        Chore::Customers => return forget_customers(connection, ends.now, skip, most).await,
        Chore::RunOutSessions => return end_run_out(connection, ends.now, skip, most).await,
        Chore::EndedSessions => return forget_sessions(connection, ends.told, skip, most).await,
        Chore::Activity => return forget_activity(connection, ends, most).await,
        Chore::Challenges
        | Chore::SignInMessages
        | Chore::ToldMessages
        | Chore::Changes
        | Chore::Webhooks
        | Chore::DeadJobs
        | Chore::Ceremonies
        | Chore::Buckets => return delete_rows(connection, chore, ends, skip, most).await,
    };
    forget_recipients(connection, &due, ends.now).await
}

// The statuses at which a parcel stays are spelled out in the statements that an index with the same words serves; a test
// compares those with `Status::terminal`.
async fn over_parcels(
    connection: &mut PgConnection,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select id from parcel where purged_at is null
             and status in ('delivered', 'return_to_sender', 'cancelled') and since < $1 and $2 <= $1
         order by since offset $3 limit $4 for update skip locked",
        ends.over,
        ends.silent,
        skip,
        most
    )
    .fetch_all(connection)
    .await?)
}

async fn expired_parcels(
    connection: &mut PgConnection,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select id from parcel where purged_at is null and status = 'available_for_pickup'
             and pickup_deadline < $1 and $2 <= $1
         order by pickup_deadline offset $3 limit $4 for update skip locked",
        ends.over,
        ends.silent,
        skip,
        most
    )
    .fetch_all(connection)
    .await?)
}

async fn silent_parcels(
    connection: &mut PgConnection,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select id from parcel where purged_at is null
             and status not in ('delivered', 'return_to_sender', 'cancelled') and since < $2
             and (pickup_deadline is null or pickup_deadline < $1)
             and (expected_until is null or expected_until < $2)
         order by since offset $3 limit $4 for update skip locked",
        ends.over,
        ends.silent,
        skip,
        most
    )
    .fetch_all(connection)
    .await?)
}

async fn forget_activity(connection: &mut PgConnection, ends: &Ends, most: i64) -> Result<u64, StoreError> {
    let purged = sqlx::query_scalar!(
        "select activity_purge($1, $2, $3::bigint::int) as \"purged!\"",
        ends.activity,
        ends.codes,
        most
    )
    .fetch_one(connection)
    .await?;
    Ok(u64::try_from(purged).unwrap_or_default())
}

/// Runs statements about the same rows, one after the other.
macro_rules! each {
    ($connection:ident, $rows:expr, [$($statement:literal,)+]) => {
        $(sqlx::query!($statement, $rows).execute(&mut *$connection).await?;)+
    };
}

/// Removes whom parcels were for, and everything that tells so: also what carriers wrote in their own words.
async fn forget_recipients(
    connection: &mut PgConnection,
    parcels: &[String],
    now: Timestamp,
) -> Result<u64, StoreError> {
    if parcels.is_empty() {
        return Ok(0);
    }
    sqlx::query!(
        "update parcel set order_number = null, substatus = null, incident_reason = null, purged_at = $2
             where id = any($1)",
        parcels,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update pickup_code set ended_at = $2, ended_by = 'over', key_id = null, wrapped_key = null, sealed = null,
             digits_index = null, qr_index = null where parcel_id = any($1) and ended_at is null",
        parcels,
        now
    )
    .execute(&mut *connection)
    .await?;
    each!(connection, parcels, [
        "update parcel_event set carrier_code = null, carrier_text = null, location = null, substatus = null,
             incident_reason = null where parcel_id = any($1)",
        "delete from reveal where parcel_id = any($1)",
        "delete from link where parcel_id = any($1)",
        "delete from notification where parcel_id = any($1)",
        "delete from challenge where parcel_id = any($1)",
        "delete from recipient_swap where parcel_id = any($1)",
        "delete from recipient where parcel_id = any($1)",
        "select activity_unlink($1)",
    ]);
    Ok(u64::try_from(parcels.len()).unwrap_or_default())
}

/// Looks at customers whom no order may name any more. Who is signed in, or has a change that can be undone, is looked
/// at again in a week. A contact that a change brings in or has taken out stays for as long as that can be undone:
/// meanwhile it is a customer of its own.
async fn forget_customers(
    connection: &mut PgConnection,
    now: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let looks = sqlx::query!(
        "select id, customer_id from customer_look where at <= $1 order by at, id offset $2 limit $3
         for update skip locked",
        now,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    let (looks, asked): (Vec<i64>, Vec<i64>) =
        looks.into_iter().map(|look| (look.id, look.customer_id)).unzip();
    let due = sqlx::query_scalar!(
        "select id from customer where id = any($1) order by id for update skip locked",
        &asked
    )
    .fetch_all(&mut *connection)
    .await?;
    // Who is just being named by an order is waited for: the statements after this one see it.
    let contacts = sqlx::query_scalar!(
        "select id from contact where customer_id = any($1) order by id for update",
        &due
    )
    .fetch_all(&mut *connection)
    .await?;
    let unnamed = sqlx::query_scalar!(
        "select id from customer u where id = any($1) and not exists (
             select 1 from contact c join recipient r on r.contact_id = c.id where c.customer_id = u.id)",
        &due
    )
    .fetch_all(&mut *connection)
    .await?;
    let nobody = sqlx::query_scalar!(
        "select id from customer u where id = any($1)
             and not exists (select 1 from session s
                             where s.customer_id = u.id and s.ended_at is null and s.expires_at > $2)
             and not exists (select 1 from contact_change g
                             where g.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')
             and not exists (select 1 from contact c join contact_change g on g.old_contact = c.id
                             where c.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')
             and not exists (select 1 from contact c join contact_change g on g.new_contact = c.id
                             where c.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')",
        &unnamed,
        now
    )
    .fetch_all(&mut *connection)
    .await?;
    let contacts = sqlx::query_scalar!(
        "select id from contact where id = any($1) and customer_id = any($2)",
        &contacts,
        &nobody
    )
    .fetch_all(&mut *connection)
    .await?;
    each!(
        connection,
        &contacts,
        [
            "delete from notification where contact_id = any($1)",
            "delete from link where contact_id = any($1)",
            "delete from one_time_code where contact_id = any($1)",
            "delete from challenge where contact_id = any($1)",
            "delete from contact where id = any($1)",
        ]
    );
    each!(
        connection,
        &nobody,
        [
            "delete from contact_change where customer_id = any($1)",
            "delete from reveal where session_id in (select id from session where customer_id = any($1))",
            "delete from session where customer_id = any($1)",
            "delete from passkey where customer_id = any($1)",
            "select activity_forget($1)",
            "delete from customer where id = any($1)",
        ]
    );
    // Who waits is looked at again; who is held by somebody else just now, in the next round.
    let waiting: Vec<i64> = unnamed.into_iter().filter(|customer| !nobody.contains(customer)).collect();
    sqlx::query!(
        "with gone as (delete from customer_look where id = any($2) or customer_id = any($1)),
             again as (
                 select unnest($1::bigint[]) as customer_id
                 union select customer_id from customer_look where id = any($2)
                     and customer_id in (select id from customer) and not customer_id = any($3))
         insert into customer_look (customer_id, at)
         select customer_id,
             $4::timestamptz + case when customer_id = any($1) then interval '7 days' else interval '1 minute' end
         from again",
        &waiting,
        &looks,
        &due,
        now
    )
    .execute(&mut *connection)
    .await?;
    Ok(u64::try_from(looks.len()).unwrap_or_default())
}

/// Ends sessions that ran out. Nobody is signed in there to open what a browser shows.
async fn end_run_out(
    connection: &mut PgConnection,
    now: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let ended = sqlx::query_scalar!(
        "update session set ended_at = expires_at where id in (
             select id from session where ended_at is null and expires_at <= $1
             order by expires_at offset $2 limit $3 for update skip locked)
         returning id",
        now,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    session::hide(connection, &ended).await
}

async fn forget_sessions(
    connection: &mut PgConnection,
    before: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let ended = sqlx::query_scalar!(
        "select id from session where ended_at < $1 order by ended_at offset $2 limit $3
         for update skip locked",
        before,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    let count = session::hide(connection, &ended).await?;
    sqlx::query!("delete from session where id = any($1)", &ended).execute(connection).await?;
    Ok(count)
}

/// Rows that nothing but their own kind depends on.
async fn delete_rows(
    connection: &mut PgConnection,
    chore: Chore,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    macro_rules! oldest {
        ($before:expr, $table:literal, $by:literal, $which:literal) => {
            sqlx::query!(
                "delete from "
                    + $table
                    + " where ctid = any(array(select ctid from "
                    + $table
                    + " where "
                    + $which
                    + " and "
                    + $by
                    + " < $1 order by "
                    + $by
                    + " offset $2 limit $3 for update skip locked))",
                $before,
                skip,
                most
            )
        };
    }
    let delete = match chore {
        Chore::Challenges => oldest!(ends.codes, "challenge", "created_at", "true"),
        Chore::SignInMessages => oldest!(ends.codes, "notification", "expires_at", "kind = 'sign_in'"),
        Chore::ToldMessages => {
            oldest!(ends.told, "notification", "expires_at", "kind not in ('code', 'sign_in')")
        }
        Chore::Changes => oldest!(ends.told, "contact_change", "begun_at", "true"),
        Chore::Webhooks => oldest!(ends.technical, "webhook", "received_at", "true"),
        Chore::DeadJobs => oldest!(ends.technical, "job", "dead_at", "dead_at is not null"),
        Chore::Ceremonies => oldest!(ends.codes, "used_ceremony", "used_at", "true"),
        Chore::Buckets => oldest!(ends.now, "bucket", "arrival", "true"),
        Chore::OverParcels
        | Chore::ExpiredParcels
        | Chore::SilentParcels
        | Chore::Customers
        | Chore::RunOutSessions
        | Chore::EndedSessions
        | Chore::Activity => return Ok(0),
    };
    Ok(delete.execute(connection).await?.rows_affected())
}
