use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::{all, forms::pending, on, script::get, spawn};

/// Has the forms below `root` that hold a field of this name filled before they go their usual way. `fill` is called
/// at once: browsers want to see that the customer has pressed something. `data-failed` on `root` says that it could
/// not be done, by the name of the error (`NotAllowedError`).
pub fn before_sending<F>(
    root: &Element,
    name: &'static str,
    fill: impl Fn(Element, HtmlFormElement) -> F + 'static,
) where
    F: Future<Output = Result<(), JsValue>> + 'static,
{
    on(root, "submit", move |event| {
        let root = event.current_target().and_then(|root| root.dyn_into::<Element>().ok());
        let form = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        let (Some(root), Some(form)) = (root, form) else { return };
        // A form that is filled, or has nothing to fill, is none of ours.
        if field(&form, name).is_none_or(|field| !field.value().is_empty()) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if form.has_attribute("data-pending") {
            return;
        }
        let button = event.unchecked_into::<SubmitEvent>().submitter();
        let filling = fill(root.clone(), form.clone());
        spawn(async move {
            pending(&form, button.as_ref(), true);
            let filled = filling.await;
            pending(&form, button.as_ref(), false);
            if let Err(why) = filled {
                let name = get(&why, "name").ok().and_then(|name| name.as_string());
                let _ = root.set_attribute("data-failed", &name.unwrap_or_default());
            } else {
                let _ = root.remove_attribute("data-failed");
                let _ = form.request_submit_with_submitter(button.as_ref());
            }
        });
    });
}

/// The field of a form that has this name.
pub fn field(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    all(form, &["[name=", name, "]"].concat()).pop()?.dyn_into().ok()
}
