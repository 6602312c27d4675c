//! The one-time code.

use leptos::prelude::*;

use super::{Page, PageAnswer, Visit};
use crate::{
    parts::{
        field::{alert, alert_beside_digits, digits},
        passkey,
    },
    port::{Ceremony, Channel, SignInView},
    problem::Problem,
    routes,
    told::Told,
    wording::Wording,
};

/// Where the digits are typed, and how to get others.
pub async fn page(visit: &Visit<'_>) -> PageAnswer {
    let words = visit.words;
    let told = visit.told.clone();
    match visit.desk.sign_in(visit.caller).await {
        Ok(sign_in) => {
            let passkey = visit.desk.offer_sign_in().await.unwrap_or_default();
            Page::new(words.sign_in.title, move || form(&sign_in, &told, passkey, words)).lively().into()
        }
        // It was finished: whoever comes back to it is in.
        Err(Problem::SignInOver) if visit.caller.session.is_some() => {
            PageAnswer::Redirect(routes::PARCELS.to_owned())
        }
        Err(refused) => visit.refused(refused),
    }
}

fn form(
    sign_in: &SignInView,
    told: &Told,
    passkey: Option<Ceremony>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let text = &words.sign_in;
    let problem = told.of("prove");
    let above = alert_beside_digits(problem, words);
    let another = alert(told.of("another"), words);
    let rest = alert(told.rest(), words);
    // The way that was not taken last stands first.
    let mut ways = [Channel::Sms, Channel::Email];
    ways.sort_by_key(|way| *way == sign_in.last);
    let buttons = ways.map(|way| {
        view! { <button class="button" data-kind="quiet" name="channel" value=way.as_str()>{(text.by)(way)}</button> }
    });
    view! {
        <header>
            <h1>{text.title}</h1>
            <p class="lead" data-news>{(text.lead)(sign_in.last, sign_in.codes)}</p>
        </header>
        {rest}
        {above}
        <form class="stack" method="post" action="/api/prove">
            {digits(text.code, problem, words)} <button class="button">{text.go}</button>
        </form>
        <section class="card">
            <h2>{text.missing}</h2>
            <p class="note">{text.missing_lead}</p>
            {another}
            <form class="pair" method="post" action="/api/another">
                {buttons}
            </form>
        </section>
        {passkey::enter(passkey, words)}
        <p class="note">
            <a href=routes::FIND>{text.again}</a>
        </p>
    }
}
