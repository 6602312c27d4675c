//! What is wrong with a parcel: one answer, one thing to do, and what it rests on.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{Resend, SaySeen},
    field,
    parts::{
        answer::live,
        field::alert,
        foreign::{bdi, said},
        incidents::incidents,
        look,
        messages::entry,
        number::number,
        redirect::redirect,
        remedies::{self, answered},
        reveal::reveal_against,
        station::directions,
        time,
    },
    port::{EvidenceView, HelpAction, HelpCause, HelpView, Path, ResendAllowed, SeeHelp, Seen},
    problem::{NotPossible, Problem},
    routes,
    wording::Wording,
};

/// What is wrong with a parcel, as far as is known and the customer says they see; `at` is the station at which they stand.
pub async fn page(visit: &Visit<'_>, id: &str, seen: &str, at: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeHelp { parcel: id.to_owned(), seen: seen.to_owned(), at: at.to_owned() }).await {
        Ok(help) => {
            let (title, due_in) = (words.diagnosis_title(&help.row.merchant), help.due_in);
            Page::new(title, move || sheet(&help, told.problem(), words))
                .in_columns()
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(help: &HelpView, problem: Option<&Problem>, words: &'static Wording) -> impl IntoView + use<> {
    let row = &help.row;
    let (headline, meaning) = match help.cause {
        // Nobody is sent to look for a code where none was put.
        Some(cause @ (HelpCause::DeliveredReceipt | HelpCause::MissingReceipt)) if help.word_only => {
            (words.cause_headline(cause), words.diagnosis_word_meaning())
        }
        Some(cause) => (words.cause_headline(cause), words.cause_meaning(cause)),
        None => (words.diagnosis_none(), words.diagnosis_none_meaning()),
    };
    let (tone, names_door) = look::of_cause(help.cause);
    let further: Vec<_> = help.further.iter().filter_map(|action| way(*action, help, true, words)).collect();
    let not_now = |why: &NotPossible| view! { <p class="note">{words.problem_not_possible(*why)}</p> };
    let not_now: Vec<_> = help.not_now.iter().map(not_now).collect();
    let also = (!further.is_empty() || !not_now.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{words.diagnosis_also()}</h2>
                <div class="stack">{further} {not_now}</div>
            </section>
        }
    });
    let evidence: Vec<_> = help.evidence.iter().map(|known| fact(known, words)).collect();
    let evidence = (!evidence.is_empty()).then(|| {
        view! {
            <section class="card" id="evidence">
                <h2>{words.diagnosis_evidence()}</h2>
                <ul class="facts">{evidence}</ul>
            </section>
        }
    });
    view! {
        <header>
            <p class="eyebrow">{bdi(&row.merchant)} " · " <span dir="ltr" translate="no">{row.tracking.clone()}</span></p>
            <h1 data-says>{headline}</h1>
        </header>
        <div class="stack">
            {alert(problem, words)}
            {incidents(&help.incidents, words)}
            <section class="answer" data-tone=tone.as_str() data-cause=help.cause.map(HelpCause::as_str)>
                <p>{meaning}</p>
                {help.number_moves.then(|| view! { <p class="note">{words.diagnosis_number_moves()}</p> })}
                {help.mail_from.as_ref().map(|from| view! { <p class="note">{said(&words.diagnosis_spam(from))}</p> })}
                {names_door.then(|| place(help))}
                {help.told.placed.then(|| view! { <p class="note">{words.remedy_told()}</p> })}
                {help.told.back.then(|| view! { <p class="note">{words.remedy_told_back()}</p> })}
                {help.redirect.as_ref().map(|line| redirect(&row.id, line, words))}
                {help.again.as_ref().map(|told| remedies::again(told, words))}
                {way(help.first, help, false, words)}
                {row.watched.then(|| live(&row.id, help.version, words))}
            </section>
            {steps(help, words)}
            {also}
        </div>
        <div class="stack">
            {evidence}
            {others(help, words)}
            <a class="button" data-kind="quiet" href=routes::parcel(&row.id)>{words.code_back()}</a>
        </div>
    }
}

/// Where the right door is, when the answer is about where the customer stands or what they stand before.
fn place(help: &HelpView) -> Option<impl IntoView + use<>> {
    let station = help.row.station.as_deref()?;
    let compartment = help.row.compartment.clone().map(|number| {
        view! { " · " <b dir="ltr" translate="no">{number}</b> }
    });
    Some(view! { <p><b>{bdi(station)}</b> {compartment}</p> })
}

