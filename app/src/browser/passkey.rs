use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlFormElement};

use super::{
    base64url::{decode, encode},
    fill::{before_sending, field},
    hydrated,
    script::{Answer, call, get, wait},
};
use crate::{actions::AddPasskey, field};

/// Has the browser make or use a passkey for the forms below `root` before they go their usual way: their
/// `data-passkey` says which, `create` or `get`, and `data-options` how. `data-supported` on `root` says that the
/// browser can, and `data-failed` by which error it has not.
pub fn ask(root: Element) {
    // B19: the helpers of WebAuthn Level 3 may be missing.
    let can = get(&js_sys::global(), "PublicKeyCredential")
        .and_then(|known| get(&known, "prototype"))
        .and_then(|_| get(&credentials()?, "get"))
        .is_ok();
    let _ = root.toggle_attribute_with_force("data-supported", can);
    before_sending(&root, field!(AddPasskey.credential), |_, form| fill(form));
    hydrated(&root);
}

fn credentials() -> Answer {
    get(&get(&js_sys::global(), "navigator")?, "credentials")
}

async fn fill(form: HtmlFormElement) -> Result<(), JsValue> {
    let attribute = |name| form.get_attribute(name).unwrap_or_default();
    let options = JSON::parse(&attribute("data-options"))?;
    unpack(&options, "challenge")?;
    // Each act has one of these.
    let _ = get(&options, "user").and_then(|user| unpack(&user, "id"));
    for list in ["excludeCredentials", "allowCredentials"] {
        let list = get(&options, list)?;
        let mut place = 0;
        while Reflect::get_u32(&list, place).and_then(|known| unpack(&known, "id")).is_ok() {
            place += 1;
        }
    }
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options)?;
    let credential = wait(call(&credentials()?, &attribute("data-passkey"), &asked)).await?;
    field(&form, field!(AddPasskey.credential)).ok_or(JsValue::NULL)?.set_value(&packed(&credential)?);
    Ok(())
}

/// Puts the bytes that a member of the options stands for in its place.
fn unpack(object: &JsValue, name: &str) -> Result<(), JsValue> {
    let text = get(object, name)?.as_string().unwrap_or_default();
    Reflect::set(object, &name.into(), &Uint8Array::from(decode(&text).as_slice()))?;
    Ok(())
}

/// A credential in JSON, out of nothing but its bytes: password managers give objects of their own, with methods that
/// are missing or fail (B19). What browsers add about transports and extensions decides nothing here.
fn packed(credential: &JsValue) -> Result<String, JsValue> {
    let id = member(credential, "rawId")?;
    let response = get(credential, "response")?;
    let mut json =
        ["{\"type\":\"public-key\",\"id\":\"", &id, "\",\"rawId\":\"", &id, "\",\"response\":{"].concat();
    let mut before = "\"";
    for name in ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] {
        if let Ok(text) = member(&response, name) {
            for part in [before, name, "\":\"", &text, "\""] {
                json.push_str(part);
            }
            before = ",\"";
        }
    }
    json.push_str("}}");
    Ok(json)
}

/// A member's bytes in base64url, which some managers give themselves. Fails where there are none.
fn member(object: &JsValue, name: &str) -> Result<String, JsValue> {
    let value = get(object, name)?;
    let text = value.as_string();
    let bytes = text.map_or_else(|| Uint8Array::new(&value).to_vec(), |text| decode(&text));
    if bytes.is_empty() { Err(JsValue::NULL) } else { Ok(encode(&bytes)) }
}
