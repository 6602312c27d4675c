//! What a diagnosis is made from: everything that the page of a parcel has read, in the domain's words.

use app::port::{Channel, Seen};
use domain::{
    Timestamp,
    access::What,
    contact_book::{Book, COOL_DOWN, ChangeKind, ChangeState, UNDO, WAIT},
    diagnosis::{
        AccountFacts, Allowed, CodeFacts, CodeMessage, ContactFacts, ContactWay, DoorFacts, Facts,
        ForeignChange, Held, PlacedFacts, PushPermission, ReceiptFacts, Rerouted, SendFacts, StationFacts,
        StoredCode,
    },
    extension, fallback,
    id::ContactId,
    receipt, redirect,
    reopening::{self, LastOpening},
    resend::Resend,
    station::{self, StationHealth},
    usual::SILENCE_AT_FIRST,
};
use store::{
    contact::Contact,
    help::Beside,
    page::{NotificationPart, ParcelPage},
};

use super::{held, remedies::to_extend};
use crate::{
    app_state::AppState,
    desk::{
        redirects::to_redirect,
        sending::{next, resend_by},
    },
    operations::{access::Guest, routing},
};

/// What is known of a parcel. What nobody keeps yet is not known: nothing is wrong because of it.
pub fn facts(
    app_state: &AppState,
    page: &ParcelPage,
    sent_again: &[(Channel, Timestamp)],
    beside: &Beside,
    book: &Book,
    seen: Option<Seen>,
    now: Timestamp,
) -> Facts {
    let issued_at = page.code.map(|(issued_at, _)| issued_at);
    let revealed_at = page.code.and_then(|(_, revealed_at)| revealed_at);
    let of_code: Vec<&NotificationPart> = match issued_at {
        Some(issued_at) => page.notifications.iter().filter(|it| it.created_at >= issued_at).collect(),
        None => Vec::new(),
    };
    let guest = Guest::at(page);
    let may = |what| guest.may_with(what, &page.listed.id, &page.named, now).map(|_| ());
    let health =
        page.station.as_ref().map_or(StationHealth::Unknown, |part| station::health(part.heartbeat, now));
    let door = page.listed.door;
    let opening = door.opened_at.map(|at| LastOpening { at, said: door.said, again: beside.again.is_some() });
    Facts {
        placed: PlacedFacts {
            parcel: page.listed.state.clone(),
            // Of what was not heard of since this is kept, among its reports.
            heard_at: beside.heard_at.or_else(|| page.events.iter().map(|event| event.happened_at).max()),
            usual_silence: Some(beside.usual_silence.unwrap_or(SILENCE_AT_FIRST)),
            rerouted: beside.moved_from.clone().map(|(from, at)| Rerouted {
                from,
                at,
                noticed: revealed_at.is_some_and(|revealed_at| revealed_at >= at),
            }),
            incident: None,
            opening,
            skew: door.skew,
        },
        code: CodeFacts {
            stored: match (page.listed.has_code, beside.code_broken) {
                (true, _) => StoredCode::Live,
                (false, true) => StoredCode::Unreadable,
                (false, false) => StoredCode::None,
            },
            failed: beside.code_failed,
            due_since: page.listed.state.placed_at,
            usual: beside.usual_code,
            issued_at,
            in_hand: revealed_at.is_some(),
        },
        contact: contacts(page, &of_code, book, now),
        send: SendFacts {
            messages: of_code.iter().rev().map(|message| code_message(message, page)).collect(),
            troubled: app_state.health.troubled(),
            delay: beside.behind_since.map(|since| now - since),
            push: PushPermission::Unknown,
        },
        receipt: ReceiptFacts {
            patience: app_state.patience,
            fallback: next(app_state, page, now).map_or(fallback::Next::Nothing, |(next, _)| next),
        },
        door: DoorFacts {
            station: page.station.as_ref().map_or_else(StationFacts::default, |part| StationFacts {
                heartbeat: part.heartbeat,
                skew: part.heartbeat.map(|_| door.skew),
                keypad_waits: part.keypad_waits,
                scanner_waits: part.scanner_waits,
                has_keypad: part.has_keypad,
                has_scanner: part.has_scanner,
                screen: beside.screen,
                latency: beside.latency,
                door: beside.door,
                grants_until: beside.grants_until,
                ..StationFacts::default()
            }),
            refused_for_time: beside.refused_for_time,
            elsewhere: beside.elsewhere.clone(),
            light_means: beside.light_means,
        },
        account: AccountFacts { foreign_change: foreign_change(page, book, now) },
        seen,
        allowed: Allowed {
            reveal: may(What::SeeCode),
            change: guest.may(What::BeginChange, now).map(|_| ()),
            freeze: may(What::SeeCode),
            resend: ways(page, sent_again, now),
            extension: extension::decide(to_extend(page, beside), app_state.extension, now),
            reopening: reopening::decide(opening, health, now),
            redirect: redirect::decide(to_redirect(page, now), app_state.redirects),
            case_open: page.case.is_some_and(|case| case.is_open()),
            told_when_placed: false,
            told_when_back: false,
        },
    }
}

