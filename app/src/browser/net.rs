use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, UrlSearchParams, XmlHttpRequest, XmlHttpRequestResponseType};

/// How long one bar of signal may take.
const PATIENCE: u32 = 20_000;

/// A page that came back.
pub struct Answer {
    /// Its address, after redirects.
    pub url: String,
    /// The page, if it is one.
    pub page: Option<Document>,
}

/// Asks for a page, by `POST` when there is a form to send. `None` when the network does not answer.
///
/// The browser makes a document of the answer by itself, as it does of a page it goes to: no text of ours ever becomes
/// one (`fetch` would give text, and `DOMParser` is a door that Trusted Types would have to leave ajar).
pub async fn ask(url: &str, form: Option<UrlSearchParams>) -> Option<Answer> {
    send(url, form)?.await
}

/// The same in two steps: it is under way when this answers, and `None` says that this browser cannot send it so.
pub fn send(
    url: &str,
    form: Option<UrlSearchParams>,
) -> Option<impl Future<Output = Option<Answer>> + use<>> {
    let request = XmlHttpRequest::new().ok()?;
    request.open(if form.is_some() { "POST" } else { "GET" }, url).ok()?;
    // A form is answered with a page, as a browser that posts it itself is.
    request.set_request_header("Accept", "text/html").ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    request.set_timeout(PATIENCE);
    let mut sent = false;
    let ended = Promise::new(&mut |then, _| {
        request.set_onloadend(Some(&then));
        sent = request.send_with_opt_url_search_params(form.as_ref()).is_ok();
    });
    sent.then_some(async move {
        JsFuture::from(ended).await.ok()?;
        if request.status().ok()? == 0 {
            return None;
        }
        Some(Answer { url: request.response_url(), page: request.response_xml().ok().flatten() })
    })
}
