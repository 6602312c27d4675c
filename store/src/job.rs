//! The outbox: work that was written down in the transaction that caused it, done by whoever comes first.
//!
//! A worker leases a job for a while and gets a token that grows with every lease. It finishes the job only while
//! its token is still the newest: a worker that was held up past its lease finds the job taken over and its own
//! result is ignored.

use std::{fmt::Display, time::Duration};

use domain::{Timestamp, contact::Channel, id::JobId};
use sqlx::PgConnection;

use crate::{StoreError, Transaction};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Make a pickup code for a parcel.
    IssueCode,
    /// Hand a notification to a provider of this channel.
    Deliver(Channel),
    /// Look whether the code of a parcel needs another way.
    FallBack,
    /// Let a change of contacts that has waited long enough take effect.
    ChangeContact,
    /// Tell a customer that a wrong one-time code was typed.
    NoteWrongCode,
    /// Send a webhook to the operator's helpdesk.
    SendWebhook,
    /// Write an e-mail to the operator's helpdesk.
    MailHelpdesk,
    /// Look whether a customer is to be reminded of a parcel.
    Remind,
    /// Go on with an order of the operator that gives many more time.
    ExtendAll,
    /// Tell a customer that a parcel may lie longer.
    TellExtended,
    /// Tell those who wait for a station that it is back.
    TellBack,
}

impl JobKind {
    const ALL: [Self; 13] = [
        Self::IssueCode,
        Self::Deliver(Channel::Sms),
        Self::Deliver(Channel::Email),
        Self::Deliver(Channel::Push),
        Self::FallBack,
        Self::ChangeContact,
        Self::NoteWrongCode,
        Self::SendWebhook,
        Self::MailHelpdesk,
        Self::Remind,
        Self::ExtendAll,
        Self::TellExtended,
        Self::TellBack,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::IssueCode => "issue_code",
            Self::Deliver(Channel::Sms) => "deliver_sms",
            Self::Deliver(Channel::Email) => "deliver_email",
            Self::Deliver(Channel::Push) => "deliver_push",
            Self::FallBack => "fall_back",
            Self::ChangeContact => "change_contact",
            Self::NoteWrongCode => "note_wrong_code",
            Self::SendWebhook => "send_webhook",
            Self::MailHelpdesk => "mail_helpdesk",
            Self::Remind => "remind",
            Self::ExtendAll => "extend_all",
            Self::TellExtended => "tell_extended",
            Self::TellBack => "tell_back",
        }
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or(StoreError::Inconsistent { table: "job", column: "kind" })
    }
}

/// A leased job.
#[derive(Debug, Clone)]
pub struct Job {
    /// What a worker finishes it by, together with its lease.
    pub id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// The parcel or notification it is about.
    pub subject: String,
    /// Which try this is, from 1.
    pub attempt: i32,
    /// The fencing token of this lease.
    pub token: i64,
}

