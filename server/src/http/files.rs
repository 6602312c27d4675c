//! Files of the build: the client, the stylesheet, icons.

use std::path::Path;

use app::shell::Assets;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::{Site, pages};

/// The files of the client could not be found.
#[derive(Debug, thiserror::Error)]
#[error("{0}: build the site first")]
pub struct FilesError(String);

/// Reads which files the build made. Names hold a hash of their content; the list is `hash.txt`, a line each.
pub fn assets(site_root: &Path) -> Result<Assets, FilesError> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("hash.txt")));
    let list = [Some(site_root.join("hash.txt")), beside]
        .into_iter()
        .flatten()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .ok_or_else(|| FilesError(format!("{} holds no hash.txt", site_root.display())))?;
    let address = |kind: &str| {
        let hash =
            list.lines().find_map(|line| line.trim().strip_prefix(kind)?.strip_prefix(':').map(str::trim));
        let hash = hash.ok_or_else(|| FilesError(format!("hash.txt names no {kind}")))?;
        Ok(format!("/pkg/doorcode.{hash}.{kind}"))
    };
    Ok(Assets { js: address("js")?, wasm: address("wasm")?, css: address("css")? })
}

/// Serves files; what is none of them is "not found" as a page.
pub fn router(site: &Site) -> Router {
    let missing = Router::new()
        .fallback(pages::not_found)
        .layer(middleware::map_response_with_state(site.clone(), super::security::personal))
        .with_state(site.clone());
    let files = ServeDir::new(&site.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing);
    Router::new()
        .fallback(async move |request: Request| match *request.method() {
            Method::GET | Method::HEAD => files.oneshot(request).await.into_response(),
            _ => axum::http::StatusCode::METHOD_NOT_ALLOWED.into_response(),
        })
        .layer(middleware::from_fn(caching))
}

/// A name with a hash never changes its content.
async fn caching(request: Request, next: Next) -> Response {
    let hashed = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let value = if hashed { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(value));
    }
    response
}
