//! What is wrong with a parcel: the facts that its page rests on, and the domain's one answer in the shape of a page.

use app::port::{Caller, Channel, EvidenceView, HelpAction, HelpView, SeeHelp, Seen};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::What,
    contact_book::{Book, Change, ChangeState, UNDO, WAIT},
    diagnosis::{
        AccountFacts, Allowed, CodeFacts, CodeMessage, ContactFacts, ContactWay, DoorFacts, Evidence, Facts,
        ForeignChange, Held, PlacedFacts, ReceiptFacts, Remedy, SendFacts, StationFacts, StoredCode,
        changes_at, diagnose,
    },
    extension::NotExtended,
    fallback,
    id::ParcelId,
    notification::NotificationState,
    reopening,
    resend::Resend,
    station::{self, StationHealth},
};
use store::{
    book,
    contact::Contact,
    help::{self, Door},
    page::{NotificationPart, ParcelPage},
};

use super::{
    due::{self, due_in},
    parcels::{seen as page_of, zone_of},
    present::{message, row, station as station_view},
    sending::{next, resend_by, resend_options, resent},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, access::Guest, caller::session_hash, parcel_id},
    random,
    shown::moment,
};

impl Handle<SeeHelp> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeHelp) -> Result<HelpView, Fault> {
        help_page(self, caller, &parcel_id(&asked.parcel)?, Seen::parse(&asked.seen)).await
    }
}

async fn help_page(
    app_state: &AppState,
    caller: &Caller,
    id: &ParcelId,
    seen: Option<Seen>,
) -> Result<HelpView, Fault> {
    let now = app_state.now();
    let hash = session_hash(caller)?;
    let (page, sent_again, door, book) = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = page_of(connection, &hash, id, true, now).await?;
            let sent_again = resent(connection, &page, id, now).await?;
            let door = help::door(connection, id).await?;
            let book = book::look(connection, page.session.customer_id, now).await?;
            Ok::<_, Fault>((page, sent_again, door, book))
        })
        .await?;
    let (resend, resend_changes_at) = resend_options(&page, &sent_again, now);
    let facts = facts(app_state, &page, &sent_again, door, &book, seen, now);
    let answer = diagnose(&facts, now);
    count(answer.cause.map_or("none", domain::diagnosis::Cause::as_str));
    let due = due::of_parcel(&page, now)
        .at(resend_changes_at)
        .at(changes_at(&facts, now))
        .at(book.changes_at(&page.proofs, now));
    let zone = zone_of(&page.listed);
    let evidence =
        answer.evidence.iter().filter_map(|evidence| evidence_view(evidence, &page, zone, now)).collect();
    let possible = answer.further.iter().filter(|offer| offer.possible.is_ok()).map(|offer| offer.remedy);
    let mut actions = std::iter::once(answer.first).chain(possible).filter_map(|it| action(it, &book));
    // Where nothing leads on yet, somebody has to be asked, with the number that they will ask for.
    let first = actions.next().unwrap_or(HelpAction::AskCarrier);
    let further = actions.collect();
    let ParcelPage { listed, station: part, .. } = page;
    let (version, carrier) = (listed.version, listed.carrier.clone());
    let row = row(listed, now);
    Ok(HelpView {
        version,
        carrier,
        station: station_view(&row, part, zone, now),
        cause: answer.cause,
        seen: facts.seen,
        first,
        further,
        evidence,
        choices: Seen::choices(row.standing).filter(|choice| Some(*choice) != facts.seen).collect(),
        resend,
        request: random::token::<12>()?,
        row,
        due_in: due_in(due, now),
    })
}

fn count(cause: &'static str) {
    metrics::counter!("doorcode_diagnoses_total", "cause" => cause).increment(1);
}

