//! How the customer is reached: what works, in which order, and putting it right.

pub mod challenge;
pub mod change;
pub mod confirm;
pub mod effects;
pub mod opened;
pub mod push;
pub mod undo;

use app::{
    port::{Caller, Channel, ContactCard, ContactsView, NamedCard, Worth},
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    contact_book::{Book, By},
};
use store::{
    PgConnection, activity, book, challenge as challenges,
    contact::{self, Contact},
    notification, push as browsers,
};

use crate::{
    desk::{
        note,
        present::{moment, zone},
        session as open_session,
    },
    fault::Fault,
    office::Office,
    phone, routing,
};

/// A contact is asked to be proven anew after that time.
const STALE: chrono::Duration = chrono::Duration::days(365);

/// The time zone a customer's times are told in: that of the station of their newest parcel.
pub async fn zone_of(connection: &mut PgConnection, customer: i64) -> Result<Tz, Fault> {
    Ok(zone(contact::time_zone(connection, customer).await?.as_deref()))
}

/// The contact page.
pub async fn view(office: &Office, caller: &Caller, push_key: Option<String>) -> Result<ContactsView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let session = open_session(connection, caller, now).await?;
            let customer = session.customer_id;
            let book = book::look(connection, customer, now).await?;
            let zone = zone_of(connection, customer).await?;
            let this_browser = browsers::of_session(connection, session.id).await?;
            let mine = contact::of_customer(connection, customer).await?;
            let mut contacts = Vec::new();
            for contact in &mine {
                contacts.push(card(connection, &book, contact, this_browser, zone, now).await?);
            }
            let mut changes = Vec::new();
            let mut busy = Vec::new();
            for open in book.changes.iter().filter(|change| change.state.is_open()) {
                if let Some(mut view) = change::view(connection, &book, open.id, zone, now).await? {
                    view.challenge = challenges::of_change(connection, session.id, open.id, now).await?;
                    changes.push(view);
                }
                busy.extend(book::told(connection, open.id).await?.and_then(|told| told.old_contact));
                busy.extend(open.new.map(|new| new.id));
            }
            let mut named = contact::named_beside(connection, customer).await?;
            named.retain(|contact| !busy.contains(&contact.id));
            let named = named
                .into_iter()
                .map(|contact| NamedCard {
                    id: contact.id,
                    channel: contact.address.channel(),
                    shown: contact.address.masked(),
                    trouble: contact.trouble,
                })
                .collect();
            Ok::<_, Fault>(ContactsView {
                contacts,
                named,
                changes,
                frozen: book.frozen(now).map(|until| moment(until, zone, now)),
                push_key,
                this_browser: this_browser.is_some(),
            })
        })
        .await
}

async fn card(
    connection: &mut PgConnection,
    book: &Book,
    contact: &Contact,
    this_browser: Option<i64>,
    zone: Tz,
    now: Timestamp,
) -> Result<ContactCard, Fault> {
    let last = notification::latest(connection, contact.id).await?;
    let is_push = contact.address.channel() == Channel::Push;
    Ok(ContactCard {
        id: contact.id,
        channel: contact.address.channel(),
        shown: if is_push { String::new() } else { phone::grouped(&contact.address) },
        this_browser: this_browser == Some(contact.id),
        worth: worth(book, contact, zone, now),
        last: last.map(|last| app::port::LastMessage {
            state: last.state,
            cause: last.cause,
            at: moment(last.state_at, zone, now),
        }),
        may_turn_off: book.may_turn_off(contact.id),
        busy: book.changes.iter().any(|change| change.state.is_open() && change.is_about(contact.id)),
    })
}

fn worth(book: &Book, contact: &Contact, zone: Tz, now: Timestamp) -> Worth {
    match (contact.off, contact.trouble, contact.proven_at) {
        (true, ..) => Worth::Off,
        (_, Some(cause), _) => Worth::Failing(cause),
        (.., None) => Worth::Unproven,
        (.., Some(at)) if at < now - STALE => Worth::Stale(moment(at, zone, now)),
        _ if book.cools(By::Contact(contact.id), now) => Worth::Cooling,
        (.., Some(at)) => Worth::Proven(moment(at, zone, now)),
    }
}

/// Turns codes to a contact on or off; the last way stays on.
pub async fn switch(office: &Office, caller: &Caller, contact: i64, on: bool) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = opened::open(connection, caller, now).await?;
            opened.book.entry(contact).ok_or(Problem::NotFound)?;
            if !on && !opened.book.may_turn_off(contact) {
                return Err(Problem::LastWay.into());
            }
            if !on {
                opened.in_earnest(connection, now).await?;
            }
            book::switch(connection, contact, !on).await?;
            if on {
                routing::look_again(connection, opened.session.customer_id, now).await?;
            }
            let kind = if on { activity::Kind::TurnedOn } else { activity::Kind::TurnedOff };
            note(connection, caller, Some(opened.session.customer_id), None, kind, now).await
        })
        .await
}

/// Moves a contact one place up or down in the order in which codes try them.
pub async fn arrange(office: &Office, caller: &Caller, contact: i64, up: bool) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = opened::open(connection, caller, now).await?;
            opened.in_earnest(connection, now).await?;
            let customer = opened.session.customer_id;
            let mine = contact::of_customer(connection, customer).await?;
            let mut order: Vec<i64> = mine.iter().map(|contact| contact.id).collect();
            let place = order.iter().position(|id| *id == contact).ok_or(Problem::NotFound)?;
            let other = if up { place.checked_sub(1) } else { Some(place + 1) };
            if let Some(other) = other.filter(|other| *other < order.len()) {
                order.swap(place, other);
                book::arrange(connection, &order).await?;
                note(connection, caller, Some(customer), None, activity::Kind::Reordered, now).await?;
            }
            Ok::<_, Fault>(())
        })
        .await
}
