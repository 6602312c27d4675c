//! A one-time code within a session: a test, a second proof, or a new contact.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{Answer, AnswerAgain},
    field,
    flash::Flash,
    parts::{
        field::{alert, alert_beside_digits, digits},
        foreign::said,
    },
    port::{ChallengeView, SeeChallenge},
    problem::Problem,
    routes,
    wording::Wording,
};

/// Where the digits are typed, for the page of the name `back` that asked for it.
pub async fn page(visit: &Visit<'_>, id: &str, back: &str) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeChallenge { id: id.to_owned() }).await {
        // It was finished: what comes next stands there.
        Ok(challenge) if challenge.answered => PageAnswer::Redirect(routes::proven(back)),
        Ok(challenge) => {
            let back = back.to_owned();
            Page::new(words.sign_in_title(), move || form(&challenge, back, &told, words)).lively().into()
        }
        Err(Problem::ChallengeOver) => PageAnswer::Tell(Problem::ChallengeOver, routes::CONTACTS.into()),
        Err(refused) => visit.refused(refused),
    }
}

fn form(
    challenge: &ChallengeView,
    back: String,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let problem = told.of::<Answer>();
    let above = alert_beside_digits(problem, words);
    let again = alert(told.of::<AnswerAgain>(), words);
    let rest = alert(told.rest(), words);
    let id = challenge.id.to_string();
    let leads = routes::proven(&back);
    let said_back = if back.is_empty() { words.prove_back() } else { words.code_back() };
    view! {
        <header>
            <h1>{words.sign_in_title()}</h1>
            <p class="lead" data-news>{said(&words.prove_sent(challenge))}</p>
        </header>
        {rest}
        {above}
        <form class="stack" method="post" action=Answer::PATH>
            <input type="hidden" name=field!(Answer.challenge) value=id.clone() />
            <input type="hidden" name=field!(Answer.back) value=back.clone() />
            {digits(field!(Answer.code), words.prove_code(), problem, words)} <button class="button">{words.sign_in_go()}</button>
        </form>
        <section class="card">
            <h2>{words.sign_in_missing()}</h2>
            <p class="note">{words.sign_in_missing_lead()}</p>
            {again}
            <form method="post" action=AnswerAgain::PATH>
                <input type="hidden" name=field!(AnswerAgain.challenge) value=id />
                <input type="hidden" name=field!(AnswerAgain.back) value=back.clone() />
                <button class="button" data-kind="quiet">{words.prove_again()}</button>
            </form>
        </section>
        <p class="note">
            <a href=leads>{said_back}</a>
        </p>
    }
}
