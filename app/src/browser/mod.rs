//! The browser: the only place that touches it. Nothing here knows what a page is about.

use std::pin::Pin;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Window};

mod awake;
mod base64url;
mod clock;
mod copy;
mod fill;
pub mod forms;
mod live;
mod morph;
mod net;
pub mod passkey;
pub mod push;
mod script;
mod swap;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn find(selector: &str) -> Option<HtmlElement> {
    document()?.query_selector(selector).ok()??.dyn_into().ok()
}

/// Every element below `root` that matches.
fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|place| list.item(place)?.dyn_into().ok()).collect()
}

/// The address of this page, without what follows `#`.
fn here() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// This device's clock, in milliseconds since 1970. Whole ones: reading and writing fractions costs kilobytes.
#[expect(clippy::cast_possible_truncation, reason = "there are no parts of a millisecond")]
fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// Some number from 0 to `most`.
#[expect(clippy::cast_possible_truncation, reason = "there are no parts of a millisecond")]
fn random(most: i32) -> i64 {
    (js_sys::Math::random() * f64::from(most)) as i64
}

/// The number in an attribute.
fn number(element: &Element, name: &str) -> Option<i64> {
    element.get_attribute(name)?.parse().ok()
}

/// Tells tests and stylesheets that an island is live.
fn hydrated(root: &Element) {
    let _ = root.set_attribute("data-hydrated", "");
}

/// Calls `handler` for each such event, as long as the target lives.
fn on(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(handler).into_js_value();
    let _ = target.add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// Runs a future to its end. Boxed: a queue for each kind of future would be downloaded by everybody.
fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}

/// Calls `then` after so many milliseconds.
fn after(milliseconds: i32, then: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        let then = Closure::once_into_js(then);
        let _ =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), milliseconds);
    }
}

/// Calls `then` every so many milliseconds, for as long as the document is there.
fn every(milliseconds: i32, then: fn()) {
    if let Some(window) = window() {
        let then = Closure::<dyn FnMut()>::new(then).into_js_value();
        let _ =
            window.set_interval_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), milliseconds);
    }
}