/// A button or a link where there is something to press, else a sentence.
fn way(action: HelpAction, help: &HelpView, quiet: bool, words: &'static Wording) -> Option<AnyView> {
    let kind = quiet.then_some("quiet");
    let link = |href: String, go: &'static str| {
        view! { <a class="button" data-kind=kind href=href>{go}</a> }.into_any()
    };
    let note = |text: &'static str| view! { <p class="note">{text}</p> }.into_any();
    Some(match action {
        HelpAction::Reveal if !quiet => {
            reveal_against(&help.row.id, answered(help), words.parcel_show()).into_any()
        }
        HelpAction::Reveal | HelpAction::Code => link(routes::code(&help.row.id), words.remedy_code()),
        HelpAction::Send(channel) => {
            let option = help.resend.iter().find(|option| option.channel == channel)?;
            let can = matches!(option.allowed, ResendAllowed::Now { .. });
            view! {
                <form method="post" action=Resend::PATH>
                    <input type="hidden" name=field!(Resend.parcel) value=help.row.id.clone() />
                    <input type="hidden" name=field!(Resend.request) value=help.request.clone() />
                    <input type="hidden" name=field!(Resend.answer) value=answered(help) />
                    <button class="button" data-kind=kind name=field!(Resend.channel) value=channel.as_str() disabled=!can>
                        <span>{if help.word_only { words.remedy_tell_again() } else { words.remedy_send_again() }} " · " {words.sign_in_by(channel)} <small>{bdi(&option.contact)}</small></span>
                    </button>
                </form>
            }
            .into_any()
        }
        HelpAction::Contacts => link(routes::CONTACTS.to_owned(), words.remedy_contacts()),
        HelpAction::FixContact(contact) => link(routes::fix_contact(contact), words.remedy_contacts()),
        HelpAction::ProveChange(change) => {
            link(routes::change(&change.to_string()), words.remedy_prove_change())
        }
        HelpAction::Directions => {
            link(help.station.as_ref().and_then(directions)?, words.station_directions())
        }
        HelpAction::Devices => link(routes::DEVICES.to_owned(), words.remedy_account()),
        HelpAction::AskCarrier => number(&help.row, &help.carrier, words).into_any(),
        HelpAction::Wait => note(words.remedy_wait()),
        HelpAction::Unblock => note(words.remedy_unblock()),
        HelpAction::LookForMessage if help.word_only => note(words.remedy_look_word()),
        HelpAction::LookForMessage => note(words.remedy_look()),
        HelpAction::Case(kind) => {
            let about = routes::case_about(&help.row.id, kind.as_str());
            link(format!("{about}&answer={}", answered(help)), words.remedy_case(kind))
        }
        HelpAction::SeeCase => link(routes::case(&help.row.id), words.remedy_see_case()),
        HelpAction::OpenAgain => remedies::open_again(help, kind, words),
        HelpAction::StopCode => remedies::stop_code(help, kind, words),
        HelpAction::Extend => remedies::extend(help, kind, words)?,
        HelpAction::SendElsewhere => {
            let page = routes::redirect(&help.row.id);
            link(format!("{page}?answer={}", answered(help)), words.remedy_send_elsewhere())
        }
        HelpAction::TellWhenPlaced => remedies::tell_when_placed(help, kind, words),
        HelpAction::TellWhenBack => remedies::tell_when_back(&help.row.id, answered(help), "", kind, words),
        HelpAction::MakeAgain => remedies::make_again(help, kind, words),
        HelpAction::SendToNew | HelpAction::SendToMe if help.word_only => {
            remedies::send_mine(help, words.remedy_tell_again(), kind)
        }
        HelpAction::SendToNew => remedies::send_mine(help, words.remedy_send_to_new(), kind),
        HelpAction::SendToMe => remedies::send_mine(help, words.remedy_send_to_me(), kind),
    })
}

/// What helps at this kind of station, in the operator's own words: in the reader's language where there is such a text,
/// else in another one, marked as that.
fn steps(help: &HelpView, words: &'static Wording) -> Option<impl IntoView + use<>> {
    let own = help.steps.iter().find(|steps| words.language.eq_ignore_ascii_case(&steps.language));
    let steps = own.or_else(|| help.steps.first())?;
    let lines: Vec<_> = steps.lines.iter().map(|line| view! { <li>{bdi(line)}</li> }).collect();
    Some(view! {
        <section class="card" id="steps">
            <h2>{words.diagnosis_steps()}</h2>
            <ol class="steps" lang=steps.language.clone()>{lines}</ol>
        </section>
    })
}

