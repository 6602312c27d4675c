//! Compartments and what lies in them.
//!
//! Whoever puts a parcel behind a door, or takes one from there, holds the compartment first and then locks the parcels
//! in the order of their names. Nobody who has locked a parcel waits for a compartment, so nobody waits in a circle.

use domain::id::ParcelId;
use sqlx::PgConnection;

use crate::StoreError;

/// One door of one station.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The station.
    pub station: String,
    /// What is written on the door.
    pub compartment: String,
}

/// Holds compartments until the end of the transaction, on all instances.
pub async fn hold(connection: &mut PgConnection, places: &[Place]) -> Result<(), StoreError> {
    let mut sorted: Vec<&Place> = places.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    for place in sorted {
        sqlx::query!(
            "select pg_advisory_xact_lock(hashtextextended('compartment ' || $1 || ' ' || $2, 0))",
            place.station,
            place.compartment
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The names of the parcels that lie in a compartment.
pub async fn lying(connection: &mut PgConnection, place: &Place) -> Result<Vec<ParcelId>, StoreError> {
    let lying = sqlx::query_scalar!(
        "select id from parcel where station_id = $1 and compartment = $2 and placed_at is not null order by id",
        place.station,
        place.compartment
    )
    .fetch_all(connection)
    .await?;
    Ok(lying.into_iter().map(ParcelId::stored).collect())
}

/// Which of these parcels are for exactly the customers whom that one is for.
pub async fn for_the_same(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    others: &[ParcelId],
) -> Result<Vec<ParcelId>, StoreError> {
    let same = sqlx::query_scalar!(
        "with whose as (
             select r.parcel_id, array_agg(distinct c.customer_id order by c.customer_id) as customers
             from recipient r join contact c on c.id = r.contact_id
             where r.parcel_id = $1 or r.parcel_id = any($2) group by r.parcel_id)
         select o.parcel_id from whose o join whose p on p.parcel_id = $1 and p.customers = o.customers
         where o.parcel_id <> $1 order by o.parcel_id",
        parcel.as_str(),
        &ParcelId::names(others) as &[&str]
    )
    .fetch_all(connection)
    .await?;
    Ok(same.into_iter().map(ParcelId::stored).collect())
}
