//! Remedies that were pressed, until it is known whether the door opened, and afterwards as what was tried.

use domain::{
    Timestamp,
    diagnosis::Remedy,
    id::ParcelId,
    rescue::{Answer, RescueOutcome, SETTLES, WITHIN},
};
use sqlx::PgConnection;

use crate::StoreError;

/// A remedy that was pressed, with its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What the page had answered.
    pub cause: String,
    /// What was pressed.
    pub remedy: String,
    /// Whether the door opened.
    pub outcome: RescueOutcome,
}

/// Writes down that a remedy was pressed.
pub async fn pressed(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    answer: Answer,
    remedy: Remedy,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into rescue (parcel_id, cause, remedy, pressed_at, due_at) values ($1, $2, $3, $4, $5)",
        parcel.as_str(),
        answer.as_str(),
        remedy.as_str(),
        now,
        now + WITHIN
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The door of these parcels has opened: so much for everything that was pressed before. It is counted a moment later, when
/// the door itself has had its say.
pub async fn opened(
    connection: &mut PgConnection,
    parcels: &[ParcelId],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update rescue set outcome = 'opened', due_at = least(due_at, $2)
         where parcel_id = any($1) and due_at is not null",
        &ParcelId::names(parcels) as &[&str],
        now + SETTLES
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The door of these parcels has stayed shut after all: what is not counted yet goes on waiting for it.
pub async fn stayed_shut(connection: &mut PgConnection, parcels: &[ParcelId]) -> Result<(), StoreError> {
    sqlx::query!(
        "update rescue set outcome = null, due_at = pressed_at + make_interval(secs => $2)
         where parcel_id = any($1) and due_at is not null and outcome = 'opened'",
        &ParcelId::names(parcels) as &[&str],
        f64::from(i32::try_from(WITHIN.num_seconds()).unwrap_or(i32::MAX))
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends what is due, the oldest first and at most so many: each is answered once, by whoever ends it.
pub async fn count(
    connection: &mut PgConnection,
    most: i64,
    now: Timestamp,
) -> Result<Vec<Counted>, StoreError> {
    sqlx::query!(
        "with due as (
             select id from rescue where due_at <= $1 order by due_at limit $2 for update skip locked)
         update rescue r set outcome = coalesce(outcome, 'not'), due_at = null from due where r.id = due.id
         returning r.cause, r.remedy, r.outcome as \"outcome!\"",
        now,
        most
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        let wrong = StoreError::Inconsistent { table: "rescue", column: "outcome" };
        let outcome = RescueOutcome::parse(&row.outcome).ok_or(wrong)?;
        Ok(Counted { cause: row.cause, remedy: row.remedy, outcome })
    })
    .collect()
}
