//! Links in messages: they prove the contact the message went to, until the parcel is collected, on a few devices.

use domain::{
    Timestamp,
    id::{ContactId, CustomerId, LinkUseId, ParcelId, SessionId},
};
use sqlx::PgConnection;

use crate::{StoreError, session};

/// A link that is still good.
#[derive(Debug, Clone)]
pub struct Link {
    /// The parcel it leads to.
    pub parcel: ParcelId,
    /// The contact it was sent to.
    pub contact: ContactId,
    /// Who sent the parcel.
    pub merchant: String,
    /// It shows how the parcel stands, and opens nothing.
    pub status_only: bool,
}

/// Writes a link down; its token is kept as a hash only.
pub async fn add(
    connection: &mut PgConnection,
    token_hash: &[u8],
    parcel: &ParcelId,
    contact: ContactId,
    status_only: bool,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into link (token_hash, parcel_id, contact_id, status_only, created_at, expires_at)
         values ($1, $2, $3, $6, $4, $5)",
        token_hash,
        parcel.as_str(),
        contact.get(),
        now,
        expires_at,
        status_only
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The link of that token, while it is good: until its parcel's deadline, wherever that was moved since it was sent.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let link = sqlx::query!(
        "select l.parcel_id, l.contact_id, p.merchant, l.status_only
         from link l join parcel p on p.id = l.parcel_id
         where l.token_hash = $1 and coalesce(p.pickup_deadline, l.expires_at) > $2",
        token_hash,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(link.map(|row| Link {
        parcel: ParcelId::stored(row.parcel_id),
        contact: row.contact_id.into(),
        merchant: row.merchant,
        status_only: row.status_only,
    }))
}

/// A device a link was used on.
#[derive(Debug, Clone)]
pub struct Use {
    /// Names this use when its device comes again.
    pub id: LinkUseId,
    /// Hashes of its browser's cookie.
    pub browsers: Vec<Vec<u8>>,
    /// Keyed hash of address and browser, where the browser brought no cookie.
    pub place: Option<Vec<u8>>,
    /// From which the session's token was derived.
    pub salt: Vec<u8>,
    /// The session it opened, while that is known.
    pub session_id: Option<SessionId>,
    /// When it was used there last.
    pub at: Timestamp,
}

/// The devices a link was used on, the first one first.
pub async fn uses(connection: &mut PgConnection, token_hash: &[u8]) -> Result<Vec<Use>, StoreError> {
    let uses = sqlx::query!(
        "select id, browsers, place, salt, session_id, at from link_use where link_hash = $1 order by id",
        token_hash
    )
    .fetch_all(connection)
    .await?;
    Ok(uses
        .into_iter()
        .map(|row| Use {
            id: row.id.into(),
            browsers: row.browsers,
            place: row.place,
            salt: row.salt,
            session_id: row.session_id.map(SessionId::new),
            at: row.at,
        })
        .collect())
}

/// A use of a link to be written down.
#[derive(Debug)]
pub struct NewUse<'a> {
    /// The use by the same device that it stands in for.
    pub instead_of: Option<LinkUseId>,
    /// The SHA-256 of the link's token.
    pub link: &'a [u8],
    /// The hash of the browser's cookie.
    pub browser: &'a [u8],
    /// Keyed hash of address and browser, where the browser brought no cookie.
    pub place: Option<&'a [u8]>,
    /// From which the session's token was derived.
    pub salt: &'a [u8],
    /// The session it opened.
    pub session: SessionId,
}

/// Writes down that a link was used; `false` when it ended meanwhile.
pub async fn used(
    connection: &mut PgConnection,
    new: &NewUse<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    sqlx::query!("delete from link_use where id = $1", new.instead_of.map(LinkUseId::get))
        .execute(&mut *connection)
        .await?;
    // The link is held, not only read: whoever ends it at this moment waits, or has ended it and nothing is written.
    let written = sqlx::query!(
        "insert into link_use (link_hash, browsers, place, salt, session_id, at)
         select token_hash, array[$2::bytea], $3, $4, $5, $6 from link where token_hash = $1 for key share",
        new.link,
        new.browser,
        new.place,
        new.salt,
        new.session.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected() > 0)
}

/// Remembers a further cookie of the device of a use: its button was pressed twice before it had one.
pub async fn also(connection: &mut PgConnection, id: LinkUseId, browser: &[u8]) -> Result<(), StoreError> {
    sqlx::query!(
        "update link_use set browsers = browsers || $2::bytea
         where id = $1 and cardinality(browsers) < 8 and $2 <> all (browsers)",
        id.get(),
        browser
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the links that were sent to any contact of a customer: signing out everywhere, a freeze, an undo.
pub async fn end_of_customer(connection: &mut PgConnection, customer: CustomerId) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from link where contact_id in (select id from contact where customer_id = $1)",
        customer.get()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the links to a parcel that were sent to a customer, and the sessions of theirs that these have opened, but this
/// one: whoever has read such a message gets in by it no more, and is no longer in.
pub async fn end_of_parcel(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
    kept: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    session::end_let_in_to(connection, parcel, customer, kept, now).await?;
    sqlx::query!(
        "delete from link where parcel_id = $1 and contact_id in (select id from contact where customer_id = $2)",
        parcel.as_str(),
        customer.get()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Destroys the links to a parcel.
pub async fn destroy(connection: &mut PgConnection, parcel: &ParcelId) -> Result<(), StoreError> {
    sqlx::query!("delete from link where parcel_id = $1", parcel.as_str()).execute(connection).await?;
    Ok(())
}
