//! Links in messages: they prove the contact the message went to, until the parcel is collected.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// A link that is still good.
#[derive(Debug, Clone)]
pub struct Link {
    /// The parcel it leads to.
    pub parcel: String,
    /// The contact it was sent to.
    pub contact: i64,
    /// Who sent the parcel.
    pub merchant: String,
    /// It shows how the parcel stands, and opens nothing.
    pub status_only: bool,
}

/// Writes a link down; its token is kept as a hash only.
pub async fn add(
    connection: &mut PgConnection,
    token_hash: &[u8],
    parcel: &str,
    contact: i64,
    status_only: bool,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into link (token_hash, parcel_id, contact_id, status_only, created_at, expires_at)
         values ($1, $2, $3, $6, $4, $5)",
    )
    .bind(token_hash)
    .bind(parcel)
    .bind(contact)
    .bind(now)
    .bind(expires_at)
    .bind(status_only)
    .execute(connection)
    .await?;
    Ok(())
}

/// The link of that token, while it is good.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let row: Option<(String, i64, String, bool)> = sqlx::query_as(
        "select l.parcel_id, l.contact_id, p.merchant, l.status_only from link l join parcel p on p.id = l.parcel_id
         where l.token_hash = $1 and l.expires_at > $2",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(parcel, contact, merchant, status_only)| Link { parcel, contact, merchant, status_only }))
}

/// Destroys the links to a parcel.
pub async fn destroy(connection: &mut PgConnection, parcel: &str) -> Result<(), StoreError> {
    sqlx::query("delete from link where parcel_id = $1").bind(parcel).execute(connection).await?;
    Ok(())
}
