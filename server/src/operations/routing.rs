//! Where a code goes: the first contact of the route, and the next when that one does not answer.

use chrono::Duration;
use domain::{
    Timestamp,
    access::{Named, Reach, What},
    contact::Channel,
    contact_book::{Book, COOL_DOWN},
    fallback::{self, Next, SentMessage},
    id::{ContactId, CustomerId, NotificationId, ParcelId},
};
use store::{
    PgConnection, Transaction, book,
    contact::{self, Contact},
    job, notification,
    pickup_code::LiveCode,
    recipient,
};

use crate::{app_state::AppState, fault::Fault, operations::access::may_send};

/// After so long what is told without a code is no news.
const NEWS: Duration = Duration::days(3);

/// A contact that may hear of a parcel.
#[derive(Debug, Clone)]
pub struct Way {
    /// The contact.
    pub contact: Contact,
    /// How far it reaches into the parcel.
    pub reach: Reach,
}

impl Way {
    /// Whether a message there may hold this.
    pub fn may_hold(&self, what: What) -> bool {
        may_send(what, self.reach, self.contact.word_only).is_ok()
    }
}

/// Sends the code by the next way if it is time for that, or writes down when to look again.
pub async fn go_on(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    live: &LiveCode,
    now: Timestamp,
) -> Result<(), Fault> {
    let ways = ways(transaction, parcel, now).await?;
    let route = route(&ways);
    let all_told = notification::told(transaction, parcel, live.issued_at).await?;
    // A new browser hears of it beside the others: what it shows opens nothing, and ends nothing.
    let is_new = |way: &&Way| way.contact.address.channel() == Channel::Push && !way.reach.opens();
    for way in ways.iter().filter(is_new) {
        if live.revealed_at.is_none()
            && all_told.iter().all(|message| message.contact != Some(way.contact.id))
        {
            tell(app_state, transaction, parcel, live, &way.contact, None, now).await?;
        }
    }
    let told = told(&route, all_told);
    let ids: Vec<ContactId> = route.iter().map(|way| way.contact.id).collect();
    match fallback::decide(&ids, &told, live.revealed_at.is_some(), app_state.patience, now) {
        Next::Nothing => {}
        Next::At(_, at) => job::enqueue(transaction, job::JobKind::FallBack, parcel, at).await?,
        Next::Now(id) => {
            if let Some(way) = route.iter().find(|way| way.contact.id == id) {
                tell(app_state, transaction, parcel, live, &way.contact, None, now).await?;
            }
        }
    }
    // Who has only been told that it is there gets the code as soon as that may be.
    let opens_at = ways.iter().filter(|way| !way.reach.opens());
    if let Some(at) = opens_at.filter_map(|way| way.contact.joined_at).map(|since| since + COOL_DOWN).min() {
        job::enqueue(transaction, job::JobKind::FallBack, parcel, at.max(now + app_state.patience)).await?;
    }
    Ok(())
}

/// Looks at every code of a customer once more, because there is a way to them that was not there before.
pub async fn look_again(
    transaction: &mut Transaction<'_>,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), Fault> {
    for parcel in book::live_parcels(transaction, customer).await? {
        job::enqueue(transaction, job::JobKind::FallBack, &parcel, now).await?;
    }
    Ok(())
}

/// The contacts that may hear of a parcel: those that may have its code first, in the order in which they are tried.
pub async fn ways(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    now: Timestamp,
) -> Result<Vec<Way>, Fault> {
    let named = recipient::named(connection, parcel).await?;
    Ok(sorted(&contact::reachable(connection, parcel).await?, &named, now))
}

