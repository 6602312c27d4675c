//! How the customer is reached: what works, in which order, and putting it right.

pub mod challenge;
pub mod change;
pub mod confirm;
pub mod effects;
pub mod opened;
pub mod push;
mod repeated;
pub mod undo;

use app::{
    port::{Caller, Channel, ContactCard, ContactsView, NamedCard, Worth},
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    contact_book::{Book, By, Change, Kind as ChangeKind},
    next_change::day_ends_at,
};
use store::{
    PgConnection, Transaction, activity, book, challenge as challenges,
    contact::{self, Contact},
    notification, push as browsers,
};

use crate::{
    desk::{
        access::Guest,
        due::{self, due_in},
        note,
        present::{moment, zone},
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
            let guest = Guest::look(connection, caller, now).await?;
            guest.may(What::SeeContacts, now)?;
            let too_new = guest.may(What::BeginChange, now) == Err(Refused::TooNew);
            let mut next = due::of_guest(&guest.book, &guest.proofs, now);
            let Guest { session, book, .. } = guest;
            let customer = session.customer_id;
            let zone = zone_of(connection, customer).await?;
            let this_browser = browsers::of_session(connection, session.id).await?;
            let mine = contact::of_customer(connection, customer).await?;
            let mut contacts = Vec::new();
            for contact in &mine {
                next = next.past(contact.proven_at.map(|at| at + STALE));
                contacts.push(card(connection, &book, contact, this_browser, zone, now).await?);
            }
            let mut changes = Vec::new();
            let mut busy = Vec::new();
            for open in book.changes.iter().filter(|change| change.state.is_open()) {
                if let Some(mut view) = change::view(connection, &book, open.id, zone, now).await? {
                    let challenge = challenges::of_change(connection, session.id, open.id, now).await?;
                    next = next.at(challenge.map(|(_, until)| until));
                    view.challenge = challenge.map(|(id, _)| id);
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
                    proven: contact.proven_at.is_some(),
                })
                .collect();
            Ok::<_, Fault>(ContactsView {
                contacts,
                named,
                changes,
                frozen: book.frozen(now).map(|until| moment(until, zone, now)),
                too_new,
                push_key,
                this_browser: this_browser.is_some(),
                due_in: due_in(next.at(day_ends_at(&zone, now)), now),
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
        may_turn_off: book.may_turn_off(contact.id, now),
        may_remove: book.may_remove(contact.id, now),
        busy: book.changes.iter().any(|change| change.state.is_open() && change.is_about(contact.id)),
    })
}

fn worth(book: &Book, contact: &Contact, zone: Tz, now: Timestamp) -> Worth {
    match (contact.off, contact.trouble, contact.proven_at) {
        (true, ..) => Worth::Off,
        (_, Some(cause), _) => Worth::Failing(cause),
        (.., None) => Worth::Unproven,
        (.., Some(at)) if at < now - STALE => Worth::Stale(moment(at, zone, now)),
        // A browser proves nothing anyway.
        _ if contact.address.channel() != Channel::Push && book.cools(By::Contact(contact.id), now) => {
            Worth::Cooling
        }
        (.., Some(at)) => Worth::Proven(moment(at, zone, now)),
    }
}

/// Turns codes to a contact on or off; the last way stays on.
pub async fn switch(office: &Office, caller: &Caller, contact: i64, on: bool) -> Result<(), Fault> {
    office
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = office.now();
            let opened = opened::open_to_answer(transaction, caller, now).await?;
            let customer = opened.session.customer_id;
            let entry = opened.book.entry(contact).copied();
            if on {
                opened.may(What::TurnOn, now)?;
                entry.ok_or(Problem::NotFound)?;
                book::switch(transaction, contact, false).await?;
                routing::look_again(transaction, customer, now).await?;
                return note(transaction, caller, Some(customer), None, activity::Kind::TurnedOn, now).await;
            }
            let change = Change::begun(0, ChangeKind::TurnOff(contact), None, now);
            let permitted = opened.may_change(What::TurnOff, &change, now).map(|_| ());
            // Nobody gives a second proof for what cannot be.
            if matches!(permitted, Ok(()) | Err(Refused::NotProven))
                && entry.is_some_and(|entry| !entry.off && !opened.book.may_turn_off(contact, now))
            {
                return Err(Problem::LastWay.into());
            }
            permitted?;
            if entry.ok_or(Problem::NotFound)?.off {
                return Ok(());
            }
            turn_off(transaction, caller, opened, contact, now).await?;
            note(transaction, caller, Some(customer), None, activity::Kind::TurnedOff, now).await
        })
        .await?;
    Ok(())
}

/// Turns a contact off as a change that is done at once: everybody is told, and may take it back.
async fn turn_off(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    mut opened: opened::Opened,
    contact: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    let kind = ChangeKind::TurnOff(contact);
    let masked = contact::by_id(transaction, contact).await?.map(|contact| contact.address.masked());
    let change = effects::done_at_once(transaction, &opened, kind, masked.as_deref(), now).await?;
    let effects = opened.book.turn_off(change, contact, now).map_err(opened::refused)?;
    effects::write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await
}

/// Moves a contact one place up or down in the order in which codes try them.
pub async fn arrange(office: &Office, caller: &Caller, contact: i64, up: bool) -> Result<(), Fault> {
    office
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = office.now();
            let opened = opened::open(transaction, caller, What::Arrange, now).await?;
            let customer = opened.session.customer_id;
            let mine = contact::of_customer(transaction, customer).await?;
            let mut order: Vec<i64> = mine.iter().map(|contact| contact.id).collect();
            let place = order.iter().position(|id| *id == contact).ok_or(Problem::NotFound)?;
            let other = if up { place.checked_sub(1) } else { Some(place + 1) };
            if let Some(other) = other.filter(|other| *other < order.len()) {
                order.swap(place, other);
                book::arrange(transaction, &order).await?;
                note(transaction, caller, Some(customer), None, activity::Kind::Reordered, now).await?;
            }
            Ok::<_, Fault>(())
        })
        .await
}
