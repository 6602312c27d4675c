use js_sys::Date;
use web_sys::Element;

use super::{after, all, live};

/// Counts down every `data-left` below `root`, and frees its button at the end.
pub fn count(root: Element) {
    for wait in all(&root, "[data-left]") {
        let seconds: f64 =
            wait.get_attribute("data-left").and_then(|left| left.parse::<u32>().ok()).unwrap_or(0).into();
        tick(wait, Date::now() + seconds * 1000.0);
    }
    live(&root);
}

#[expect(clippy::cast_possible_truncation, reason = "a day has fewer seconds than that")]
/// Counts from the clock: a page in the background is not woken every second.
fn tick(wait: Element, end: f64) {
    let left = ((end - Date::now()) / 1000.0).ceil() as i32;
    if left > 0 {
        if let Ok(Some(number)) = wait.query_selector("b") {
            number.set_text_content(Some(&left.to_string()));
        }
        after(1000, move || tick(wait, end));
    } else {
        if let Ok(Some(button)) = wait.closest("button") {
            let _ = button.remove_attribute("disabled");
        }
        wait.remove();
    }
}
