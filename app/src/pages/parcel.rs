//! One parcel: how it stands, and everything that speaks for it.

use leptos::prelude::*;

use super::{Page, PageAnswer, Visit};
use crate::{
    parts::{
        answer::answer,
        first_way::first_way,
        foreign::bdi,
        history::history,
        incidents::incidents,
        look::{self, Action},
        messages::messages,
        number::number,
        redirect::redirect,
        station::station,
    },
    port::{ParcelView, SeeParcel},
    problem::Problem,
    routes,
    wording::Wording,
};

/// One parcel.
pub async fn page(visit: &Visit<'_>, id: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeParcel { id: id.to_owned() }).await {
        Ok(parcel) => {
            let (title, due_in) = (words.parcel_title(&parcel.row.merchant), parcel.due_in);
            Page::new(title, move || sheet(&parcel, told.problem(), words))
                .in_columns()
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(parcel: &ParcelView, problem: Option<&Problem>, words: &'static Wording) -> impl IntoView + use<> {
    let row = &parcel.row;
    // Where it was does not matter any more when it is over.
    let station = parcel.station.as_ref().filter(|_| !row.standing.is_over()).map(|it| station(it, words));
    let case = parcel.case.map(|case| {
        view! { <p class="note"><a href=routes::case(&row.id)>{words.case_link(case.state)}</a></p> }
    });
    // Where the carrier is to be asked, the answer holds it already.
    let details = (look::of_standing(row.standing).action != Action::AskCarrier).then(
        || view! { <section class="card" id="carrier">{number(row, &parcel.carrier, words)}</section> },
    );
    view! {
        <header>
            <p class="eyebrow">{bdi(&row.merchant)} " · " <span dir="ltr" translate="no">{row.tracking.clone()}</span></p>
            <h1 data-says>{words.parcel_headline(row.standing)}</h1>
        </header>
        <div class="stack">
            {incidents(&parcel.incidents, words)}
            {answer(parcel, words)}
            {parcel.first_way.as_ref().map(|way| first_way(way, &row.id, words))}
            {case}
            {parcel.redirect.as_ref().map(|line| redirect(&row.id, line, words))}
            {messages(parcel, problem, words)}
            <p class="note"><a href=routes::help(&row.id)>{words.diagnosis_link()}</a></p>
        </div>
        <div class="stack">
            {station} {history(&parcel.events, words)}
            {details}
        </div>
    }
}
