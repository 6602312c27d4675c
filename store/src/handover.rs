//! What is handed to the operator's other systems, and whether they have it.

use domain::{
    Timestamp,
    id::{CaseId, HandoverId, RedirectId},
};
use sqlx::PgConnection;
use strum::{EnumString, IntoStaticStr};

use crate::{
    StoreError, Transaction,
    job::{self, JobKind},
};

/// How it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum HandoverWay {
    /// A signed webhook.
    Webhook,
    /// An e-mail to the helpdesk.
    Email,
}

impl HandoverWay {
    /// The name used in the operator's interface and the store.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverSubject {
    /// A case.
    Case(CaseId),
    /// A request to send a parcel elsewhere.
    Redirect(RedirectId),
}

impl HandoverSubject {
    /// The case.
    pub const fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(id) => Some(id),
            Self::Redirect(_) => None,
        }
    }

    /// The request.
    pub const fn redirect(self) -> Option<RedirectId> {
        match self {
            Self::Redirect(id) => Some(id),
            Self::Case(_) => None,
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum HandoverState {
    /// It was not taken yet.
    Waiting,
    /// The other side has it.
    Delivered,
    /// It was laid aside.
    Dead,
}

impl HandoverState {
    /// The name used in the operator's interface and the store.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Something to be handed over.
#[derive(Debug)]
pub struct NewHandover<'a> {
    /// What it is about.
    pub about: HandoverSubject,
    /// How it travels.
    pub way: HandoverWay,
    /// What has happened: `case.opened`.
    pub event: &'a str,
    /// Its name for the other side.
    pub message: &'a str,
    /// What is said.
    pub body: &'a str,
}

/// Something that is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its number.
    pub id: HandoverId,
    /// What it is about.
    pub about: HandoverSubject,
    /// How it travels.
    pub way: HandoverWay,
    /// What has happened.
    pub event: String,
    /// Its name for the other side.
    pub message: String,
    /// What is said.
    pub body: String,
    /// When it was written down.
    pub created_at: Timestamp,
    /// How it stands.
    pub state: HandoverState,
    /// How often it was tried.
    pub tries: usize,
    /// Why it was not taken.
    pub last_error: Option<String>,
}

struct Row {
    id: HandoverId,
    case_id: Option<i64>,
    redirect_id: Option<i64>,
    way: String,
    event: String,
    message: String,
    body: String,
    created_at: Timestamp,
    state: String,
    tries: i32,
    last_error: Option<String>,
}

impl TryFrom<Row> for Handover {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "handover", column };
        let case = row.case_id.map(|id| HandoverSubject::Case(CaseId::new(id)));
        let redirect = row.redirect_id.map(|id| HandoverSubject::Redirect(RedirectId::new(id)));
        Ok(Self {
            id: row.id,
            about: case.or(redirect).ok_or(wrong("case_id"))?,
            way: row.way.parse().map_err(|_| wrong("way"))?,
            event: row.event,
            message: row.message,
            body: row.body,
            created_at: row.created_at,
            state: HandoverState::parse(&row.state).ok_or(wrong("state"))?,
            tries: usize::try_from(row.tries).unwrap_or_default(),
            last_error: row.last_error,
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, case_id, redirect_id, way, event, message, body, created_at, state, tries, last_error from handover " + $rest,
            $($value),+
        )
    };
}

const fn kind(way: HandoverWay) -> JobKind {
    match way {
        HandoverWay::Webhook => JobKind::SendWebhook,
        HandoverWay::Email => JobKind::MailHelpdesk,
    }
}

/// Writes down what is to be handed over, and the job that does it.
pub async fn queue(
    transaction: &mut Transaction<'_>,
    new: &NewHandover<'_>,
    now: Timestamp,
) -> Result<HandoverId, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into handover (case_id, way, event, message, body, created_at, redirect_id)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
        new.about.case().map(CaseId::get),
        new.way.as_str(),
        new.event,
        new.message,
        new.body,
        now,
        new.about.redirect().map(RedirectId::get)
    )
    .fetch_one(&mut **transaction)
    .await?;
    job::enqueue(transaction, kind(new.way), &id, now).await?;
    Ok(HandoverId::new(id))
}

/// What is to be handed over under that number.
pub async fn by_id(connection: &mut PgConnection, id: HandoverId) -> Result<Option<Handover>, StoreError> {
    select!("where id = $1", id.get()).fetch_optional(connection).await?.map(Handover::try_from).transpose()
}

/// Those that were laid aside, or all, with greater numbers, the oldest first and at most so many.
pub async fn listed(
    connection: &mut PgConnection,
    only_dead: bool,
    after: HandoverId,
    most: i64,
) -> Result<Vec<Handover>, StoreError> {
    let rows = if only_dead {
        select!("where state = 'dead' and id > $1 order by id limit $2", after.get(), most)
            .fetch_all(connection)
            .await?
    } else {
        select!("where id > $1 order by id limit $2", after.get(), most).fetch_all(connection).await?
    };
    rows.into_iter().map(Handover::try_from).collect()
}

/// Notes how a try ended; why, where it was not taken.
pub async fn tried(
    connection: &mut PgConnection,
    id: HandoverId,
    state: HandoverState,
    error: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update handover set state = $2, tries = tries + 1, last_error = $3,
             ended_at = case when $2 = 'waiting' then null else $4::timestamptz end
         where id = $1 and state = 'waiting'",
        id.get(),
        state.as_str(),
        error,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Has something that was laid aside handed over again, from its first try on. `None` where there is none of that
/// number; `false`, and nothing is changed, where it was not laid aside.
pub async fn replay(
    transaction: &mut Transaction<'_>,
    id: HandoverId,
    now: Timestamp,
) -> Result<Option<bool>, StoreError> {
    let dead = sqlx::query!("select way, state from handover where id = $1 for update", id.get())
        .fetch_optional(&mut **transaction)
        .await?;
    let Some(dead) = dead else { return Ok(None) };
    if dead.state != HandoverState::Dead.as_str() {
        return Ok(Some(false));
    }
    let way: HandoverWay =
        dead.way.parse().map_err(|_| StoreError::Inconsistent { table: "handover", column: "way" })?;
    sqlx::query!("update handover set state = 'waiting', tries = 0, ended_at = null where id = $1", id.get())
        .execute(&mut **transaction)
        .await?;
    job::enqueue(transaction, kind(way), &id, now).await?;
    Ok(Some(true))
}

/// Notes that the receiver with this address wants nothing more.
pub async fn stop(connection: &mut PgConnection, url_hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into handover_stop (url_hash, at) values ($1, $2) on conflict do nothing",
        url_hash,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets the receiver with this address have something again.
pub async fn go_on(connection: &mut PgConnection, url_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query!("delete from handover_stop where url_hash = $1", url_hash).execute(connection).await?;
    Ok(())
}

/// Whether the receiver with this address wants nothing more.
pub async fn is_stopped(connection: &mut PgConnection, url_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from handover_stop where url_hash = $1) as \"exists!\"",
        url_hash
    )
    .fetch_one(connection)
    .await?)
}
