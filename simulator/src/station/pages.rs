//! What somebody does in front of a station: press keys, hold a code before the scanner, break something.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Map;

use super::{
    locker::{self, Screen},
    stations::{Condition, Outcome, Part, Stations},
};
use crate::{
    demo::data::station,
    page::{Page, not_found, page},
    problem::Problem,
};

pub fn router() -> Router<Arc<Stations>> {
    Router::new()
        .route("/stations", get(list))
        .route("/stations/{id}", get(stand_before).post(operate))
        .route("/stations/{id}/condition", post(tamper))
}

async fn list(State(stations): State<Arc<Stations>>) -> Result<Markup, Problem> {
    let ids = stations.ids()?;
    let content = html! {
        header {
            h1 { "Stations" }
            p.note { "Stand in front of one: type or scan a code." }
        }
        @if ids.is_empty() {
            section.card.empty { h2 { "No stations yet" } p.note { "They appear once the demonstration is set up." } }
        }
        ul.list {
            @for id in &ids {
                @let condition = stations.condition(id);
                li {
                    a.card href=(format!("/stations/{id}")) {
                        b { (station(id).map_or(id, |station| &station.name)) }
                        span.note { (id) }
                        @if condition.offline {
                            span.chip data-tone="stop" { "Offline" }
                        } @else if condition == Condition::default() {
                            span.chip { "Working" }
                        } @else {
                            span.chip data-tone="wait" { "Faulty" }
                        }
                    }
                }
            }
        }
    };
    Ok(page(&Page { section: "/stations", ..Page::plain("Stations") }, &content))
}

#[derive(Debug, Deserialize)]
struct Shown {
    /// The number of the attempt whose result is shown.
    attempt: Option<u64>,
}

async fn stand_before(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    Query(Shown { attempt }): Query<Shown>,
) -> Response {
    if !is_id(&id) {
        return not_found().await.into_response();
    }
    let outcome = attempt.and_then(|attempt| stations.shown(&id, attempt));
    let screen = Screen { entered: "", words: stations.words(&id) };
    locker::show(&id, stations.condition(&id), &screen, outcome.as_ref()).into_response()
}

/// What was pressed or held before the scanner.
#[derive(Debug, Deserialize)]
struct Operated {
    #[serde(default)]
    entered: String,
    key: String,
    #[serde(default)]
    qr: String,
}

async fn operate(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    Form(form): Form<Operated>,
) -> Response {
    let condition = stations.condition(&id);
    let (kind, code) = match form.key.as_str() {
        "open" => ("digits", form.entered.trim()),
        "scan" => ("qr", form.qr.trim()),
        "clear" => return locker::show(&id, condition, &Screen::default(), None).into_response(),
        digit => {
            let is_digit = char::is_ascii_digit;
            let mut entered: String = form.entered.chars().filter(is_digit).collect();
            entered.extend(digit.chars().filter(is_digit).take(1));
            entered.truncate(locker::LONGEST_CODE);
            let screen = Screen { entered: &entered, words: stations.words(&id) };
            return locker::show(&id, condition, &screen, None).into_response();
        }
    };
    let attempt = Map::from_iter([(kind.to_owned(), code.into())]);
    let outcome = match stations.take(&id, attempt).await {
        Ok(answer) => Outcome::of(&answer),
        Err(problem) => Outcome::Broken(problem.detail),
    };
    let number = stations.show(&id, outcome);
    Redirect::to(&format!("/stations/{id}?attempt={number}")).into_response()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tampered {
    offline: Option<String>,
    scanner: Option<String>,
    keypad: Option<String>,
    screen: Option<String>,
    latency_ms: u32,
    clock_minutes: i32,
}

async fn tamper(
    State(stations): State<Arc<Stations>>,
    Path(id): Path<String>,
    Form(form): Form<Tampered>,
) -> Redirect {
    let part = |faulty: Option<String>| if faulty.is_some() { Part::Faulty } else { Part::Ok };
    let condition = Condition {
        offline: form.offline.is_some(),
        scanner: part(form.scanner),
        keypad: part(form.keypad),
        screen: part(form.screen),
        latency_ms: form.latency_ms.min(600_000),
        clock_minutes: form.clock_minutes.clamp(-24 * 60, 24 * 60),
    };
    stations.set_condition(&id, condition).await;
    Redirect::to(&format!("/stations/{id}"))
}

/// Whether it can be a station's id; anything else is an address nobody has.
fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
