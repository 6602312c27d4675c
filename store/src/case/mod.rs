//! Cases: problems that were handed to the operator's people, and how they stand.
//!
//! Whoever opens, answers or looks after a case locks its parcel first: so one after the other decides about it.

mod answer;
mod due;
mod evidence;
mod photo;

use domain::{
    Timestamp,
    case::{CaseAction, CaseKind, CaseTimes},
    id::{CaseId, CustomerId, ParcelId},
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

pub use self::{
    answer::{AnswerOrder, GivenAnswer, NewAnswer, answer, answers, known_answer},
    due::{due, looked_after, overdue, overdue_count},
    evidence::evidence,
    photo::{add_photo, photo},
};
use crate::StoreError;

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// The parcel.
    pub parcel: ParcelId,
    /// Who opened it, if that is still known.
    pub customer: Option<CustomerId>,
    /// What it is about.
    pub kind: CaseKind,
    /// Its times.
    pub times: CaseTimes,
    /// The code was stopped, and none is made while it is open.
    pub stops_code: bool,
    /// How long the parcel could still be collected, where the clock stands still.
    pub left: Option<chrono::Duration>,
    /// What the customer saw.
    pub seen: Value,
    /// What was known.
    pub evidence: Value,
    /// There is a photo.
    pub has_photo: bool,
}

struct Row {
    id: CaseId,
    parcel_id: String,
    customer_id: Option<i64>,
    kind: String,
    opened_at: Timestamp,
    due_at: Timestamp,
    answered_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    stops_code: bool,
    left_seconds: Option<i64>,
    seen: Json<Value>,
    evidence: Json<Value>,
    has_photo: bool,
}

impl TryFrom<Row> for Case {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = StoreError::Inconsistent { table: "parcel_case", column: "kind" };
        Ok(Self {
            id: row.id,
            parcel: ParcelId::stored(row.parcel_id),
            customer: row.customer_id.map(CustomerId::new),
            kind: CaseKind::parse(&row.kind).ok_or(wrong)?,
            times: CaseTimes {
                opened_at: row.opened_at,
                due_at: row.due_at,
                answered_at: row.answered_at,
                closed_at: row.closed_at,
            },
            stops_code: row.stops_code,
            left: row.left_seconds.and_then(chrono::Duration::try_seconds),
            seen: row.seen.0,
            evidence: row.evidence.0,
            has_photo: row.has_photo,
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, parcel_id, customer_id, kind, opened_at, due_at, answered_at, closed_at, stops_code,
                 left_seconds, seen as \"seen!: Json<Value>\", evidence as \"evidence!: Json<Value>\",
                 exists (select 1 from case_photo f where f.case_id = c.id) as \"has_photo!\"
             from parcel_case c " + $rest,
            $($value),+
        )
    };
}

/// A case to be written down.
#[derive(Debug)]
pub struct NewCase<'a> {
    /// The parcel.
    pub parcel: &'a ParcelId,
    /// Who opens it.
    pub customer: CustomerId,
    /// What it is about.
    pub kind: CaseKind,
    /// The form's token.
    pub request: &'a str,
    /// Until when an answer is promised.
    pub due_at: Timestamp,
    /// When it is looked after next.
    pub look_at: Timestamp,
    /// The code stops.
    pub stops_code: bool,
    /// How much time is left, where the clock stands still.
    pub left: Option<chrono::Duration>,
    /// What the customer saw.
    pub seen: &'a Value,
    /// What is known.
    pub evidence: &'a Value,
}

/// Writes a case down; `None`, and nothing is changed, when one of the parcel is open or the same request was written.
pub async fn open(
    connection: &mut PgConnection,
    new: &NewCase<'_>,
    now: Timestamp,
) -> Result<Option<CaseId>, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into parcel_case (parcel_id, customer_id, kind, request, opened_at, due_at, look_at, stops_code,
             left_seconds, seen, evidence)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id",
        new.parcel.as_str(),
        new.customer.get(),
        new.kind.as_str(),
        new.request,
        now,
        new.due_at,
        new.look_at,
        new.stops_code,
        new.left.map(|left| left.num_seconds()),
        Json(new.seen) as Json<&Value>,
        Json(new.evidence) as Json<&Value>
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(CaseId::new))
}

/// The case of that number.
pub async fn by_id(connection: &mut PgConnection, id: CaseId) -> Result<Option<Case>, StoreError> {
    select!("where id = $1", id.get()).fetch_optional(connection).await?.map(Case::try_from).transpose()
}

/// The newest case of a parcel.
pub async fn latest(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Option<Case>, StoreError> {
    select!("where parcel_id = $1 order by id desc limit 1", parcel.as_str())
        .fetch_optional(connection)
        .await?
        .map(Case::try_from)
        .transpose()
}

/// Cases with greater numbers, the oldest first and at most so many; only those that are open, or all.
pub async fn listed(
    connection: &mut PgConnection,
    only_open: bool,
    after: CaseId,
    most: i64,
) -> Result<Vec<Case>, StoreError> {
    let rows = if only_open {
        select!("where closed_at is null and id > $1 order by id limit $2", after.get(), most)
            .fetch_all(connection)
            .await?
    } else {
        select!("where id > $1 order by id limit $2", after.get(), most).fetch_all(connection).await?
    };
    rows.into_iter().map(Case::try_from).collect()
}

/// The case that a form's token has opened.
pub async fn with_request(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    request: &str,
) -> Result<Option<CaseId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select id from parcel_case where parcel_id = $1 and request = $2",
        parcel.as_str(),
        request
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(CaseId::new))
}

/// Whether a case has stopped the code of this parcel, so that none is made.
pub async fn stops_code(connection: &mut PgConnection, parcel: &ParcelId) -> Result<bool, StoreError> {
    let stopped = sqlx::query_scalar!(
        "select code_is_stopped(id, placed_at) as \"stopped!\" from parcel where id = $1",
        parcel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(stopped.unwrap_or_default())
}

/// How much time is left of this parcel's clock, if it stands still: who reminds of a deadline says nothing meanwhile.
pub async fn clock_stands(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Option<chrono::Duration>, StoreError> {
    let left = sqlx::query_scalar!(
        "select left_seconds from parcel_case where parcel_id = $1 and closed_at is null",
        parcel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(left.flatten().and_then(chrono::Duration::try_seconds))
}

/// Closes a case by this action; `false` when it was closed already.
pub async fn close(
    connection: &mut PgConnection,
    id: CaseId,
    by: CaseAction,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let closed = sqlx::query!(
        "update parcel_case set closed_at = $2, closed_by = $3 where id = $1 and closed_at is null",
        id.get(),
        now,
        by.as_str()
    )
    .execute(connection)
    .await?;
    Ok(closed.rows_affected() == 1)
}
