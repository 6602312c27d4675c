//! Tries at a station's keypad and scanner.

use domain::{
    Timestamp,
    station::{LOCKOUT, WRONG_TRIES},
};
use sqlx::PgConnection;

use crate::StoreError;

/// What a station was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Open this compartment.
    Open {
        /// Its number.
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

/// Counts a try before anything is compared; `Err` holds the end of the lockout. The fifth wrong try in a row locks.
pub async fn count_try(
    connection: &mut PgConnection,
    station: &str,
    caller: &str,
    now: Timestamp,
) -> Result<Result<(), Timestamp>, StoreError> {
    let lockout = f64::from(i32::try_from(LOCKOUT.num_seconds()).unwrap_or(i32::MAX));
    let counted = sqlx::query(
        "insert into station_tries as t (station_id, caller, tries, last_try) values ($1, $2, 1, $3)
         on conflict (station_id, caller) do update set
             tries = case when t.locked_until is not null or t.last_try < $3 - make_interval(secs => $5) then 1
                          else t.tries + 1 end,
             locked_until = case when t.locked_until is null and t.last_try >= $3 - make_interval(secs => $5)
                                  and t.tries + 1 >= $4 then $3 + make_interval(secs => $5) end,
             last_try = $3
         where t.locked_until is null or t.locked_until <= $3",
    )
    .bind(station)
    .bind(caller)
    .bind(now)
    .bind(WRONG_TRIES)
    .bind(lockout)
    .execute(&mut *connection)
    .await?;
    if counted.rows_affected() == 1 {
        return Ok(Ok(()));
    }
    let until: Option<Timestamp> =
        sqlx::query_scalar("select locked_until from station_tries where station_id = $1 and caller = $2")
            .bind(station)
            .bind(caller)
            .fetch_one(connection)
            .await?;
    Ok(Err(until.unwrap_or(now + LOCKOUT)))
}

/// A right code wipes the count.
pub async fn forgive(connection: &mut PgConnection, station: &str, caller: &str) -> Result<(), StoreError> {
    sqlx::query("delete from station_tries where station_id = $1 and caller = $2")
        .bind(station)
        .bind(caller)
        .execute(connection)
        .await?;
    Ok(())
}

/// What was answered to an attempt of that name before.
pub async fn earlier(
    connection: &mut PgConnection,
    station: &str,
    attempt: &str,
) -> Result<Option<Outcome>, StoreError> {
    let row: Option<(String, Option<String>, Timestamp)> = sqlx::query_as(
        "select outcome, compartment, at from unlock_attempt where station_id = $1 and attempt = $2",
    )
    .bind(station)
    .bind(attempt)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(outcome, compartment, at)| match (outcome.as_str(), compartment) {
        ("open", Some(compartment)) => Outcome::Open { compartment },
        ("locked", _) => Outcome::Locked { until: at + LOCKOUT },
        _ => Outcome::Refused,
    }))
}

/// Writes an attempt and its answer down.
pub async fn record(
    connection: &mut PgConnection,
    station: &str,
    attempt: Option<&str>,
    caller: &str,
    outcome: &Outcome,
    parcel: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (name, compartment) = match outcome {
        Outcome::Open { compartment } => ("open", Some(compartment.as_str())),
        Outcome::Refused => ("refused", None),
        Outcome::Locked { .. } => ("locked", None),
    };
    sqlx::query(
        "insert into unlock_attempt (station_id, attempt, caller, outcome, parcel_id, compartment, at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (station_id, attempt) do nothing",
    )
    .bind(station)
    .bind(attempt)
    .bind(caller)
    .bind(name)
    .bind(parcel)
    .bind(compartment)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}