fn code_message(message: &NotificationPart, page: &ParcelPage) -> CodeMessage {
    CodeMessage {
        contact: message.contact_id.filter(|id| page.contacts.iter().any(|contact| contact.id == *id)),
        channel: message.channel,
        state: message.state,
        cause: message.cause,
        created_at: message.created_at,
        sent_at: message.sent_at,
    }
}

fn contacts(page: &ParcelPage, of_code: &[&NotificationPart], book: &Book, now: Timestamp) -> ContactFacts {
    let is_own = |contact: &Contact| contact.customer == page.session.customer_id;
    let own: Vec<&Contact> = page.contacts.iter().filter(|contact| is_own(contact)).collect();
    let to = |id| of_code.iter().filter(move |message| message.contact_id == Some(id));
    let reach = |id| page.reach.iter().find(|reach| reach.contact == id);
    let ways = own
        .iter()
        .map(|contact| ContactWay {
            entry: contact.entry(),
            reached_at: reach(contact.id).and_then(|reach| reach.reached_at),
            failures: reach(contact.id).map_or(0, |reach| reach.failures),
        })
        .collect();
    let known = ContactFacts {
        ways,
        held: held(book).and_then(|change| Some(Held { applies_at: change.verified_at? + WAIT })),
        ..ContactFacts::default()
    };
    let waited_on = known.waited_on().map(|(id, _)| id);
    // That it is there is not the code. What did not arrive is: its own gate says why.
    let holds_code = |message: &NotificationPart| !message.word_only;
    let has_code = waited_on.is_some_and(|id| to(id).any(|message| holds_code(message)));
    // A change replaces the code: what went to the contact before it is an earlier one's.
    let placed_at = page.listed.state.placed_at;
    let since = |message: &&NotificationPart| placed_at.is_some_and(|at| message.created_at >= at);
    let former = |message: &&NotificationPart| match message.contact_id {
        // A browser that takes nothing any more is forgotten, and nobody has changed anything.
        None => message.cause != Some(receipt::Cause::PushGone),
        Some(id) => !page.contacts.iter().any(|contact| contact.id == id),
    };
    let other = |message: &&&NotificationPart| {
        message
            .contact_id
            .is_some_and(|id| page.contacts.iter().any(|contact| contact.id == id && !is_own(contact)))
    };
    let reached_own = own.iter().any(|contact| to(contact.id).next().is_some());
    let went = page.notifications.iter().filter(since).filter(former).filter(|it| holds_code(it));
    ContactFacts {
        went_to_former: went.map(|it| it.created_at).max().filter(|_| !has_code),
        too_new_until: waited_on.and_then(|id| too_new_until(page, id, now)),
        went_to_other: of_code.iter().filter(other).map(|it| it.created_at).max().filter(|_| !reached_own),
        ..known
    }
}

/// When a contact gets codes that a change has brought in; nothing where it does.
fn too_new_until(page: &ParcelPage, id: ContactId, now: Timestamp) -> Option<Timestamp> {
    let ways = routing::sorted(&page.contacts, &page.named, now);
    let way = ways.iter().find(|way| way.contact.id == id && !way.may_hold(What::SendCode))?;
    way.contact.joined_at.map(|since| since + COOL_DOWN)
}

/// The newest change that another session than the asker's has begun and that can still be undone.
fn foreign_change(page: &ParcelPage, book: &Book, now: Timestamp) -> Option<ForeignChange> {
    book.changes
        .iter()
        .filter(|change| change.session != Some(page.session.id) && change.state != ChangeState::Undone)
        // It opens nothing to anybody.
        .filter(|change| change.kind != ChangeKind::CodesOut)
        .map(|change| ForeignChange { at: change.begun_at, undo_until: change.begun_at + UNDO })
        .filter(|change| now < change.undo_until)
        .max_by_key(|change| change.at)
}

/// What a resend by each channel that leads to the customer would be answered.
fn ways(page: &ParcelPage, sent_again: &[(Channel, Timestamp)], now: Timestamp) -> Vec<(Channel, Resend)> {
    let written_to = page.contacts.iter().filter(|contact| contact.entry().takes_codes());
    let mut channels: Vec<_> = written_to.map(|contact| contact.address.channel()).collect();
    channels.sort_unstable();
    channels.dedup();
    channels.into_iter().map(|channel| (channel, resend_by(channel, sent_again, now).0)).collect()
}
