use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

use super::{
    copy, find, hydrated, live, net, on, script, spawn,
    swap::{self, Shown},
    window,
};

/// Posts the forms below `root` by itself and shows the page that comes back.
pub fn enhance(root: Element) {
    on(&root, "submit", |event| {
        let event: SubmitEvent = event.unchecked_into();
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        // A question that stands in the address is a page like any other.
        if form.method() != "post" {
            return;
        }
        // One with a file is left to the browser, which says how far it has come.
        if form.enctype() == "multipart/form-data" {
            return;
        }
        if form.has_attribute("data-pending") {
            event.prevent_default();
            return;
        }
        // Taken over only when it is under way: whatever this browser lacks, it can still post a form.
        let sent = under_way(&event, &form);
        if let Some((button, answer)) = sent {
            event.prevent_default();
            spawn(post(form, button, answer));
        }
    });
    on(&root, "click", |event| copy::pressed(&event));
    // Nobody else is to make a policy of this name.
    script::policy();
    swap::remember();
    live::shown(Shown::Other);
    live::start();
    if let Some(window) = window() {
        // What was shown so is not in the browser's own history: coming back to it means to load it.
        let location = window.location();
        on(&window, "popstate", move |_| {
            if !swap::is_current() {
                let _ = location.reload();
            }
        });
    }
    hydrated(&root);
}

/// Sends a form as its button says. `None` where the browser does not tell which button that was, or cannot send it.
fn under_way(
    event: &SubmitEvent,
    form: &HtmlFormElement,
) -> Option<(Option<HtmlElement>, impl Future<Output = Option<net::Answer>> + use<>)> {
    if !Reflect::has(event, &"submitter".into()).unwrap_or(false) {
        return None;
    }
    let button = event.submitter();
    let fields = fields(form, button.as_ref())?;
    let answer = net::post(&form.get_attribute("action")?, fields)?;
    Some((button, answer))
}

async fn post(
    form: HtmlFormElement,
    button: Option<HtmlElement>,
    answer: impl Future<Output = Option<net::Answer>>,
) {
    pending(&form, button.as_ref(), true);
    match answer.await {
        Some(answer) => {
            if let Some(shown) = swap::submitted(&answer) {
                live::shown(shown);
            }
        }
        None => say_offline(&form),
    }
    pending(&form, button.as_ref(), false);
}

fn fields(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<UrlSearchParams> {
    let fields =
        UrlSearchParams::new_with_str_sequence_sequence(FormData::new_with_form(form).ok()?.as_ref()).ok()?;
    if let Some(button) = button
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        fields.append(&name, &value);
    }
    Some(fields)
}

/// While a form is under way it is not sent again, and its button says so.
pub fn pending(form: &HtmlFormElement, button: Option<&HtmlElement>, pending: bool) {
    let _ = form.toggle_attribute_with_force("data-pending", pending);
    if let Some(button) = button {
        let _ = if pending {
            button.set_attribute("aria-busy", "true")
        } else {
            button.remove_attribute("aria-busy")
        };
    }
    if pending && let Some(said) = find("main [data-offline]") {
        said.remove();
    }
}

/// Puts the words for a lost connection, which the server wrote into the page, above the button.
fn say_offline(form: &HtmlFormElement) {
    let said = find("#offline").and_then(|words| words.clone_node_with_deep(true).ok());
    if let Some(said) = said.and_then(|said| said.dyn_into::<HtmlElement>().ok()) {
        said.set_id("");
        let _ = said.set_attribute("data-offline", "");
        let _ = form.prepend_with_node_1(&said);
        said.set_hidden(false);
    }
}
