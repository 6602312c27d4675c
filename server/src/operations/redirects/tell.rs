//! Telling everybody who hears of a parcel where it is to go, by message.

use chrono::Duration;
use domain::{
    Timestamp,
    access::What,
    contact_book::{By, FRESH},
    id::{ContactId, ParcelId},
};
use store::{
    Transaction,
    notification::{self, NewNotification, NoticeKind, NotificationKind},
};

use crate::{
    fault::Fault,
    operations::{access::Guest, routing},
};

/// After so long it is no news.
const NEWS: Duration = Duration::days(3);

/// Queues the news for all but those in `except`.
pub async fn tell(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    notice: NoticeKind,
    except: &[ContactId],
    now: Timestamp,
) -> Result<(), Fault> {
    let ways = routing::ways(transaction, parcel, now).await?;
    for way in ways.iter().filter(|way| way.may_hold(What::SendWord) && !except.contains(&way.contact.id)) {
        let message = NewNotification {
            kind: NotificationKind::Redirect,
            parcel: Some(parcel),
            contact: Some((way.contact.id, &way.contact.address)),
            channel: way.contact.address.channel(),
            sealed: None,
            request: None,
            change: None,
            notice: Some(notice),
            language: None,
            expires_at: now + NEWS,
        };
        notification::queue(transaction, &message, now).await?;
    }
    Ok(())
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