/// What the customer may see that nobody else can know: each leads to its own answer.
fn others(help: &HelpView, words: &'static Wording) -> Option<impl IntoView + use<>> {
    let choice = |seen: &Seen| {
        let (value, text) = (seen.as_str(), words.seen_choice(*seen));
        view! { <button class="button" data-kind="quiet" name=field!(SaySeen.seen) value=value>{text}</button> }
    };
    let choices: Vec<_> = help.choices.iter().map(choice).collect();
    (!choices.is_empty()).then(|| {
        view! {
            <section class="card" id="other">
                <h2>{words.diagnosis_other()}</h2>
                <p class="note">{words.diagnosis_other_lead()}</p>
                <form class="stack" method="post" action=SaySeen::PATH>
                    <input type="hidden" name=field!(SaySeen.parcel) value=help.row.id.clone() />
                    {choices}
                </form>
            </section>
        }
    })
}

fn fact(known: &EvidenceView, words: &'static Wording) -> AnyView {
    let at = |text: &'static str, moment| {
        view! { <li><span>{text}</span> {time::brief(moment, words)}</li> }.into_any()
    };
    let plain = |text: String| view! { <li><span>{text}</span></li> }.into_any();
    match known {
        EvidenceView::Also(cause) => plain(words.evidence_also(words.cause_headline(*cause))),
        EvidenceView::Heard(moment) => at(words.evidence_heard(), moment),
        EvidenceView::Expected(from, until) => view! {
            <li><span>{words.evidence_expected()}</span> {time::brief(from, words)} {time::brief(until, words)}</li>
        }
        .into_any(),
        EvidenceView::Reason(reason) => plain(words.evidence_reason(*reason).to_owned()),
        EvidenceView::Placed(moment) => at(words.evidence_placed(), moment),
        EvidenceView::Deadline(moment) => at(words.evidence_deadline(), moment),
        EvidenceView::Issued(moment) => at(words.evidence_issued(), moment),
        EvidenceView::WentToFormer(moment) => at(words.evidence_went_to_former(), moment),
        EvidenceView::TooNewUntil(moment) => at(words.evidence_too_new_until(), moment),
        EvidenceView::Unsubscribed(channel, contact) => {
            view! { <li><span>{said(&words.evidence_unsubscribed(*channel, contact))}</span></li> }.into_any()
        }
        EvidenceView::ChangeApplies(moment) => at(words.evidence_change_applies(), moment),
        EvidenceView::WentToOther(moment) => at(words.evidence_went_to_other(), moment),
        EvidenceView::Message(sent) => entry(sent, false, words).into_any(),
        EvidenceView::Heartbeat(moment) => at(words.evidence_heartbeat(), moment),
        EvidenceView::Skew(minutes) if *minutes < 0 => plain(words.evidence_clock_behind(minutes.unsigned_abs())),
        EvidenceView::Skew(minutes) => plain(words.evidence_clock_ahead(minutes.unsigned_abs())),
        EvidenceView::Latency(seconds) => plain(words.evidence_latency(seconds.unsigned_abs())),
        EvidenceView::DoorFault => plain(words.evidence_door_fault().to_owned()),
        EvidenceView::Locked(Path::Keypad, until) => at(words.evidence_keypad_waits(), until),
        EvidenceView::Locked(Path::Scanner, until) => at(words.evidence_scanner_waits(), until),
        EvidenceView::DoorOpened(moment) => at(words.evidence_door_opened(), moment),
        EvidenceView::DoorShut(moment) => at(words.evidence_door_shut(), moment),
        EvidenceView::RefusedForTime(moment) => at(words.evidence_refused_for_time(), moment),
        EvidenceView::GrantsUntil(moment) => at(words.evidence_grants_until(), moment),
        EvidenceView::Elsewhere(station, moment) => view! {
            <li><span>{said(&words.evidence_elsewhere(station))}</span> {time::brief(moment, words)}</li>
        }
        .into_any(),
        EvidenceView::UsualSilence(hours) if *hours < 48 => plain(words.evidence_usual_hours(hours.unsigned_abs())),
        EvidenceView::UsualSilence(hours) => plain(words.evidence_usual_days((hours / 24).unsigned_abs())),
        EvidenceView::Hindrance(hindrance) => plain(words.evidence_hindrance(*hindrance).to_owned()),
        EvidenceView::MovedFrom(station, moment) => view! {
            <li><span>{said(&words.evidence_moved_from(station))}</span> {time::brief(moment, words)}</li>
        }
        .into_any(),
        EvidenceView::Promised(moment) => at(words.evidence_promised(), moment),
        EvidenceView::Troubled(channel, moment) => at(words.evidence_troubled(*channel), moment),
        EvidenceView::NextWay(channel, contact, moment) => {
            let moment = moment.as_ref().map(|moment| time::brief(moment, words));
            view! { <li><span>{said(&words.evidence_next_way(*channel, contact))}</span> {moment}</li> }.into_any()
        }
        EvidenceView::QueueDelay(minutes) => plain(words.evidence_queue_delay(minutes.unsigned_abs())),
        EvidenceView::ForeignChange(moment) => at(words.evidence_foreign_change(), moment),
    }
}
