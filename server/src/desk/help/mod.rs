//! What is wrong with a parcel: the facts that its page rests on, and the domain's one answer in the shape of a page.

mod evidence;
mod facts;
mod remedies;

use app::port::{Caller, CaseKind, Channel, HelpAction, HelpView, SeeHelp, Seen, StepsView, Told};
use domain::{
    Timestamp,
    contact_book::{Book, Change, ChangeState},
    diagnosis::{
        Cause, Elsewhere, Facts, Gate, Remedy, StoredCode, changes_at, diagnose, may_lie_in_spam,
        number_may_move,
    },
    extension,
    id::{CarrierKey, ParcelId, StationId},
    reopening,
    station::health,
    trouble,
};
use store::{
    PgConnection, back_wish, book, help,
    job::JobKind,
    page::ParcelPage,
    station,
    station_steps::{self, Steps},
    wish,
};

use self::{
    evidence::evidence_view,
    facts::facts,
    remedies::{again_view, not_now, to_extend},
};
use super::{
    due::{self, due_in},
    incidents,
    parcels::{seen as page_of, zone_of},
    present::{carrier as carrier_view, row, station as station_view},
    redirects,
    sending::{self, resend_options, resent},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, caller::session_hash, parcel_id},
    random,
    shown::moment,
};

impl Handle<SeeHelp> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeHelp) -> Result<HelpView, Fault> {
        help_page(self, caller, &parcel_id(&asked.parcel)?, Seen::parse(&asked.seen), &asked.at).await
    }
}

async fn help_page(
    app_state: &AppState,
    caller: &Caller,
    id: &ParcelId,
    seen: Option<Seen>,
    at: &str,
) -> Result<HelpView, Fault> {
    let now = app_state.now();
    let hash = session_hash(caller)?;
    let (page, sent_again, beside, book, incidents, facts, answer, steps) = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let page = page_of(connection, &hash, id, true, now).await?;
            let sent_again = resent(connection, &page, id, now).await?;
            let carrier = CarrierKey::of(&page.listed.carrier);
            // The kind of work that the newest message waits for.
            let channel = page.notifications.first().map_or(Channel::Sms, |message| message.channel);
            let mut beside = help::beside(connection, id, &carrier, JobKind::Deliver(channel), now).await?;
            if let Some(station) = astray(connection, &page, at).await? {
                // They say so now.
                beside.elsewhere = Some(Elsewhere { station, at: now });
            }
            let book = book::look(connection, page.session.customer_id, now).await?;
            let is_told = wish::is_made(connection, id, page.session.customer_id).await?;
            let incidents = incidents::of_page(app_state, connection, &page, now).await?;
            let mut facts = facts(app_state, &page, &sent_again, &beside, &book, seen, now);
            incidents::add_to(&mut facts, &incidents);
            facts.allowed.told_when_placed = is_told;
            if let Some(station) = page.listed.state.station.as_deref().filter(|_| is_down(&page, now)) {
                let customer = page.session.customer_id;
                facts.allowed.told_when_back = back_wish::is_made(connection, station, customer).await?;
            }
            if let Some(case) = page.case.filter(|case| case.stops_code) {
                // It is there and was stopped on purpose: nothing is wrong with it but what the customer has said.
                facts.code.stored = StoredCode::Live;
                facts.seen = seen.or(case.kind.seen());
            }
            let answer = diagnose(&facts, now);
            let steps = steps(connection, id, answer.cause).await?;
            Ok::<_, Fault>((page, sent_again, beside, book, incidents, facts, answer, steps))
        })
        .await?;
    count(answer.cause.map_or("none", Cause::as_str));
    let (resend, resend_changes_at) = resend_options(&page, &sent_again, now);
    let due = due::of_parcel(&page, now)
        .at(resend_changes_at)
        .at(changes_at(&facts, now))
        .at(trouble::changes_at(&incidents, now))
        .at(reopening::changes_at(facts.placed.opening, now))
        .at(beside.again.map(|again| again.expires_at))
        .at(extension::changes_at(to_extend(&page, &beside), app_state.extension, now))
        .at(book.changes_at(&page.proofs, now));
    let zone = zone_of(&page.listed);
    let evidence =
        answer.evidence.iter().filter_map(|evidence| evidence_view(evidence, &page, zone, now)).collect();
    let possible = answer.further.iter().filter(|offer| offer.possible.is_ok()).map(|offer| offer.remedy);
    let mut actions = std::iter::once(answer.first)
        .chain(possible)
        .filter_map(|it| action(it, answer.cause, &facts, &book));
    // Where nothing leads on yet, somebody has to be asked, with the number that they will ask for.
    let first = actions.next().unwrap_or(HelpAction::AskCarrier);
    // Several remedies lead to one place: it stands there once.
    let further = actions.filter(|action| *action != first).collect();
    let incidents = incidents::views(incidents.iter().map(|incident| (incident, &page.listed)), now);
    let redirect = page.redirect.as_ref().map(|part| redirects::line(part, zone, now));
    let extends_to = facts.allowed.extension.ok().map(|until| moment(until, zone, now));
    let word_only = sending::word_only(&page);
    let ParcelPage { listed, station: part, .. } = page;
    let (version, carrier) = (listed.version, carrier_view(app_state, &listed));
    let row = row(listed, now);
    Ok(HelpView {
        version,
        carrier,
        incidents,
        station: station_view(&row, part, zone, now),
        cause: answer.cause,
        number_moves: number_may_move(&facts, answer.cause),
        mail_from: may_lie_in_spam(&facts, answer.cause).then(|| app_state.gateways.mail_from().to_owned()),
        seen: facts.seen,
        first,
        further,
        steps,
        evidence,
        choices: Seen::choices(row.standing).filter(|choice| Some(*choice) != facts.seen).collect(),
        again: beside.again.as_ref().map(|again| again_view(again, zone, now)),
        told: Told { placed: facts.allowed.told_when_placed, back: facts.allowed.told_when_back },
        redirect,
        extends_to,
        not_now: not_now(&answer.further),
        resend,
        word_only,
        request: random::token::<12>()?,
        row,
        due_in: due_in(due, now),
    })
}

