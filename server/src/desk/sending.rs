//! Where a code goes next by itself, and how it can be sent again: what a parcel's page tells of it.

use app::port::{FallbackView, ResendOption, Standing};
use domain::{
    Timestamp,
    access::What,
    contact::Channel,
    fallback::{self, SentMessage},
    id::{ContactId, ParcelId},
    next_change::NextChange,
    resend::{self, Resend},
};
use store::{PgConnection, notification, page, page::ParcelPage};

use super::{
    parcels::{standing, zone_of},
    present::resend as resend_option,
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{
        access::Guest,
        routing::{self, Way},
    },
    shown::seconds_until,
};

/// Whether whoever looks at this page wants no code in messages.
pub fn word_only(page: &ParcelPage) -> bool {
    page.contacts.iter().any(|contact| contact.customer == page.session.customer_id && contact.word_only)
}

/// When the code was sent again, as a resend counts it: where the page does not show all messages, they are counted by
/// themselves.
pub async fn resent(
    connection: &mut PgConnection,
    page: &ParcelPage,
    id: &ParcelId,
    now: Timestamp,
) -> Result<Vec<(Channel, Timestamp)>, Fault> {
    if page.notifications.len() < page::NOTIFICATIONS {
        let resent = page.notifications.iter().filter(|message| message.resent);
        return Ok(resent.map(|message| (message.channel, message.created_at)).collect());
    }
    Ok(notification::resent(connection, id, now).await?)
}

/// The ways to send the code again, while there is one that opens, and when what they allow may change by itself;
/// `sent_again` tells when that was done.
pub fn resend_options(
    page: &ParcelPage,
    sent_again: &[(Channel, Timestamp)],
    now: Timestamp,
) -> (Vec<ResendOption>, Option<Timestamp>) {
    let may = Guest::at(page).may_with(What::Resend, &page.listed.id, &page.named, now);
    let mut next = NextChange::after(now);
    let mut options: Vec<ResendOption> = Vec::new();
    if standing(page, now) != Standing::Ready || may.is_err() {
        return (options, next.earliest());
    }
    let zone = zone_of(&page.listed);
    for Way { contact, .. } in routing::sorted(&page.contacts, &page.named, now) {
        let channel = contact.address.channel();
        // Limits are per channel, and so are the buttons: the one that is tried first stands for its channel.
        if options.iter().any(|option| option.channel == channel) {
            continue;
        }
        let (decision, changes_at) = resend_by(channel, sent_again, now);
        options.push(resend_option(&contact.address, decision, zone, now));
        next = next.at(changes_at);
    }
    options.sort_by_key(|option| option.channel);
    (options, next.earliest())
}

/// Whether the code can be sent again by a channel, and when that may change by itself.
pub fn resend_by(
    channel: Channel,
    sent_again: &[(Channel, Timestamp)],
    now: Timestamp,
) -> (Resend, Option<Timestamp>) {
    let earlier: Vec<Timestamp> =
        sent_again.iter().filter(|(by, _)| *by == channel).map(|(_, at)| *at).collect();
    (resend::decide(&earlier, now), resend::changes_at(&earlier, now))
}

/// The way that is tried next, should nothing be confirmed before then, and when that changes by itself.
pub fn next_way(
    app_state: &AppState,
    page: &ParcelPage,
    now: Timestamp,
) -> Option<(FallbackView, Option<Timestamp>)> {
    let (next, route) = next(app_state, page, now)?;
    let fallback::Next::At(id, at) = next else { return None };
    let contact = &route.iter().find(|way| way.contact.id == id)?.contact;
    let view = FallbackView {
        channel: contact.address.channel(),
        contact: contact.address.masked(),
        seconds: seconds_until(at, now),
    };
    Some((view, next.changes_at()))
}

/// What the fallback does next, and the ways that it chooses from; nothing while there is no code that opens.
pub fn next(app_state: &AppState, page: &ParcelPage, now: Timestamp) -> Option<(fallback::Next, Vec<Way>)> {
    let (issued_at, revealed_at) = page.code?;
    if standing(page, now) != Standing::Ready {
        return None;
    }
    let route = routing::route(&routing::sorted(&page.contacts, &page.named, now));
    let ids: Vec<ContactId> = route.iter().map(|way| way.contact.id).collect();
    let told: Vec<SentMessage> = page
        .notifications
        .iter()
        .filter(|message| message.created_at >= issued_at)
        .map(|message| SentMessage {
            contact: message.contact_id,
            state: message.state,
            created_at: message.created_at,
            sent_at: message.sent_at,
            word_only: message.word_only,
        })
        .collect();
    let told = routing::told(&route, told);
    let next = fallback::decide(&ids, &told, revealed_at.is_some(), app_state.patience, now);
    Some((next, route))
}
