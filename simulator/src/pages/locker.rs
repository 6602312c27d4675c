//! A station as it stands there: a screen, keys, a scanner and doors.

use maud::{Markup, html};

use super::{
    layout::{Page, page},
    wall,
};
use crate::{
    clock,
    demo::network,
    station::{
        condition::{Condition, Part},
        unlock::Outcome,
    },
    world::World,
};

/// More digits than any code has.
pub const LONGEST_CODE: usize = 12;

/// The page: doors and screen, which shows the keys or what came of an attempt.
pub fn show(world: &World, id: &str, entered: &str, outcome: Option<&Outcome>) -> Markup {
    let station = network::station(id);
    let name = station.as_ref().map_or(id, |station| &station.name);
    let open = match outcome {
        Some(Outcome::Open { compartment }) => Some(compartment.as_str()),
        Some(Outcome::Refused | Outcome::Unreadable | Outcome::Locked { .. } | Outcome::Broken(_)) | None => {
            None
        }
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
        Outcome::Unreadable => {
            ("wait", "That could not be read".to_owned(), "Try once more, or the other way.".to_owned())
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
