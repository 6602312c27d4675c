//! Sessions: an opaque token in a cookie, its SHA-256 here.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// A session that is good now.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub customer_id: i64,
    /// The contact that was proven to open it.
    pub contact_id: i64,
}

/// A session to be opened.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub customer: i64,
    /// The contact that was proven.
    pub contact: i64,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// The browser.
    pub user_agent: &'a str,
    /// The network, without the part that names a household.
    pub network: &'a str,
}

/// Opens a session.
pub async fn open(
    connection: &mut PgConnection,
    session: &NewSession<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into session (token_hash, customer_id, contact_id, verified_at, expires_at, user_agent, network)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(session.token_hash)
    .bind(session.customer)
    .bind(session.contact)
    .bind(now)
    .bind(session.expires_at)
    .bind(session.user_agent)
    .bind(session.network)
    .execute(connection)
    .await?;
    Ok(())
}

/// The session of that token, while it is good.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    Ok(sqlx::query_as(
        "select id, customer_id, contact_id from session where token_hash = $1 and ended_at is null and expires_at > $2",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(connection)
    .await?)
}

/// Ends a session.
pub async fn end(connection: &mut PgConnection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update session set ended_at = $2 where id = $1 and ended_at is null")
        .bind(id)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    sqlx::query("delete from reveal where session_id = $1").bind(id).execute(connection).await?;
    Ok(())
}

/// Whether the customer of a session may see a parcel: one of its contacts stands in the order.
pub async fn may_see(
    connection: &mut PgConnection,
    session: &Session,
    parcel: &str,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from recipient r join contact c on c.id = r.contact_id
         where r.parcel_id = $1 and c.customer_id = $2)",
    )
    .bind(parcel)
    .bind(session.customer_id)
    .fetch_one(connection)
    .await?)
}

/// Lets a session see the code of a parcel until then.
pub async fn reveal(
    connection: &mut PgConnection,
    session: i64,
    parcel: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into reveal (session_id, parcel_id, until) values ($1, $2, $3)
         on conflict (session_id, parcel_id) do update set until = excluded.until",
    )
    .bind(session)
    .bind(parcel)
    .bind(until)
    .execute(connection)
    .await?;
    Ok(())
}

/// Until when a session may see the code of a parcel.
pub async fn revealed_until(
    connection: &mut PgConnection,
    session: i64,
    parcel: &str,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar("select until from reveal where session_id = $1 and parcel_id = $2")
        .bind(session)
        .bind(parcel)
        .fetch_optional(connection)
        .await?)
}
