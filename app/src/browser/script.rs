//! What web-sys has nothing for, or too much to download, by name. What is missing fails, as it does in JavaScript.

use std::cell::OnceCell;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
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

/// The only service worker there is.
const WORKER: &str = "/sw.js";

thread_local! {
    // A policy can be made once.
    static POLICY: OnceCell<JsValue> = const { OnceCell::new() };
}

/// The page's one Trusted Types policy (the Content-Security-Policy names it); undefined where the browser knows of no
/// such things. Made when the client wakes, so that nobody else makes one of this name. It never leaves this module: it
/// lets answers of our own server become documents, and gives the address of the service worker.
pub fn policy() -> JsValue {
    POLICY.with(|policy| policy.get_or_init(|| make_policy().unwrap_or(JsValue::UNDEFINED)).clone())
}

fn make_policy() -> Answer {
    let trusting = get(&js_sys::global(), "trustedTypes")?;
    let rules = Object::new();
    let page = Closure::<dyn FnMut(JsValue) -> JsValue>::new(|text| text).into_js_value();
    let worker = Closure::<dyn FnMut() -> JsValue>::new(|| WORKER.into()).into_js_value();
    Reflect::set(&rules, &"createHTML".into(), &page)?;
    Reflect::set(&rules, &"createScriptURL".into(), &worker)?;
    get(&trusting, "createPolicy")?.unchecked_into::<Function>().call2(&trusting, &"doorcode".into(), &rules)
}

fn trusted(create: &str, text: &str) -> Answer {
    let policy = policy();
    if policy.is_undefined() { Ok(text.into()) } else { call(&policy, create, &text.into()) }
}

/// A document of a text that came from our own server. Its scripts do not run.
pub fn document(text: &str) -> Answer {
    let parser: Function = get(&js_sys::global(), "DOMParser")?.unchecked_into();
    let parser = Reflect::construct(&parser, &js_sys::Array::new())?;
    get(&parser, "parseFromString")?.unchecked_into::<Function>().call2(
        &parser,
        &trusted("createHTML", text)?,
        &"text/html".into(),
    )
}

/// The address of the service worker.
pub fn worker() -> Answer {
    trusted("createScriptURL", WORKER)
}
