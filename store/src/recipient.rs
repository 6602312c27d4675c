//! Whom a parcel is for: the contacts it names.

use domain::{
    access::Named,
    id::{ContactId, CustomerId, ParcelId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// A contact that a parcel names, as stored.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub(crate) struct Row {
    contact_id: ContactId,
    swapped: bool,
}

impl From<Row> for Named {
    fn from(row: Row) -> Self {
        Self { contact: row.contact_id, by_order: !row.swapped }
    }
}

/// The contacts that a parcel names.
pub async fn named(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Vec<Named>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select contact_id, swapped from recipient where parcel_id = $1",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Named::from).collect())
}

/// The customers whom a parcel is for.
pub async fn customers(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<CustomerId>, StoreError> {
    let customers = sqlx::query_scalar!(
        "select distinct c.customer_id from recipient r join contact c on c.id = r.contact_id
         where r.parcel_id = $1 order by c.customer_id",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?;
    Ok(customers.into_iter().map(CustomerId::new).collect())
}
