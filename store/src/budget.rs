//! The ledgers of one-time codes that were sent, and the count of wrong ones: see [`domain::budget`], which decides.

use domain::{
    Timestamp,
    budget::{ALARM_WITHIN, Ledger},
};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// Lanes of the count of wrong codes.
const LANES: u8 = 16;
/// Ledgers forgotten at once.
const SHEAF: i64 = 2_000;

/// Ledgers that nobody else writes until the transaction ends.
#[derive(Debug)]
pub struct Locked {
    /// Each with its subject.
    pub ledgers: Vec<(Vec<u8>, Ledger)>,
    /// Wrong codes lately, everywhere.
    pub wrong: i64,
}

impl Locked {
    /// The ledger of a subject.
    pub fn of(&mut self, subject: &[u8]) -> Option<&mut Ledger> {
        self.ledgers.iter_mut().find(|(known, _)| known == subject).map(|(_, ledger)| ledger)
    }
}

/// Locks the ledgers of these subjects, always in the same order, and makes those that are missing.
pub async fn lock(
    connection: &mut PgConnection,
    subjects: &[&[u8]],
    now: Timestamp,
) -> Result<Locked, StoreError> {
    let rows = sqlx::query!(
        "insert into code_ledger as l (subject, day)
         select s, ($2::timestamptz at time zone 'utc')::date from unnest($1::bytea[]) s order by s
         on conflict (subject) do update set day = l.day
         returning subject, sent as \"sent: Json<Ledger>\",
             (select coalesce(sum(wrong), 0)::bigint from wrong_code where minute > $3) as \"wrong!\"",
        subjects as &[&[u8]],
        now,
        now - ALARM_WITHIN
    )
    .fetch_all(connection)
    .await?;
    let wrong = rows.first().map_or(0, |row| row.wrong);
    let ledgers = rows.into_iter().map(|row| (row.subject, row.sent.0)).collect();
    Ok(Locked { ledgers, wrong })
}

/// Writes the ledgers of a lock down.
pub async fn write(connection: &mut PgConnection, locked: &Locked, now: Timestamp) -> Result<(), StoreError> {
    let (subjects, sent): (Vec<&[u8]>, Vec<Json<&Ledger>>) =
        locked.ledgers.iter().map(|(subject, ledger)| (subject.as_slice(), Json(ledger))).unzip();
    sqlx::query!(
        "update code_ledger l set sent = n.sent, day = ($3::timestamptz at time zone 'utc')::date
         from unnest($1::bytea[], $2::jsonb[]) as n(subject, sent) where l.subject = n.subject",
        &subjects as &[&[u8]],
        &sent as &[Json<&Ledger>],
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts a wrong code, and answers how many there were lately, this one among them. `chance` chooses the lane.
pub async fn wrong(connection: &mut PgConnection, chance: u8, now: Timestamp) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        "insert into wrong_code as w (minute, lane, wrong) values (date_trunc('minute', $1::timestamptz), $2, 1)
         on conflict (minute, lane) do update set wrong = w.wrong + 1
         returning (select 1 + coalesce(sum(wrong), 0)::bigint from wrong_code where minute > $3) as \"wrong!\"",
        now,
        i16::from(chance % LANES),
        now - ALARM_WITHIN
    )
    .fetch_one(connection)
    .await?)
}

/// Forgets ledgers without a code of the last day, and old counts.
pub async fn sweep(connection: &mut PgConnection, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from code_ledger where subject in (
             select subject from code_ledger where day < ($1::timestamptz at time zone 'utc')::date - 2
             limit $2 for update skip locked)",
        now,
        SHEAF
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from wrong_code where minute < $1::timestamptz - interval '1 hour'", now)
        .execute(connection)
        .await?;
    Ok(())
}
