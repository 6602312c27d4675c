use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlFormElement};

use super::{
    fill::{before_sending, field},
    hydrated,
    script::{call, get, wait},
};

/// Has the browser make or use a passkey for the forms below `root` before they go their usual way: their
/// `data-passkey` says which, `create` or `get`, and `data-options` how. `data-supported` on `root` says that the
/// browser can.
pub fn ask(root: Element) {
    let can = get(&js_sys::global(), "PublicKeyCredential")
        .and_then(|credential| get(&credential, "parseRequestOptionsFromJSON"))
        .is_ok_and(|parse| parse.is_function());
    let _ = root.toggle_attribute_with_force("data-supported", can);
    before_sending(&root, "credential", |_, form| fill(form));
    hydrated(&root);
}

async fn fill(form: HtmlFormElement) -> Result<(), JsValue> {
    let attribute = |name| form.get_attribute(name).unwrap_or_default();
    let act = attribute("data-passkey");
    let parse = if act == "create" { "parseCreationOptionsFromJSON" } else { "parseRequestOptionsFromJSON" };
    let window = js_sys::global();
    let options = JSON::parse(&attribute("data-options"))?;
    let asked = Object::new();
    let options = call(&get(&window, "PublicKeyCredential")?, parse, &options)?;
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let credentials = get(&get(&window, "navigator")?, "credentials")?;
    let credential = wait(call(&credentials, &act, &asked)).await?;
    let said = JSON::stringify(&call(&credential, "toJSON", &JsValue::UNDEFINED)?)?;
    field(&form, "credential").ok_or(JsValue::NULL)?.set_value(&String::from(said));
    Ok(())
}
