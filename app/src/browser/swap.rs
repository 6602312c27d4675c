//! Shows an answer in the place of the page.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement};

use super::{after, all, clock, document, find, here, morph::morph, net, net::Answer, now, window};

/// Why the page is shown anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Because {
    /// The customer posted a form, or the page is another one: the news take the focus.
    Moved,
    /// Something happened elsewhere: focus and scroll position stay.
    Changed,
}

/// Which page is shown now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The one that was, as it is now.
    Same,
    /// Another one.
    Other,
    /// None in this document: it is being loaded as a whole.
    Loaded,
}

thread_local! {
    static SHOWN: RefCell<(u32, String)> = const { RefCell::new((0, String::new())) };
}

/// How many pages were shown here; tells whether another one came in between.
pub fn count() -> u32 {
    SHOWN.with_borrow(|(count, _)| *count)
}

/// Notes that the page of this address is shown.
pub fn remember() {
    SHOWN.set((count().wrapping_add(1), here()));
}

/// Whether the address bar still names the page that is shown.
pub fn is_current() -> bool {
    SHOWN.with_borrow(|(_, address)| *address == here())
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

fn in_place(answer: &Answer) -> bool {
    without_query(&here()) == without_query(&answer.url)
}

/// Shows the page that a form was answered with; a full load shows what is no page of this build.
pub fn submitted(answer: &Answer) -> Option<Shown> {
    let shown = show(answer, Because::Moved);
    if shown.is_none()
        && let Some(window) = window()
    {
        let location = window.location();
        // What was done has its page; what was not is still on this one.
        let _ = if answer.url.contains("/api/") { location.reload() } else { location.assign(&answer.url) };
    }
    shown
}

/// Shows this page as it is now. `None` when what came is not this page: then the one that is shown stays.
pub fn refresh(answer: &Answer) -> Option<Shown> {
    if answer.status == 200 && in_place(answer) {
        return show(answer, Because::Changed);
    }
    match answer.status {
        // It is nobody's any more, or the session is over: that is shown, or else loaded.
        200 => show(answer, Because::Moved),
        401 | 403 | 404 | 410 => show(answer, Because::Moved).or_else(load),
        // Of another build.
        409 => load(),
        _ => None,
    }
}

fn load() -> Option<Shown> {
    window()?.location().reload().ok().map(|()| Shown::Loaded)
}

/// Changes what differs from page to page: the header, `<main>`, the title, the address. `None` when what came back is
/// no page of this build.
fn show(answer: &Answer, because: Because) -> Option<Shown> {
    let (window, document) = (window()?, document()?);
    let came = &answer.page;
    let (main, old) = (part(came, "main")?, part(&document, "main")?);
    if main.get_attribute("data-build")? != net::build() {
        return None;
    }
    let in_place = in_place(answer);
    let focused = document.active_element().is_some_and(|element| old.contains(Some(&element)));

    clock::stamp(came.document_element()?.as_ref(), now());
    let mut said = Vec::new();
    if in_place {
        said = morph(&old, &main);
    } else {
        old.replace_with_with_node_1(&main).ok()?;
    }
    if let (Some(old), Some(new)) = (part(&document, "body > header"), part(came, "body > header")) {
        morph(&old, &new);
    }
    if let (Some(body), Some(new)) = (document.body(), came.body()) {
        let _ = body.set_attribute("data-kind", &new.get_attribute("data-kind").unwrap_or_default());
    }
    document.set_title(&came.title());
    if let Ok(history) = window.history() {
        // A way back to the same page would be a step that leads nowhere.
        let _ = if in_place {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&answer.url))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&answer.url))
        };
    }
    remember();
    // The shell hears it and wakes the islands that came.
    let _ = document.dispatch_event(&Event::new("shown").ok()?);

    match because {
        Because::Moved => {
            if !in_place {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            present(in_place);
        }
        Because::Changed => {
            // What had the focus may be gone.
            if focused && document.active_element().is_none_or(|element| !main_has(&element)) {
                focus(find("h1"));
            }
            announce(&said);
        }
    }
    Some(if in_place { Shown::Same } else { Shown::Other })
}

fn part(document: &Document, selector: &str) -> Option<Element> {
    document.query_selector(selector).ok()?
}

fn main_has(element: &Element) -> bool {
    find("main").is_some_and(|main| main.contains(Some(element)))
}

/// Moves the focus to what the customer waits for, and says it.
fn present(in_place: bool) {
    let alert = find("main [role=alert]");
    let news = if in_place { find("main [data-news]") } else { None };
    if let Some(news) = &news {
        let _ = news.set_attribute("data-fresh", "");
    }
    let target = find("main [aria-invalid]")
        .or_else(|| alert.clone())
        .or_else(|| find("main [autofocus]"))
        .or_else(|| news.clone())
        .or_else(|| find("h1"));
    focus(target);
    // An alert says itself.
    if alert.is_none() {
        announce(&news.or_else(|| find("h1")).map(Element::from).into_iter().collect::<Vec<_>>());
    }
}

fn focus(target: Option<HtmlElement>) {
    if let Some(target) = target {
        if target.tag_name() == "H1" {
            target.set_tab_index(-1);
        }
        let _ = target.focus();
    }
}

/// Has a screen reader say elements. The region has to be empty for a moment, or the same words are not said twice.
fn announce(elements: &[Element]) {
    let Some(region) = find("#news").filter(|_| !elements.is_empty()) else { return };
    let mut texts = Vec::new();
    for element in elements {
        let parts = all(element, ":not(bdi,.tone>span)");
        let parts = if parts.is_empty() { vec![element.clone().unchecked_into()] } else { parts };
        texts.extend(parts.iter().filter_map(|part| part.text_content()));
    }
    region.set_text_content(None);
    after(100, move || region.set_text_content(Some(&texts.join(". "))));
}
