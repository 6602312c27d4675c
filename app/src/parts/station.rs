use leptos::prelude::*;

use super::{
    foreign::{bdi, said},
    wall::wall,
};
use crate::{
    port::{StationHealthView, StationLine, StationView},
    wording::Wording,
};

/// The station: how it stands, which door it is, how to get there.
pub fn station(station: &StationView, words: &'static Wording) -> impl IntoView + use<> {
    let mine = station.wall.doors.iter().find(|door| door.mine);
    let place = mine.map(|door| view! { <p class="place">{capital(words.door_place(door))}</p> });
    let health = words
        .station_health(&station.health)
        .map(|health| view! { <p class="chip" data-tone=tone(&station.health)>{health}</p> });
    let lines = station.address.iter().enumerate();
    let address =
        lines.map(|(place, line)| view! { {(place > 0).then_some(", ")} {bdi(line)} }).collect_view();
    // Before the parcel is there, the way stands at the top.
    let way = if mine.is_some() { directions(station) } else { None };
    let way = way
        .map(|href| view! { <a class="button" data-kind="quiet" href=href>{words.station_directions()}</a> });
    view! {
        <section class="card">
            <h2>{bdi(&station.name)}</h2>
            {health}
            {trend(station, words)}
            {wall(&station.wall, words)}
            {place}
            <p class="note">{address} <br /> {said(&words.station_hours(&station.hours))}</p>
            {way}
        </section>
    }
}

/// When to come, and how often its doors open.
pub fn trend(station: &StationView, words: &'static Wording) -> impl IntoView + use<> {
    let StationLine { crowd, of_hundred } = station.trend?;
    let crowd = crowd.map(|crowd| view! { {words.station_crowd(crowd)} " " });
    Some(view! { <p class="note" data-trend>{crowd} {words.station_reliable(of_hundred)}</p> })
}

/// The way there, on a map.
pub fn directions(station: &StationView) -> Option<String> {
    station.location.map(way_to)
}

/// The way to a place, on a map.
pub fn way_to((latitude, longitude): (f64, f64)) -> String {
    format!("https://www.openstreetmap.org/directions?route=%3B{latitude}%2C{longitude}")
}

/// What colour its state has; the words beside it say the same.
pub fn tone(health: &StationHealthView) -> &'static str {
    match health {
        StationHealthView::Unknown | StationHealthView::Working => "go",
        StationHealthView::Offline(_) | StationHealthView::ScannerFault | StationHealthView::KeypadFault => {
            "wait"
        }
        StationHealthView::Closed => "stop",
    }
}

/// A sentence of its own begins with a capital.
fn capital(text: String) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
