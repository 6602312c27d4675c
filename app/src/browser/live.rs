use std::cell::RefCell;

use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, EventSource};

use super::{
    after, all, document, live, net, on,
    swap::{self, Because},
};

/// How long a hidden page stays connected, and how long a refused one waits.
const HIDDEN: i32 = 60_000;
const REFUSED: i32 = 15_000;

thread_local! {
    static STREAM: RefCell<Option<EventSource>> = const { RefCell::new(None) };
}

/// Watches the events that an element below `root` names.
pub fn watch(root: Element) {
    let Some(url) =
        all(&root, "[data-events]").first().and_then(|element| element.get_attribute("data-events"))
    else {
        return;
    };
    live(&root);
    open(root.clone(), url.clone());
    if let Some(document) = document() {
        on(&document, "visibilitychange", move |_| {
            if hidden() {
                after(HIDDEN, || {
                    if hidden() {
                        stop();
                    }
                });
            } else if STREAM.with_borrow(Option::is_none) {
                open(root.clone(), url.clone());
            }
        });
    }
}

/// Ends the connection, if there is one.
pub fn stop() {
    if let Some(stream) = STREAM.take() {
        stream.close();
    }
}

fn open(root: Element, url: String) {
    if !root.is_connected() || hidden() {
        return;
    }
    let Ok(stream) = EventSource::new(&url) else { return };
    on(&stream, "changed", |_| spawn_local(refresh()));
    let opened = stream.clone();
    // The browser itself connects again after a lost connection, but not after a refusal.
    on(&stream, "error", move |_| {
        if opened.ready_state() == EventSource::CLOSED {
            let (root, url) = (root.clone(), url.clone());
            after(REFUSED, move || open(root, url));
        }
    });
    stop();
    STREAM.set(Some(stream));
}

/// Shows the page as it is now, unless another one came in between. A problem that it tells stays told: it may
/// have come in the very moment before.
pub async fn refresh() {
    let shown = swap::count();
    if let Some(answer) = net::ask(&swap::here(), None).await
        && shown == swap::count()
    {
        swap::show(&answer, Because::Changed);
    }
}

fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}
