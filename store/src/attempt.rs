//! Attempts: each hand-over of a notification to a provider, and what the provider said.

use strum::{EnumString, IntoStaticStr};

use domain::{
    Timestamp,
    id::{AttemptId, NotificationId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// How a hand-over ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AttemptState {
    /// It has not, as far as is written down.
    UnderWay,
    /// The provider took it.
    Accepted,
    /// The provider surely did not take it, because of the address.
    Refused,
    /// The provider surely did not take it, because it or the way to it failed.
    Failed,
    /// The provider may have taken it.
    Unknown,
}

impl AttemptState {
    fn as_str(self) -> &'static str {
        self.into()
    }

    fn parse(name: &str) -> Result<Self, StoreError> {
        name.parse().map_err(|_| StoreError::Inconsistent { table: "attempt", column: "state" })
    }
}

/// An attempt as stored.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Later attempts have greater ones.
    pub id: AttemptId,
    /// What was handed over.
    pub notification: NotificationId,
    /// To whom.
    pub provider: String,
    /// Keyed hash of the text.
    pub text_mac: Vec<u8>,
    /// How it ended.
    pub state: AttemptState,
    /// When it began.
    pub started_at: Timestamp,
    /// When its end was noted.
    pub ended_at: Option<Timestamp>,
    /// A receipt has told what became of the message.
    pub settled: bool,
    /// No later attempt of the same notification exists.
    pub newest: bool,
    /// The provider's last word on it.
    pub code: Option<String>,
}

impl Attempt {
    /// Whether nobody knows how it ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, AttemptState::UnderWay | AttemptState::Unknown)
    }

    /// Whether the provider has the message and nothing says that it did not arrive.
    pub fn stands(&self) -> bool {
        self.state == AttemptState::Accepted && !self.settled
    }
}

struct Row {
    id: AttemptId,
    notification_id: NotificationId,
    provider: String,
    text_mac: Vec<u8>,
    state: String,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    settled: bool,
    newest: bool,
    code: Option<String>,
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select a.id, a.notification_id, a.provider, a.text_mac, a.state, a.started_at, a.ended_at,
                 a.settled_at is not null as \"settled!\",
                 not exists (select 1 from attempt o
                             where o.notification_id = a.notification_id and o.id > a.id) as \"newest!\",
             a.code from attempt a " + $rest,
            $($value),+
        )
    };
}

impl TryFrom<Row> for Attempt {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            notification: row.notification_id,
            provider: row.provider,
            text_mac: row.text_mac,
            state: AttemptState::parse(&row.state)?,
            started_at: row.started_at,
            ended_at: row.ended_at,
            settled: row.settled,
            newest: row.newest,
            code: row.code,
        })
    }
}

/// An attempt to be written down before the provider is asked.
#[derive(Debug)]
pub struct NewAttempt<'a> {
    /// What is handed over.
    pub notification: NotificationId,
    /// To whom.
    pub provider: &'a str,
    /// By which the provider's reports find it.
    pub reference: &'a str,
    /// Keyed hash of the text.
    pub text_mac: &'a [u8],
}

/// Writes an attempt down as under way and answers its number.
pub async fn begin(
    connection: &mut PgConnection,
    attempt: &NewAttempt<'_>,
    now: Timestamp,
) -> Result<AttemptId, StoreError> {
    Ok(sqlx::query_scalar!(
        "insert into attempt (notification_id, provider, reference, text_mac, state, started_at)
         values ($1, $2, $3, $4, 'under_way', $5) returning id",
        attempt.notification.get(),
        attempt.provider,
        attempt.reference,
        attempt.text_mac,
        now
    )
    .fetch_one(connection)
    .await?
    .into())
}

/// Notes how an attempt ended. What is known for sure stays: a receipt may have come before the answer.
pub async fn end(
    connection: &mut PgConnection,
    id: AttemptId,
    state: AttemptState,
    code: Option<&str>,
    provider_id: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update attempt set state = $2, code = coalesce($3, code), provider_id = coalesce($4, provider_id),
             ended_at = $5
         where id = $1 and state in ('under_way', 'unknown')",
        id.get(),
        state.as_str(),
        code,
        provider_id,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes a provider's report about an attempt, which it thereby has taken; `settled` when it tells the end.
pub async fn reported(
    connection: &mut PgConnection,
    id: AttemptId,
    code: &str,
    settled: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update attempt set state = 'accepted', code = $2, ended_at = coalesce(ended_at, $4),
             settled_at = case when $3 then coalesce(settled_at, $4) else settled_at end
         where id = $1",
        id.get(),
        code,
        settled,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The attempts of a notification, newest first.
pub async fn of_notification(
    connection: &mut PgConnection,
    notification: NotificationId,
) -> Result<Vec<Attempt>, StoreError> {
    select!("where a.notification_id = $1 order by a.id desc", notification.get())
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Attempt::try_from)
        .collect()
}

/// The attempt a provider reports about.
pub async fn by_reference(
    connection: &mut PgConnection,
    provider: &str,
    reference: &str,
) -> Result<Option<Attempt>, StoreError> {
    select!("where a.provider = $1 and a.reference = $2", provider, reference)
        .fetch_optional(connection)
        .await?
        .map(Attempt::try_from)
        .transpose()
}

/// The attempt of that number as it is now, and until this transaction ends.
pub async fn hold(connection: &mut PgConnection, id: AttemptId) -> Result<Option<Attempt>, StoreError> {
    select!("where a.id = $1 for update", id.get())
        .fetch_optional(connection)
        .await?
        .map(Attempt::try_from)
        .transpose()
}

/// How a provider has done lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name.
    pub provider: String,
    /// How many messages it was asked to send.
    pub asked: i64,
    /// How many of them were slow: not taken, or without an end within five minutes.
    pub slow: i64,
    /// To how many different contacts those went.
    pub struck: i64,
}

/// How each of these providers has done in the last 15 minutes. What was handed over within the last five minutes and has no
/// end says nothing yet, and what we held back ourselves says nothing about the provider.
pub async fn records(
    connection: &mut PgConnection,
    providers: &[&str],
    now: Timestamp,
) -> Result<Vec<Record>, StoreError> {
    Ok(sqlx::query_as!(
        Record,
        "with lately as (
             select provider, notification_id, state in ('failed', 'unknown')
                 or state = 'accepted' and coalesce(settled_at, $1) - started_at > interval '5 minutes' as slow
             from attempt
             where provider = any($2) and started_at > $1::timestamptz - interval '15 minutes'
               and coalesce(code, '') not in ('held_up', 'not_configured')
               and (settled_at is not null or state in ('refused', 'failed', 'unknown')
                 or started_at < $1::timestamptz - interval '5 minutes'))
         select provider, count(*) as \"asked!\", count(*) filter (where slow) as \"slow!\",
             (select count(distinct n.contact_id) from lately s join notification n on n.id = s.notification_id
                 where s.provider = l.provider and s.slow) as \"struck!\"
         from lately l group by provider",
        now,
        providers as &[&str]
    )
    .fetch_all(connection)
    .await?)
}
