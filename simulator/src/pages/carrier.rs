//! The carriers' hand scanners: a button for everything that can happen to a parcel.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Page, page};
use crate::{
    carrier::{Known, Told, action::Action},
    clock,
    demo::network,
    problem::Problem,
    random,
    world::World,
};

pub fn router() -> Router<Arc<World>> {
    Router::new().route("/carrier", get(show).post(press))
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
    action: Option<Action>,
}

async fn press(State(world): State<Arc<World>>, Form(pressed): Form<Pressed>) -> Response {
    let clean = |text: String| text.trim().chars().take(64).collect::<String>();
    let parcel = Known {
        tracking_number: clean(pressed.tracking_number),
        carrier: clean(pressed.carrier),
        station: clean(pressed.station),
        compartment: clean(pressed.compartment),
        note: "typed in".into(),
    };
    let anchor: String = parcel.tracking_number.chars().filter(char::is_ascii_alphanumeric).collect();
    if let Some(action) = pressed.action {
        tell(&world, &parcel, action).await;
    }
    world.carrier.keep(parcel);
    Redirect::to(&format!("/carrier#{anchor}")).into_response()
}

async fn tell(world: &World, parcel: &Known, action: Action) {
    let now = clock::now();
    let id = format!("msg_{}", random::hex::<12>());
    let (taken, answer) = match world.desk.report(&id, &action.event(parcel, now)).await {
        Ok(answer) => (answer.status.is_success(), answer.to_string()),
        Err(error) => (false, error.to_string()),
    };
    let what = action.label().to_owned();
    world.carrier.note(Told {
        tracking_number: parcel.tracking_number.clone(),
        what,
        at: now,
        taken,
        answer,
    });
}

async fn show(State(world): State<Arc<World>>) -> Result<Markup, Problem> {
    let state = world.state.read().map_err(Problem::from)?;
    let parcels = world.carrier.parcels(&state);
    let content = html! {
        header {
            h1 { "Carrier" }
            p.note { "Each button sends Doorcode a signed event, as a carrier's system would." }
        }
        @if parcels.is_empty() {
            section.card.empty { h2 { "No parcels yet" } p.note { "Set the demonstration up, or type one in." } }
        }
        @for parcel in &parcels { (card(parcel, &world.carrier.told(&parcel.tracking_number))) }
        (type_in())
    };
    Ok(page(&Page { title: "Carrier", section: "/carrier", script: None, refresh: None }, &content))
}

fn card(parcel: &Known, told: &[Told]) -> Markup {
    let anchor: String = parcel.tracking_number.chars().filter(char::is_ascii_alphanumeric).collect();
    let station = network::station(&parcel.station).map(|station| station.name);
    html! {
        section.card id=(anchor) {
            h2 { (parcel.tracking_number) }
            p.note { (parcel.carrier) " · " (parcel.note) @if let Some(name) = station { " · " (name) } }
            form method="post" action="/carrier" {
                input type="hidden" name="tracking_number" value=(parcel.tracking_number);
                input type="hidden" name="carrier" value=(parcel.carrier);
                div.fields {
                    label { "Station" input name="station" value=(parcel.station) autocomplete="off"; }
                    label { "Compartment" input name="compartment" value=(parcel.compartment) inputmode="numeric" autocomplete="off"; }
                }
                div.buttons {
                    @for action in Action::ALL {
                        button.button data-kind="quiet" name="action" value=(action.name()) { (action.label()) }
                    }
                }
            }
            @if !told.is_empty() {
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
