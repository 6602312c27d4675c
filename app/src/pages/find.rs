//! The start: which parcel, and whose.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::Find,
    field,
    flash::Flash,
    parts::{
        field::{Input, alert, contact, contact_problem},
        passkey, wall,
    },
    port::{Ceremony, OfferSignIn},
    problem::Field,
    wording::Wording,
};

/// The sign-in form.
pub async fn page(visit: &Visit<'_>) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    // Without an answer the form itself is all that is needed.
    let passkey = visit.ask(OfferSignIn).await.unwrap_or_default();
    Page::new(words.find_title(), move || form(&told, passkey, words))
        .public(words.find_lead())
        .in_columns()
        .lively()
        .into()
}

fn form(told: &Flash, passkey: Option<Ceremony>, words: &'static Wording) -> impl IntoView + use<> {
    let problem = told.of::<Find>();
    let tracking = Input {
        name: field!(Find.tracking),
        label: words.find_tracking(),
        hint: words.find_tracking_hint(),
        problem: Input::problem_of(&[Field::Tracking], problem, words),
    };
    let contact_problem = contact_problem(problem, words);
    let near = tracking.problem.is_some() || contact_problem.is_some();
    let above = if near { None } else { alert(problem.or(told.rest()), words) };
    let (number, address) =
        (told.typed::<Find>("", field!(Find.tracking)), told.typed::<Find>("", field!(Find.contact)));
    view! {
        <div class="stack">
        <header>
            <h1>{words.find_title()}</h1>
            <p class="lead">{words.find_lead()}</p>
        </header>
        {above}
        <form class="stack" method="post" action=Find::PATH>
            {tracking
                .around(move |described, invalid| {
                    view! {
                        <input
                            id="tracking"
                            name=field!(Find.tracking)
                            dir="ltr"
                            value=number
                            required
                            maxlength="120"
                            autocomplete="off"
                            autocapitalize="characters"
                            spellcheck="false"
                            aria-describedby=described
                            aria-invalid=invalid
                            autofocus=invalid.is_some()
                        />
                    }
                })}
            {contact(field!(Find.contact), address, contact_problem, words)}
            <button class="button">{words.find_go()}</button> <p class="note">{words.find_note()}</p>
        </form>
        {passkey::enter(passkey, None, words)}
        </div>
        <div class="art">{wall::picture()}</div>
    }
}
