//! A problem that is handed to the operator's people: the form, how it stands, and what they have answered.

use domain::rescue::Answer;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{AddPhoto, OpenCase},
    field,
    flash::Flash,
    parts::{
        answer::live,
        field::{Input, alert},
        foreign::{bdi, said},
        time,
    },
    port::{CaseKind, CaseSheet, CaseState, CaseView, Light, OwnReport, Resistance, SeeCase, Sound},
    routes,
    wording::Wording,
};

/// What photos are taken: what a browser asks for, and no more than a hint.
const PHOTOS: &str = "image/jpeg,image/png,image/webp";

/// How a case stands, and the form for a new one.
pub async fn page(visit: &Visit<'_>, id: &str, kind: &str, answer: &str) -> PageAnswer {
    let answer = if Answer::parse(answer).is_ok() { answer.to_owned() } else { String::new() };
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeCase { parcel: id.to_owned(), kind: kind.to_owned() }).await {
        Ok(case) => {
            let (title, due_in) = (words.case_title(&case.merchant), case.due_in);
            Page::new(title, move || sheet(&case, answer, &told, words)).lively().due_in(due_in).into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(view: &CaseView, answer: String, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let stands = view.case.as_ref().map(|case| stands(case, view, told, words));
    let form = view.report.map(|kind| form(kind, answer, view, told, words));
    let choice = (view.report.is_none() && !view.kinds.is_empty()).then(|| choice(view, words));
    let headline = match (&view.case, view.report) {
        (_, Some(kind)) => words.case_kind(kind),
        (Some(case), None) => words.case_headline(case.state),
        (None, None) => words.case_choose(),
    };
    view! {
        <header>
            <p class="eyebrow">{bdi(&view.merchant)} " · " <span dir="ltr" translate="no">{view.tracking.clone()}</span></p>
            <h1 data-says>{headline}</h1>
        </header>
        {alert(told.rest(), words)}
        {form}
        {stands}
        {choice}
        <a class="button" data-kind="quiet" href=routes::parcel(&view.id)>{words.code_back()}</a>
    }
}

/// How the newest case stands, what comes next, and what was answered.
fn stands(case: &CaseSheet, view: &CaseView, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let open = case.state != CaseState::Closed;
    let next = match case.state {
        CaseState::Open => said(&words.case_promised(&case.due)),
        CaseState::Overdue => said(&words.case_late(&case.due)),
        CaseState::Answered => said(words.case_looked_after()),
        CaseState::Closed => said(words.case_closed()),
    };
    let stops =
        [(case.stops_code, words.case_code_stopped()), (open && case.stops_clock, words.case_clock_stands())];
    let stops = stops.into_iter().filter(|(holds, _)| *holds);
    let stops = stops.map(|(_, text)| view! { <p>{text}</p> }).collect_view();
    let answers = case
        .answers
        .iter()
        .map(|answer| {
            let place = answer.station.as_deref().map(|station| {
                let door = answer.compartment.as_deref().map(|door| view! { " · " <b translate="no">{bdi(door)}</b> });
                view! { <small><b>{bdi(station)}</b> {door}</small> }
            });
            let text = answer.words.as_deref().map(|text| view! { <small>{bdi(text)}</small> });
            view! { <li><span>{words.case_answer(answer.action)}</span> {time::brief(&answer.at, words)} {place} {text}</li> }
        })
        .collect_view();
    let answers = (!case.answers.is_empty()).then(|| {
        view! {
            <section class="card" id="answers">
                <h2>{words.case_answers()}</h2>
                <ul class="facts">{answers}</ul>
            </section>
        }
    });
    let own = case.own.as_ref().map(|own| report(own, open, &view.id, told, words));
    view! {
        <section class="answer" data-tone=tone(case.state) data-case=case.state.as_str()>
            <p><b>{words.case_kind(case.kind)}</b></p>
            <p>{next}</p>
            {stops}
            {live(&view.id, view.version, words)}
        </section>
        {answers}
        <section class="card">
            <h2>{words.case_report()}</h2>
            <ul class="facts">
                <li><span>{words.case_opened()}</span> {time::brief(&case.opened, words)}</li>
                {case.closed.as_ref().map(|at| view! { <li><span>{words.case_closed_at()}</span> {time::brief(at, words)}</li> })}
            </ul>
            {own}
        </section>
    }
}

/// What the customer has written, and the photo.
fn report(
    own: &OwnReport,
    open: bool,
    id: &str,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let text = |label: &'static str, text: &Option<String>| {
        text.as_deref().map(|text| view! { <p><b>{label}</b> " " {bdi(text)}</p> })
    };
    let photo = own.has_photo.then(|| {
        view! { <img class="photo" src=routes::case_photo(id) alt=words.case_photo_alt() /> }
    });
    let add = open.then(|| {
        let label = if own.has_photo { words.case_photo_other() } else { words.case_photo_add() };
        view! {
            {alert(told.of::<AddPhoto>(), words)}
            <form class="stack" method="post" action=AddPhoto::PATH enctype="multipart/form-data">
                <input type="hidden" name=field!(AddPhoto.parcel) value=id.to_owned() />
                {photo_field("photo", label, words)}
                <button class="button" data-kind="quiet">{words.case_photo_go()}</button>
            </form>
        }
    });
    view! { {text(words.case_shown(), &own.shown)} {text(words.case_note(), &own.note)} {photo} {add} }
}

fn photo_field(id: &'static str, label: &'static str, words: &'static Wording) -> impl IntoView + use<> {
    let input = Input { name: id, label, hint: words.case_photo_hint(), problem: None };
    input.around(move |described, _| {
        view! { <input id=id name="photo" type="file" accept=PHOTOS aria-describedby=described /> }
    })
}

/// What can be reported.
fn choice(view: &CaseView, words: &'static Wording) -> impl IntoView + use<> {
    let links = view
        .kinds
        .iter()
        .map(|kind| {
            let href = routes::case_about(&view.id, kind.as_str());
            view! { <a class="button" data-kind="quiet" href=href>{words.case_kind(*kind)}</a> }
        })
        .collect_view();
    let again = view.case.is_some().then(|| view! { <h2>{words.case_another()}</h2> });
    view! { <section class="card" id="report">{again} <div class="stack">{links}</div></section> }
}

/// The form of a new case. Nothing in it has to be filled in: what is known goes along by itself.
fn form(
    kind: CaseKind,
    answer: String,
    view: &CaseView,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let problem = told.of::<OpenCase>();
    let typed = |field: &str| told.typed::<OpenCase>("", field).unwrap_or_default();
    let (shown, note) = (typed(field!(OpenCase.shown)), typed(field!(OpenCase.note)));
    let at_the_door = matches!(kind, CaseKind::Empty | CaseKind::Stuck | CaseKind::Other).then(|| {
        let light = Light::ALL.iter().map(|it| (it.as_str(), words.case_light(*it)));
        let sound = Sound::ALL.iter().map(|it| (it.as_str(), words.case_sound(*it)));
        let resistance = Resistance::ALL.iter().map(|it| (it.as_str(), words.case_resistance(*it)));
        let exact = Input {
            name: field!(OpenCase.shown),
            label: words.case_shown(),
            hint: words.case_shown_hint(),
            problem: None,
        };
        view! {
            {select(field!(OpenCase.light), words.case_light_label(), light.collect(), words)}
            {select(field!(OpenCase.sound), words.case_sound_label(), sound.collect(), words)}
            {select(field!(OpenCase.resistance), words.case_resistance_label(), resistance.collect(), words)}
            {exact.around(move |described, _| {
                view! { <input id=field!(OpenCase.shown) name=field!(OpenCase.shown) maxlength="200" value=shown aria-describedby=described /> }
            })}
        }
    });
    let own = Input {
        name: field!(OpenCase.note),
        label: words.case_note(),
        hint: words.case_note_hint(),
        problem: None,
    };
    let place = view.station.as_deref().map(|station| {
        let door = view.compartment.as_deref().map(|door| view! { " · " <b translate="no">{bdi(door)}</b> });
        view! { <p><b>{bdi(station)}</b> {door}</p> }
    });
    view! {
        {alert(problem, words)}
        <p class="lead">{words.case_means(kind)}</p>
        <section class="card">
            {place}
            <form class="stack" method="post" action=OpenCase::PATH enctype="multipart/form-data">
                <input type="hidden" name=field!(OpenCase.parcel) value=view.id.clone() />
                <input type="hidden" name=field!(OpenCase.kind) value=kind.as_str() />
                <input type="hidden" name=field!(OpenCase.request) value=view.request.clone() />
                <input type="hidden" name=field!(OpenCase.answer) value=answer />
                {at_the_door}
                {own.around(move |described, _| {
                    view! { <textarea id=field!(OpenCase.note) name=field!(OpenCase.note) maxlength="500" rows="3" aria-describedby=described>{note}</textarea> }
                })}
                {photo_field("new-photo", words.case_photo_add(), words)}
                <button class="button">{words.case_go()}</button>
            </form>
        </section>
    }
}

fn select(
    name: &'static str,
    label: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let choices =
        choices.into_iter().map(|(value, text)| view! { <option value=value>{text}</option> }).collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{words.case_unseen()}</option>
                {choices}
            </select>
        </div>
    }
}

/// Green: go. Amber: wait. Red: stop.
const fn tone(state: CaseState) -> &'static str {
    match state {
        CaseState::Open | CaseState::Answered => "wait",
        CaseState::Overdue => "stop",
        CaseState::Closed => "go",
    }
}
