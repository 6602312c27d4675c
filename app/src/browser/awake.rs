//! Keeps the screen on (Screen Wake Lock; web-sys counts it as unstable).

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use super::{
    document,
    script::{call, get, wait},
    spawn,
};

thread_local! {
    /// Whether it was asked for, and what holds it.
    static HELD: RefCell<(bool, Option<JsValue>)> = const { RefCell::new((false, None)) };
}

/// Asks for it once, or lets go of it.
pub fn hold(wanted: bool) {
    if HELD.with_borrow_mut(|(asked, _)| std::mem::replace(asked, wanted)) == wanted {
        return;
    }
    if wanted {
        spawn(async {
            // Refused when the battery is low; then the page does not promise it.
            let lock = get(&js_sys::global(), "navigator")
                .and_then(|navigator| get(&navigator, "wakeLock"))
                .and_then(|locks| call(&locks, "request", &"screen".into()));
            if let Ok(lock) = wait(lock).await {
                HELD.with_borrow_mut(|(_, held)| *held = Some(lock));
                say(true);
            }
        });
    } else if let Some(lock) = HELD.with_borrow_mut(|(_, held)| held.take()) {
        let _ = call(&lock, "release", &JsValue::UNDEFINED);
        say(false);
    }
}

/// The system has let the screen go: it does when nobody looks at the page.
pub fn lost() {
    HELD.take();
    say(false);
}

fn say(held: bool) {
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.toggle_attribute_with_force("data-awake", held);
    }
}
