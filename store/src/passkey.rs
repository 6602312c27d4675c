//! Passkeys: the public keys of what customers sign in with instead of a code.

use domain::{
    Timestamp,
    id::{CustomerId, PasskeyId, SessionId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// A passkey.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// What the account page removes it by.
    pub id: PasskeyId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What authenticators know the customer by: 16 random bytes, the same for all passkeys of a customer.
    pub handle: Vec<u8>,
    /// What it calls itself.
    pub credential_id: Vec<u8>,
    /// Its public key and counter in JSON, as the library keeps them.
    pub credential: String,
    /// The browser it was made in.
    pub user_agent: String,
    /// When it was made.
    pub added_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// A passkey to be added.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// Whose it is.
    pub customer: CustomerId,
    /// The session that adds it.
    pub session: SessionId,
    /// What its authenticator knows the customer by.
    pub handle: &'a [u8],
    /// What it calls itself.
    pub credential_id: &'a [u8],
    /// Its public key and counter in JSON, as the library keeps them.
    pub credential: &'a str,
    /// The browser it was made in.
    pub user_agent: &'a str,
}

/// The columns of [`Passkey`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Passkey,
            "select id, customer_id, handle, credential_id, credential::text as \"credential!\", user_agent, added_at,
                 used_at from passkey " + $rest,
            $($value),+
        )
    };
}

/// A customer's passkeys, the oldest first.
pub async fn of_customer(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Passkey>, StoreError> {
    Ok(select!("where customer_id = $1 order by id", customer.get()).fetch_all(connection).await?)
}

/// The passkey that calls itself so, which nobody else may use until the transaction ends: each use has to see the
/// counter that the one before it left.
pub async fn lock(
    connection: &mut PgConnection,
    credential_id: &[u8],
) -> Result<Option<Passkey>, StoreError> {
    Ok(select!("where credential_id = $1 for update", credential_id).fetch_optional(connection).await?)
}

/// Whose the passkey is that an authenticator knows by this id.
pub async fn customer(
    connection: &mut PgConnection,
    credential_id: &[u8],
) -> Result<Option<CustomerId>, StoreError> {
    let customer =
        sqlx::query_scalar!("select customer_id from passkey where credential_id = $1", credential_id)
            .fetch_optional(connection)
            .await?;
    Ok(customer.map(CustomerId::new))
}

/// Adds a passkey; `false` when it is somebody's already.
pub async fn add(
    connection: &mut PgConnection,
    new: &NewPasskey<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "insert into passkey (customer_id, handle, credential_id, credential, user_agent, added_at, session_id)
         values ($1, $2, $3, $4::text::json, $5, $6, $7) on conflict (credential_id) do nothing",
        new.customer.get(),
        new.handle,
        new.credential_id,
        new.credential,
        new.user_agent,
        now,
        new.session.get()
    )
    .execute(connection)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Writes down that a passkey was used, and how it stands since.
pub async fn used(
    connection: &mut PgConnection,
    id: PasskeyId,
    credential: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update passkey set credential = $2::text::json, used_at = $3 where id = $1",
        id.get(),
        credential,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes one passkey of a customer; `false` when there is none of that number.
pub async fn remove(
    connection: &mut PgConnection,
    customer: CustomerId,
    id: PasskeyId,
) -> Result<bool, StoreError> {
    let removed =
        sqlx::query!("delete from passkey where customer_id = $1 and id = $2", customer.get(), id.get())
            .execute(connection)
            .await?;
    Ok(removed.rows_affected() > 0)
}

/// Removes the passkeys that a customer has had since that time, and those that a session has added.
pub async fn remove_since(
    connection: &mut PgConnection,
    customer: CustomerId,
    since: Timestamp,
    session: Option<SessionId>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from passkey where customer_id = $1 and (added_at >= $2 or session_id = $3)",
        customer.get(),
        since,
        session.map(SessionId::get)
    )
    .execute(connection)
    .await?;
    Ok(())
}
