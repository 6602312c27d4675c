use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use super::{after, all, document, find, live, on, window};

/// Keeps the screen on, and hides the code below `root` when its time is over.
pub fn hold(root: Element) {
    stay_awake();
    if let Some(document) = document() {
        let root = root.clone();
        // The system lets the screen go when the page is hidden; ask anew when it is back.
        on(&document, "visibilitychange", move |_| {
            if root.is_connected() {
                stay_awake();
            }
        });
    }
    for ticket in all(&root, "[data-hides]") {
        let seconds =
            ticket.get_attribute("data-hides").and_then(|seconds| seconds.parse::<i32>().ok()).unwrap_or(0);
        after(seconds.saturating_mul(1000), move || hide(&ticket));
    }
    live(&root);
}

/// Takes the code away first and asks for the covered ticket afterwards: that holds without a network, too.
fn hide(ticket: &Element) {
    if ticket.is_connected() {
        for part in all(ticket, ".qr, .digits") {
            part.remove();
        }
        spawn_local(super::live::refresh());
    }
}

/// Screen Wake Lock, where the browser has it (web-sys counts it as unstable).
fn stay_awake() {
    let asked = window().and_then(|window| {
        let lock = Reflect::get(&window.navigator(), &JsValue::from_str("wakeLock")).ok()?;
        let request: Function = Reflect::get(&lock, &JsValue::from_str("request")).ok()?.dyn_into().ok()?;
        request.call1(&lock, &JsValue::from_str("screen")).ok()
    });
    if let Some(promise) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        spawn_local(async move {
            // Refused when the battery is low; then the page does not promise it.
            if JsFuture::from(promise).await.is_ok()
                && let Some(main) = find("main")
            {
                let _ = main.set_attribute("data-awake", "");
            }
        });
    }
}
