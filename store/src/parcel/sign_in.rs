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

/// The newest parcel with a number that names a contact of this one's customer: what a sign-in looks for. Where there is
/// none, somebody else is read and left out, so that it takes as long.
pub async fn with_recipient(
    connection: &mut PgConnection,
    number: &str,
    channel: &str,
    address: &str,
) -> Result<Option<Match>, StoreError> {
    let row = sqlx::query!(
        "select fits as \"fits!\", parcel as \"parcel!\", contact as \"contact!\",
             (select json_agg(r) from (select contact_id, swapped from recipient where parcel_id = parcel) r)
                 as \"named!: Json<Vec<recipient::Row>>\",
             (select json_agg(o) from (
                 select id, customer_id, channel, address, proven_at, joined_at, off, place, trouble
                 from contact where customer_id = customer) o) as \"contacts!: Json<Vec<contact::Row>>\"
         from (
             (select true as fits, p.id as parcel, c.id as contact, c.customer_id as customer
              from parcel p
              join recipient r on r.parcel_id = p.id
              join contact n on n.id = r.contact_id
              join contact c on c.customer_id = n.customer_id and c.channel = $2 and c.address = $3
              where p.tracking_number = $1 order by p.announced_at desc limit 1)
             union all
             (select false, r.parcel_id, c.id, c.customer_id
              from (select parcel_id, contact_id from recipient order by contact_id desc limit 1) r
              join contact c on c.id = r.contact_id)
             order by fits desc limit 1) found",
        number,
        channel,
        address
    )
    .fetch_optional(connection)
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
}
