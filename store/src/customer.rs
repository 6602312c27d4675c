//! Who parcels are for.

use domain::id::CustomerId;
use sqlx::PgConnection;

use crate::StoreError;

/// Notes the language (BCP 47) that a customer reads: what we send by ourselves is written in it.
pub async fn reads(
    connection: &mut PgConnection,
    customer: CustomerId,
    language: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update customer set language = $2 where id = $1 and language is distinct from $2",
        customer.get(),
        language
    )
    .execute(connection)
    .await?;
    Ok(())
}
