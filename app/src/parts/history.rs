use leptos::prelude::*;

use super::{
    foreign::{bdi, said},
    time,
};
use crate::{port::EventView, wording::Wording};

/// How many events stand there at once; the rest is behind a click.
const OPEN: usize = 4;

/// What happened, newest first.
pub fn history(events: &[EventView], words: &'static Wording) -> Option<impl IntoView + use<>> {
    if events.is_empty() {
        return None;
    }
    let (newer, older) = events.split_at(OPEN.min(events.len()));
    let list = move |events: &[EventView]| {
        let entries = events.iter().map(|event| entry(event, words)).collect_view();
        view! { <ol class="history">{entries}</ol> }
    };
    let older = (!older.is_empty()).then(|| {
        view! {
            <details id="older">
                <summary>{words.parcels_over()}</summary>
                {list(older)}
            </details>
        }
    });
    Some(view! {
        <section class="card">
            <h2>{words.parcel_history()}</h2>
            {list(newer)}
            {older}
        </section>
    })
}

fn entry(event: &EventView, words: &Wording) -> impl IntoView + use<> {
    view! {
        <li>
            <span>{said(&words.parcel_event(event))}</span>
            {time::brief(&event.at, words)}
            {event.location.as_deref().map(|location| view! { <small>{bdi(location)}</small> })}
        </li>
    }
}
