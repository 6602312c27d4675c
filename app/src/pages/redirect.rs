//! Asking for a parcel on its way to be sent to another station, and what became of that.

use domain::rescue::Answer;
use leptos::{either::EitherOf3, prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit, at::lines};
use crate::{
    actions::{ProveContact, SendElsewhere, TakeBack},
    field,
    flash::Flash,
    parts::{
        answer::live,
        field::alert,
        foreign::{bdi, said},
        passkey::prove,
        time,
    },
    port::{Ceremony, Channel, NearView, OfferProof, RedirectAsk, RedirectSheet, RedirectView, SeeRedirect},
    problem::{NotPossible, Problem},
    routes,
    wording::Wording,
};

/// How the requests of a parcel stand, and the form for a new one.
pub async fn page(visit: &Visit<'_>, id: &str, answer: &str) -> PageAnswer {
    let answer = if Answer::parse(answer).is_ok() { answer.to_owned() } else { String::new() };
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeRedirect { parcel: id.to_owned() }).await {
        Ok(view) => {
            // Whoever has no passkey is not offered one here; that it cannot be offered is no reason to stop.
            let passkey = match view.ask {
                RedirectAsk::Prove(_) => visit.ask(OfferProof).await.ok().flatten(),
                RedirectAsk::No(_) | RedirectAsk::Choose(_) => None,
            };
            let (title, due_in) = (words.redirect_title(&view.merchant), view.due_in);
            Page::new(title, move || sheet(&view, answer, passkey, &told, words))
                .lively()
                .due_in(due_in)
                .into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(
    view: &RedirectView,
    answer: String,
    passkey: Option<Ceremony>,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let requests: Vec<_> = view.requests.iter().map(|asked| request(asked, &view.id, told, words)).collect();
    let requests = (!requests.is_empty()).then(|| {
        view! {
            <section class="card" id="requests">
                <h2>{words.redirect_before()}</h2>
                {requests}
            </section>
        }
    });
    let above = alert(told.of::<SendElsewhere>(), words);
    let ask = match &view.ask {
        // What waits for its answer is told below.
        RedirectAsk::No(Problem::NotPossible(NotPossible::RedirectAsked)) => None,
        RedirectAsk::No(why) => Some(EitherOf3::A(view! { <p>{said(&words.problem(why))}</p> })),
        RedirectAsk::Prove(ways) => Some(EitherOf3::B(proof(ways, &view.id, passkey, words))),
        RedirectAsk::Choose(choices) => Some(EitherOf3::C(form(choices, answer, view, words))),
    };
    let bound =
        view.station.as_deref().map(|station| view! { <p>{said(&words.redirect_bound(station))}</p> });
    view! {
        <header>
            <p class="eyebrow">{bdi(&view.merchant)} " · " <span dir="ltr" translate="no">{view.tracking.clone()}</span></p>
            <h1 data-says>{words.redirect_headline()}</h1>
        </header>
        {above}
        <section class="card">
            {bound}
            {ask}
            {view.watched.then(|| live(&view.id, view.version, words))}
        </section>
        {requests}
        {alert(told.rest(), words)}
        <a class="button" data-kind="quiet" href=routes::parcel(&view.id)>{words.code_back()}</a>
    }
}

/// A request, what became of it, and the button that takes it back while nobody has answered.
fn request(
    asked: &RedirectSheet,
    parcel: &str,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let id = asked.id.to_string();
    let alert = alert(told.about::<TakeBack>(&id), words);
    let stands = match &asked.ended {
        None => words.redirect_asked(&asked.station),
        Some((end, _)) => words.redirect_ended(*end, &asked.station),
    };
    let ended = asked.ended.as_ref().map(|(_, at)| {
        view! { <li><span>{words.redirect_ended_at()}</span> {time::brief(at, words)}</li> }
    });
    let take_back = asked.ended.is_none().then(|| {
        view! {
            <form method="post" action=TakeBack::PATH>
                <input type="hidden" name=field!(TakeBack.parcel) value=parcel.to_owned() />
                <input type="hidden" name=field!(TakeBack.redirect) value=id />
                <button class="button" data-kind="quiet">{words.redirect_take_back()}</button>
            </form>
        }
    });
    view! {
        <div class="stack" data-redirect=asked.ended.as_ref().map_or("open", |(end, _)| end.as_str())>
            {alert}
            <p>{said(&stands)}</p>
            {asked.words.as_deref().map(|text| view! { <p>{bdi(text)}</p> })}
            <ul class="facts">
                <li><span>{words.redirect_asked_at()}</span> {time::brief(&asked.asked, words)}</li>
                {ended}
            </ul>
            {take_back}
        </div>
    }
}

/// The contacts that can prove who asks, the first of them as the one thing to do.
fn proof(
    ways: &[(i64, Channel, String)],
    parcel: &str,
    passkey: Option<Ceremony>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let asker = format!("redirect-{parcel}");
    let lead = if ways.is_empty() { words.redirect_prove_no_way() } else { words.redirect_prove_lead() };
    let ways: Vec<_> = ways
        .iter()
        .enumerate()
        .map(|(place, (id, channel, masked))| {
            let kind = (place > 0).then_some("quiet");
            view! {
                <form method="post" action=ProveContact::PATH>
                    <input type="hidden" name=field!(ProveContact.contact) value=*id />
                    <input type="hidden" name=field!(ProveContact.back) value=asker.clone() />
                    <button class="button" data-kind=kind><span>{said(&words.change_way(*channel, masked))}</span></button>
                </form>
            }
        })
        .collect();
    view! {
        <p>{lead}</p>
        <div class="stack">{ways}</div>
        {passkey.map(|ceremony| prove(ceremony, asker, words))}
    }
}

/// The stations that can be chosen, the nearest first.
fn form(
    choices: &[NearView],
    answer: String,
    view: &RedirectView,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let choices: Vec<_> = choices.iter().map(|near| choice(near, words)).collect();
    view! {
        <p>{words.redirect_lead()}</p>
        <form class="stack" method="post" action=SendElsewhere::PATH>
            <input type="hidden" name=field!(SendElsewhere.parcel) value=view.id.clone() />
            <input type="hidden" name=field!(SendElsewhere.request) value=view.request.clone() />
            <input type="hidden" name=field!(SendElsewhere.answer) value=answer />
            {choices}
            <button class="button">{words.redirect_go()}</button>
        </form>
    }
}

fn choice(near: &NearView, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <label class="check">
            <input type="radio" name=field!(SendElsewhere.station) value=near.id.clone() required />
            <span>
                <b>{bdi(&near.name)}</b> " · " {words.redirect_distance(near.distance)}
                <br />
                <small>{lines(&near.address)} " · " {said(&words.station_hours(&near.hours))}</small>
            </span>
        </label>
    }
}
