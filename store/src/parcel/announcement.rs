//! Parcels as they are announced, and which is meant by a carrier's number.

use domain::{
    Timestamp,
    id::{CarrierKey, ContactId, ParcelId},
    numbered::{Numbered, meant},
    parcel::Window,
};
use sqlx::PgConnection;

use super::{Parcel, by_id, status};
use crate::StoreError;

/// A parcel as an operator announces it.
#[derive(Debug, Clone)]
pub struct NewParcel<'a> {
    /// Our name of it.
    pub id: &'a ParcelId,
    /// The carrier.
    pub carrier: &'a str,
    /// The carrier's number, ungrouped.
    pub tracking_number: &'a str,
    /// Who sends it.
    pub merchant: &'a str,
    /// The merchant's number.
    pub order_number: Option<&'a str>,
    /// The station, if it is known yet.
    pub station: Option<&'a str>,
    /// When it is expected there.
    pub expected: Option<Window>,
    /// The contacts the order names.
    pub contacts: &'a [ContactId],
}

/// Writes a new parcel down; `false`, and nothing is changed, when carrier and number are known already, however the
/// carrier's name is written. Carriers use their numbers again: a parcel that was forgotten holds none.
pub async fn register(
    connection: &mut PgConnection,
    parcel: &NewParcel<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // Two that announce the same number at once, written otherwise, are one after the other.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 47))", parcel.tracking_number)
        .execute(&mut *connection)
        .await?;
    let before = named(connection, &CarrierKey::of(parcel.carrier), parcel.tracking_number).await?;
    if before.is_some_and(|before| !before.is_forgotten) {
        return Ok(false);
    }
    let inserted = sqlx::query!(
        "insert into parcel (id, carrier, tracking_number, merchant, order_number, announced_station,
             announced_from, announced_until, announced_at, status, since, station_id, expected_from, expected_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pre_transit', $9, $6, $7, $8)
         on conflict (carrier, tracking_number) where purged_at is null do nothing",
        parcel.id.as_str(),
        parcel.carrier,
        parcel.tracking_number,
        parcel.merchant,
        parcel.order_number,
        parcel.station,
        parcel.expected.map(|window| window.from),
        parcel.expected.map(|window| window.until),
        now
    )
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    for contact in parcel.contacts {
        sqlx::query!(
            "insert into recipient (parcel_id, contact_id) values ($1, $2) on conflict do nothing",
            parcel.id.as_str(),
            contact.get()
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(true)
}

/// The parcel that is meant by this number of this carrier. A number is rarely that of more than one carrier and not
/// used again for months, so that names are compared by the domain and need no index.
async fn named(
    connection: &mut PgConnection,
    carrier: &CarrierKey,
    number: &str,
) -> Result<Option<Numbered>, StoreError> {
    let numbered = sqlx::query!(
        "select id, carrier, status, purged_at is not null as \"is_forgotten!\" from parcel
         where tracking_number = $1
         order by announced_at desc, id desc",
        number
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Numbered {
            id: ParcelId::stored(row.id),
            carrier: CarrierKey::of(&row.carrier),
            status: status("parcel", &row.status)?,
            is_forgotten: row.is_forgotten,
        })
    })
    .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(meant(carrier, numbered))
}

/// The parcel of a carrier's number, and the order number it was announced with.
pub async fn by_number(
    connection: &mut PgConnection,
    carrier: &CarrierKey,
    number: &str,
) -> Result<Option<(Parcel, Option<String>)>, StoreError> {
    let Some(Numbered { id, .. }) = named(connection, carrier, number).await? else { return Ok(None) };
    let order = sqlx::query_scalar!("select order_number from parcel where id = $1", id.as_str())
        .fetch_one(&mut *connection)
        .await?;
    Ok(by_id(connection, &id).await?.map(|parcel| (parcel, order)))
}
