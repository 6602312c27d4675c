//! The one-time code.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{Another, Prove},
    field,
    flash::Flash,
    parts::{
        field::{alert, alert_beside_digits, digits},
        passkey,
    },
    port::{Ceremony, Channel, OfferSignIn, SeeSignIn, SignInView},
    problem::Problem,
    routes,
    wording::Wording,
};

/// Where the digits are typed, and how to get others; of a sign-in that was begun at a station, if it was at one.
pub async fn page(visit: &Visit<'_>, station: Option<&str>) -> PageAnswer {
    let words = visit.words;
    let told = visit.told.clone();
    let station = station.map(str::to_owned);
    match visit.ask(SeeSignIn).await {
        Ok(sign_in) => {
            let passkey = visit.ask(OfferSignIn).await.unwrap_or_default();
            Page::new(words.sign_in_title(), move || form(&sign_in, station, &told, passkey, words))
                .lively()
                .into()
        }
        // It was finished: whoever comes back to it is in.
        Err(Problem::SignInOver) if visit.caller.session.is_some() => {
            PageAnswer::Redirect(station.map_or_else(|| routes::PARCELS.to_owned(), |id| routes::at(&id)))
        }
        Err(over @ Problem::SignInOver) if station.is_some() => {
            PageAnswer::Tell(over, routes::at(&station.unwrap_or_default()).into())
        }
        Err(refused) => visit.refused(refused),
    }
}

fn form(
    sign_in: &SignInView,
    station: Option<String>,
    told: &Flash,
    passkey: Option<Ceremony>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let problem = told.of::<Prove>();
    let above = alert_beside_digits(problem, words);
    let another = alert(told.of::<Another>(), words);
    let rest = alert(told.rest(), words);
    // The way that was not taken last stands first.
    let mut ways = [Channel::Sms, Channel::Email];
    ways.sort_by_key(|way| *way == sign_in.last);
    let buttons = ways.map(|way| {
        view! { <button class="button" data-kind="quiet" name=field!(Another.channel) value=way.as_str()>{words.sign_in_by(way)}</button> }
    });
    let at =
        |name: &'static str| station.clone().map(|id| view! { <input type="hidden" name=name value=id /> });
    let (lead, again) = match &station {
        Some(id) => (words.sign_in_here(sign_in), routes::at(id)),
        None => (words.sign_in_on_its_way(sign_in), routes::FIND.to_owned()),
    };
    view! {
        <header>
            <h1>{words.sign_in_title()}</h1>
            <p class="lead" data-news>{lead}</p>
        </header>
        {rest}
        {above}
        <form class="stack" method="post" action=Prove::PATH>
            {at(field!(Prove.station))}
            {digits(field!(Prove.code), words.sign_in_code(), problem, words)} <button class="button">{words.sign_in_go()}</button>
        </form>
        <section class="card">
            <h2>{words.sign_in_missing()}</h2>
            {station.is_some().then(|| view! { <p class="note">{words.at_code_none()}</p> })}
            <p class="note">{words.sign_in_missing_lead()}</p>
            {another}
            <form class="pair" method="post" action=Another::PATH>
                {at(field!(Another.station))}
                {buttons}
            </form>
        </section>
        {passkey::enter(passkey, station, words)}
        <p class="note">
            <a href=again>{words.sign_in_again()}</a>
        </p>
    }
}
