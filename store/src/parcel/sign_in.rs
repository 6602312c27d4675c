//! The parcel that somebody means who signs in.

use domain::{
    access::Named,
    id::{ContactId, ParcelId},
};
use sqlx::{PgConnection, types::Json};

use crate::{
    StoreError,
    contact::{self, Contact},
    recipient,
};

/// A parcel that a number and a contact lead to.
#[derive(Debug, Clone)]
pub struct Match {
    /// The parcel.
    pub parcel: ParcelId,
    /// The contact.
    pub contact: ContactId,
    /// The contacts that the parcel names.
    pub named: Vec<Named>,
    /// All contacts of the contact's customer.
    pub contacts: Vec<Contact>,
}

/// What a sign-in looks for, by a statement of its own within a common one: the best match, or where there is none
/// somebody else, who is left out, so that it takes as long.
macro_rules! found {
    ($connection:expr, $match:literal, $($value:expr),+) => {{
        let row = sqlx::query!(
            "select fits as \"fits!\", parcel as \"parcel!\", contact as \"contact!\",
                 (select json_agg(r) from (select contact_id, swapped from recipient where parcel_id = parcel) r)
                     as \"named!: Json<Vec<recipient::Row>>\",
                 (select json_agg(o) from (
                     select c.id, customer_id, channel, address, proven_at, joined_at, off, place, trouble, word_only
                     from contact c join customer w on w.id = customer_id where customer_id = customer) o) as \"contacts!: Json<Vec<contact::Row>>\"
             from (
                 (select true as fits, p.id as parcel, c.id as contact, c.customer_id as customer
                  " + $match + " limit 1)
                 union all
                 (select false, r.parcel_id, c.id, c.customer_id
                  from (select parcel_id, contact_id from recipient order by contact_id desc limit 1) r
                  join contact c on c.id = r.contact_id)
                 order by fits desc limit 1) found",
            $($value),+
        )
        .fetch_optional($connection)
        .await?;
        row.map(|row| {
            let found = Match {
                parcel: ParcelId::stored(row.parcel),
                contact: ContactId::new(row.contact),
                named: row.named.0.into_iter().map(Named::from).collect(),
                contacts: row.contacts.0.into_iter().map(Contact::try_from).collect::<Result<_, _>>()?,
            };
            Ok(row.fits.then_some(found))
        })
        .transpose()
        .map(Option::flatten)
    }};
}

/// The newest parcel with a number that names a contact of this one's customer.
pub async fn with_recipient(
    connection: &mut PgConnection,
    number: &str,
    channel: &str,
    address: &str,
) -> Result<Option<Match>, StoreError> {
    found!(
        connection,
        "from parcel p
              join recipient r on r.parcel_id = p.id
              join contact n on n.id = r.contact_id
              join contact c on c.customer_id = n.customer_id and c.channel = $2 and c.address = $3
              where p.tracking_number = $1 order by p.announced_at desc",
        number,
        channel,
        address
    )
}

/// A parcel of this contact's customer that lies behind a door: rather one that the order itself gave this contact, for
/// that opens to it in any case; then rather one at this station.
pub async fn waiting_for(
    connection: &mut PgConnection,
    station: &str,
    channel: &str,
    address: &str,
) -> Result<Option<Match>, StoreError> {
    found!(
        connection,
        "from contact c
              join contact n on n.customer_id = c.customer_id
              join recipient r on r.contact_id = n.id
              join parcel p on p.id = r.parcel_id and p.placed_at is not null
              where c.channel = $2 and c.address = $3
              order by (n.id = c.id and not r.swapped) desc, p.station_id = $1 desc nulls last, p.placed_at desc",
        station,
        channel,
        address
    )
}
