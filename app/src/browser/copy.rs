//! Copies what a button offers, and says so in the words that the server wrote beside it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::{
    script::{Answer, call, get, wait},
    spawn,
};

/// Copies what was pressed, if it offers anything. Where the browser does not let us, the number stands there to be
/// selected.
pub fn pressed(event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(button) = target.closest("[data-copies]").ok().flatten() else { return };
    spawn(async move {
        if copy(&button).await.is_ok()
            && let Some(said) = button.next_element_sibling()
        {
            said.set_text_content(button.get_attribute("data-copied").as_deref());
        }
    });
}

async fn copy(button: &Element) -> Answer {
    let text = button.get_attribute("data-copies").unwrap_or_default();
    let clipboard = get(&get(&js_sys::global(), "navigator")?, "clipboard")?;
    wait(call(&clipboard, "writeText", &text.into())).await
}
