//! What open pages watch: the versions of parcels, and whether the sessions that look at them are still good.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// How things stand now.
#[derive(Debug, Default)]
pub struct Seen {
    /// Parcels and their versions.
    pub versions: Vec<(String, i64)>,
    /// The token hashes of those sessions that are good.
    pub good: Vec<Vec<u8>>,
}

/// A parcel with its version, or a session.
type Row = (Option<String>, Option<i64>, Option<Vec<u8>>);

/// Looks after all of them in one statement.
pub async fn look(
    connection: &mut PgConnection,
    parcels: &[String],
    sessions: &[[u8; 32]],
    now: Timestamp,
) -> Result<Seen, StoreError> {
    let sessions: Vec<&[u8]> = sessions.iter().map(<[u8; 32]>::as_slice).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "select id, version, null::bytea from parcel where id = any($1)
         union all
         select null, null, token_hash from session
         where token_hash = any($2) and ended_at is null and expires_at > $3",
    )
    .bind(parcels)
    .bind(sessions)
    .bind(now)
    .fetch_all(connection)
    .await?;
    let mut seen = Seen::default();
    for (parcel, version, session) in rows {
        seen.versions.extend(parcel.zip(version));
        seen.good.extend(session);
    }
    Ok(seen)
}
