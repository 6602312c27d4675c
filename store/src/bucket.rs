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
    let taken = sqlx::query!(
        "insert into bucket as b (key, arrival) values ($1, $2::timestamptz + make_interval(secs => $3))
         on conflict (key) do update set arrival = greatest(b.arrival, $2) + make_interval(secs => $3)
         where greatest(b.arrival, $2) + make_interval(secs => $3) <= $2::timestamptz + make_interval(secs => $4)",
        key,
        now,
        every,
        room
    )
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(Ok(()));
    }
    let wait: f64 = sqlx::query_scalar!(
        "select extract(epoch from arrival + make_interval(secs => $3) - make_interval(secs => $4) - $2)::float8
             as \"wait!\" from bucket where key = $1",
        key,
        now,
        every,
        room
    )
    .fetch_optional(connection)
    .await?
    .unwrap_or(1.0);
    Ok(Err(seconds(wait)))
}

/// A share that failures take from, counted over a window.
#[derive(Debug, Clone)]
pub struct Share {
    /// Whose.
    pub key: Vec<u8>,
    /// How many may fail within the window.
    pub most: u32,
}

/// The seconds until each of these shares admits a failure again; none while all of them do. Nothing is taken.
pub async fn spent(
    connection: &mut PgConnection,
    shares: &[Share],
    window: Duration,
    now: Timestamp,
) -> Result<Option<u32>, StoreError> {
    let (keys, paces) = spread(shares, window);
    let excess: Option<f64> = sqlx::query_scalar!(
        "select max(extract(epoch from b.arrival - $3)::float8 + s.every - $4)
         from unnest($1::bytea[], $2::float8[]) as s(key, every) join bucket b on b.key = s.key",
        &keys as &[&[u8]],
        &paces,
        now,
        window.as_secs_f64()
    )
    .fetch_one(connection)
    .await?;
    // Below a millisecond it is a matter of rounding.
    Ok(excess.filter(|excess| *excess > 0.001).map(seconds))
}

/// Takes a failure from each of these shares, or, for what succeeded, nothing by the same statement. A share that is
/// used up gets no emptier.
pub async fn charge(
    connection: &mut PgConnection,
    shares: &[Share],
    failed: bool,
    window: Duration,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (keys, paces) = spread(shares, window);
    let paces: Vec<f64> = paces.into_iter().map(|pace| if failed { pace } else { 0.0 }).collect();
    sqlx::query!(
        "insert into bucket as b (key, arrival)
         select key, $3::timestamptz + make_interval(secs => every)
         from unnest($1::bytea[], $2::float8[]) as s(key, every) order by key
         on conflict (key) do update set arrival = least(greatest(b.arrival, $3) + (excluded.arrival - $3),
             $3::timestamptz + make_interval(secs => $4))",
        &keys as &[&[u8]],
        &paces,
        now,
        window.as_secs_f64()
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn spread(shares: &[Share], window: Duration) -> (Vec<&[u8]>, Vec<f64>) {
    shares
        .iter()
        .map(|share| (share.key.as_slice(), window.as_secs_f64() / f64::from(share.most.max(1))))
        .unzip()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
fn seconds(wait: f64) -> u32 {
    wait.ceil().clamp(1.0, 86_400.0) as u32
}

/// Forgets keys whose share is full again.
pub async fn sweep(connection: &mut PgConnection, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query!("delete from bucket where arrival < $1", now).execute(connection).await?.rows_affected())
}
