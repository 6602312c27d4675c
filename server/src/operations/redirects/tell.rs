//! Telling everybody who hears of a parcel where it is to go, by message.

use domain::{
    Timestamp,
    contact_book::{By, FRESH},
    id::{ContactId, ParcelId},
};
use store::{
    Transaction,
    notification::{NoticeKind, NotificationKind},
};

use crate::{
    fault::Fault,
    operations::{access::Guest, routing},
};

/// Queues the news for all but those in `except`.
pub async fn tell(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    notice: NoticeKind,
    except: &[ContactId],
    now: Timestamp,
) -> Result<(), Fault> {
    let mut ways = routing::ways(transaction, parcel, now).await?;
    ways.retain(|way| !except.contains(&way.contact.id));
    routing::tell_notice(transaction, (NotificationKind::Redirect, notice), parcel, &ways, now).await
}

/// The contacts that whoever asks has proven just now: these need not be told.
pub fn proven(guest: &Guest, now: Timestamp) -> Vec<ContactId> {
    let fresh = guest.proofs.iter().filter(|proof| !proof.by_link && now < proof.at + FRESH);
    fresh
        .filter_map(|proof| match proof.by {
            By::Contact(contact) => Some(contact),
            By::Passkey { .. } => None,
        })
        .collect()
}
