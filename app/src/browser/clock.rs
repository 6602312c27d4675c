//! One beat a second, while somebody looks: everything that time alone changes on a page is read from the page and told
//! by the clock, so that a phone that slept for hours shows what is right when it wakes, and nothing is left behind
//! by pages that are gone.

use std::cell::Cell;

use web_sys::Element;

use super::{all, awake, document, every, find, live, now, number, on, window};

/// What holds a time: the seconds from when the page came, as the server wrote them.
const TIMED: [&str; 3] = ["data-left", "data-hides", "data-due"];
/// The same as a moment of this device's clock, in milliseconds since 1970.
const AT: &str = "data-at";

/// Within so many milliseconds pages that are due at once ask one after the other.
const SPREAD: i32 = 3_000;

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Starts the beat, once for all pages that this document shows.
pub fn start() {
    let (Some(window), Some(document)) = (window(), document()) else { return };
    if STARTED.replace(true) {
        return;
    }
    // Since then the page's seconds run; the client may have come much later over a slow line.
    let came = window.performance().map(|performance| performance.timing().response_start());
    if let Some(page) = document.document_element() {
        #[expect(clippy::cast_possible_truncation, reason = "there are no parts of a millisecond")]
        stamp(&page, came.map(|came| came as i64).filter(|came| *came > 0).unwrap_or_else(now));
    }
    every(1000, beat);
    on(&document, "visibilitychange", |_| turn());
    turn();
}

/// Turns the seconds below `page`, which came at this moment, into moments.
pub fn stamp(page: &Element, came: i64) {
    for name in TIMED {
        for element in all(page, &["[", name, "]"].concat()) {
            let seconds = number(&element, name).unwrap_or(0);
            // At midnight every page is due.
            let spread = if name == "data-due" { super::random(SPREAD) } else { 0 };
            let _ = element.set_attribute(AT, &(came + seconds * 1000 + spread).to_string());
        }
    }
}

/// How many seconds are left, rounded up, until the moment of an element.
fn left(element: &Element, now: i64) -> i64 {
    (number(element, AT).unwrap_or(now) - now + 999).div_euclid(1000)
}

/// A page that nobody looks at shows no code and keeps no connection; one that is looked at again is put right first.
fn turn() {
    let hidden = hidden();
    if hidden {
        live::stop();
        awake::lost();
    } else {
        beat();
    }
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.toggle_attribute_with_force("data-away", hidden);
    }
}

/// Puts right what the clock has changed.
pub fn beat() {
    let Some(main) = find("main").filter(|_| !hidden()) else { return };
    let now = now();
    for wait in all(&main, "[data-left]") {
        let left = left(&wait, now);
        if left > 0 {
            if let Ok(Some(number)) = wait.query_selector("b") {
                number.set_text_content(Some(&left.to_string()));
            }
        } else {
            if let Ok(Some(button)) = wait.closest("button") {
                let _ = button.remove_attribute("disabled");
            }
            wait.remove();
        }
    }
    let shown = all(&main, "[data-hides]");
    awake::hold(!shown.is_empty());
    for ticket in shown {
        // The code goes first, and the covered ticket is asked for afterwards: that holds without a network, too.
        if left(&ticket, now) <= 0 {
            for part in all(&ticket, ".qr, .digits") {
                part.remove();
            }
            live::ask();
        }
    }
    if main.has_attribute("data-due") && left(&main, now) <= 0 {
        live::ask();
    }
    live::beat(&main, now);
}

pub fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}
