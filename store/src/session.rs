//! Sessions: an opaque token in a cookie, its SHA-256 here.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::{StoreError, pickup_code::LiveCode, proof::Source};

/// A session that is good now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub customer_id: i64,
    /// The contact that was proven to open it; none when it was a passkey.
    pub contact_id: Option<i64>,
    /// It came from a link that shows how this parcel stands, and sees nothing else.
    pub only_parcel: Option<String>,
}

/// A session to be opened.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub customer: i64,
    /// What was proven.
    pub source: Source,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// The browser.
    pub user_agent: &'a str,
    /// The network, without the part that names a household.
    pub network: &'a str,
}

/// Opens a session with its first proof and answers its number; `cooling` says that what was proven was within its
/// cool-down.
pub async fn open(
    connection: &mut PgConnection,
    session: &NewSession<'_>,
    cooling: bool,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (contact, passkey, by_link) = session.source.columns();
    Ok(sqlx::query_scalar(
        "with opened as (
             insert into session (token_hash, customer_id, contact_id, passkey_id, verified_at, expires_at, user_agent,
                 network)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id)
         insert into proof (session_id, contact_id, passkey_id, by_link, cooling, at)
         select id, $3, $4, $9, $10, $5 from opened returning session_id",
    )
    .bind(session.token_hash)
    .bind(session.customer)
    .bind(contact)
    .bind(passkey)
    .bind(now)
    .bind(session.expires_at)
    .bind(session.user_agent)
    .bind(session.network)
    .bind(by_link)
    .bind(cooling)
    .fetch_one(connection)
    .await?)
}

/// Gives a session another token, in the browser with this cookie's hash: whoever knew the old one is out.
pub async fn renew(
    connection: &mut PgConnection,
    id: i64,
    token_hash: &[u8],
    browser: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("update session set token_hash = $2, verified_at = $3, renewed_in = $4 where id = $1")
        .bind(id)
        .bind(token_hash)
        .bind(now)
        .bind(browser)
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
        "select id, customer_id, contact_id, only_parcel from session where token_hash = $1 and ended_at is null and expires_at > $2",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(connection)
    .await?)
}

/// The session of that token, while it is good, if it was opened after that time and not renewed since.
pub async fn opened_since(
    connection: &mut PgConnection,
    token_hash: &[u8],
    since: Timestamp,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    Ok(sqlx::query_as(
        "select id, customer_id, contact_id, only_parcel from session
         where token_hash = $1 and ended_at is null and expires_at > $2 and verified_at > $3 and renewed_in is null",
    )
    .bind(token_hash)
    .bind(now)
    .bind(since)
    .fetch_optional(connection)
    .await?)
}

/// Whether there was ever a session of that token.
pub async fn was_opened(connection: &mut PgConnection, token_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from session where token_hash = $1)")
        .bind(token_hash)
        .fetch_one(connection)
        .await?)
}

/// Whether the session of that token is good, and got it after that time in the browser with this cookie's hash.
pub async fn renewed_since(
    connection: &mut PgConnection,
    token_hash: &[u8],
    browser: &[u8],
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from session
         where token_hash = $1 and ended_at is null and expires_at > $2 and verified_at > $3 and renewed_in = $4)",
    )
    .bind(token_hash)
    .bind(now)
    .bind(since)
    .bind(browser)
    .fetch_one(connection)
    .await?)
}

/// A device that is signed in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Device {
    /// The session's number.
    pub id: i64,
    /// When it last proved something.
    pub verified_at: Timestamp,
    /// Until when it is signed in.
    pub expires_at: Timestamp,
    /// The browser.
    pub user_agent: String,
    /// The network, without the part that names a household.
    pub network: String,
}

