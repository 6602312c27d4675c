use domain::notification::NotificationState;
use leptos::{either::Either, prelude::*, server_fn::ServerFn};

use super::{
    field::alert,
    foreign::{bdi, said, said_around},
    time,
};
use crate::{
    actions::Resend,
    field,
    port::{Barred, NotificationView, ParcelView, ResendAllowed, ResendOption},
    problem::Problem,
    routes,
    wording::Wording,
};

/// Where the code went, and how to send it again. Nothing while there is no code to tell about.
pub fn messages(
    parcel: &ParcelView,
    problem: Option<&Problem>,
    words: &'static Wording,
) -> Option<impl IntoView + use<>> {
    if parcel.notifications.is_empty() && parcel.resend.is_empty() && problem.is_none() {
        return None;
    }
    // The newest one is what a customer who asked for it waits for.
    let entries: Vec<_> =
        parcel.notifications.iter().enumerate().map(|(place, sent)| entry(sent, place == 0, words)).collect();
    let none = entries.is_empty().then(|| view! { <p class="note">{words.parcel_no_messages()}</p> });
    let list = (!entries.is_empty()).then(|| view! { <ul class="facts">{entries}</ul> });
    let next = parcel.fallback.as_ref().map(|next| {
        let seconds = next.seconds;
        let said = said_around(&words.parcel_next(next), view! { <b>{seconds}</b> });
        view! {
                <p class="next" data-left=seconds>
                    {said}
                </p>
        }
    });
    let again = (!parcel.resend.is_empty()).then(|| {
        let buttons = parcel.resend.iter().map(|option| button(option, words)).collect_view();
        let (id, request) = (parcel.row.id.clone(), parcel.request.clone());
        view! {
            <p id="again" class="label">{if parcel.word_only { words.parcel_tell_again() } else { words.parcel_again() }}</p>
                <form class="pair" method="post" action=Resend::PATH aria-labelledby="again">
                    <input type="hidden" name=field!(Resend.parcel) value=id />
                    <input type="hidden" name=field!(Resend.request) value=request />
                    {buttons}
                </form>
        }
    });
    let fix = (parcel.barred != Some(Barred::ByLink))
        .then(|| view! { <p class="note"><a href=routes::CONTACTS>{words.parcel_fix()}</a></p> });
    Some(view! {
        <section class="card" id="messages">
            <h2>{if parcel.word_only { words.parcel_messages_word() } else { words.parcel_messages() }}</h2>
            {alert(problem, words)}
            {none}
            {list}
            {next}
            {again}
            {fix}
        </section>
    })
}

/// A message and what became of it; the `newest` that was asked for is what a customer waits for.
pub fn entry(sent: &NotificationView, newest: bool, words: &Wording) -> impl IntoView + use<> {
    let news = (newest && sent.resent).then_some("-1");
    view! {
        <li data-tone=tone(sent.state) data-news=news data-says tabindex=news>
            <span>{said(&words.parcel_sent(sent))}</span>
            {time::brief(&sent.at, words)}
            <small>{words.parcel_state(sent)}</small>
            {sent.word_only.then(|| view! { <small>{words.sent_word()}</small> })}
        </li>
    }
}

fn button(option: &ResendOption, words: &'static Wording) -> impl IntoView + use<> {
    let (seconds, note) = match &option.allowed {
        ResendAllowed::Now { left } if *left <= 2 => (None, Some(Either::Left(words.parcel_left(*left)))),
        ResendAllowed::Now { .. } => (None, Some(Either::Right(bdi(&option.contact)))),
        ResendAllowed::Wait { seconds } => (Some(*seconds), None),
        ResendAllowed::SpentToday { until } => (None, Some(Either::Left(words.parcel_spent(until)))),
    };
    let disabled = !matches!(option.allowed, ResendAllowed::Now { .. });
    let wait =
        seconds.map(|left| view! { <small data-left=left>{said_around(words.parcel_again_in(), view! { <b>{left}</b> })}</small> });
    let note = note.map(|note| view! { <small>{note}</small> });
    view! {
        <button class="button" data-kind="quiet" name=field!(Resend.channel) value=option.channel.as_str() disabled=disabled>
            <span>{words.sign_in_by(option.channel)} {note} {wait}</span>
        </button>
    }
}

fn tone(state: NotificationState) -> &'static str {
    match state {
        NotificationState::Delivered => "go",
        NotificationState::Queued
        | NotificationState::Sending
        | NotificationState::Sent
        | NotificationState::TemporaryFailure => "wait",
        NotificationState::PermanentFailure
        | NotificationState::Blocked
        | NotificationState::TechnicalFailure => "stop",
    }
}
