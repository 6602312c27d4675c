//! How the customer is reached, and changes of that, as their pages show it.

use app::{
    port::{
        Caller, ChallengeView, ChangeView, Channel, ConfirmView, ContactCard, ContactsView, NamedCard,
        SeeChallenge, SeeChange, SeeContacts, SeeUndo, UndoState, UndoView, Worth,
    },
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    contact_book::{Book, By, ChangeState, WAIT},
    id::{ChallengeId, ChangeId, ContactId},
    next_change::day_ends_at,
};
use store::{
    PgConnection,
    book::{self, UndoLink},
    challenge::{self, Purpose},
    contact::{self, Contact},
    customer, notification, push as browsers, step,
};

use super::due::{self, due_in};
use crate::{
    app_state::AppState,
    fault::Fault,
    gateway::push::Push,
    keys::token_hash,
    operations::{
        Handle,
        access::Guest,
        contacts::{challenge as asked, zone_of},
        number,
    },
    phone,
    shown::{moment, what},
};

/// A contact is asked to be proven anew after that time.
const STALE: chrono::Duration = chrono::Duration::days(365);

/// The contact page.
impl Handle<SeeContacts> for AppState {
    async fn handle(&self, caller: &Caller, _: &SeeContacts) -> Result<ContactsView, Fault> {
        let push_key = self.gateways.push().map(Push::public_key);
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let now = self.now();
                let guest = Guest::who_may(connection, caller, What::SeeContacts, now).await?;
                let too_new = guest.may(What::BeginChange, now) == Err(Refused::TooNew);
                let mut next = due::of_guest(&guest.book, &guest.proofs, now);
                let Guest { session, book, .. } = guest;
                let whose = session.customer_id;
                let zone = zone_of(connection, whose).await?;
                let this_browser = browsers::of_session(connection, session.id).await?;
                let mine = contact::of_customer(connection, whose).await?;
                let hears = step::is_chosen(connection, whose).await?;
                let is_free = |contact: &Contact| contact.address.channel() != Channel::Sms;
                let steps = (hears || mine.iter().any(is_free)).then_some(hears);
                let mut contacts = Vec::new();
                for contact in &mine {
                    next = next.past(contact.proven_at.map(|at| at + STALE));
                    contacts.push(card(connection, &book, contact, this_browser, zone, now).await?);
                }
                let mut changes = Vec::new();
                let mut busy = Vec::new();
                for open in book.changes.iter().filter(|change| change.state.is_open()) {
                    if let Some(mut view) = change_view(connection, &book, open.id, zone, now).await? {
                        let challenge = challenge::of_change(connection, session.id, open.id, now).await?;
                        next = next.at(challenge.map(|(_, until)| until));
                        view.challenge = challenge.map(|(id, _)| id.get());
                        changes.push(view);
                    }
                    busy.extend(book::told(connection, open.id).await?.and_then(|told| told.old_contact));
                    busy.extend(open.new.map(|new| new.id));
                }
                let mut named = contact::named_beside(connection, whose).await?;
                named.retain(|contact| !busy.contains(&contact.id));
                let named = named
                    .into_iter()
                    .map(|contact| NamedCard {
                        id: contact.id.get(),
                        channel: contact.address.channel(),
                        shown: contact.address.masked(),
                        trouble: contact.trouble,
                        proven: contact.proven_at.is_some(),
                    })
                    .collect();
                // What stands in messages from before is offered to be stopped.
                let in_messages =
                    if book.word_only { customer::in_messages(connection, whose).await? } else { Vec::new() };
                let in_messages =
                    in_messages.into_iter().map(|(id, merchant)| (id.to_string(), merchant)).collect();
                Ok::<_, Fault>(ContactsView {
                    contacts,
                    named,
                    changes,
                    frozen: book.frozen(now).map(|until| moment(until, zone, now)),
                    too_new,
                    steps,
                    word_only: book.word_only,
                    in_messages,
                    push_key,
                    this_browser: this_browser.is_some(),
                    due_in: due_in(next.at(day_ends_at(&zone, now)), now),
                })
            })
            .await
    }
}

