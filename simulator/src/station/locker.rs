//! A station as it stands there: a screen, keys, a scanner and doors.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::stations::{Condition, Outcome, Part};
use crate::{
    clock,
    demo::data::{Wall, station},
    page::{Page, page},
};

/// The size of a door in the drawing.
const COLUMN: u32 = 39;
const ROW: u32 = 30;

/// More digits than any code has.
pub const LONGEST_CODE: usize = 12;

/// What stands on the screen beside its keys.
#[derive(Debug, Default)]
pub struct Screen<'a> {
    /// What was typed so far.
    pub entered: &'a str,
    /// What the desk has it say.
    pub words: Option<String>,
}

/// The page: doors and screen, which shows the keys or what came of an attempt.
pub fn show(id: &str, condition: Condition, screen: &Screen<'_>, outcome: Option<&Outcome>) -> Markup {
    let station = station(id);
    let name = station.map_or(id, |station| &station.name);
    let open = match outcome {
        Some(Outcome::Open(compartment)) => Some(compartment.as_str()),
        _ => None,
    };
    let content = html! {
        header { h1 { (name) } p.note { (id) } }
        div.locker {
            @if let Some(station) = station { (draw(&station.wall, open)) }
            section.screen {
                @if let Some(words) = &screen.words { p role="status" { (words) } }
                @match outcome {
                    Some(outcome) => (result(id, outcome)),
                    None => (keypad(id, screen.entered)),
                }
            }
        }
        @if outcome.is_none() { (scanner(id)) }
        (faults(id, condition))
    };
    let frame = Page { section: "/stations", script: Some("/assets/keypad.js"), ..Page::plain(name) };
    page(&frame, &content)
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
    let door = |number: &str| format!("Door {number} is open");
    let again =
        |until: DateTime<Utc>| format!("Try again at {}.", clock::in_berlin(until).format("%H:%M:%S"));
    let text = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    let (tone, (title, text)) = match outcome {
        Outcome::Open(number) => ("go", text(&door(number), "Take your parcel and shut the door.")),
        Outcome::Refused => ("stop", text("No door opens for this code", "Check the digits and try again.")),
        Outcome::Unreadable => ("wait", text("That could not be read", "Try once more, or the other way.")),
        Outcome::Locked(until) => {
            let when = until.map_or_else(|| "Try again in a few minutes.".to_owned(), again);
            ("wait", text("Too many wrong tries", &when))
        }
        Outcome::Broken(why) => ("stop", text("This did not work", why)),
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
                label { input type="checkbox" name="screen" checked[condition.screen == Part::Faulty]; "Screen stays dark" }
                label { "Answers late by milliseconds" input type="number" name="latency_ms" value=(condition.latency_ms) min="0" max="600000"; }
                label { "Clock ahead by minutes" input type="number" name="clock_minutes" value=(condition.clock_minutes) min="-1440" max="1440"; }
                button.button data-kind="quiet" { "Apply" }
            }
        }
    }
}

/// The wall, with that door open if there is one.
fn draw(wall: &Wall, open: Option<&str>) -> Markup {
    let doors = wall.compartments.iter();
    let columns = doors.clone().map(|door| door.column).chain([wall.screen.column]).max().unwrap_or(1);
    let rows = doors.map(|door| door.row + door.height - 1).max().unwrap_or(1);
    let (width, height) = (u32::from(columns) * COLUMN, u32::from(rows) * ROW);
    let left = |column: u8| u32::from(column.saturating_sub(1)) * COLUMN + 2;
    let top = |row: u8| u32::from(row.saturating_sub(1)) * ROW + 2;
    let label = match open {
        Some(door) => format!("The wall of doors; door {door} is open"),
        None => "The wall of doors, all shut".to_owned(),
    };
    html! {
        svg.wall viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(label) {
            rect x=(left(wall.screen.column)) y="2" width=(COLUMN - 4) height=(height - 4) rx="5" {}
            rect data-screen x=(left(wall.screen.column) + 5) y=(top(wall.screen.row) + 4) width=(COLUMN - 14) height=(ROW - 2) rx="3" {}
            @for door in &wall.compartments {
                @let is_open = open == Some(door.number.as_str());
                @let (x, y, tall) = (left(door.column), top(door.row), u32::from(door.height) * ROW - 4);
                g data-open[is_open] {
                    rect x=(x) y=(y) width=(COLUMN - 4) height=(tall) rx="5" {}
                    text x=(x + (COLUMN - 4) / 2) y=(y + tall / 2) { (door.number) }
                }
            }
        }
    }
}
