//! What there is, read from what is registered and from the sources: so that nothing new is forgotten, and nothing that is asked for is dead.

use std::{collections::BTreeSet, path::PathBuf};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::What;
use leptos::server_fn::axum::server_fn_paths;
use sqlx::PgPool;

use super::{scene::Scene, who::Who};

const FORM: &str = "application/x-www-form-urlencoded";

/// What stands between these in a text, everywhere.
fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = String> + 'a {
    text.split(before).skip(1).map(move |rest| rest.split(after).next().unwrap().to_owned())
}

/// Every operation there is for customers: the server functions, the pages, the stream of changes, and what a browser
/// says by itself.
pub fn operations() -> BTreeSet<String> {
    let forms = server_fn_paths().map(|(path, _)| path.strip_prefix("/api/").unwrap().to_owned());
    let routes = [
        include_str!("../../../src/http/pages.rs"),
        include_str!("../../../src/http/mod.rs"),
        include_str!("../../../src/http/health.rs"),
    ];
    let paths = routes.into_iter().flat_map(|text| between(text, ".route(\"", '"'));
    // Behind this one are the server functions.
    forms.chain(paths.filter(|path| path != "/api/{action}")).collect()
}

/// All sources of the server, each with its name.
fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    sources
}

#[test]
fn every_address_is_read_from_the_sources() {
    // Each has one of these, however it is written: none is overlooked by how it is read.
    let count = |text: &str, what: &str| text.matches(what).count();
    for (name, text) in sources().iter().filter(|(name, _)| name.contains("/src/http/")) {
        let known = ["pages.rs", "http/mod.rs", "health.rs"].iter().any(|known| name.ends_with(known));
        assert_eq!(count(text, ".route("), if known { count(text, ".route(\"") } else { 0 }, "{name}");
    }
}

#[test]
fn everything_that_can_be_asked_is_asked_for_somewhere() {
    let sources = sources();
    for what in What::ALL {
        // They bring a proof of their own, which is looked at instead: the code, the link, the passkey.
        let own_proof = matches!(what, What::ComeIn | What::UndoByLink);
        let name = format!("What::{what:?}");
        let next = |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric());
        let asked = sources.iter().any(|(_, text)| text.split(&name).skip(1).any(|rest| !next(rest)));
        assert!(asked || own_proof, "{name} is asked for nowhere");
    }
}

#[test]
fn a_code_is_opened_with_a_permit_only() {
    let sources = sources();
    let keys = &sources.iter().find(|(name, _)| name.ends_with("src/keys.rs")).unwrap().1;
    assert!(
        keys.contains("fn read(&self, live: &LiveCode)") && keys.contains("\"pickup_code|"),
        "it is in there"
    );
    let mut opened = 0;
    for (name, text) in &sources {
        for rest in text.split("open_code(").skip(1) {
            let arguments = rest.split(')').next().unwrap();
            assert!(arguments.to_lowercase().contains("permit"), "{name}: open_code({arguments})");
            opened += 1;
        }
        // Nothing else knows where it is sealed, and what reads it there without a permit is nobody else's.
        assert!(
            !text.contains("\"pickup_code|") || name.ends_with("keys.rs"),
            "{name} unseals a code itself"
        );
        assert!(!text.contains("pub fn read(&self, live: &LiveCode)"), "{name} lends its key");
    }
    assert!(opened > 1, "it is looked for where it is");
}

/// The operator's side takes no customer for somebody of the operator's.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_customers_session_opens_nothing_of_the_operators(pool: PgPool) {
    let scene = Scene::new(pool).await;
    let api = include_str!("../../../src/api/mod.rs");
    let described = scene.world.get("/api/v1/openapi.json", "").await.json();
    // What is described is what is routed, but for the description itself.
    let mut routes = vec![("GET".to_owned(), "/openapi.json".to_owned())];
    for (path, methods) in described["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        routes.extend(
            methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.to_owned())),
        );
    }
    assert_eq!(routes.len(), api.matches("routes!(").count() + api.matches(".route(").count());
    for (method, path) in &routes {
        for who in Who::ALL {
            let caller = scene.anew(who).await;
            let path = path.replace("{id}", "BER-042").replace("{provider}", "sms").replace("{command}", "1");
            let request = Request::builder()
                .method(method.as_str())
                .uri(format!("/api/v1{}", path.replace("{reference}", "0123456789ABCDEFGHJKMNPQRS")))
                .header(header::CONTENT_TYPE, if path.contains("sms") { FORM } else { "application/json" })
                .header(header::COOKIE, &caller.cookie);
            let answer = scene.world.send(request.body(Body::from("{}")).unwrap()).await;
            let expected: &[StatusCode] = match path.as_str() {
                // What it looks like is no secret, nor what a station checks a list with.
                "/openapi.json" | "/grant-keys" => &[StatusCode::OK],
                // Who knows a reference of ours may report on it: this one was never ours.
                "/receipts/push/{reference}" => &[StatusCode::NOT_FOUND],
                "/receipts/sms/{reference}" => &[StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN],
                _ => &[StatusCode::UNAUTHORIZED],
            };
            assert!(
                expected.contains(&answer.status),
                "{path} to {who:?}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
}
