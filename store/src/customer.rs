//! Who parcels are for.

use domain::id::{CustomerId, ParcelId};
use sqlx::PgConnection;

use crate::{StoreError, error::one};

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

/// Whether messages to a customer say only that a parcel is there.
pub async fn word_only(
    connection: &mut PgConnection,
    customer: CustomerId,
    word_only: bool,
) -> Result<(), StoreError> {
    let written = sqlx::query!("update customer set word_only = $2 where id = $1", customer.get(), word_only)
        .execute(connection)
        .await?;
    one(&written, "customer")
}

/// The parcels of a customer whose live code stands in a message to them, and who sent each.
pub async fn in_messages(
    connection: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<(ParcelId, String)>, StoreError> {
    let parcels = sqlx::query!(
        "select p.id, p.merchant from parcel p join pickup_code k on k.parcel_id = p.id and k.ended_at is null
         where p.id in (select r.parcel_id from recipient r join contact c on c.id = r.contact_id
                 where c.customer_id = $1)
             and exists (select 1 from notification n join contact c on c.id = n.contact_id
                 where n.parcel_id = p.id and n.kind = 'code' and n.created_at >= k.issued_at and not n.word_only
                     and n.channel <> 'push' and n.sent_at is not null and c.customer_id = $1)
         order by p.since desc, p.id limit 20",
        customer.get()
    )
    .fetch_all(connection)
    .await?;
    Ok(parcels.into_iter().map(|row| (ParcelId::stored(row.id), row.merchant)).collect())
}
