//! What stations asked and were answered: evidence, and what makes a repeated request harmless.

use chrono::Duration;
use domain::{
    Timestamp,
    id::{ParcelId, UnlockAttemptId},
    station::Path,
    trend::Happening,
    tries::LOCKOUT,
    try_reason::TryReason,
};
use sqlx::PgConnection;

use crate::StoreError;

/// What a station was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Open this compartment.
    Open {
        /// What is written on its door.
        compartment: String,
    },
    /// No, whatever the reason.
    Refused,
    /// Too many wrong tries; not before this time.
    Locked {
        /// When it is free again.
        until: Timestamp,
    },
}

/// A try as a station names it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The station.
    pub station: &'a str,
    /// The station's own name of it.
    pub attempt: Option<&'a str>,
    /// How the code came.
    pub path: Path,
    /// Which keypad or scanner.
    pub caller: &'a str,
    /// Keyed hash of the whole request.
    pub request_mac: &'a [u8],
}

/// Whether an attempt is new.
#[derive(Debug)]
pub enum Claim {
    /// It is, and has this number from now on.
    New(UnlockAttemptId),
    /// It was answered before.
    Known(Answered),
}

/// An answer that is remembered.
#[derive(Debug)]
pub struct Answered {
    /// Keyed hash of what was asked.
    pub request_mac: Option<Vec<u8>>,
    /// The answer.
    pub outcome: Outcome,
}

struct AnsweredRow {
    request_mac: Option<Vec<u8>>,
    outcome: String,
    compartment: Option<String>,
    locked_until: Option<Timestamp>,
    at: Timestamp,
}

/// Claims the name of an attempt until the end of the transaction: whoever asks under the same name meanwhile waits for
/// that. A name that was given `memory` ago or earlier is free again; what was done under it stays as evidence.
pub async fn claim(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    memory: Duration,
    now: Timestamp,
) -> Result<Claim, StoreError> {
    if let Some(attempt) = asked.attempt {
        sqlx::query!(
            "update unlock_attempt set attempt = null where station_id = $1 and attempt = $2 and at <= $3",
            asked.station,
            attempt,
            now - memory
        )
        .execute(&mut *connection)
        .await?;
    }
    let claimed = sqlx::query_scalar!(
        "insert into unlock_attempt (station_id, attempt, caller, request_mac, outcome, at)
         values ($1, $2, $3, $4, 'refused', $5) on conflict (station_id, attempt) do nothing returning id",
        asked.station,
        asked.attempt,
        asked.caller,
        asked.request_mac,
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(id) = claimed {
        return Ok(Claim::New(UnlockAttemptId::new(id)));
    }
    let row = sqlx::query_as!(
        AnsweredRow,
        "select request_mac, outcome, compartment, locked_until, at
         from unlock_attempt where station_id = $1 and attempt = $2",
        asked.station,
        asked.attempt
    )
    .fetch_one(connection)
    .await?;
    let outcome = match (row.outcome.as_str(), row.compartment) {
        ("open", Some(compartment)) => Outcome::Open { compartment },
        ("locked", _) => Outcome::Locked { until: row.locked_until.unwrap_or(row.at + LOCKOUT) },
        _ => Outcome::Refused,
    };
    Ok(Claim::Known(Answered { request_mac: row.request_mac, outcome }))
}

/// Writes down what a claimed attempt was answered, and why. It is a try at its station from now on.
pub async fn answer(
    connection: &mut PgConnection,
    id: UnlockAttemptId,
    outcome: &Outcome,
    reason: TryReason,
    parcel: Option<&ParcelId>,
) -> Result<(), StoreError> {
    let (name, happening, compartment, until) = match outcome {
        Outcome::Open { compartment } => ("open", Happening::Opened, Some(compartment.as_str()), None),
        Outcome::Refused => ("refused", Happening::Refused, None, None),
        Outcome::Locked { until } => ("locked", Happening::Refused, None, Some(*until)),
    };
    sqlx::query!(
        "with answered as (
             update unlock_attempt set outcome = $2, parcel_id = $3, compartment = $4, locked_until = $5, reason = $6
             where id = $1 returning station_id, at)
         insert into station_note (station_id, what, at) select station_id, $7, at from answered",
        id.get(),
        name,
        parcel.map(ParcelId::as_str),
        compartment,
        until,
        reason.as_str(),
        happening.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what was shown with answers that are not given again, from before that time and at most so many; answers how
/// many.
pub async fn unbind(connection: &mut PgConnection, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    let bound = sqlx::query!(
        "update unlock_attempt set request_mac = null, attempt = null where id in (
             select id from unlock_attempt where at < $1 and request_mac is not null
             order by at limit $2 for update skip locked)",
        before,
        most
    )
    .execute(connection)
    .await?;
    Ok(bound.rows_affected())
}

/// Removes attempts from before that time, the oldest first and at most so many; answers how many.
pub async fn forget(connection: &mut PgConnection, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    let gone = sqlx::query!(
        "delete from unlock_attempt where id in (
             select id from unlock_attempt where at < $1 order by at limit $2 for update skip locked)",
        before,
        most
    )
    .execute(connection)
    .await?;
    Ok(gone.rows_affected())
}