/// The same from the contacts of all customers that a parcel names, each with a book of their own.
pub fn sorted(contacts: &[Contact], named: &[Named], now: Timestamp) -> Vec<Way> {
    let mut customers: Vec<CustomerId> = contacts.iter().map(|contact| contact.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let mut ways: Vec<Way> = customers
        .into_iter()
        .flat_map(|customer| {
            let own = contacts.iter().filter(|contact| contact.customer == customer);
            let book = Book::of(own.map(Contact::entry).collect());
            book.ways(named, now)
        })
        .filter_map(|way| {
            let contact = contacts.iter().find(|contact| contact.id == way.contact)?.clone();
            Some(Way { contact, reach: if way.opens { Reach::Opens } else { Reach::Told } })
        })
        .collect();
    ways.sort_by_key(|way| (!way.reach.opens(), way.contact.entry().rank()));
    ways
}

/// The contacts that are tried one after the other without being asked for: those that reach all the way, whether or not
/// their customer wants the code in messages; where there are none, those that may be told that it is there.
pub fn route(ways: &[Way]) -> Vec<Way> {
    let opens: Vec<Way> = ways.iter().filter(|way| way.reach.opens()).cloned().collect();
    if !opens.is_empty() {
        return opens;
    }
    // New browsers are told anyway.
    ways.iter().filter(|way| way.contact.address.channel() != Channel::Push).cloned().collect()
}

/// What counts of what was told: a mere word to somebody who may have the code by now is as nothing. To somebody who wants
/// no code in messages it is all that is ever sent, and counts as the code does.
pub fn told(route: &[Way], told: Vec<SentMessage>) -> Vec<SentMessage> {
    let way = |id| route.iter().find(|way| Some(way.contact.id) == id && way.reach.opens());
    told.into_iter()
        .filter_map(|message| match way(message.contact) {
            Some(way) if message.word_only && way.may_hold(What::SendCode) => None,
            Some(_) => Some(SentMessage { word_only: false, ..message }),
            None => Some(message),
        })
        .collect()
}

/// Sends the code of a parcel once more because there is news of it: to the first contact of the route. `false`, and nothing
/// is sent, where nobody can be told.
pub async fn tell_news(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    live: &LiveCode,
    news: notification::CodeNews,
    now: Timestamp,
) -> Result<bool, Fault> {
    let parcel = &live.parcel_id;
    let Some(way) = route(&ways(transaction, parcel, now).await?).into_iter().next() else {
        return Ok(false);
    };
    let Some(id) = queue(transaction, parcel, live, &way.contact, None, now).await? else { return Ok(false) };
    notification::about(transaction, id, news).await?;
    job::enqueue(transaction, job::JobKind::FallBack, parcel, now + app_state.patience).await?;
    Ok(true)
}

/// Queues news of a parcel without its code, for those of these ways that may hear of it.
pub async fn tell_notice(
    transaction: &mut Transaction<'_>,
    (kind, notice): (notification::NotificationKind, notification::NoticeKind),
    parcel: &ParcelId,
    ways: &[Way],
    now: Timestamp,
) -> Result<(), Fault> {
    for Way { contact, .. } in ways.iter().filter(|way| way.may_hold(What::SendWord)) {
        let message = notification::NewNotification {
            kind,
            parcel: Some(parcel),
            contact: Some((contact.id, &contact.address)),
            channel: contact.address.channel(),
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

/// Queues the code of a parcel for a contact, and writes down when to look whether it arrived; `request` is the form's
/// token when the customer asked for it. What the message may hold is decided when it is written.
pub async fn tell(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    live: &LiveCode,
    contact: &Contact,
    request: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    queue(transaction, parcel, live, contact, request, now).await?;
    job::enqueue(transaction, job::JobKind::FallBack, parcel, now + app_state.patience).await?;
    Ok(())
}

async fn queue(
    transaction: &mut Transaction<'_>,
    parcel: &ParcelId,
    live: &LiveCode,
    contact: &Contact,
    request: Option<&str>,
    now: Timestamp,
) -> Result<Option<NotificationId>, Fault> {
    let message = notification::NewNotification {
        kind: notification::NotificationKind::Code,
        parcel: Some(parcel),
        contact: Some((contact.id, &contact.address)),
        channel: contact.address.channel(),
        sealed: None,
        request,
        change: None,
        notice: None,
        language: None,
        expires_at: live.valid_until,
    };
    Ok(notification::queue(transaction, &message, now).await?)
}
