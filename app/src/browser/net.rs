use gloo_net::http::RequestBuilder;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Document, UrlSearchParams};

use super::{after, here, script};

/// How long one bar of signal may take, in milliseconds.
const PATIENCE: i32 = 20_000;

/// What came back.
pub struct Answer {
    /// Its address, after redirects.
    pub url: String,
    /// The status of HTTP.
    pub status: u16,
    /// It as a document.
    pub page: Document,
}

/// Asks for this page as it is now. `None` when the network does not answer.
pub async fn ask() -> Option<Answer> {
    send("GET", &here(), None)?.await
}

/// Posts a form, in two steps: `None` says that this browser lacks what it needs, and may post it by itself; else it is
/// under way as soon as what this gives is waited for.
pub fn post(url: &str, form: UrlSearchParams) -> Option<impl Future<Output = Option<Answer>> + use<>> {
    send("POST", url, Some(form))
}

fn send(
    method: &str,
    url: &str,
    form: Option<UrlSearchParams>,
) -> Option<impl Future<Output = Option<Answer>> + use<>> {
    script::get(&js_sys::global(), "fetch").ok().filter(JsValue::is_function)?;
    // `AbortSignal.timeout` is younger than some browsers that are about.
    let abort = AbortController::new().ok()?;
    let request = RequestBuilder::new(url)
        .method(method.parse().ok()?)
        // A form is answered with a page, as a browser that posts it itself is.
        .header("accept", "text/html")
        // A page of another build comes as a whole, or not at all.
        .header("doorcode-build", &build())
        .abort_signal(Some(&abort.signal()));
    let request = match form {
        Some(form) => request.body(form),
        None => request.build(),
    }
    .ok()?;
    after(PATIENCE, move || abort.abort());
    Some(async move {
        let answer = request.send().await.ok()?;
        let text = answer.text().await.ok()?;
        let page = script::document(&text).ok()?.dyn_into().ok()?;
        Some(Answer { url: answer.url(), status: answer.status(), page })
    })
}

/// The build that made this page.
pub fn build() -> String {
    super::find("main").and_then(|main| main.get_attribute("data-build")).unwrap_or_default()
}
