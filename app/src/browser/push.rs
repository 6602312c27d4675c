use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlFormElement};

use super::{
    all,
    fill::{before_sending, field},
    hydrated,
    script::{Answer, call, get, wait, worker},
};
use crate::{actions::PushOn, field};

/// Has the form below `root` that holds a field `endpoint` subscribe this browser, with the key in
/// `data-push-key`, before it goes its usual way. On `root`, `data-permission` says what the customer has allowed
/// (`default`, `granted`, `denied`, or `unsupported`), and `data-failed` that it could not be done.
pub fn subscribe(root: Element) {
    tell(&root);
    before_sending(&root, field!(PushOn.endpoint), |root, form| {
        let asked = get(&js_sys::global(), "Notification")
            .and_then(|notification| call(&notification, "requestPermission", &JsValue::UNDEFINED));
        async move {
            let filled = fill(&root, &form, asked).await;
            tell(&root);
            filled
        }
    });
    hydrated(&root);
}

/// Puts a subscription into the form. Fails when there is no permission or no push service.
async fn fill(root: &Element, form: &HtmlFormElement, asked: Answer) -> Result<(), JsValue> {
    if wait(asked).await? != "granted" {
        return Err(JsValue::NULL);
    }
    let workers = get(&get(&js_sys::global(), "navigator")?, "serviceWorker")?;
    wait(call(&workers, "register", &worker()?)).await?;
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
    let names =
        [(&keys, field!(PushOn.p256dh)), (&keys, field!(PushOn.auth)), (&said, field!(PushOn.endpoint))];
    for (object, name) in names {
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
