//! What time alone changes on a page. It is read from the page and told by the clock, so that a phone that slept for hours
//! shows what is right when it wakes, and nothing is left behind by pages that are gone.

use web_sys::Element;

use super::{all, awake, number, random};

/// What holds a time: the seconds from when the page came, as the server wrote them.
const TIMED: [&str; 3] = ["data-left", "data-hides", "data-due"];
/// The same as a moment of this device's clock, in milliseconds since 1970.
const AT: &str = "data-at";

/// Within so many milliseconds pages that are due at once ask one after the other.
const SPREAD: i32 = 3_000;

/// Turns the seconds below `page`, which came at this moment, into moments.
pub fn stamp(page: &Element, came: i64) {
    for name in TIMED {
        for element in all(page, &["[", name, "]"].concat()) {
            let seconds = number(&element, name).unwrap_or(0);
            // At midnight every page is due.
            let spread = if name == "data-due" { random(SPREAD) } else { 0 };
            let _ = element.set_attribute(AT, &(came + seconds * 1000 + spread).to_string());
        }
    }
}

/// How many seconds are left, rounded up, until the moment of an element.
fn left(element: &Element, now: i64) -> i64 {
    (number(element, AT).unwrap_or(now) - now + 999).div_euclid(1000)
}

/// Puts right what the clock has changed below `main`, and answers whether the page is old by now.
pub fn tick(main: &Element, now: i64) -> bool {
    let mut old = main.has_attribute("data-due") && left(main, now) <= 0;
    for wait in all(main, "[data-left]") {
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
    let shown = all(main, "[data-hides]");
    awake::hold(!shown.is_empty());
    for ticket in shown {
        // The code goes first, and the covered ticket is asked for afterwards: that holds without a network, too.
        if left(&ticket, now) <= 0 {
            for part in all(&ticket, ".qr, .digits") {
                part.remove();
            }
            old = true;
        }
    }
    old
}
