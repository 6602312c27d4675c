//! An operator announces a parcel.

use domain::{
    contact::Address,
    id::{CarrierKey, ContactId, ParcelId},
    parcel::Window,
    tracking::TrackingNumber,
};
use store::{Transaction, book, contact, parcel, station};

use super::NotDone;
use crate::{app_state::AppState, random};

/// What is announced.
#[derive(Clone, Copy)]
pub struct Announcement<'a> {
    /// The carrier, as it is called.
    pub carrier: &'a str,
    /// The carrier's number, as it stands on the label.
    pub number: &'a TrackingNumber,
    /// Who sends it, as the customer knows them.
    pub merchant: &'a str,
    /// The merchant's number.
    pub order_number: Option<&'a str>,
    /// The station it is bound for, if it is known yet.
    pub station: Option<&'a str>,
    /// When it is expected there.
    pub expected: Option<Window>,
    /// How the recipient can be reached.
    pub recipient: &'a [Address],
}

/// A parcel that was announced, now or before.
#[derive(Debug)]
pub struct Registered {
    /// Our name of it.
    pub id: String,
    /// The carrier's number, ungrouped.
    pub tracking_number: String,
    /// Where it stands.
    pub status: domain::parcel::Status,
    /// It was not known before.
    pub is_new: bool,
}

/// Why it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such station.
    UnknownStation,
    /// The carrier's number was announced with other content.
    OtherContent,
    /// It was forgotten in the same moment.
    JustRemoved,
}

/// Writes a parcel down. The same announcement again changes nothing.
pub async fn run(
    app_state: &AppState,
    announcement: &Announcement<'_>,
) -> Result<Registered, NotDone<Refused>> {
    let id = ParcelId::from_random(random::bytes()?);
    app_state.db.write(async |transaction| register(app_state, transaction, &id, announcement).await).await
}

async fn register(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    announcement: &Announcement<'_>,
) -> Result<Registered, NotDone<Refused>> {
    let now = app_state.now();
    if let Some(station) = announcement.station
        && station::name(transaction, station).await?.is_none()
    {
        return Err(NotDone::Refused(Refused::UnknownStation));
    }
    let mut contacts = Vec::with_capacity(announcement.recipient.len());
    for address in announcement.recipient {
        contacts.push(contact::find_or_create(transaction, address, now).await?);
    }
    let new = parcel::NewParcel {
        id,
        carrier: announcement.carrier,
        tracking_number: announcement.number.as_str(),
        merchant: announcement.merchant,
        order_number: announcement.order_number,
        station: announcement.station,
        expected: announcement.expected,
        contacts: &contacts,
    };
    if parcel::register(transaction, &new, now).await? {
        return Ok(Registered {
            id: id.to_string(),
            tracking_number: new.tracking_number.to_owned(),
            status: domain::parcel::Status::PreTransit,
            is_new: true,
        });
    }
    let carrier = CarrierKey::of(new.carrier);
    let (known, order) = parcel::by_number(transaction, &carrier, new.tracking_number)
        .await?
        .ok_or(NotDone::Refused(Refused::JustRemoved))?;
    let mut named: Vec<ContactId> =
        contact::of_parcel(transaction, &known.id).await?.iter().map(|contact| contact.id).collect();
    // The customer may have put a contact right since.
    let swapped = book::swapped_from(transaction, &known.id).await?;
    let as_many = !swapped.is_empty() || named.len() == contacts.len();
    named.extend(swapped);
    let same = known.merchant == new.merchant
        && order.as_deref() == new.order_number
        && known.announced.station.as_deref() == new.station
        && as_many
        && contacts.iter().all(|contact| named.contains(contact));
    if !same {
        return Err(NotDone::Refused(Refused::OtherContent));
    }
    Ok(Registered {
        id: known.id.to_string(),
        tracking_number: known.tracking_number,
        status: known.state.status,
        is_new: false,
    })
}
