use domain::standing::{Stage, Standing};
use leptos::{either::EitherOf4, prelude::*};

use super::{
    foreign::{bdi, said, said_around},
    look::{self, Action},
    number::number,
    plate::plate,
    reveal::reveal,
    station::directions,
    waiting::{together, waiting},
};
use crate::{
    port::{Barred, CaseState, ParcelView},
    routes,
    wording::Wording,
};

/// How things stand, and the one thing to do.
pub fn answer(parcel: &ParcelView, words: &'static Wording) -> impl IntoView + use<> {
    let row = &parcel.row;
    let look = look::of_standing(row.standing);
    let cause = parcel.events.first().filter(|_| row.standing == Standing::Exception);
    let stands = parcel.case.filter(|case| case.state != CaseState::Closed && case.stops_clock);
    let when = match stands {
        Some(_) => words.case_clock_stands().to_owned(),
        None => words.parcel_when(row),
    };
    let is_stopped =
        row.standing == Standing::CodeBeingMade && parcel.case.is_some_and(|case| case.stops_code);
    let cause =
        cause.map(|event| view! { <p><b>{said(&words.event_as_cause(&words.parcel_event(event)))}</b></p> });
    view! {
        <section class="answer" data-tone=look.tone.as_str()>
            {look.step.map(rail)}
            <p class="tone">{when}</p>
            {door(parcel, words)}
            {together(parcel.together, words)}
            {waiting(parcel.waiting.as_ref(), words)}
            {cause}
            <p>
                {match parcel.barred {
                    Some(barred) => said(words.parcel_barred(barred)),
                    None if is_stopped => said(words.case_stopped_meaning()),
                    None => said(&words.parcel_meaning(row.standing, &parcel.carrier.name)),
                }}
            </p>
            {action(parcel, look.action, words)}
            {row.watched.then(|| live(&row.id, parcel.version, words))}
        </section>
    }
}

/// The one thing to do. While the customer waits there is little, and no button pretends otherwise.
fn action(parcel: &ParcelView, leads_to: Action, words: &'static Wording) -> Option<impl IntoView + use<>> {
    let quiet = |href: String, go: &'static str| {
        EitherOf4::C(view! { <a class="button" data-kind="quiet" href=href>{go}</a> })
    };
    Some(match leads_to {
        Action::Reveal => match parcel.barred {
            Some(barred) => EitherOf4::A(unbar(barred, words)),
            None => EitherOf4::B(reveal(&parcel.row.id, words.parcel_show())),
        },
        Action::Directions => {
            quiet(parcel.station.as_ref().and_then(directions)?, words.station_directions())
        }
        Action::None => return None,
        Action::Help => quiet(routes::help(&parcel.row.id), words.code_door()),
        Action::AskCarrier => EitherOf4::D(number(&parcel.row, &parcel.carrier, words)),
        Action::NotMe => quiet(format!("{}#not-me", routes::HELP), words.parcel_not_me()),
        Action::Others => quiet(routes::PARCELS.to_owned(), words.parcel_others()),
    })
}

/// The way to a code that this session may not see.
pub fn unbar(barred: Barred, words: &'static Wording) -> impl IntoView + use<> {
    let href = match barred {
        Barred::ByLink => routes::FIND,
        Barred::TooNew => routes::CONTACTS,
    };
    view! { <a class="button" href=href>{words.parcel_barred_go(barred)}</a> }
}

/// How far it has come, for those who see it; the words say it too.
fn rail(step: &'static str) -> impl IntoView {
    view! { <div class="rail" data-step=step aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div> }
}

/// Which door, while the parcel lies behind it.
fn door(parcel: &ParcelView, words: &Wording) -> Option<impl IntoView + use<>> {
    if parcel.row.standing.stage() != Stage::BehindItsDoor {
        return None;
    }
    let number = parcel.row.compartment.clone()?;
    let station = parcel.station.as_ref().map(|station| {
        view! {
            <p>
                <b>{bdi(&station.name)}</b>
                <small>{said(&words.station_hours(&station.hours))}</small>
            </p>
        }
    });
    Some(view! { <div class="door">{plate(&number, words)} {station}</div> })
}

/// That the page changes while somebody looks at it, which the client alone may claim; until then, and without it, a
/// link does the same.
pub fn live(id: &str, version: i64, words: &'static Wording) -> impl IntoView + use<> {
    // The client puts the time there.
    let time = || view! { <time></time> };
    view! {
        <p class="live" data-events=routes::events(id) data-version=version>
            <span data-when="on">{words.parcel_live()}</span>
            <span data-when="off">{said_around(words.parcel_live_off(), time())}</span>
            <span data-when="old">{said_around(words.parcel_live_old(), time())}</span>
            " "
            <a href="">{words.parcel_look_again()}</a>
        </p>
    }
}