/// Whether the station of a parcel that waits takes no codes: only then somebody may wait for that.
fn is_down(page: &ParcelPage, now: Timestamp) -> bool {
    let heartbeat = page.station.as_ref().and_then(|station| station.heartbeat);
    page.listed.state.placed_at.is_some() && health(heartbeat, now).is_down()
}

/// What the operator says to do at the door; read only where the answer is there.
async fn steps(
    connection: &mut PgConnection,
    id: &ParcelId,
    cause: Option<Cause>,
) -> Result<Vec<StepsView>, Fault> {
    let Some(cause) = cause.filter(|cause| cause.gate() == Gate::Door) else { return Ok(Vec::new()) };
    let steps = station_steps::against(connection, id, cause).await?;
    Ok(steps.into_iter().map(|Steps { language, lines }| StepsView { language, lines }).collect())
}

/// The name of the station at which they stand, where it is not the parcel's.
async fn astray(connection: &mut PgConnection, page: &ParcelPage, at: &str) -> Result<Option<String>, Fault> {
    let Ok(here) = StationId::parse(at) else { return Ok(None) };
    if page.listed.state.station.as_deref() == Some(here.as_str()) {
        return Ok(None);
    }
    Ok(station::name(connection, here.as_str()).await?.map(|(name, _)| name))
}

fn count(cause: &'static str) {
    metrics::counter!("doorcode_diagnoses_total", "cause" => cause).increment(1);
}

/// Where the page leads for a remedy; nothing where it can not by now.
fn action(remedy: Remedy, cause: Option<Cause>, facts: &Facts, book: &Book) -> Option<HelpAction> {
    Some(match remedy {
        Remedy::Wait => HelpAction::Wait,
        Remedy::AskCarrier | Remedy::MeetCarrier => HelpAction::AskCarrier,
        Remedy::GoToStation => HelpAction::Directions,
        Remedy::Reveal => HelpAction::Reveal,
        Remedy::TryAgain | Remedy::TryOffline | Remedy::UseScanner | Remedy::UseKeypad => HelpAction::Code,
        Remedy::SendBy(channel) => HelpAction::Send(channel),
        // The one that the customer looks at.
        Remedy::FixContact => HelpAction::FixContact(facts.contact.waited_on()?.0.get()),
        Remedy::AddContact
        | Remedy::ProveContact
        | Remedy::PreferOther
        | Remedy::TurnPushOn
        | Remedy::UndoChange => HelpAction::Contacts,
        Remedy::ProveChange => HelpAction::ProveChange(held(book)?.id.get()),
        Remedy::SignOutOthers => HelpAction::Devices,
        Remedy::Unblock => HelpAction::Unblock,
        Remedy::LookForMessage => HelpAction::LookForMessage,
        Remedy::NotCollectedByMe => HelpAction::Case(CaseKind::NotCollectedByMe),
        Remedy::ReportEmpty => HelpAction::Case(CaseKind::Empty),
        Remedy::ReportNotMine => HelpAction::Case(CaseKind::NotMine),
        Remedy::OpenCase => HelpAction::Case(match cause {
            Some(Cause::Jammed | Cause::Sensor) => CaseKind::Stuck,
            _ => CaseKind::Other,
        }),
        Remedy::SeeCase => HelpAction::SeeCase,
        Remedy::OpenAgain => HelpAction::OpenAgain,
        Remedy::Freeze => HelpAction::StopCode,
        Remedy::Extend => HelpAction::Extend,
        Remedy::SendElsewhere => HelpAction::SendElsewhere,
        Remedy::TellWhenPlaced => HelpAction::TellWhenPlaced,
        Remedy::MakeAgain => HelpAction::MakeAgain,
        Remedy::SendToNew => HelpAction::SendToNew,
        Remedy::SendToMe => HelpAction::SendToMe,
        Remedy::TellWhenBack => HelpAction::TellWhenBack,
    })
}

/// The change that waits for its second proof.
fn held(book: &Book) -> Option<&Change> {
    book.changes.iter().find(|change| change.state == ChangeState::Verified)
}
