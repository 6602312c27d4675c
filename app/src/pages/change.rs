//! A change of contacts that waits for its second proof.

use leptos::prelude::*;

use super::{Answer, Page, Visit};
use crate::{parts::field::alert, port::ConfirmView, problem::Problem, routes, wording::Wording};

/// The ways to prove it, and what happens without.
pub async fn page(visit: &Visit<'_>, id: &str) -> Answer {
    let (words, problem) = (visit.words, visit.problem.clone());
    match visit.desk.change(visit.caller, id).await {
        Ok(view) => {
            Page::new(words.change.title, move || sheet(&view, problem.as_ref(), words)).lively().into()
        }
        Err(Problem::ChangeOver | Problem::NotFound) => {
            Answer::Redirect(routes::after(&Problem::ChangeOver, routes::CONTACTS))
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(view: &ConfirmView, problem: Option<&Problem>, words: &'static Wording) -> impl IntoView + use<> {
    let text = &words.change;
    let change = view.change.id.to_string();
    let first = view.ways.len();
    let ways = view
        .ways
        .iter()
        .enumerate()
        .map(|(place, (id, channel, masked))| {
            let kind = (place > 0 || first == 0).then_some("quiet");
            view! {
                <form method="post" action="/api/prove_contact">
                    <input type="hidden" name="change" value=change.clone() />
                    <input type="hidden" name="contact" value=*id />
                    <button class="button" data-kind=kind>{(text.way)(*channel, masked)}</button>
                </form>
            }
        })
        .collect_view();
    let none = view.ways.is_empty().then(|| view! { <p>{text.no_way}</p> });
    let otherwise = view.change.at.as_ref().map(|at| view! { <p class="note">{(text.otherwise)(at)}</p> });
    view! {
        <header>
            <h1>{text.title}</h1>
            <p class="lead" data-news>{(words.contacts.what)(&view.change.what)}</p>
        </header>
        {alert(problem, words)}
        <section class="answer" data-tone="wait">
            <p class="tone">{text.why}</p>
            <p>{text.lead}</p>
            {none}
            <div class="stack">{ways}</div>
        </section>
        {otherwise}
        <form method="post" action="/api/withdraw_change">
            <input type="hidden" name="change" value=change />
            <button class="button" data-kind="quiet">{words.contacts.withdraw}</button>
        </form>
        <p class="note">
            <a href=routes::CONTACTS>{words.prove.back}</a>
        </p>
    }
}
