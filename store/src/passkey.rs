//! Passkeys (WebAuthn).

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Removes the passkeys a customer has added since then.
pub async fn remove_since(
    connection: &mut PgConnection,
    customer: i64,
    since: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("delete from passkey where customer_id = $1 and added_at >= $2")
        .bind(customer)
        .bind(since)
        .execute(connection)
        .await?;
    Ok(())
}