/// Where the page leads for a remedy; nothing where it can not by now.
fn action(remedy: Remedy, book: &Book) -> Option<HelpAction> {
    Some(match remedy {
        Remedy::Wait => HelpAction::Wait,
        Remedy::AskCarrier | Remedy::MeetCarrier => HelpAction::AskCarrier,
        Remedy::GoToStation => HelpAction::Directions,
        Remedy::Reveal => HelpAction::Reveal,
        Remedy::TryAgain | Remedy::UseScanner | Remedy::UseKeypad => HelpAction::Code,
        Remedy::SendBy(channel) => HelpAction::Send(channel),
        Remedy::AddContact
        | Remedy::FixContact
        | Remedy::ProveContact
        | Remedy::PreferOther
        | Remedy::TurnPushOn
        | Remedy::UndoChange => HelpAction::Contacts,
        Remedy::ProveChange => HelpAction::ProveChange(held(book)?.id.get()),
        Remedy::SignOutOthers => HelpAction::Devices,
        Remedy::Unblock => HelpAction::Unblock,
        Remedy::LookForMessage => HelpAction::LookForMessage,
        Remedy::TellWhenPlaced
        | Remedy::TellWhenBack
        | Remedy::MakeAgain
        | Remedy::SendToNew
        | Remedy::SendToMe
        | Remedy::TryOffline
        | Remedy::OpenAgain
        | Remedy::Extend
        | Remedy::Freeze
        | Remedy::NotCollectedByMe
        | Remedy::ReportEmpty
        | Remedy::ReportNotMine
        | Remedy::OpenCase
        | Remedy::SeeCase => return None,
    })
}

/// The change that waits for its second proof.
fn held(book: &Book) -> Option<&Change> {
    book.changes.iter().find(|change| change.state == ChangeState::Verified)
}

