//! What web-sys has nothing for, or too much to download, by name. What is missing fails, as it does in JavaScript.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

pub type Answer = Result<JsValue, JsValue>;

pub fn get(object: &JsValue, name: &str) -> Answer {
    Reflect::get(object, &name.into())
}

pub fn call(object: &JsValue, name: &str, argument: &JsValue) -> Answer {
    get(object, name)?.unchecked_into::<Function>().call1(object, argument)
}

pub async fn wait(promise: Answer) -> Answer {
    JsFuture::from(Promise::resolve(&promise?)).await
}
