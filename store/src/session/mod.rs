//! Sessions: an opaque token in a cookie, its SHA-256 here.

mod end;

use domain::{
    Timestamp,
    id::{ContactId, CustomerId, ParcelId, SessionId},
};
use sqlx::PgConnection;

pub use self::end::{end, end_all, end_of, end_opened_by, end_opened_by_passkey, end_others};
pub(crate) use self::end::{end_let_in_to, hide};
use crate::{StoreError, pickup_code::LiveCode, proof::Source};

/// A session that is good now.
#[derive(Debug, Clone)]
pub struct Session {
    /// What is revealed, proven and done in it refers to this.
    pub id: SessionId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// The contact that was proven to open it; none when it was a passkey.
    pub contact_id: Option<ContactId>,
    /// It came from a link that shows how this parcel stands, and sees nothing else.
    pub only_parcel: Option<ParcelId>,
}

/// A session to be opened.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub customer: CustomerId,
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
) -> Result<SessionId, StoreError> {
    let (contact, passkey, by_link) = session.source.columns();
    Ok(sqlx::query_scalar!(
        "with opened as (
             insert into session (token_hash, customer_id, contact_id, passkey_id, verified_at, expires_at, user_agent,
                 network)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id)
         insert into proof (session_id, contact_id, passkey_id, by_link, cooling, at)
         select id, $3, $4, $9, $10, $5 from opened returning session_id",
        session.token_hash,
        session.customer.get(),
        contact,
        passkey,
        now,
        session.expires_at,
        session.user_agent,
        session.network,
        by_link,
        cooling
    )
    .fetch_one(connection)
    .await?
    .into())
}

/// Gives a session another token, in the browser with this cookie's hash: whoever knew the old one is out.
pub async fn renew(
    connection: &mut PgConnection,
    id: SessionId,
    token_hash: &[u8],
    browser: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update session set token_hash = $2, verified_at = $3, renewed_in = $4 where id = $1",
        id.get(),
        token_hash,
        now,
        browser
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The columns of [`Session`].
macro_rules! good {
    ($condition:literal, $($value:expr),+) => {
        sqlx::query!(
            "select id, customer_id, contact_id, only_parcel from session where " + $condition,
            $($value),+
        )
        .map(|row| Session {
            id: row.id.into(),
            customer_id: row.customer_id.into(),
            contact_id: row.contact_id.map(ContactId::new),
            only_parcel: row.only_parcel.map(ParcelId::stored),
        })
    };
}

/// The session of that token, while it is good.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    Ok(good!("token_hash = $1 and ended_at is null and expires_at > $2", token_hash, now)
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
    Ok(good!(
        "token_hash = $1 and ended_at is null and expires_at > $2 and verified_at > $3 and renewed_in is null",
        token_hash,
        now,
        since
    )
    .fetch_optional(connection)
    .await?)
}

/// Whether there was ever a session of that token.
pub async fn was_opened(connection: &mut PgConnection, token_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from session where token_hash = $1) as \"exists!\"",
        token_hash
    )
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
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from session
         where token_hash = $1 and ended_at is null and expires_at > $2 and verified_at > $3 and renewed_in = $4)
             as \"exists!\"",
        token_hash,
        now,
        since,
        browser
    )
    .fetch_one(connection)
    .await?)
}

/// A device that is signed in.
#[derive(Debug, Clone)]
pub struct Device {
    /// The session's number.
    pub id: SessionId,
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
    customer: CustomerId,
    now: Timestamp,
) -> Result<Vec<Device>, StoreError> {
    Ok(sqlx::query_as!(
        Device,
        "select id, verified_at, expires_at, user_agent, network from session
         where customer_id = $1 and ended_at is null and expires_at > $2 order by verified_at desc limit 50",
        customer.get(),
        now
    )
    .fetch_all(connection)
    .await?)
}

/// Opens a session that sees how one parcel stands, and nothing else.
pub async fn open_status(
    connection: &mut PgConnection,
    session: &NewSession<'_>,
    parcel: &ParcelId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (contact, passkey, _) = session.source.columns();
    sqlx::query!(
        "insert into session (token_hash, customer_id, contact_id, passkey_id, verified_at, expires_at, user_agent,
             network, only_parcel)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        session.token_hash,
        session.customer.get(),
        contact,
        passkey,
        now,
        session.expires_at,
        session.user_agent,
        session.network,
        parcel.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets a session see a code until then: this one, and none that takes its place.
pub async fn reveal(
    connection: &mut PgConnection,
    session: SessionId,
    code: &LiveCode,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into reveal (session_id, parcel_id, code_id, until) values ($1, $2, $3, $4)
         on conflict (session_id, parcel_id) do update set code_id = excluded.code_id, until = excluded.until",
        session.get(),
        code.parcel_id.as_str(),
        code.id.get(),
        until
    )
    .execute(connection)
    .await?;
    Ok(())
}
