//! Browsers in which a customer was let in. That gives no rights: only a share of the limits of their own.

use domain::{
    Timestamp,
    id::{ContactId, CustomerId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// Browsers forgotten at once.
const SHEAF: i64 = 2_000;

/// Notes that a customer was let in in this browser.
pub async fn known(
    connection: &mut PgConnection,
    token_hash: &[u8],
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into known_browser (token_hash, customer_id, seen_at) values ($1, $2, $3)
         on conflict (token_hash, customer_id) do update set seen_at = excluded.seen_at",
        token_hash,
        customer.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the customer of a contact was let in in this browser.
pub async fn knows(
    connection: &mut PgConnection,
    token_hash: &[u8],
    contact: Option<ContactId>,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from contact c join known_browser b on b.customer_id = c.customer_id
         where c.id = $2 and b.token_hash = $1) as \"exists!\"",
        token_hash,
        contact.map(ContactId::get)
    )
    .fetch_one(connection)
    .await?)
}

/// Forgets every browser of a customer, but this one: signing out everywhere, a freeze, an undo.
pub async fn end_of_customer(
    connection: &mut PgConnection,
    customer: CustomerId,
    kept: Option<&[u8]>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from known_browser where customer_id = $1 and token_hash is distinct from $2",
        customer.get(),
        kept
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets browsers that have not been let in since that time.
pub async fn sweep(connection: &mut PgConnection, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from known_browser where (token_hash, customer_id) in (
             select token_hash, customer_id from known_browser where seen_at < $1 limit $2 for update skip locked)",
        before,
        SHEAF
    )
    .execute(connection)
    .await?;
    Ok(())
}
