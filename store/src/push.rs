//! Browsers that take notifications. Each is a contact whose address is the push service's endpoint.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// What is needed to write to a browser, beside its endpoint (RFC 8291).
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Keys {
    /// Its public key, in base64url.
    pub p256dh: String,
    /// The secret it shares with us, in base64url.
    pub auth: String,
}

/// A browser that wants notifications.
pub struct NewBrowser<'a> {
    /// Whose.
    pub customer: i64,
    /// The session that lives there.
    pub session: i64,
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
) -> Result<i64, StoreError> {
    let chosen: Option<(bool, i16, Option<Timestamp>)> = sqlx::query_as(
        "select c.off, c.place, c.joined_at from push_subscription s join contact c on c.id = s.contact_id
         where s.session_id = $1 and c.customer_id = $2 order by c.id desc limit 1",
    )
    .bind(browser.session)
    .bind(browser.customer)
    .fetch_optional(&mut *connection)
    .await?;
    let (off, place, since) =
        chosen.map_or((None, None, None), |(off, place, since)| (Some(off), Some(place), since));
    sqlx::query(
        "delete from contact where channel = 'push' and (address = $1
             or id in (select contact_id from push_subscription where session_id = $2))",
    )
    .bind(browser.endpoint)
    .bind(browser.session)
    .execute(&mut *connection)
    .await?;
    let contact: i64 = sqlx::query_scalar(
        "insert into contact (customer_id, channel, address, created_at, joined_at, off, place)
         values ($1, 'push', $2, $3, coalesce($6, $3), coalesce($4, false),
             coalesce($5, (select coalesce(max(place), 0) + 1 from contact where customer_id = $1)))
         returning id",
    )
    .bind(browser.customer)
    .bind(browser.endpoint)
    .bind(now)
    .bind(off)
    .bind(place)
    .bind(since)
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query(
        "insert into push_subscription (contact_id, session_id, p256dh, auth, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(contact)
    .bind(browser.session)
    .bind(&browser.keys.p256dh)
    .bind(&browser.keys.auth)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(contact)
}

/// How to seal messages for a contact.
pub async fn keys(connection: &mut PgConnection, contact: i64) -> Result<Option<Keys>, StoreError> {
    Ok(sqlx::query_as("select p256dh, auth from push_subscription where contact_id = $1")
        .bind(contact)
        .fetch_optional(connection)
        .await?)
}

/// Where a browser takes messages, and whose it is.
#[derive(Clone, sqlx::FromRow)]
pub struct Known {
    /// The customer.
    pub customer_id: i64,
    /// The session that lives there.
    pub session_id: i64,
    /// Its endpoint.
    pub endpoint: String,
    /// How messages to it are sealed.
    #[sqlx(flatten)]
    pub keys: Keys,
}

/// The browsers that take messages at this endpoint, or in which this session lives.
pub async fn known(
    connection: &mut PgConnection,
    endpoint: &str,
    session: i64,
) -> Result<Vec<Known>, StoreError> {
    Ok(sqlx::query_as(
        "select c.customer_id, s.session_id, c.address as endpoint, s.p256dh, s.auth
         from push_subscription s join contact c on c.id = s.contact_id
         where c.channel = 'push' and (c.address = $1 or s.session_id = $2)",
    )
    .bind(endpoint)
    .bind(session)
    .fetch_all(connection)
    .await?)
}

/// The contact of the browser a session lives in.
pub async fn of_session(connection: &mut PgConnection, session: i64) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("select contact_id from push_subscription where session_id = $1")
        .bind(session)
        .fetch_optional(connection)
        .await?)
}

/// Forgets a browser; what was sent there stays in the history, masked.
pub async fn remove(connection: &mut PgConnection, contact: i64) -> Result<(), StoreError> {
    sqlx::query("delete from contact where id = $1 and channel = 'push'")
        .bind(contact)
        .execute(connection)
        .await?;
    Ok(())
}
