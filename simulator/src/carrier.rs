//! The carriers: they report what happens to parcels, by hand scanners with a button for everything, or in any words
//! that are given as JSON.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::{State, rejection::JsonRejection},
    http::HeaderValue,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    clock::{self, Calendar},
    demo::{
        DemoParcel, StateFolder,
        data::{Label, button, data, station},
    },
    desk::Desk,
    page::{Page, page},
    problem::Problem,
    random,
};

/// How many typed-in parcels and how many reports are kept.
const KEPT: usize = 100;

/// A parcel of which reports can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    label: Label,
    /// What else is known, for people.
    note: String,
}

impl From<&DemoParcel> for Known {
    fn from(parcel: &DemoParcel) -> Self {
        let announced = &parcel.registration;
        let label = announced.label(parcel.compartment().unwrap_or("7"));
        Self { label, note: format!("{}, {}", announced.merchant, parcel.shows()) }
    }
}

/// A report that was made.
#[derive(Debug, Clone)]
struct Told {
    tracking_number: String,
    what: &'static str,
    at: DateTime<Utc>,
    /// Whether it was taken.
    taken: bool,
    /// What the desk said.
    answer: String,
}

struct Counter {
    desk: Desk,
    folder: StateFolder,
    memory: Mutex<Memory>,
}

/// Latest first.
#[derive(Default)]
struct Memory {
    typed_in: VecDeque<Known>,
    told: VecDeque<Told>,
}

impl Memory {
    fn keep(&mut self, parcel: Known) {
        self.typed_in.retain(|known| known.label.tracking_number != parcel.label.tracking_number);
        self.typed_in.push_front(parcel);
        self.typed_in.truncate(KEPT);
    }

    /// Every parcel reports can be made of: those typed in, then those of the demonstration, which keep their notes
    /// when somebody presses one of their buttons.
    fn parcels(&self, demonstrated: &[DemoParcel]) -> Vec<Known> {
        let demonstrated: Vec<Known> = demonstrated.iter().map(Known::from).collect();
        let is_new = |typed: &&Known| {
            demonstrated.iter().all(|known| known.label.tracking_number != typed.label.tracking_number)
        };
        self.typed_in.iter().filter(is_new).chain(&demonstrated).cloned().collect()
    }
}

