use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::{all, forms::pending, live, on};

/// Has the form below `root` that holds a field `endpoint` subscribe this browser, with the key in
/// `data-push-key`, before it goes its usual way. On `root`, `data-permission` says what the customer has allowed
/// (`default`, `granted`, `denied`, or `unsupported`), and `data-failed` that it could not be done.
pub fn subscribe(root: Element) {
    tell(&root);
    on(&root, "submit", |event| {
        let root = event.current_target().and_then(|root| root.dyn_into::<Element>().ok());
        let form = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        let (Some(root), Some(form)) = (root, form) else { return };
        // A form that is filled, or has nothing to fill, is none of ours.
        if field(&form, "endpoint").is_none_or(|endpoint| !endpoint.value().is_empty()) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if !form.has_attribute("data-pending") {
            // Asked at once: the browser wants to see that the customer has pressed something.
            let asked = get(&js_sys::global(), "Notification")
                .and_then(|notification| call(&notification, "requestPermission", &JsValue::UNDEFINED));
            spawn_local(fill_and_send(root, form, event.unchecked_into::<SubmitEvent>().submitter(), asked));
        }
    });
    live(&root);
}

async fn fill_and_send(root: Element, form: HtmlFormElement, button: Option<HtmlElement>, asked: Answer) {
    pending(&form, button.as_ref(), true);
    let filled = fill(&root, &form, asked).await.is_ok();
    pending(&form, button.as_ref(), false);
    tell(&root);
    let _ = root.toggle_attribute_with_force("data-failed", !filled);
    if filled {
        let _ = form.request_submit_with_submitter(button.as_ref());
    }
}

/// Puts a subscription into the form. Fails when there is no permission or no push service.
async fn fill(root: &Element, form: &HtmlFormElement, asked: Answer) -> Result<(), JsValue> {
    if wait(asked).await? != "granted" {
        return Err(JsValue::NULL);
    }
    let workers = get(&get(&js_sys::global(), "navigator")?, "serviceWorker")?;
    wait(call(&workers, "register", &"/sw.js".into())).await?;
    let manager = get(&wait(get(&workers, "ready")).await?, "pushManager")?;
    let key = all(root, "[data-push-key]").first().and_then(|holder| holder.get_attribute("data-push-key"));
    let options = Object::new();
    Reflect::set(&options, &"userVisibleOnly".into(), &JsValue::TRUE)?;
    Reflect::set(&options, &"applicationServerKey".into(), &key.into())?;
    let mut subscription = wait(call(&manager, "subscribe", &options)).await;
    if subscription.is_err() {
        // Subscribed with another key, maybe: the operator has changed it.
        let old = wait(call(&manager, "getSubscription", &JsValue::UNDEFINED)).await?;
        wait(call(&old, "unsubscribe", &JsValue::UNDEFINED)).await?;
        subscription = wait(call(&manager, "subscribe", &options)).await;
    }
    let said = call(&subscription?, "toJSON", &JsValue::UNDEFINED)?;
    let keys = get(&said, "keys")?;
    // The endpoint comes last: it tells that the form is filled.
    for (object, name) in [(&keys, "p256dh"), (&keys, "auth"), (&said, "endpoint")] {
        let (field, value) = field(form, name).zip(get(object, name)?.as_string()).ok_or(JsValue::NULL)?;
        field.set_value(&value);
    }
    Ok(())
}

/// Says on `root` what the customer has allowed. Where there is no push manager there is no use in asking.
fn tell(root: &Element) {
    let window = js_sys::global();
    let permission = get(&window, "PushManager")
        .ok()
        .filter(|manager| !manager.is_undefined())
        .and_then(|_| get(&get(&window, "Notification").ok()?, "permission").ok()?.as_string());
    let _ = root.set_attribute("data-permission", permission.as_deref().unwrap_or("unsupported"));
}

fn field(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    all(form, &["[name=", name, "]"].concat()).pop()?.dyn_into().ok()
}

// By name: what web-sys has for these would be more to download. What is missing fails, as it does in JavaScript.

type Answer = Result<JsValue, JsValue>;

fn get(object: &JsValue, name: &str) -> Answer {
    Reflect::get(object, &name.into())
}

fn call(object: &JsValue, name: &str, argument: &JsValue) -> Answer {
    get(object, name)?.unchecked_into::<Function>().call1(object, argument)
}

async fn wait(promise: Answer) -> Answer {
    JsFuture::from(Promise::resolve(&promise?)).await
}
