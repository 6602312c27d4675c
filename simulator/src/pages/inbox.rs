//! The phones and mailboxes: every message that arrived.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    layout::{Page, page},
    linked::linked,
};
use crate::{
    channel::Channel,
    clock,
    inbox::{Filter, LONGEST_WAIT, Letter, Message},
    provider::Provider,
    world::World,
};

/// How many messages the page shows.
const SHOWN: usize = 200;

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(show))
        .route("/api/messages", get(messages))
        .route("/api/arrivals", get(arrivals))
}

#[derive(Debug, Deserialize)]
struct Wait {
    /// How many seconds to wait for a message if there is none.
    #[serde(default)]
    wait: u64,
}

/// The messages as JSON, oldest first; `last` is the number of the latest message of all.
async fn messages(
    State(world): State<Arc<World>>,
    Query(filter): Query<Filter>,
    Query(Wait { wait }): Query<Wait>,
) -> Json<Value> {
    let messages = tokio::select! {
        biased;
        messages = world.inbox.wait(&filter) => messages,
        () = tokio::time::sleep(Duration::from_secs(wait.min(LONGEST_WAIT))) => Vec::new(),
        () = world.shutdown.begun() => Vec::new(),
    };
    let messages: Vec<&Message> = messages.iter().map(AsRef::as_ref).collect();
    Json(json!({ "messages": messages, "last": world.inbox.last() }))
}

/// Server-sent events: the number of the latest message, now and with each arrival.
async fn arrivals(State(world): State<Arc<World>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut arrivals = world.inbox.arrivals();
    arrivals.mark_changed();
    let numbers = stream::unfold(arrivals, |mut arrivals| async move {
        arrivals.changed().await.ok()?;
        let last = *arrivals.borrow_and_update();
        Some((Ok(Event::default().data(last.to_string())), arrivals))
    });
    let end = Box::pin(world.shutdown.begun());
    Sse::new(numbers.take_until(end)).keep_alive(KeepAlive::default())
}

async fn show(State(world): State<Arc<World>>, Query(filter): Query<Filter>) -> Markup {
    let last = world.inbox.last();
    let mut messages = world.inbox.list(&filter);
    messages.reverse();
    messages.truncate(SHOWN);
    let to = filter.to.as_deref().unwrap_or_default().trim();
    let content = html! {
        header {
            h1 { "Messages" }
            p.note { "Every SMS and e-mail Doorcode sent, newest first." }
        }
        form.filter method="get" role="search" {
            label for="to" { "To" }
            input id="to" name="to" value=(to) placeholder="Number or e-mail address" autocomplete="off";
            button.button data-kind="quiet" { "Show" }
            @if !to.is_empty() { a href="/" { "All messages" } }
        }
        div id="arrived" data-last=(last) {
            @if messages.is_empty() {
                section.card.empty { h2 { "Nothing arrived yet" } p.note { "Ask Doorcode for a code, and it appears here." } }
            }
            ol.messages { @for message in &messages { li { (bubble(message)) } } }
        }
    };
    page(
        &Page { title: "Messages", section: "/", script: Some("/assets/live.js"), refresh: Some(5) },
        &content,
    )
}

fn bubble(message: &Message) -> Markup {
    let Message { n, at, letter } = message;
    let kind = match letter.channel {
        Channel::Sms => "sms",
        Channel::Email => "email",
    };
    html! {
        article.message data-channel=(kind) data-n=(n) {
            p.meta {
                b { (letter.from) }
                " to "
                a href=(format!("/?to={}", letter.to.replace('+', "%2B"))) { (letter.to) }
                " "
                (time(*at))
            }
            @if let Some(subject) = &letter.subject { h2 { (subject) } }
            p.text { (linked(&letter.body)) }
            @if let Some(detail) = detail(letter) { p.meta { (detail) } }
        }
    }
}

fn detail(letter: &Letter) -> Option<String> {
    let provider = if letter.provider == Some(Provider::Sms2) { " by the second provider" } else { "" };
    let parts = match letter.parts? {
        1 => "1 part".to_owned(),
        parts => format!("{parts} parts"),
    };
    Some(match letter.validity_seconds {
        Some(seconds) if seconds >= 3_600 => {
            format!("SMS{provider}, {parts}, tried for {} h", seconds / 3_600)
        }
        Some(seconds) => format!("SMS{provider}, {parts}, tried for {} min", seconds.div_ceil(60)),
        None => format!("SMS{provider}, {parts}"),
    })
}

fn time(at: DateTime<Utc>) -> Markup {
    html! { time datetime=(at.to_rfc3339()) { (clock::in_berlin(at).format("%a %H:%M:%S").to_string()) } }
}
