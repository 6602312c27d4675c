use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomParser, Element, Event, HtmlElement, HtmlInputElement, SupportedType};

use super::{after, all, document, find, live, net::Answer, window};

/// Why the page is shown anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The customer posted a form: the news take the focus.
    Submitted,
    /// Something happened elsewhere: focus and scroll position stay.
    Changed,
}

thread_local! {
    static SHOWN: Cell<u32> = const { Cell::new(0) };
}

/// How many pages were shown here; tells whether another one came in between.
pub fn count() -> u32 {
    SHOWN.get()
}

/// Shows a page that came back, by changing what differs from page to page: the header, `<main>`, the title,
/// the address. `None` when what came back is no page of ours.
pub fn show(answer: &Answer, because: Because) -> Option<()> {
    let (window, document) = (window()?, document()?);
    let (location, body) = (window.location(), document.body()?);
    let came = DomParser::new().ok()?.parse_from_string(&answer.html, SupportedType::TextHtml).ok()?;
    let (main, old) = (part(&came, "main")?, part(&document, "main")?);
    let typed = typed(&old);
    let focused = document.active_element().map(|element| element.id()).filter(|id| !id.is_empty());

    live::stop();
    old.replace_with_with_node_1(&main).ok()?;
    if let (Some(old), Some(new)) = (part(&document, "body > header"), part(&came, "body > header")) {
        let _ = old.replace_with_with_node_1(&new);
    }
    if let Some(kind) = came.body().and_then(|body| body.get_attribute("data-kind")) {
        let _ = body.set_attribute("data-kind", &kind);
    }
    document.set_title(&came.title());
    SHOWN.set(count().wrapping_add(1));
    let _ = document.dispatch_event(&Event::new("shown").ok()?);

    match because {
        Because::Submitted => {
            let here = location.href().ok()?;
            let in_place = page(&here) == page(&answer.url);
            let history = window.history().ok()?;
            if here == answer.url {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&answer.url));
            } else {
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&answer.url));
            }
            refill(&main, &typed);
            if !in_place {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            present(in_place);
        }
        Because::Changed => {
            if let Some(element) = focused.and_then(|id| document.get_element_by_id(&id)) {
                let _ = element.unchecked_into::<HtmlElement>().focus();
            }
            announce(find("h1")?.text_content()?);
        }
    }
    Some(())
}

fn part(document: &Document, selector: &str) -> Option<Element> {
    document.query_selector(selector).ok()?
}

/// An address without what follows `?` and `#`.
fn page(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// Moves the focus to what the customer waits for, and says it.
fn present(in_place: bool) {
    let news = if in_place { find("main [data-news]") } else { None };
    let target = find("main [role=alert]")
        .and_then(|alert| find("main [aria-invalid]").or(Some(alert)))
        .or(news)
        .or_else(|| find("main [autofocus]"))
        .or_else(|| find("h1"));
    if let Some(target) = target {
        if target.tag_name() == "H1" {
            target.set_tab_index(-1);
        }
        let _ = target.focus();
        // An alert says itself.
        if find("main [role=alert]").is_none() {
            announce(target.text_content().unwrap_or_default());
        }
    }
}

/// Has a screen reader say something. The region has to be empty for a moment, or the same words are not
/// said twice.
fn announce(text: String) {
    if let Some(region) = find("#news") {
        region.set_text_content(None);
        after(100, move || region.set_text_content(Some(&text)));
    }
}

fn typed(main: &Element) -> Vec<(String, String)> {
    inputs(main).map(|input| (input.name(), input.value())).collect()
}

/// Puts back what was typed: the address a problem travels in holds none of it.
fn refill(main: &Element, typed: &[(String, String)]) {
    for input in inputs(main) {
        let name = input.name();
        if let Some((_, value)) = typed.iter().find(|(known, _)| *known == name) {
            input.set_value(value);
        }
    }
}

fn inputs(main: &Element) -> impl Iterator<Item = HtmlInputElement> {
    all(main, "input:not([type=hidden])").into_iter().filter_map(|input| input.dyn_into().ok())
}
