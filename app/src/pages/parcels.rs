//! The customer's parcels.

use domain::standing::Standing;
use leptos::prelude::*;

use super::{Page, PageAnswer, Visit};
use crate::{
    parts::{
        field::alert,
        foreign::{bdi, said},
        incidents::incidents,
        look,
        plate::sign,
        reveal::reveal,
    },
    port::{ParcelRow, ParcelsView, SeeParcels},
    routes,
    wording::Wording,
};

/// What can be collected first, then what is on its way, then what is over.
pub async fn page(visit: &Visit<'_>) -> PageAnswer {
    let view = match visit.ask(SeeParcels).await {
        Ok(view) => view,
        Err(refused) => return visit.refused(refused),
    };
    let (words, told) = (visit.words, visit.told.clone());
    let ParcelsView { contact, incidents: told_of, parcels, due_in } = view;
    let (over, current): (Vec<_>, Vec<_>) = parcels.into_iter().partition(|row| row.standing.is_over());
    let ready = current.iter().filter(|row| row.standing == Standing::Ready).count();
    let title = words.parcels_title(ready, current.len() - ready);
    Page::new(title.clone(), move || {
        let first = current.iter().position(|row| row.standing == Standing::Ready);
        let empty = current.is_empty().then(|| view! { <p class="card note">{words.parcels_empty()}</p> });
        let current: Vec<_> =
            current.iter().enumerate().map(|(place, row)| entry(row, Some(place) == first, words)).collect();
        let list = (!current.is_empty()).then(|| view! { <ul class="parcels">{current}</ul> });
        let over: Vec<_> = over.iter().map(|row| entry(row, false, words)).collect();
        let earlier = (!over.is_empty()).then(|| {
            view! {
                <h2>{words.parcels_over()}</h2>
                <ul class="parcels">{over}</ul>
            }
        });
        view! {
            <header>
                <h1>{title}</h1>
                <p class="lead">{said(&words.parcels_lead(&contact))}</p>
            </header>
            {alert(told.problem(), words)}
            {incidents(&told_of, words)}
            {list}
            {empty}
            {earlier}
        }
    })
    .lively()
    .due_in(due_in)
    .into()
}

/// A parcel in a list; under the `first` that can be collected stands the button that shows its code.
pub(super) fn entry(row: &ParcelRow, first: bool, words: &'static Wording) -> impl IntoView + use<> {
    let tone = look::of_standing(row.standing).tone.as_str();
    let go = first.then(|| reveal(&row.id, words.parcel_show()));
    let help = (!row.standing.is_over()).then(|| {
        let about = words.diagnosis_link_about(&row.merchant);
        view! { <p class="note"><a href=routes::help(&row.id) aria-label=about>{words.diagnosis_link()}</a></p> }
    });
    view! {
        <li class="card" data-tone=tone>
            <a class="door" href=routes::parcel(&row.id)>
                {sign(row)}
                <span>
                    <b>{bdi(&row.merchant)}</b>
                    <small>{words.parcel_line(row)}</small>
                    {row.station.as_deref().map(|station| view! { <small>{bdi(station)}</small> })}
                </span>
            </a>
            {go}
            {help}
        </li>
    }
}
