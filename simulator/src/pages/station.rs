//! A station as somebody stands in front of it: a screen, keys, a scanner and doors.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::{
    layout::{Page, page},
    wall,
};
use crate::{
    clock,
    demo::network,
    station::{
        condition::{Condition, Part},
        heartbeat,
        unlock::{self, Outcome},
    },
    world::World,
};

/// More digits than any code has.
const LONGEST_CODE: usize = 12;

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/stations/{id}", get(stand_before).post(operate))
        .route("/stations/{id}/condition", post(tamper))
}

#[derive(Debug, Deserialize)]
struct Attempt {
    /// The number of the attempt whose result is shown.
    attempt: Option<u64>,
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

#[derive(Debug, Deserialize)]
struct Tampered {
    #[serde(default)]
    offline: Option<String>,
    #[serde(default)]
    scanner: Option<String>,
    #[serde(default)]
    keypad: Option<String>,
    #[serde(default)]
    clock_minutes: i32,
}

async fn stand_before(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(Attempt { attempt }): Query<Attempt>,
) -> Markup {
    let shown = attempt.and_then(|attempt| world.stations.shown(&id, attempt));
    screen(&world, &id, "", shown.map(|shown| shown.outcome).as_ref())
}

async fn operate(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Form(form): Form<Operated>,
) -> Response {
    let attempt = match form.key.as_str() {
        "open" => json!({ "digits": form.entered.trim() }),
        "scan" => json!({ "qr": form.qr.trim() }),
        "clear" => return screen(&world, &id, "", None).into_response(),
        digit => {
            let mut entered: String = form.entered.chars().filter(char::is_ascii_digit).collect();
            entered.extend(digit.chars().filter(char::is_ascii_digit).take(1));
            entered.truncate(LONGEST_CODE);
            return screen(&world, &id, &entered, None).into_response();
        }
    };
    let outcome = match unlock::own_fault(&world.stations.condition(&id), &attempt) {
        Some(problem) => Outcome::Broken(problem.detail),
        None => unlock::outcome(&unlock::ask(&world, &id, attempt).await),
    };
    let number = world.stations.show(&id, outcome);
    Redirect::to(&format!("/stations/{id}?attempt={number}")).into_response()
}

async fn tamper(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Form(form): Form<Tampered>,
) -> Redirect {
    let part = |faulty: Option<String>| if faulty.is_some() { Part::Faulty } else { Part::Ok };
    let condition = Condition {
        offline: form.offline.is_some(),
        scanner: part(form.scanner),
        keypad: part(form.keypad),
        clock_minutes: form.clock_minutes.clamp(-24 * 60, 24 * 60),
    };
    world.stations.set_condition(&id, condition);
    heartbeat::beat(&world, &id).await;
    Redirect::to(&format!("/stations/{id}"))
}

fn screen(world: &World, id: &str, entered: &str, outcome: Option<&Outcome>) -> Markup {
    let station = network::station(id);
    let name = station.as_ref().map_or(id, |station| &station.name);
    let open = match outcome {
        Some(Outcome::Open { compartment }) => Some(compartment.as_str()),
        Some(Outcome::Refused | Outcome::Locked { .. } | Outcome::Broken(_)) | None => None,
    };
    let content = html! {
        header { h1 { (name) } p.note { (id) } }
        div.locker {
            @if let Some(station) = &station { (wall::draw(station, open)) }
            section.screen {
                @match outcome {
                    Some(outcome) => (result(id, outcome)),
                    None => (keypad(id, entered)),
                }
            }
        }
        @if outcome.is_none() { (scanner(id)) }
        (faults(id, world.stations.condition(id)))
    };
    page(
        &Page { title: name, section: "/stations", script: Some("/assets/keypad.js"), refresh: None },
        &content,
    )
}

fn keypad(id: &str, entered: &str) -> Markup {
    html! {
        form.keypad method="post" action=(format!("/stations/{id}")) {
            label for="entered" { "Type your code" }
            input id="entered" name="entered" value=(entered) inputmode="numeric" autocomplete="off" maxlength=(LONGEST_CODE);
            // First in the form, so that the enter key opens; the style puts it below the keys.
            button.button.open name="key" value="open" { "Open" }
            @for key in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] { (key_button(key, key)) }
            (key_button("clear", "C"))
            (key_button("0", "0"))
        }
    }
}

fn key_button(value: &str, label: &str) -> Markup {
    html! { button.key data-key name="key" value=(value) aria-label=[(label == "C").then_some("Clear")] { (label) } }
}

fn scanner(id: &str) -> Markup {
    html! {
        section.card {
            h2 { "Scanner" }
            p.note { "Paste what the QR code says." }
            form.row method="post" action=(format!("/stations/{id}")) {
                input name="qr" aria-label="What the QR code says" autocomplete="off" autocapitalize="characters" spellcheck="false" required;
                button.button data-kind="quiet" name="key" value="scan" { "Scan" }
            }
        }
    }
}

fn result(id: &str, outcome: &Outcome) -> Markup {
    let (tone, title, text) = match outcome {
        Outcome::Open { compartment } => {
            ("go", format!("Door {compartment} is open"), "Take your parcel and shut the door.".to_owned())
        }
        Outcome::Refused => {
            ("stop", "No door opens for this code".to_owned(), "Check the digits and try again.".to_owned())
        }
        Outcome::Locked { until } => (
            "wait",
            "Too many wrong tries".to_owned(),
            match until {
                Some(until) => format!("Try again at {}.", clock::in_berlin(*until).format("%H:%M:%S")),
                None => "Try again in a few minutes.".to_owned(),
            },
        ),
        Outcome::Broken(why) => ("stop", "This did not work".to_owned(), why.clone()),
    };
    html! {
        div.result data-tone=(tone) role="status" {
            p.title { (title) }
            p { (text) }
            a.button data-kind="quiet" href=(format!("/stations/{id}")) { "Start over" }
        }
    }
}

fn faults(id: &str, condition: Condition) -> Markup {
    let any = condition != Condition::default();
    html! {
        details.card open[any] {
            summary { "Make something fail" }
            form.faults method="post" action=(format!("/stations/{id}/condition")) {
                label { input type="checkbox" name="offline" checked[condition.offline]; "No connection" }
                label { input type="checkbox" name="scanner" checked[condition.scanner == Part::Faulty]; "Scanner does not read" }
                label { input type="checkbox" name="keypad" checked[condition.keypad == Part::Faulty]; "Keys do not answer" }
                label { "Clock ahead by minutes" input type="number" name="clock_minutes" value=(condition.clock_minutes) min="-1440" max="1440"; }
                button.button data-kind="quiet" { "Apply" }
            }
        }
    }
}
