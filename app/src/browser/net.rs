use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response, UrlSearchParams};

use super::window;

/// How long one bar of signal may take.
const PATIENCE: u32 = 20_000;

/// A page that came back.
pub struct Answer {
    /// Its address, after redirects.
    pub url: String,
    /// Its HTML.
    pub html: String,
}

/// Asks for a page, by `POST` when there is a form to send. `None` when the network does not answer.
pub async fn fetch(url: &str, form: Option<UrlSearchParams>) -> Option<Answer> {
    let request = RequestInit::new();
    // A form is answered with a page, as a browser that posts it itself is.
    request.set_headers(&Array::of1(&Array::of2(&"Accept".into(), &"text/html".into())));
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    if let Some(form) = form {
        request.set_method("POST");
        request.set_body(&form);
    }
    let response = wait(window()?.fetch_with_str_and_init(url, &request)).await?.unchecked_into::<Response>();
    let html = wait(response.text().ok()?).await?.as_string()?;
    Some(Answer { url: response.url(), html })
}

async fn wait(promise: js_sys::Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}