/// Writes new work down. The same work that waits already is not written twice; it is done at the earlier time, unless it
/// has failed and waits for its next try.
pub async fn enqueue(
    transaction: &mut Transaction<'_>,
    kind: JobKind,
    subject: &(impl Display + ?Sized),
    run_at: Timestamp,
) -> Result<(), StoreError> {
    transaction.enqueued();
    sqlx::query!(
        "insert into job (kind, subject, run_at, created_at) values ($1, $2, $3, $3)
         on conflict (kind, subject) where dead_at is null and lease_until is null
         do update set run_at = least(job.run_at, excluded.run_at) where job.attempt = 0",
        kind.as_str(),
        subject.to_string(),
        run_at
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Writes work down that may have been forgotten; `false`, and nothing is changed, when it is known: it waits, is under
/// way, or was laid aside.
pub async fn remind(
    connection: &mut PgConnection,
    kind: JobKind,
    subject: &(impl Display + ?Sized),
    run_at: Timestamp,
) -> Result<bool, StoreError> {
    let written = sqlx::query!(
        "insert into job (kind, subject, run_at, created_at)
         select $1, $2, $3, $3 where not exists (select 1 from job where kind = $1 and subject = $2)
         on conflict (kind, subject) where dead_at is null and lease_until is null do nothing",
        kind.as_str(),
        subject.to_string(),
        run_at
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

struct Row {
    id: JobId,
    kind: String,
    subject: String,
    attempt: i32,
    lease_token: i64,
}

/// Leases jobs of these kinds that are due, oldest first; also those whose worker did not come back in time.
pub async fn lease(
    connection: &mut PgConnection,
    kinds: &[JobKind],
    most: i64,
    lease: Duration,
    now: Timestamp,
) -> Result<Vec<Job>, StoreError> {
    // What another worker is leasing at this moment is its own, and nobody waits for it.
    sqlx::query_as!(
        Row,
        "with due as (
             select id from job
             where kind = any($4) and dead_at is null and run_at <= $1
               and (lease_until is null or lease_until <= $1)
             order by run_at, id limit $2 for update skip locked)
         update job j set lease_until = $1::timestamptz + make_interval(secs => $3), lease_token = lease_token + 1,
             attempt = attempt + 1
         from due where j.id = due.id
         returning j.id, j.kind, j.subject, j.attempt, j.lease_token",
        now,
        most,
        lease.as_secs_f64(),
        &kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>() as &[&str]
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Job {
            id: row.id,
            kind: JobKind::parse(&row.kind)?,
            subject: row.subject,
            attempt: row.attempt,
            token: row.lease_token,
        })
    })
    .collect()
}

/// Whether this lease is still the newest: nobody has taken the job over, nor can until this transaction ends.
pub async fn is_held(connection: &mut PgConnection, job: &Job) -> Result<bool, StoreError> {
    let held =
        sqlx::query!("select from job where id = $1 and lease_token = $2 for share", job.id.get(), job.token)
            .fetch_optional(connection)
            .await?;
    Ok(held.is_some())
}

/// Since when this work is to be done; nothing when it was done by somebody else.
pub async fn asked_at(connection: &mut PgConnection, job: &Job) -> Result<Option<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar!("select created_at from job where id = $1", job.id.get())
        .fetch_optional(connection)
        .await?)
}

/// Ends a job for good; `false` when it was taken over in the meantime, and then nothing that goes with it counts.
pub async fn finish(connection: &mut PgConnection, job: &Job) -> Result<bool, StoreError> {
    let deleted = sqlx::query!("delete from job where id = $1 and lease_token = $2", job.id.get(), job.token)
        .execute(connection)
        .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Gives a job back to be tried again; `false` when it was taken over in the meantime. The same work that was asked for
/// meanwhile becomes part of it: it would fail in the same way, and waits as long.
pub async fn retry(
    transaction: &mut Transaction<'_>,
    job: &Job,
    run_at: Timestamp,
    error: &str,
) -> Result<bool, StoreError> {
    transaction.enqueued();
    sqlx::query!(
        "delete from job o using job j where j.id = $1 and j.lease_token = $2
             and o.kind = j.kind and o.subject = j.subject and o.id <> j.id
             and o.dead_at is null and o.lease_until is null",
        job.id.get(),
        job.token
    )
    .execute(&mut **transaction)
    .await?;
    let updated = sqlx::query!(
        "update job set lease_until = null, run_at = $3, last_error = $4 where id = $1 and lease_token = $2",
        job.id.get(),
        job.token,
        run_at,
        error
    )
    .execute(&mut **transaction)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Lays a job aside for a person to look at; `false` when it was taken over in the meantime.
pub async fn bury(
    connection: &mut PgConnection,
    job: &Job,
    error: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = sqlx::query!(
        "update job set lease_until = null, dead_at = $3, last_error = $4 where id = $1 and lease_token = $2",
        job.id.get(),
        job.token,
        now,
        error
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// How many jobs are overdue, and by how many seconds the oldest is.
pub async fn lag(connection: &mut PgConnection, now: Timestamp) -> Result<(i64, f64), StoreError> {
    let late = sqlx::query!(
        "select count(*) as \"jobs!\",
             coalesce(extract(epoch from $1::timestamptz - min(run_at)), 0)::float8 as \"seconds!\"
         from job
         where kind = any($2) and dead_at is null and run_at <= $1 and (lease_until is null or lease_until <= $1)",
        now,
        &JobKind::ALL.map(JobKind::as_str) as &[&str]
    )
    .fetch_one(connection)
    .await?;
    Ok((late.jobs, late.seconds))
}
