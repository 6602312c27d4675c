use leptos::prelude::*;

use super::foreign::{bdi, said, said_around};
use super::time;
use crate::{port::IncidentView, wording::Wording};

/// What fails for many at once, above everything else: nothing while nothing does.
pub fn incidents(incidents: &[IncidentView], words: &'static Wording) -> Option<impl IntoView + use<>> {
    let told: Vec<_> = incidents.iter().map(|incident| one(incident, words)).collect();
    (!told.is_empty()).then_some(told)
}

fn one(incident: &IncidentView, words: &'static Wording) -> impl IntoView + use<> {
    let trouble = incident.trouble;
    let place = incident.place.as_deref().map(|name| view! { <span>{bdi(name)}</span> " " });
    let own =
        incident.words.as_deref().map(|text| view! { <p>{said(&words.incident_operator_says(text))}</p> });
    let since = said_around(words.incident_since(), time::brief(&incident.since, words));
    let until = incident
        .until
        .as_ref()
        .map(|until| view! { " " {said_around(words.incident_until(), time::brief(until, words))} });
    view! {
        <aside class="alert" data-tone="wait" data-incident=trouble.as_str()>
            <p>{place} <b>{words.incident_headline(trouble)}</b></p>
            <p>{words.incident_meaning(trouble)}</p>
            {own}
            <p class="note">{since} {until}</p>
        </aside>
    }
}
