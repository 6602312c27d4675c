//! What the operator's people have answered.

use domain::{Timestamp, case::CaseAction, id::CaseId};
use sqlx::PgConnection;

use crate::StoreError;

/// What an answer has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerOrder {
    /// What.
    pub action: CaseAction,
    /// In words, for the customer.
    pub words: Option<String>,
    /// The station that the parcel lies at by now.
    pub station: Option<String>,
    /// What is written on its door there.
    pub compartment: Option<String>,
}

/// An answer to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    /// The case.
    pub case: CaseId,
    /// The operator's own name of it.
    pub request: &'a str,
    /// What it does.
    pub order: &'a AnswerOrder,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// What it did.
    pub order: AnswerOrder,
    /// When.
    pub at: Timestamp,
}

struct Row {
    action: String,
    words: Option<String>,
    station_id: Option<String>,
    compartment: Option<String>,
    at: Timestamp,
}

impl TryFrom<Row> for GivenAnswer {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = StoreError::Inconsistent { table: "case_answer", column: "action" };
        Ok(Self {
            order: AnswerOrder {
                action: CaseAction::parse(&row.action).ok_or(wrong)?,
                words: row.words,
                station: row.station_id,
                compartment: row.compartment,
            },
            at: row.at,
        })
    }
}

/// Writes an answer down; `false`, and nothing is changed, when one of this name was given before.
pub async fn answer(
    connection: &mut PgConnection,
    new: NewAnswer<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let written = sqlx::query!(
        "with given as (
             insert into case_answer (case_id, request, action, words, station_id, compartment, at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (case_id, request) do nothing returning case_id)
         update parcel_case c set answered_at = coalesce(c.answered_at, $7) from given where c.id = given.case_id",
        new.case.get(),
        new.request,
        new.order.action.as_str(),
        new.order.words,
        new.order.station,
        new.order.compartment,
        now
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The answer of this name, if it was given before.
pub async fn known_answer(
    connection: &mut PgConnection,
    case: CaseId,
    request: &str,
) -> Result<Option<GivenAnswer>, StoreError> {
    sqlx::query_as!(
        Row,
        "select action, words, station_id, compartment, at from case_answer where case_id = $1 and request = $2",
        case.get(),
        request
    )
    .fetch_optional(connection)
    .await?
    .map(GivenAnswer::try_from)
    .transpose()
}

/// What was answered, the oldest first.
pub async fn answers(connection: &mut PgConnection, case: CaseId) -> Result<Vec<GivenAnswer>, StoreError> {
    sqlx::query_as!(
        Row,
        "select action, words, station_id, compartment, at from case_answer where case_id = $1 order by id limit 100",
        case.get()
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(GivenAnswer::try_from)
    .collect()
}