impl Counter {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `/carrier` and `/api/carrier`.
pub fn router(desk: Desk, folder: StateFolder) -> Router {
    let counter = Counter { desk, folder, memory: Mutex::default() };
    Router::new()
        .route("/carrier", get(show).post(press))
        .route("/api/carrier", post(report))
        .with_state(Arc::new(counter))
}

/// The name of an event that has none yet.
pub(crate) fn new_id() -> String {
    format!("msg_{}", random::hex::<12>())
}

/// Signs the given fields as `data` of an event and passes the desk's answer on.
///
/// `webhook_id` is taken out and used as the event's id, for sending one event more than once; without it the
/// event is a new one. `occurred_at` is now, unless given.
async fn report(
    State(counter): State<Arc<Counter>>,
    data: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(mut data) = data?;
    let id = match data.remove("webhook_id") {
        None => new_id(),
        Some(Value::String(id)) => id,
        Some(_) => return Err(Problem::invalid("webhook_id is a string")),
    };
    let header = HeaderValue::from_str(&id);
    let header = header.map_err(|_| Problem::invalid("webhook_id fits into no header"))?;
    data.entry("occurred_at").or_insert_with(|| json!(clock::now()));
    let answer = counter.desk.report(&id, &data).await?;
    Ok(([("webhook-id", header)], answer).into_response())
}

/// A parcel and the button that was pressed for it, if any.
#[derive(Debug, Deserialize)]
struct Pressed {
    tracking_number: String,
    carrier: String,
    #[serde(default)]
    station: String,
    #[serde(default)]
    compartment: String,
    action: Option<String>,
}

async fn press(
    State(counter): State<Arc<Counter>>,
    Form(pressed): Form<Pressed>,
) -> Result<Redirect, Problem> {
    let clean = |text: String| text.trim().chars().take(64).collect::<String>();
    let label = Label {
        tracking_number: clean(pressed.tracking_number),
        carrier: clean(pressed.carrier),
        station: clean(pressed.station),
        door: clean(pressed.compartment),
    };
    let anchor = anchor(&label);
    if let Some(action) = pressed.action {
        let button = button(&action).ok_or_else(|| Problem::invalid("there is no such `action`"))?;
        let at = clock::now();
        let event = button.report.about(&label, &Calendar::at(at));
        let (taken, answer) = match counter.desk.report(&new_id(), &event).await {
            Ok(answer) => (answer.status.is_success(), answer.to_string()),
            Err(error) => (false, error.to_string()),
        };
        let told = &mut counter.memory().told;
        let tracking_number = label.tracking_number.clone();
        told.push_front(Told { tracking_number, what: &button.label, at, taken, answer });
        told.truncate(KEPT);
    }
    counter.memory().keep(Known { label, note: "typed in".into() });
    Ok(Redirect::to(&format!("/carrier#{anchor}")))
}

fn anchor(label: &Label) -> String {
    label.tracking_number.chars().filter(char::is_ascii_alphanumeric).collect()
}

async fn show(State(counter): State<Arc<Counter>>) -> Result<Markup, Problem> {
    let state = counter.folder.read()?;
    let memory = counter.memory();
    let parcels = memory.parcels(&state.parcels);
    let content = html! {
        header {
            h1 { "Carrier" }
            p.note { "Each button sends Doorcode a signed event, as a carrier's system would." }
        }
        @if parcels.is_empty() {
            section.card.empty { h2 { "No parcels yet" } p.note { "Set the demonstration up, or type one in." } }
        }
        @for parcel in &parcels {
            (card(parcel, memory.told.iter().filter(|told| told.tracking_number == parcel.label.tracking_number)))
        }
        (type_in())
    };
    Ok(page(&Page { section: "/carrier", ..Page::plain("Carrier") }, &content))
}

fn card<'a>(Known { label, note }: &Known, told: impl Iterator<Item = &'a Told>) -> Markup {
    let mut told = told.take(4).peekable();
    html! {
        section.card id=(anchor(label)) {
            h2 { (label.tracking_number) }
            p.note {
                (label.carrier) " · " (note)
                @if let Some(station) = station(&label.station) { " · " (station.name) }
            }
            form method="post" action="/carrier" {
                input type="hidden" name="tracking_number" value=(label.tracking_number);
                input type="hidden" name="carrier" value=(label.carrier);
                div.fields {
                    label { "Station" input name="station" value=(label.station) autocomplete="off"; }
                    label { "Compartment" input name="compartment" value=(label.door) inputmode="numeric" autocomplete="off"; }
                }
                div.buttons {
                    @for button in &data().buttons {
                        button.button data-kind="quiet" name="action" value=(button.report.step) { (button.label) }
                    }
                }
            }
            @if told.peek().is_some() {
                ol.told {
                    @for told in told {
                        li data-tone=(if told.taken { "go" } else { "stop" }) {
                            time { (clock::in_berlin(told.at).format("%H:%M:%S").to_string()) }
                            b { (told.what) }
                            code { (told.answer) }
                        }
                    }
                }
            }
        }
    }
}

fn type_in() -> Markup {
    html! {
        details.card {
            summary { "Another parcel" }
            form method="post" action="/carrier" {
                div.fields {
                    label { "Tracking number" input name="tracking_number" required autocomplete="off"; }
                    label { "Carrier" input name="carrier" value="DHL" required autocomplete="off"; }
                    label { "Station" input name="station" value="BER-042" autocomplete="off"; }
                    label { "Compartment" input name="compartment" value="7" inputmode="numeric" autocomplete="off"; }
                }
                button.button { "Put it on the list" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_typed_in_again_is_listed_once() {
        let mut memory = Memory::default();
        for station in ["BER-042", "BER-117"] {
            let [tracking_number, carrier, station, door, note] =
                ["RR473124829GB", "DHL", station, "7", ""].map(str::to_owned);
            memory.keep(Known { label: Label { tracking_number, carrier, station, door }, note });
        }
        let parcels = memory.parcels(&[]);
        assert_eq!((parcels.len(), parcels[0].label.station.as_str()), (1, "BER-117"));
    }
}
