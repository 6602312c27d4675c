//! Wrong tries at stations, by path.

use domain::{Timestamp, station::Path, tries::Tries};
use sqlx::PgConnection;

use crate::StoreError;

/// The name under which a station's whole path is counted; no keypad or scanner has it.
const WHOLE_PATH: &str = "";

struct Row {
    tries: i16,
    pauses: i16,
    since: Timestamp,
    locked_until: Option<Timestamp>,
}

impl From<Row> for Tries {
    fn from(row: Row) -> Self {
        Self { tries: row.tries, pauses: row.pauses, since: row.since, locked_until: row.locked_until }
    }
}

/// What is remembered of a station's path, locked until the end of the transaction: tries there are taken one after
/// the other, whatever instance they come to.
pub async fn of_path(
    connection: &mut PgConnection,
    station: &str,
    path: Path,
    now: Timestamp,
) -> Result<Tries, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "insert into unlock_tries as t (station_id, path, caller, tries, pauses, since) values ($1, $2, $3, 0, 0, $4)
         on conflict (station_id, path, caller) do update set tries = t.tries
         returning tries, pauses, since, locked_until",
        station,
        path.as_str(),
        WHOLE_PATH,
        now
    )
    .fetch_one(connection)
    .await?;
    Ok(row.into())
}

/// What is remembered of one keypad or scanner. Whoever asks holds the path.
pub async fn of_caller(
    connection: &mut PgConnection,
    station: &str,
    path: Path,
    caller: &str,
    now: Timestamp,
) -> Result<Tries, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select tries, pauses, since, locked_until from unlock_tries
         where station_id = $1 and path = $2 and caller = $3",
        station,
        path.as_str(),
        caller
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map_or_else(|| Tries::none(now), Tries::from))
}

/// Writes down what is to be remembered; of the whole path without a caller.
pub async fn save(
    connection: &mut PgConnection,
    station: &str,
    path: Path,
    caller: Option<&str>,
    tries: &Tries,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into unlock_tries (station_id, path, caller, tries, pauses, since, locked_until)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (station_id, path, caller) do update
             set tries = $4, pauses = $5, since = $6, locked_until = $7",
        station,
        path.as_str(),
        caller.unwrap_or(WHOLE_PATH),
        tries.tries,
        tries.pauses,
        tries.since,
        tries.locked_until
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A right code wipes what is remembered of its keypad or scanner, but not of the station's path: whoever guesses there
/// gains nothing from others' right codes.
pub async fn forgive(
    connection: &mut PgConnection,
    station: &str,
    path: Path,
    caller: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from unlock_tries where station_id = $1 and path = $2 and caller = $3",
        station,
        path.as_str(),
        caller
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes note that pauses are over, at most so many; answers the stations, for whom the customers' pages change.
pub async fn pauses_over(
    connection: &mut PgConnection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    let mut stations = sqlx::query_scalar!(
        "update unlock_tries set locked_until = null where (station_id, path, caller) in (
             select station_id, path, caller from unlock_tries where locked_until <= $1
             order by locked_until limit $2 for update skip locked)
         returning station_id",
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    stations.sort_unstable();
    stations.dedup();
    Ok(stations)
}

/// The end of the pause that this keypad or scanner is in, without waiting for tries under way: a pause is never taken
/// back.
pub async fn pause(
    connection: &mut PgConnection,
    station: &str,
    path: Path,
    caller: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select max(locked_until) from unlock_tries
         where station_id = $1 and path = $2 and caller in ($3, $4) and locked_until > $5",
        station,
        path.as_str(),
        caller,
        WHOLE_PATH,
        now
    )
    .fetch_one(connection)
    .await?)
}

/// Removes what has not been added to since that time, at most so many; answers how many. What the version before
/// counted goes with it.
pub async fn forget(connection: &mut PgConnection, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    let gone = sqlx::query!(
        "delete from unlock_tries where (station_id, path, caller) in (
             select station_id, path, caller from unlock_tries where since < $1
             order by since limit $2 for update skip locked)",
        before,
        most
    )
    .execute(&mut *connection)
    .await?;
    let left = sqlx::query!(
        "delete from station_tries where ctid = any(array(
             select ctid from station_tries where last_try < $1 limit $2))",
        before,
        most
    )
    .execute(connection)
    .await?;
    Ok(gone.rows_affected() + left.rows_affected())
}
