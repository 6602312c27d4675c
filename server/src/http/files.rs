//! Files of the build: the client, the stylesheet, icons.

use std::path::Path;
use std::sync::Arc;

use app::shell::Assets;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::{Site, pages};

/// Its folder is what it may serve: the whole site.
const SERVICE_WORKER: &str = "/sw.js";

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
pub fn router(site: &Arc<Site>) -> Router {
    let missing = Router::new()
        .fallback(pages::not_found)
        .layer(middleware::map_response_with_state(site.clone(), super::security::personal))
        .with_state(Arc::clone(site));
    serve(&site.site_root, missing)
}

fn serve(root: &Path, missing: Router) -> Router {
    let files = ServeDir::new(root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing);
    Router::new()
        .fallback(async move |request: Request| match *request.method() {
            Method::GET | Method::HEAD => files.oneshot(request).await.into_response(),
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        })
        .layer(middleware::from_fn(caching))
        .layer(middleware::from_fn(service_worker))
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

/// The service worker: what it may do is up to its own policy, not to that of the page; and a new version has to be
/// seen at once.
async fn service_worker(request: Request, next: Next) -> Response {
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    );
    let asked = request.uri().path() == SERVICE_WORKER;
    let mut response = next.run(request).await;
    if asked && response.status() != StatusCode::NOT_FOUND {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::HeaderMap};

    use super::*;

    async fn get(path: &str) -> (StatusCode, HeaderMap) {
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
        let missing = Router::new().fallback(async || StatusCode::NOT_FOUND);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = serve(&public, missing).oneshot(request).await.unwrap();
        (response.status(), response.headers().clone())
    }

    #[tokio::test]
    async fn the_service_worker_is_a_script_that_is_asked_for_anew_and_reaches_us_alone() {
        let (status, headers) = get("/sw.js").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_TYPE], "text/javascript");
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; connect-src 'self';"));
    }

    #[tokio::test]
    async fn other_files_may_be_kept_for_an_hour() {
        let (status, headers) = get("/icon.svg").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=3600");
        assert!(!headers.contains_key(header::CONTENT_SECURITY_POLICY));
        assert_eq!(get("/none.js").await.0, StatusCode::NOT_FOUND);
    }
}
