//! The code, at the locker.

use domain::standing::Standing;
use leptos::{
    either::{Either, EitherOf6},
    prelude::*,
};

use super::{Page, PageAnswer, Visit};
use crate::{
    parts::{
        answer,
        field::alert,
        incidents::incidents,
        ticket,
        waiting::{together, waiting},
    },
    port::{CodeView, Path, PickupView, SeeCode, StationHealthView, WaitingView},
    problem::Problem,
    routes,
    wording::Wording,
};

/// The ticket: covered, shown, or used.
pub async fn page(visit: &Visit<'_>, id: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeCode { parcel: id.to_owned() }).await {
        Ok(pickup) => {
            let due_in = pickup.due_in;
            Page::new(words.code_title(), move || at_the_locker(pickup, told.problem(), words))
                .at_the_locker()
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn at_the_locker(
    mut pickup: PickupView,
    problem: Option<&Problem>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let alert = alert(problem, words);
    let shown = matches!(pickup.code, CodeView::Revealed { .. });
    let code = std::mem::replace(&mut pickup.code, CodeView::None);
    let (title, ticket) = match code {
        CodeView::Revealed { digits, qr, hides_in } => (
            words.code_headline(&reads(&pickup)),
            EitherOf6::A(ticket::revealed(&pickup, &digits, qr, hides_in, words)),
        ),
        CodeView::Stopped => {
            let lead = view! { <p class="lead">{words.case_stopped_meaning()}</p> };
            let see =
                view! { <a class="button" href=routes::case(&pickup.row.id)>{words.remedy_see_case()}</a> };
            (words.case_code_stopped(), EitherOf6::F(view! { {lead} {see} }))
        }
        CodeView::Barred(barred) => {
            let lead = words.parcel_barred(barred);
            let said = view! { <p class="lead">{lead}</p> {answer::unbar(barred, words)} };
            (words.code_masked(), EitherOf6::B(said))
        }
        CodeView::Masked { length } => {
            (words.code_masked(), EitherOf6::C(ticket::masked(&pickup, length, words)))
        }
        CodeView::None if pickup.row.standing == Standing::Collected => {
            (words.parcel_headline(pickup.row.standing), EitherOf6::D(ticket::opened(&pickup, words)))
        }
        CodeView::None => (words.parcel_headline(pickup.row.standing), EitherOf6::E(none(&pickup, words))),
    };
    let row = &pickup.row;
    let valid = row
        .deadline
        .as_ref()
        .filter(|_| row.standing == Standing::Ready)
        .map(|until| words.code_valid(until));
    let note = if shown {
        // While a part waits, that is what is said about the station.
        let hint = pickup.waiting.is_none().then(|| words.code_help(&pickup.health));
        Either::Left(
            view! { <p class="note">{hint} " " {valid} " " <span class="awake">{words.code_awake()}</span></p> },
        )
    } else {
        Either::Right(valid.map(|valid| view! { <p class="note">{valid}</p> }))
    };
    let door =
        view! { <a class="button" data-kind="quiet" href=routes::help(&row.id)>{words.code_door()}</a> };
    view! {
        <h1 data-says>{title}</h1>
        {alert}
        {incidents(&pickup.incidents, words)}
        {waiting(pickup.waiting.as_ref(), words)}
        {together(pickup.together, words)}
        {ticket}
        {note}
        <div class="stack">
            {door}
            <a class="button" data-kind="quiet" href=routes::parcel(&row.id)>{words.code_back()}</a>
        </div>
        {row.watched.then(|| answer::live(&row.id, pickup.version, words))}
    }
}

/// What the station reads now: a part that waits reads nothing.
fn reads(pickup: &PickupView) -> StationHealthView {
    match &pickup.waiting {
        Some(WaitingView { path: Some(Path::Keypad), other_works: true, .. }) => {
            StationHealthView::KeypadFault
        }
        Some(WaitingView { path: Some(Path::Scanner), other_works: true, .. }) => {
            StationHealthView::ScannerFault
        }
        Some(_) | None => pickup.health.clone(),
    }
}

/// Why there is no code.
fn none(pickup: &PickupView, words: &'static Wording) -> impl IntoView + use<> {
    view! { <p class="lead">{words.parcel_when(&pickup.row)}</p> }
}