/// The devices a customer is signed in on, the latest proof first.
pub async fn devices(
    connection: &mut PgConnection,
    customer: i64,
    now: Timestamp,
) -> Result<Vec<Device>, StoreError> {
    Ok(sqlx::query_as(
        "select id, verified_at, expires_at, user_agent, network from session
         where customer_id = $1 and ended_at is null and expires_at > $2 order by verified_at desc limit 50",
    )
    .bind(customer)
    .bind(now)
    .fetch_all(connection)
    .await?)
}

/// Ends a session.
pub async fn end(connection: &mut PgConnection, id: i64, now: Timestamp) -> Result<(), StoreError> {
    end_those(connection, "id = $1", id, None, now).await.map(|_| ())
}

/// Ends one session of a customer; `false` when there is none of that number.
pub async fn end_of(
    connection: &mut PgConnection,
    customer: i64,
    id: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(end_those(connection, "customer_id = $1 and id = $3", customer, Some(id), now).await? > 0)
}

/// Ends every session of a customer.
pub async fn end_all(connection: &mut PgConnection, customer: i64, now: Timestamp) -> Result<(), StoreError> {
    end_those(connection, "customer_id = $1", customer, None, now).await.map(|_| ())
}

/// Ends every session of a customer but this one.
pub async fn end_others(
    connection: &mut PgConnection,
    customer: i64,
    kept: i64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    end_those(connection, "customer_id = $1 and id <> $3", customer, Some(kept), now).await
}

/// Ends every session that a contact has opened, but this one.
pub async fn end_opened_by(
    connection: &mut PgConnection,
    contact: i64,
    kept: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    end_those(connection, "contact_id = $1 and id is distinct from $3", contact, kept, now).await.map(|_| ())
}

/// Ends every session that a passkey has opened, but this one.
pub async fn end_opened_by_passkey(
    connection: &mut PgConnection,
    passkey: i64,
    kept: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    end_those(connection, "passkey_id = $1 and id <> $3", passkey, Some(kept), now).await.map(|_| ())
}

/// Ends sessions. What they had revealed hides, and the browsers they live in get no more notifications.
async fn end_those(
    connection: &mut PgConnection,
    which: &'static str,
    subject: i64,
    other: Option<i64>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    // The third value is named in every case, because each that is bound has to be.
    let statement = format!(
        "update session set ended_at = $2 where {which} and ended_at is null and ($3::bigint is null or true) returning id"
    );
    let ended: Vec<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .bind(subject)
        .bind(now)
        .bind(other)
        .fetch_all(&mut *connection)
        .await?;
    for statement in [
        "delete from reveal where session_id = any($1)",
        "delete from contact where channel = 'push'
             and id in (select contact_id from push_subscription where session_id = any($1))",
    ] {
        sqlx::query(statement).bind(&ended).execute(&mut *connection).await?;
    }
    Ok(u64::try_from(ended.len()).unwrap_or_default())
}

/// Opens a session that sees how one parcel stands, and nothing else.
pub async fn open_status(
    connection: &mut PgConnection,
    session: &NewSession<'_>,
    parcel: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (contact, passkey, _) = session.source.columns();
    sqlx::query(
        "insert into session (token_hash, customer_id, contact_id, passkey_id, verified_at, expires_at, user_agent,
             network, only_parcel)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(session.token_hash)
    .bind(session.customer)
    .bind(contact)
    .bind(passkey)
    .bind(now)
    .bind(session.expires_at)
    .bind(session.user_agent)
    .bind(session.network)
    .bind(parcel)
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets a session see a code until then: this one, and none that takes its place.
pub async fn reveal(
    connection: &mut PgConnection,
    session: i64,
    code: &LiveCode,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into reveal (session_id, parcel_id, code_id, until) values ($1, $2, $3, $4)
         on conflict (session_id, parcel_id) do update set code_id = excluded.code_id, until = excluded.until",
    )
    .bind(session)
    .bind(&code.parcel_id)
    .bind(code.id)
    .bind(until)
    .execute(connection)
    .await?;
    Ok(())
}
