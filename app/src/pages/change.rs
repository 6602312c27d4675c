//! A change of contacts that waits for its second proof.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{ConfirmChange, ProveContact, WithdrawChange},
    field,
    parts::{field::alert, foreign::said, passkey::prove},
    port::{Ceremony, ConfirmView, OfferProof, SeeChange},
    problem::Problem,
    routes,
    wording::Wording,
};

/// The ways to prove it, and what happens without.
pub async fn page(visit: &Visit<'_>, id: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeChange { id: id.to_owned() }).await {
        Ok(view) => {
            // Whoever has no passkey is not offered one here; that it cannot be offered is no reason to stop.
            let passkey = visit.ask(OfferProof).await.ok().flatten();
            let due_in = view.due_in;
            Page::new(words.change_title(), move || sheet(&view, passkey, told.problem(), words))
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(Problem::ChangeOver | Problem::NotFound) => {
            PageAnswer::Tell(Problem::ChangeOver, routes::CONTACTS.into())
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(
    view: &ConfirmView,
    passkey: Option<Ceremony>,
    problem: Option<&Problem>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let change = view.change.id.to_string();
    let ways = if view.proven { confirm(&change, words).into_any() } else { ways(view, words).into_any() };
    let passkey =
        passkey.filter(|_| !view.proven).map(|ceremony| prove(ceremony, format!("change-{change}"), words));
    let otherwise =
        view.change.at.as_ref().map(|at| view! { <p class="note">{words.change_otherwise(at)}</p> });
    view! {
        <header>
            <h1>{words.change_title()}</h1>
            <p class="lead" data-news>{said(&words.change_what(&view.change.what))}</p>
        </header>
        {alert(problem, words)}
        <section class="answer" data-tone="wait">
            <p class="tone">{words.change_why()}</p>
            {ways}
            {passkey}
        </section>
        {otherwise}
        <form method="post" action=WithdrawChange::PATH>
            <input type="hidden" name=field!(WithdrawChange.change) value=change />
            <button class="button" data-kind="quiet">{words.contacts_withdraw()}</button>
        </form>
        <p class="note">
            <a href=routes::CONTACTS>{words.prove_back()}</a>
        </p>
    }
}

/// The session has proven enough: one press is left.
fn confirm(change: &str, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <form method="post" action=ConfirmChange::PATH>
            <input type="hidden" name=field!(ConfirmChange.change) value=change.to_owned() />
            <button class="button">{words.contacts_confirm()}</button>
        </form>
    }
}

/// The contacts that can prove it, the first of them as the one thing to do.
fn ways(view: &ConfirmView, words: &'static Wording) -> impl IntoView + use<> {
    let change = view.change.id.to_string();
    let ways = view
        .ways
        .iter()
        .enumerate()
        .map(|(place, (id, channel, masked))| {
            let kind = (place > 0).then_some("quiet");
            view! {
                <form method="post" action=ProveContact::PATH>
                    <input type="hidden" name=field!(ProveContact.change) value=change.clone() />
                    <input type="hidden" name=field!(ProveContact.contact) value=*id />
                    <button class="button" data-kind=kind><span>{said(&words.change_way(*channel, masked))}</span></button>
                </form>
            }
        })
        .collect_view();
    let lead = if view.ways.is_empty() { words.change_no_way() } else { words.change_lead() };
    view! {
        <p>{lead}</p>
        <div class="stack">{ways}</div>
    }
}
