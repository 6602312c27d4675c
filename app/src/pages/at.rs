//! A station, for whoever stands in front of it.

use domain::standing::Standing;
use leptos::{either::Either, prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit, parcels::entry};
use crate::{
    actions::FindHere,
    field,
    flash::Flash,
    parts::{
        field::{alert, contact, contact_problem},
        foreign::{bdi, said},
        incidents::incidents,
        passkey,
        remedies::tell_when_back,
        station::{tone, trend, way_to},
    },
    port::{AtView, Ceremony, HereView, NearView, OfferSignIn, ParcelRow, SeeAt, StationView},
    routes,
    wording::Wording,
};

/// How the station is, and what of the visitor's waits there: who is not known is asked for a contact.
pub async fn page(visit: &Visit<'_>, station: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    let view = match visit.ask(SeeAt { station: station.to_owned() }).await {
        Ok(view) => view,
        Err(refused) => return visit.refused(refused),
    };
    let passkey = match view.here {
        Some(_) => None,
        // Without an answer the form itself is all that is needed.
        None => visit.ask(OfferSignIn).await.unwrap_or_default(),
    };
    let (title, due_in) = (words.at_title(&view.station.name), view.due_in);
    Page::new(title, move || sheet(view, &told, passkey, words)).lively().due_in(due_in).into()
}

fn sheet(
    view: AtView,
    told: &Flash,
    passkey: Option<Ceremony>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let AtView { id, station, screen_is_dark, near, here, incidents: failing, .. } = view;
    let wish = here.as_ref().and_then(|here| when_back(here, &id, words));
    let below = match &here {
        Some(here) => Either::Left(waiting(here, &id, &station, told, words)),
        None => Either::Right(ask(id, told, passkey, words)),
    };
    let contact =
        here.as_ref().map(|here| view! { <p class="lead">{said(&words.parcels_lead(&here.contact))}</p> });
    view! {
        <header>
            <p class="eyebrow">{words.at_eyebrow()}</p>
            <h1>{bdi(&station.name)}</h1>
            {contact}
            <p class="note">{lines(&station.address)} <br /> {said(&words.station_hours(&station.hours))}</p>
        </header>
        {incidents(&failing, words)}
        {state(&station, near.as_ref(), words)}
        {wish}
        {trend(&station, words)}
        {screen_is_dark.then(|| view! { <p class="chip" data-tone="wait">{words.at_screen()}</p> })}
        {below}
    }
}

pub(super) fn lines(address: &[String]) -> impl IntoView + use<> {
    let lines = address.iter().enumerate();
    lines.map(|(place, line)| view! { {(place > 0).then_some(", ")} {bdi(line)} }).collect_view()
}

/// How it stands; while it does not work, what that means, and where the nearest is that does.
fn state(station: &StationView, near: Option<&NearView>, words: &'static Wording) -> impl IntoView + use<> {
    let tone = tone(&station.health);
    let said = words.station_health(&station.health)?;
    Some(match words.at_down(&station.health) {
        None => Either::Left(view! { <p class="chip" data-tone=tone>{said}</p> }),
        Some(meaning) => Either::Right(view! {
            <section class="answer" data-tone=tone>
                <p class="tone">{said}</p>
                <p>{meaning}</p>
                {near.map(|near| nearest(near, words))}
            </section>
        }),
    })
}

fn nearest(near: &NearView, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <h2>{words.at_near()}</h2>
        <p>
            <a href=routes::at(&near.id)>{bdi(&near.name)}</a>
            " · "
            {words.at_distance(near.distance)}
        </p>
        <p class="note">{lines(&near.address)} <br /> {said(&words.station_hours(&near.hours))}</p>
        <a class="button" data-kind="quiet" href=way_to(near.location)>{words.station_directions()}</a>
    }
}

/// Word, once it takes codes again: for whoever has something there, and is known.
fn when_back(here: &HereView, station: &str, words: &'static Wording) -> Option<AnyView> {
    let first = here.here.first()?;
    Some(if here.told_when_back? {
        view! { <p class="note">{words.remedy_told_back()}</p> }.into_any()
    } else {
        tell_when_back(&first.id, "", station, None, words)
    })
}

/// Who is it? The answer is the same for everybody.
fn ask(
    station: String,
    told: &Flash,
    passkey: Option<Ceremony>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let problem = told.of::<FindHere>();
    let wrong = contact_problem(problem, words);
    let above = if wrong.is_some() { None } else { alert(problem.or(told.rest()), words) };
    let typed = told.typed::<FindHere>("", field!(FindHere.contact));
    view! {
        {above}
        <h2>{words.at_ask()}</h2>
        <p class="note">{words.at_ask_lead()}</p>
        <form class="stack" method="post" action=FindHere::PATH>
            <input type="hidden" name=field!(FindHere.station) value=station.clone() />
            {contact(field!(FindHere.contact), typed, wrong, words)}
            <button class="button">{words.find_go()}</button> <p class="note">{words.find_note()}</p>
        </form>
        {passkey::enter(passkey, Some(station), words)}
        <p class="note">
            <a href=routes::FIND>{words.at_number()}</a>
        </p>
    }
}

/// What waits here; and what lies elsewhere, first of all where that is everything.
fn waiting(
    here: &HereView,
    id: &str,
    station: &StationView,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let list = |rows: &[ParcelRow], first: Option<usize>| {
        let entries: Vec<_> =
            rows.iter().enumerate().map(|(place, row)| entry(row, Some(place) == first, words)).collect();
        (!entries.is_empty()).then(|| view! { <ul class="parcels">{entries}</ul> })
    };
    let first = here.here.iter().position(|row| row.standing == Standing::Ready);
    let head = match (here.here.len(), here.elsewhere.first()) {
        (0, None) => Either::Left(
            view! { <section class="card"><h2>{words.at_none()}</h2> <p class="note">{words.at_none_lead()}</p></section> },
        ),
        (0, Some(row)) => {
            let its = row.station.as_deref().unwrap_or_default();
            let lead = said(&words.at_astray_lead(&row.merchant, its, &station.name));
            Either::Right(Either::Left(view! {
                <section class="answer" data-tone="wait">
                    <h2>{words.at_astray()}</h2>
                    <p>{lead}</p>
                    <a class="button" data-kind="quiet" href=routes::help_at(&row.id, id)>{words.diagnosis_link()}</a>
                </section>
            }))
        }
        (parcels, _) => Either::Right(Either::Right(view! { <h2>{words.at_here(parcels)}</h2> })),
    };
    let also = (!here.here.is_empty() && !here.elsewhere.is_empty())
        .then(|| view! { <h2>{words.at_elsewhere()}</h2> });
    view! {
        {alert(told.problem(), words)}
        {head}
        {list(&here.here, first)}
        {also}
        {list(&here.elsewhere, None)}
        <p class="note">
            <a href=routes::PARCELS>{words.at_all()}</a>
        </p>
    }
}