async fn card(
    connection: &mut PgConnection,
    book: &Book,
    contact: &Contact,
    this_browser: Option<ContactId>,
    zone: Tz,
    now: Timestamp,
) -> Result<ContactCard, Fault> {
    let last = notification::latest(connection, contact.id).await?;
    let is_push = contact.address.channel() == Channel::Push;
    Ok(ContactCard {
        id: contact.id.get(),
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

/// A change as pages show it.
async fn change_view(
    connection: &mut PgConnection,
    book: &Book,
    id: ChangeId,
    zone: Tz,
    now: Timestamp,
) -> Result<Option<ChangeView>, Fault> {
    let Some(change) = book.change(id) else { return Ok(None) };
    let Some(told) = book::told(connection, id).await? else { return Ok(None) };
    Ok(Some(ChangeView {
        id: id.get(),
        what: what(&told),
        challenge: None,
        at: change.verified_at.map(|at| moment(at + WAIT, zone, now)),
    }))
}

impl Handle<SeeChange> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeChange) -> Result<ConfirmView, Fault> {
        change(self, caller, number(&asked.id)?).await
    }
}

/// The page on which a change is confirmed.
async fn change(app_state: &AppState, caller: &Caller, id: ChangeId) -> Result<ConfirmView, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(connection, caller, What::SeeContacts, now).await?;
            let Guest { session, book, proofs } = guest;
            let change = book.change(id).ok_or(Problem::NotFound)?;
            if change.state != ChangeState::Verified {
                return Err(Problem::ChangeOver.into());
            }
            let zone = zone_of(connection, session.customer_id).await?;
            let view = change_view(connection, &book, id, zone, now).await?.ok_or(Problem::NotFound)?;
            let mut ways = Vec::new();
            for entry in &book.contacts {
                let usable = entry.channel != Channel::Push
                    && !change.is_about(entry.id)
                    && !book.cools(By::Contact(entry.id), now);
                if usable && let Some(contact) = contact::by_id(connection, entry.id).await? {
                    ways.push((entry.id.get(), entry.channel, contact.address.masked()));
                }
            }
            let proven = book.is_authorised_by(change, &proofs, now);
            let next = due::of_guest(&book, &proofs, now).at(day_ends_at(&zone, now));
            Ok::<_, Fault>(ConfirmView { change: view, proven, ways, due_in: due_in(next, now) })
        })
        .await
}

impl Handle<SeeUndo> for AppState {
    async fn handle(&self, _: &Caller, asked: &SeeUndo) -> Result<UndoView, Fault> {
        undo(self, &asked.token).await
    }
}

/// What a link would undo; looking changes nothing.
async fn undo(app_state: &AppState, token: &str) -> Result<UndoView, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let UndoLink { change, opts_out } =
                book::undo_link(connection, &token_hash(token), app_state.now())
                    .await?
                    .ok_or(Problem::UndoOver)?;
            let state = book::change(connection, change).await?.ok_or(Problem::UndoOver)?.state;
            let told = book::told(connection, change).await?.ok_or(Problem::UndoOver)?;
            let state = match state {
                ChangeState::Pending | ChangeState::Verified => UndoState::Asked,
                ChangeState::Applied => UndoState::Done,
                ChangeState::Undone => UndoState::Undone,
                ChangeState::Withdrawn => return Err(Problem::UndoOver.into()),
            };
            Ok::<_, Fault>(UndoView { what: what(&told), state, opts_out })
        })
        .await
}

impl Handle<SeeChallenge> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeChallenge) -> Result<ChallengeView, Fault> {
        challenge(self, caller, number(&asked.id)?).await
    }
}

/// A challenge as its page shows it.
async fn challenge(app_state: &AppState, caller: &Caller, id: ChallengeId) -> Result<ChallengeView, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let (_, challenge) = asked::find(connection, caller, id, app_state.now()).await?;
            let contact = contact::by_id(connection, challenge.contact.ok_or(Problem::ChallengeOver)?)
                .await?
                .ok_or(Problem::ChallengeOver)?;
            Ok::<_, Fault>(ChallengeView {
                id: id.get(),
                answered: challenge::was_answered(connection, id).await?,
                channel: contact.address.channel(),
                contact: contact.address.masked(),
                verifies: challenge.purpose == Purpose::Verify,
            })
        })
        .await
}
