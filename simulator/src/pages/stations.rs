//! The list of stations.

use std::sync::Arc;

use axum::{Router, extract::State, routing::get};
use maud::{Markup, html};

use super::layout::{Page, page};
use crate::{demo::network, problem::Problem, station::condition::Part, world::World};

pub fn router() -> Router<Arc<World>> {
    Router::new().route("/stations", get(show))
}

async fn show(State(world): State<Arc<World>>) -> Result<Markup, Problem> {
    let state = world.state.read().map_err(Problem::from)?;
    let ids = world.stations.ids(&state);
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
                @let condition = world.stations.condition(id);
                li {
                    a.card href=(format!("/stations/{id}")) {
                        b { (network::station(id).map_or_else(|| id.clone(), |station| station.name)) }
                        span.note { (id) }
                        @if condition.offline {
                            span.chip data-tone="stop" { "Offline" }
                        } @else if condition.scanner == Part::Faulty || condition.keypad == Part::Faulty || condition.clock_minutes != 0 {
                            span.chip data-tone="wait" { "Faulty" }
                        } @else {
                            span.chip { "Working" }
                        }
                    }
                }
            }
        }
    };
    Ok(page(&Page { title: "Stations", section: "/stations", script: None, refresh: None }, &content))
}
