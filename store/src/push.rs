//! Browsers that take notifications. Each is a contact whose address is the push service's endpoint.

use domain::{
    Timestamp,
    id::{ContactId, CustomerId, SessionId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// What is needed to write to a browser, beside its endpoint (RFC 8291).
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Its public key, in base64url.
    pub p256dh: String,
    /// The secret it shares with us, in base64url.
    pub auth: String,
}

/// A browser that wants notifications.
pub struct NewBrowser<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// The session that lives there.
    pub session: SessionId,
    /// Where it takes messages.
    pub endpoint: &'a str,
    /// How they are sealed.
    pub keys: &'a Keys,
}

/// Adds a browser, in place of an earlier subscription of the same session or endpoint. Answers its contact. What its
/// customer has chosen for the session's earlier one stays; the new endpoint has yet to show that it works.
pub async fn add(
    connection: &mut PgConnection,
    browser: &NewBrowser<'_>,
    now: Timestamp,
) -> Result<ContactId, StoreError> {
    let chosen = sqlx::query!(
        "select c.off, c.place, c.joined_at from push_subscription s join contact c on c.id = s.contact_id
         where s.session_id = $1 and c.customer_id = $2 order by c.id desc limit 1",
        browser.session.get(),
        browser.customer.get()
    )
    .fetch_optional(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from contact where channel = 'push' and (address = $1
             or id in (select contact_id from push_subscription where session_id = $2))",
        browser.endpoint,
        browser.session.get()
    )
    .execute(&mut *connection)
    .await?;
    let contact = sqlx::query_scalar!(
        "insert into contact (customer_id, channel, address, created_at, joined_at, off, place)
         values ($1, 'push', $2, $3, coalesce($6, $3::timestamptz), coalesce($4, false),
             coalesce($5::smallint, (select coalesce(max(place), 0) + 1 from contact where customer_id = $1)))
         returning id",
        browser.customer.get(),
        browser.endpoint,
        now,
        chosen.as_ref().map(|chosen| chosen.off),
        chosen.as_ref().map(|chosen| chosen.place),
        chosen.as_ref().and_then(|chosen| chosen.joined_at)
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into push_subscription (contact_id, session_id, p256dh, auth, created_at) values ($1, $2, $3, $4, $5)",
        contact,
        browser.session.get(),
        browser.keys.p256dh,
        browser.keys.auth,
        now
    )
    .execute(connection)
    .await?;
    Ok(ContactId::new(contact))
}

/// How to seal messages for a contact.
pub async fn keys(connection: &mut PgConnection, contact: ContactId) -> Result<Option<Keys>, StoreError> {
    Ok(sqlx::query_as!(
        Keys,
        "select p256dh, auth from push_subscription where contact_id = $1",
        contact.get()
    )
    .fetch_optional(connection)
    .await?)
}

/// Where a browser takes messages, and whose it is.
#[derive(Clone)]
pub struct Known {
    /// The customer.
    pub customer_id: CustomerId,
    /// The session that lives there.
    pub session_id: SessionId,
    /// Where its push service takes messages for this browser: a secret of the browser's.
    pub endpoint: String,
    /// How messages to it are sealed.
    pub keys: Keys,
}

/// The browsers that take messages at this endpoint, or in which this session lives.
pub async fn known(
    connection: &mut PgConnection,
    endpoint: &str,
    session: SessionId,
) -> Result<Vec<Known>, StoreError> {
    let known = sqlx::query!(
        "select c.customer_id, s.session_id, c.address as endpoint, s.p256dh, s.auth
         from push_subscription s join contact c on c.id = s.contact_id
         where c.channel = 'push' and (c.address = $1 or s.session_id = $2)",
        endpoint,
        session.get()
    )
    .fetch_all(connection)
    .await?;
    Ok(known
        .into_iter()
        .map(|row| Known {
            customer_id: row.customer_id.into(),
            session_id: row.session_id.into(),
            endpoint: row.endpoint,
            keys: Keys { p256dh: row.p256dh, auth: row.auth },
        })
        .collect())
}

/// The contact of the browser a session lives in.
pub async fn of_session(
    connection: &mut PgConnection,
    session: SessionId,
) -> Result<Option<ContactId>, StoreError> {
    let contact =
        sqlx::query_scalar!("select contact_id from push_subscription where session_id = $1", session.get())
            .fetch_optional(connection)
            .await?;
    Ok(contact.map(ContactId::new))
}

/// Forgets a browser; what was sent there stays in the history, masked.
pub async fn remove(connection: &mut PgConnection, contact: ContactId) -> Result<(), StoreError> {
    sqlx::query!("delete from contact where id = $1 and channel = 'push'", contact.get())
        .execute(connection)
        .await?;
    Ok(())
}
