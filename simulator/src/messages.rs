//! The phones and mailboxes, as a page, as JSON and as events: every message that arrived.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json, Router,
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures::{Stream, StreamExt, stream};
use maud::{Markup, html};
use serde_json::Value;

use crate::{
    clock,
    inbox::{Channel, Filter, Inbox, Message},
    log::Numbered,
    page::{Page, page},
    shutdown::Shutdown,
};

/// How many messages the page shows.
const SHOWN: usize = 200;

type Messages = (Arc<Inbox>, Shutdown);

/// `/`, `/api/messages` and `/api/arrivals`.
pub fn router(inbox: Arc<Inbox>, shutdown: Shutdown) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/api/messages", get(messages))
        .route("/api/arrivals", get(arrivals))
        .with_state((inbox, shutdown))
}

async fn messages(State((inbox, shutdown)): State<Messages>, Query(filter): Query<Filter>) -> Json<Value> {
    inbox.to_json(|message| filter.admits(message), filter.wait, &shutdown).await
}

/// Server-sent events: the number of the latest message, now and with each arrival.
async fn arrivals(
    State((inbox, shutdown)): State<Messages>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut arrivals = inbox.arrivals();
    arrivals.mark_changed();
    let numbers = stream::unfold(arrivals, |mut arrivals| async move {
        arrivals.changed().await.ok()?;
        let last = *arrivals.borrow_and_update();
        Some((Ok(Event::default().data(last.to_string())), arrivals))
    });
    Sse::new(numbers.take_until(Box::pin(shutdown.begun()))).keep_alive(KeepAlive::default())
}

async fn show(State((inbox, _)): State<Messages>, Query(filter): Query<Filter>) -> Markup {
    let last = inbox.last();
    let mut messages = inbox.list(|message| filter.admits(message));
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
    let frame = Page { title: "Messages", section: "/", script: Some("/assets/live.js"), refresh: Some(5) };
    page(&frame, &content)
}

fn bubble(Numbered { n, what: message }: &Numbered<Message>) -> Markup {
    let kind = match message.channel {
        Channel::Sms => "sms",
        Channel::Email => "email",
    };
    html! {
        article.message data-channel=(kind) data-n=(n) {
            p.meta {
                b { (message.from) }
                " to "
                a href=(format!("/?to={}", message.to.replace('+', "%2B"))) { (message.to) }
                " "
                time datetime=(message.at.to_rfc3339()) {
                    (clock::in_berlin(message.at).format("%a %H:%M:%S").to_string())
                }
            }
            @if let Some(subject) = &message.subject { h2 { (subject) } }
            p.text { (linked(&message.body)) }
            @if let Some(detail) = detail(message) { p.meta { (detail) } }
        }
    }
}

fn detail(message: &Message) -> Option<String> {
    let provider = if message.provider == Some("sms2") { " by the second provider" } else { "" };
    let parts = match message.parts? {
        1 => "1 part".to_owned(),
        parts => format!("{parts} parts"),
    };
    let tried = match message.validity_seconds {
        Some(seconds) if seconds >= 3_600 => format!(", tried for {} h", seconds / 3_600),
        Some(seconds) => format!(", tried for {} min", seconds.div_ceil(60)),
        None => String::new(),
    };
    Some(format!("SMS{provider}, {parts}{tried}"))
}

/// The text, escaped, with its `http` and `https` addresses as links, as phones show it.
fn linked(text: &str) -> Markup {
    html! {
        @for (address, piece) in pieces(text) {
            @if address { a href=(piece) target="_blank" rel="noopener noreferrer" { (piece) } } @else { (piece) }
        }
    }
}

/// The text in pieces; true marks an address.
fn pieces(mut text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    while let Some(start) = ["http://", "https://"].iter().filter_map(|scheme| text.find(scheme)).min() {
        let (before, rest) = text.split_at(start);
        let end = rest.find(|character: char| character.is_whitespace() || "<>\"".contains(character));
        let address = &rest[..end.unwrap_or(rest.len())];
        // The full stop belongs to the sentence.
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
        pieces.extend([(false, before), (true, address)]);
        text = &rest[address.len()..];
    }
    pieces.push((false, text));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_everything_else_stays_text() {
        let text = "<b>Code</b> (see https://example.org/l/A?x=1&y=2). Or http://127.0.0.1:3000/l/T\nBye";
        assert_eq!(
            linked(text).into_string(),
            "&lt;b&gt;Code&lt;/b&gt; (see \
             <a href=\"https://example.org/l/A?x=1&amp;y=2\" target=\"_blank\" rel=\"noopener noreferrer\">https://example.org/l/A?x=1&amp;y=2</a>\
             ). Or \
             <a href=\"http://127.0.0.1:3000/l/T\" target=\"_blank\" rel=\"noopener noreferrer\">http://127.0.0.1:3000/l/T</a>\nBye"
        );
    }

    #[test]
    fn no_other_scheme_is_ever_a_link() {
        let text = "javascript:alert(1) data:text/html,x ftp://example.org";
        assert_eq!(pieces(text), [(false, text)]);
    }
}
