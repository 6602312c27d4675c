//! Rate limits: the generic cell rate algorithm (ITU-T I.371) in one statement, exact across instances.

use std::time::Duration;

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// A pace: one per `every`, of which `burst` may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The steady distance.
    pub every: Duration,
    /// How many at once.
    pub burst: u32,
}

/// Takes one share of a key; `Err` holds the seconds (at least 1) until the next one is free.
pub async fn take(
    connection: &mut PgConnection,
    key: &[u8],
    pace: Pace,
    now: Timestamp,
) -> Result<Result<(), u32>, StoreError> {
    let every = pace.every.as_secs_f64();
    let room = every * f64::from(pace.burst);
    let taken = sqlx::query(
        "insert into bucket as b (key, arrival) values ($1, $2 + make_interval(secs => $3))
         on conflict (key) do update set arrival = greatest(b.arrival, $2) + make_interval(secs => $3)
         where greatest(b.arrival, $2) + make_interval(secs => $3) <= $2 + make_interval(secs => $4)",
    )
    .bind(key)
    .bind(now)
    .bind(every)
    .bind(room)
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(Ok(()));
    }
    let wait: f64 = sqlx::query_scalar(
        "select extract(epoch from arrival + make_interval(secs => $3) - make_interval(secs => $4) - $2)::float8
         from bucket where key = $1",
    )
    .bind(key)
    .bind(now)
    .bind(every)
    .bind(room)
    .fetch_optional(connection)
    .await?
    .unwrap_or(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
    Ok(Err(wait.ceil().clamp(1.0, 86_400.0) as u32))
}

/// Forgets keys whose share is full again.
pub async fn sweep(connection: &mut PgConnection, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query("delete from bucket where arrival < $1")
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected())
}
