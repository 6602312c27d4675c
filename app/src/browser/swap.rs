use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement};

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

/// The address of this page, without what follows `#`.
pub fn here() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// The address of this page, without what follows `?` either.
fn path() -> String {
    without_query(&here()).to_owned()
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// Shows a page that came back, by changing what differs from page to page: the header, `<main>`, the title,
/// the address. `None` when what came back is no page of ours.
pub fn show(answer: &Answer, because: Because) -> Option<()> {
    let (window, document) = (window()?, document()?);
    let came = answer.page.as_ref()?;
    let (main, old) = (part(came, "main")?, part(&document, "main")?);
    let typed = typed(&old);
    let focused =
        document.active_element().filter(|element| old.contains(Some(element))).map(|element| same(&element));

    live::stop();
    old.replace_with_with_node_1(&main).ok()?;
    if let (Some(old), Some(new)) = (part(&document, "body > header"), part(came, "body > header")) {
        let _ = old.replace_with_with_node_1(&new);
    }
    if let (Some(body), Some(new)) = (document.body(), came.body()) {
        let _ = body.set_attribute("data-kind", &new.get_attribute("data-kind").unwrap_or_default());
    }
    document.set_title(&came.title());
    let in_place = path() == without_query(&answer.url);
    if let Ok(history) = window.history() {
        // A way back to the same page would be a step that leads nowhere.
        let _ = if in_place {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&answer.url))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&answer.url))
        };
    }
    remember();
    let _ = document.dispatch_event(&Event::new("shown").ok()?);

    match because {
        Because::Submitted => {
            refill(&main, &typed);
            if !in_place {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            present(in_place);
        }
        Because::Changed => {
            if let Some(same) = focused {
                focus(find(&same).or_else(|| find("h1")));
            }
            announce(find("h1"));
        }
    }
    Some(())
}

fn part(document: &Document, selector: &str) -> Option<Element> {
    document.query_selector(selector).ok()?
}

/// Finds an element again in a newer version of its page.
fn same(element: &Element) -> String {
    let attribute =
        |name: &str| element.get_attribute(name).map(|value| ["main [", name, "=\"", &value, "\"]"].concat());
    attribute("id").or_else(|| attribute("href")).or_else(|| attribute("value")).unwrap_or_else(|| {
        let form = element.closest("form").ok().flatten().and_then(|form| form.get_attribute("action"));
        ["main form[action=\"", &form.unwrap_or_default(), "\"] button"].concat()
    })
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
        announce(news.or_else(|| find("h1")));
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

/// Has a screen reader say an element. The region has to be empty for a moment, or the same words are not
/// said twice.
fn announce(element: Option<HtmlElement>) {
    if let (Some(region), Some(element)) = (find("#news"), element) {
        let parts = all(&element, "*");
        let parts = if parts.is_empty() { vec![element.unchecked_into()] } else { parts };
        let text: Vec<String> = parts.iter().filter_map(|part| part.text_content()).collect();
        region.set_text_content(None);
        after(100, move || region.set_text_content(Some(&text.join(". "))));
    }
}

fn typed(main: &Element) -> Vec<(String, String)> {
    inputs(main).map(|input| (key(&input), input.value())).collect()
}

/// What tells an input from the others of its page.
fn key(input: &HtmlInputElement) -> String {
    let id = input.id();
    if id.is_empty() { input.name() } else { id }
}

/// Puts back what was typed: the address a problem travels in holds none of it.
fn refill(main: &Element, typed: &[(String, String)]) {
    for input in inputs(main) {
        let key = key(&input);
        if let Some((_, value)) = typed.iter().find(|(known, _)| *known == key) {
            input.set_value(value);
        }
    }
}

fn inputs(main: &Element) -> impl Iterator<Item = HtmlInputElement> {
    all(main, "input:not([type=hidden])").into_iter().filter_map(|input| input.dyn_into().ok())
}
