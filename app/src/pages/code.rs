//! The code, at the locker.

use domain::standing::Standing;
use leptos::prelude::*;

use super::{Answer, Page, Visit};
use crate::{
    parts::{
        answer,
        field::alert,
        ticket,
        waiting::{together, waiting},
    },
    port::{CodeView, Path, PickupView, StationHealthView, WaitingView},
    problem::Problem,
    routes,
    wording::Wording,
};

/// The ticket: covered, shown, or used.
pub async fn page(visit: &Visit<'_>, id: &str) -> Answer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.desk.pickup(visit.caller, id).await {
        Ok(pickup) => {
            let due_in = pickup.due_in;
            Page::new(words.code.title, move || at_the_locker(pickup, told.problem(), words))
                .at_the_locker()
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn at_the_locker(mut pickup: PickupView, problem: Option<&Problem>, words: &'static Wording) -> AnyView {
    let alert = alert(problem, words);
    let shown = matches!(pickup.code, CodeView::Revealed { .. });
    let code = std::mem::replace(&mut pickup.code, CodeView::None);
    let (title, ticket) = match code {
        CodeView::Revealed { digits, qr, hides_in } => (
            (words.code.headline)(&reads(&pickup)),
            ticket::revealed(&pickup, &digits, qr, hides_in, words).into_any(),
        ),
        CodeView::Barred(barred) => {
            let lead = (words.parcel.barred)(barred).0;
            let said = view! { <p class="lead">{lead}</p> {answer::unbar(barred, words)} };
            (words.code.masked, said.into_any())
        }
        CodeView::Masked { length } => (words.code.masked, ticket::masked(&pickup, length, words).into_any()),
        CodeView::None if pickup.row.standing == Standing::Collected => {
            ((words.parcel.headline)(pickup.row.standing), ticket::opened(&pickup, words).into_any())
        }
        CodeView::None => ((words.parcel.headline)(pickup.row.standing), none(&pickup, words).into_any()),
    };
    let row = &pickup.row;
    let valid = row.deadline.as_ref().filter(|_| row.standing == Standing::Ready).map(words.code.valid);
    let note = if shown {
        // While a part waits, that is what is said about the station.
        let hint = pickup.waiting.is_none().then(|| (words.code.hint)(&pickup.health));
        view! { <p class="note">{hint} " " {valid} " " <span class="awake">{words.code.awake}</span></p> }
            .into_any()
    } else {
        valid.map(|valid| view! { <p class="note">{valid}</p> }).into_any()
    };
    let door = shown.then(|| {
        view! { <a class="button" data-kind="quiet" href=format!("{}#door", routes::HELP)>{words.code.door}</a> }
    });
    view! {
        <h1 data-says>{title}</h1>
        {alert}
        {waiting(pickup.waiting.as_ref(), words)}
        {together(pickup.together, words)}
        {ticket}
        {note}
        <div class="stack">
            {door}
            <a class="button" data-kind="quiet" href=routes::parcel(&row.id)>{words.code.back}</a>
        </div>
        {(!row.standing.is_over()).then(|| answer::live(&row.id, pickup.version, words))}
    }
    .into_any()
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
    view! { <p class="lead">{(words.parcel.when)(&pickup.row)}</p> }
}