/// What is known of a parcel. What nobody keeps yet is not known: nothing is wrong because of it.
fn facts(
    app_state: &AppState,
    page: &ParcelPage,
    sent_again: &[(Channel, Timestamp)],
    door: Option<Door>,
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
    let opening = door.and_then(|door| door.opening);
    Facts {
        placed: PlacedFacts {
            parcel: page.listed.state.clone(),
            heard_at: page.events.iter().map(|event| event.happened_at).max(),
            usual_silence: None,
            rerouted: None,
            incident: None,
            opening,
        },
        code: CodeFacts {
            stored: if page.listed.has_code { StoredCode::Live } else { StoredCode::None },
            failed: false,
            due_since: page.listed.state.placed_at,
            usual: None,
            issued_at,
            in_hand: revealed_at.is_some(),
        },
        contact: contacts(page, &of_code, book),
        send: SendFacts {
            messages: of_code.iter().rev().map(|message| code_message(message, page)).collect(),
            ..SendFacts::default()
        },
        receipt: ReceiptFacts {
            patience: app_state.patience,
            fallback: next(app_state, page, now).map_or(fallback::Next::Nothing, |(next, _)| next),
        },
        door: DoorFacts {
            station: page.station.as_ref().map_or_else(StationFacts::default, |part| StationFacts {
                heartbeat: part.heartbeat,
                skew: door.map(|door| chrono::Duration::seconds(door.skew.into())),
                keypad_waits: part.keypad_waits,
                scanner_waits: part.scanner_waits,
                has_keypad: part.has_keypad,
                has_scanner: part.has_scanner,
                ..StationFacts::default()
            }),
            ..DoorFacts::default()
        },
        account: AccountFacts { foreign_change: foreign_change(page, book, now) },
        seen,
        allowed: Allowed {
            reveal: may(What::SeeCode),
            change: guest.may(What::BeginChange, now).map(|_| ()),
            freeze: may(What::SeeCode),
            resend: ways(page, sent_again, now),
            extension: Err(NotExtended::NotHere),
            reopening: reopening::decide(opening, health, now),
            case_open: false,
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

fn contacts(page: &ParcelPage, of_code: &[&NotificationPart], book: &Book) -> ContactFacts {
    let is_own = |contact: &Contact| contact.customer == page.session.customer_id;
    let own: Vec<&Contact> = page.contacts.iter().filter(|contact| is_own(contact)).collect();
    let to = |id| of_code.iter().filter(move |message| message.contact_id == Some(id));
    let ways = own
        .iter()
        .map(|contact| ContactWay {
            entry: contact.entry(),
            reached_at: page
                .notifications
                .iter()
                .filter(|message| {
                    message.contact_id == Some(contact.id) && message.state == NotificationState::Delivered
                })
                .map(|message| message.state_at)
                .max(),
            // The newest first.
            failures: u16::try_from(to(contact.id).take_while(|it| it.state.did_not_arrive()).count())
                .unwrap_or(u16::MAX),
        })
        .collect();
    let reached_own = own.iter().any(|contact| to(contact.id).next().is_some());
    let former = |message: &&&NotificationPart| match message.contact_id {
        None => true,
        Some(id) => !page.contacts.iter().any(|contact| contact.id == id),
    };
    let other = |message: &&&NotificationPart| {
        message
            .contact_id
            .is_some_and(|id| page.contacts.iter().any(|contact| contact.id == id && !is_own(contact)))
    };
    ContactFacts {
        ways,
        went_to_former: of_code.iter().filter(former).map(|it| it.created_at).max().filter(|_| !reached_own),
        held: held(book).and_then(|change| Some(Held { applies_at: change.verified_at? + WAIT })),
        went_to_other: of_code.iter().filter(other).map(|it| it.created_at).max().filter(|_| !reached_own),
    }
}

/// The newest change that another session than the asker's has begun and that can still be undone.
fn foreign_change(page: &ParcelPage, book: &Book, now: Timestamp) -> Option<ForeignChange> {
    book.changes
        .iter()
        .filter(|change| change.session != Some(page.session.id) && change.state != ChangeState::Undone)
        .map(|change| ForeignChange { at: change.begun_at, undo_until: change.begun_at + UNDO })
        .filter(|change| now < change.undo_until)
        .max_by_key(|change| change.at)
}

/// What a resend by each channel that leads to the customer would be answered.
fn ways(page: &ParcelPage, sent_again: &[(Channel, Timestamp)], now: Timestamp) -> Vec<(Channel, Resend)> {
    let mut channels: Vec<_> = page.contacts.iter().map(|contact| contact.address.channel()).collect();
    channels.sort_unstable();
    channels.dedup();
    channels.into_iter().map(|channel| (channel, resend_by(channel, sent_again, now).0)).collect()
}

/// What is shown of it; nothing for what the page says elsewhere.
fn evidence_view(evidence: &Evidence, page: &ParcelPage, zone: Tz, now: Timestamp) -> Option<EvidenceView> {
    let at = |time| moment(time, zone, now);
    Some(match evidence {
        Evidence::Also(cause) => EvidenceView::Also(*cause),
        Evidence::Heard(time) => EvidenceView::Heard(at(*time)),
        Evidence::Expected(window) => EvidenceView::Expected(at(window.from), at(window.until)),
        Evidence::Reason(reason) => EvidenceView::Reason(*reason),
        Evidence::Placed(time) => EvidenceView::Placed(at(*time)),
        Evidence::Deadline(time) => EvidenceView::Deadline(at(*time)),
        Evidence::Issued(time) => EvidenceView::Issued(at(*time)),
        Evidence::WentToFormer(time) => EvidenceView::WentToFormer(at(*time)),
        Evidence::ChangeApplies(time) => EvidenceView::ChangeApplies(at(*time)),
        Evidence::WentToOther(time) => EvidenceView::WentToOther(at(*time)),
        Evidence::Message(sent) => {
            let shown = page.notifications.iter().find(|it| it.created_at == sent.created_at)?;
            EvidenceView::Message(message(shown.clone(), sent.contact.is_none(), zone, now))
        }
        Evidence::Heartbeat(time) => EvidenceView::Heartbeat(at(*time)),
        Evidence::Skew(skew) if skew.num_minutes() != 0 => EvidenceView::Skew(skew.num_minutes()),
        Evidence::Locked { path, until } => EvidenceView::Locked(*path, at(*until)),
        Evidence::Opening(opening) if opening.stayed_shut() => EvidenceView::DoorShut(at(opening.at)),
        Evidence::Opening(opening) => EvidenceView::DoorOpened(at(opening.at)),
        Evidence::ForeignChange(time) => EvidenceView::ForeignChange(at(*time)),
        Evidence::Since(_)
        | Evidence::UsualSilence(_)
        | Evidence::Hindrance(_)
        | Evidence::MovedFrom { .. }
        | Evidence::Promised(_)
        | Evidence::Way { .. }
        | Evidence::Troubled(_)
        | Evidence::NextWay { .. }
        | Evidence::Skew(_)
        | Evidence::Latency(_)
        | Evidence::GrantsUntil(_)
        | Evidence::RefusedForTime(_)
        | Evidence::Elsewhere { .. } => return None,
    })
}
