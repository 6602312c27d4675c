//! The addresses of the pages.

use std::sync::Arc;

use app::{
    flash::{Flash, Form},
    pages::{self, Page, PageAnswer},
    port::{Answers, Photo, SeePhoto},
    problem::Problem,
    shell::Chrome,
    wording::Wording,
};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use serde::Deserialize;

use super::{Document, Site, flash, security, visitor::Visitor};
use crate::random;

/// The routes of the pages.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(find))
        .route("/sign-in", get(sign_in))
        .route("/at/{station}", get(at))
        .route("/at/{station}/sign-in", get(sign_in_at))
        .route("/l/{token}", get(link))
        .route("/parcels", get(parcels))
        .route("/parcels/{id}", get(parcel))
        .route("/parcels/{id}/code", get(code))
        .route("/parcels/{id}/help", get(diagnosis))
        .route("/parcels/{id}/redirect", get(redirect))
        .route("/parcels/{id}/case", get(case))
        .route("/parcels/{id}/case/photo", get(photo))
        .route("/contacts", get(contacts))
        .route("/contacts/prove/{id}", get(prove))
        .route("/contacts/changes/{id}", get(change))
        .route("/u/{token}", get(undo))
        .route("/account", get(account))
        .route("/message", get(message))
        .route("/help", get(help))
        .route("/privacy", get(privacy))
}

async fn find(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    // Who is signed in has no use for the form. If the session turns out to be over, the list says so.
    if visitor.caller.session.is_some() && visitor.telling.told.problem().is_none() {
        return Redirect::to(app::routes::PARCELS).into_response();
    }
    show(&site, &visitor, pages::find::page(&visitor.visit(&site)).await)
}

async fn sign_in(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::sign_in::page(&visitor.visit(&site), None).await)
}

async fn at(State(site): State<Arc<Site>>, visitor: Visitor, Path(station): Path<String>) -> Response {
    show(&site, &visitor, pages::at::page(&visitor.visit(&site), &station).await)
}

async fn sign_in_at(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(station): Path<String>,
) -> Response {
    show(&site, &visitor, pages::sign_in::page(&visitor.visit(&site), Some(&station)).await)
}

async fn link(State(site): State<Arc<Site>>, visitor: Visitor, Path(token): Path<String>) -> Response {
    show(&site, &visitor, pages::link::page(&visitor.visit(&site), &token).await)
}

async fn parcels(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::parcels::page(&visitor.visit(&site)).await)
}

async fn parcel(State(site): State<Arc<Site>>, visitor: Visitor, Path(id): Path<String>) -> Response {
    show(&site, &visitor, pages::parcel::page(&visitor.visit(&site), &id).await)
}

#[derive(Deserialize)]
struct SeenThere {
    /// What the customer says they see.
    #[serde(default)]
    seen: String,
    /// The station at which they stand.
    #[serde(default)]
    at: String,
}

async fn diagnosis(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(SeenThere { seen, at }): Query<SeenThere>,
) -> Response {
    show(&site, &visitor, pages::diagnosis::page(&visitor.visit(&site), &id, &seen, &at).await)
}

#[derive(Deserialize)]
struct Reported {
    /// What is to be reported.
    #[serde(default)]
    kind: String,
    /// What the help page had answered that led here.
    #[serde(default)]
    answer: String,
}

async fn case(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(Reported { kind, answer }): Query<Reported>,
) -> Response {
    show(&site, &visitor, pages::case::page(&visitor.visit(&site), &id, &kind, &answer).await)
}

#[derive(Deserialize)]
struct ComesFrom {
    /// What the help page had answered that led here.
    #[serde(default)]
    answer: String,
}

async fn redirect(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(ComesFrom { answer }): Query<ComesFrom>,
) -> Response {
    show(&site, &visitor, pages::redirect::page(&visitor.visit(&site), &id, &answer).await)
}

/// The photo of a case, for whoever has sent it.
async fn photo(State(site): State<Arc<Site>>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let asked = SeePhoto { parcel: id };
    match site.app_state.answer(&visitor.caller, asked).await {
        Ok(Photo(jpeg)) => ([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response(),
        Err(Problem::SignedOut) => StatusCode::UNAUTHORIZED.into_response(),
        Err(Problem::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        // Not there, not theirs, and not for them: a picture says no more.
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn code(State(site): State<Arc<Site>>, visitor: Visitor, Path(id): Path<String>) -> Response {
    show(&site, &visitor, pages::code::page(&visitor.visit(&site), &id).await)
}

#[derive(Deserialize)]
struct Opened {
    /// The contact that is to be changed.
    #[serde(default)]
    change: String,
}

async fn contacts(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Query(Opened { change }): Query<Opened>,
) -> Response {
    show(&site, &visitor, pages::contacts::page(&visitor.visit(&site), &change).await)
}

#[derive(Deserialize)]
struct AskedBy {
    /// The name of the page that asked for the proof.
    #[serde(default)]
    back: String,
}

async fn prove(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(AskedBy { back }): Query<AskedBy>,
) -> Response {
    show(&site, &visitor, pages::prove::page(&visitor.visit(&site), &id, &back).await)
}

async fn change(State(site): State<Arc<Site>>, visitor: Visitor, Path(id): Path<String>) -> Response {
    show(&site, &visitor, pages::change::page(&visitor.visit(&site), &id).await)
}

async fn undo(State(site): State<Arc<Site>>, visitor: Visitor, Path(token): Path<String>) -> Response {
    show(&site, &visitor, pages::undo::page(&visitor.visit(&site), &token).await)
}

async fn account(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::account::page(&visitor.visit(&site)).await)
}

async fn message(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::message::page(visitor.words).into())
}

async fn help(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::help::page(visitor.words).into())
}

async fn privacy(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::privacy::page(visitor.words).into())
}

/// There is nothing at this address.
pub async fn not_found(State(site): State<Arc<Site>>, visitor: Visitor) -> Response {
    show(&site, &visitor, pages::not_found::page(visitor.words).into())
}

fn show(site: &Site, visitor: &Visitor, answer: PageAnswer) -> Response {
    let page = match answer {
        PageAnswer::Page(page) => page,
        PageAnswer::Redirect(path) => return Redirect::to(&path).into_response(),
        PageAnswer::Tell(problem, path) => {
            let mut response = Redirect::to(&path).into_response();
            let form = Form { page: path.to_string(), ..Form::default() };
            let kept = flash::keep(&site.app_state, &Flash::new(problem, form), &path);
            response.headers_mut().extend(kept.map(|cookie| (header::SET_COOKIE, cookie)));
            return response;
        }
    };
    let signed_in = visitor.caller.session.is_some();
    let mut response = rendered(site, page, visitor.words, &visitor.headers, signed_in);
    response.headers_mut().extend(visitor.telling.cookie.clone().map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// A page as an answer to whoever sent these headers.
pub fn rendered(
    site: &Site,
    page: Page,
    words: &'static Wording,
    asked: &HeaderMap,
    signed_in: bool,
) -> Response {
    let Ok(nonce) = random::token::<12>() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    let html = site.shell.document(page, &Chrome { nonce: &nonce, signed_in, words });
    let mut response = (status, Document::new(html, asked)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&security::policy(Some(&nonce))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
