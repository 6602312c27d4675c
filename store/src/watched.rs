//! What open pages watch: the versions of parcels, and whether the sessions that look at them are still good.

use domain::{Timestamp, id::ParcelId};
use sqlx::PgConnection;

use crate::StoreError;

/// How things stand now.
#[derive(Debug, Default)]
pub struct Seen {
    /// Parcels and their versions.
    pub versions: Vec<(ParcelId, i64)>,
    /// The token hashes of those sessions that are good.
    pub good: Vec<Vec<u8>>,
}

/// Looks after all of them in one statement.
pub async fn look(
    connection: &mut PgConnection,
    parcels: &[ParcelId],
    sessions: &[[u8; 32]],
    now: Timestamp,
) -> Result<Seen, StoreError> {
    let sessions: Vec<&[u8]> = sessions.iter().map(<[u8; 32]>::as_slice).collect();
    // Each is a parcel with its version, or a session.
    let rows = sqlx::query!(
        "select id as \"parcel?\", version as \"version?\", null::bytea as session from parcel where id = any($1)
         union all
         select null, null, token_hash from session
         where token_hash = any($2) and ended_at is null and expires_at > $3",
        &ParcelId::names(parcels) as &[&str],
        &sessions as &[&[u8]],
        now
    )
    .fetch_all(connection)
    .await?;
    let mut seen = Seen::default();
    for row in rows {
        seen.versions.extend(row.parcel.map(ParcelId::stored).zip(row.version));
        seen.good.extend(row.session);
    }
    Ok(seen)
}
