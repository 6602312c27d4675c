//! What carriers and stations report, line by line: `tests/cases/events.toml`. Adding a case is adding a line there.
//! C1, C2, C3, C7, C8

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{Duration, NaiveDateTime};
use domain::{
    Timestamp,
    parcel::{ParcelEvent, ParcelState, Status, Window},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    events: Vec<String>,
    right: String,
    source: String,
}

fn time(text: &str) -> Timestamp {
    let whole = if text.len() > 8 { text.to_owned() } else { format!("2026-11-{text}") };
    NaiveDateTime::parse_from_str(&whole, "%Y-%m-%dT%H:%M").unwrap().and_utc()
}

fn event(place: usize, line: &str) -> ParcelEvent {
    let mut words = line.split(' ');
    let mut next = || words.next().unwrap();
    let (occurred_at, received_at) = (time(next()), time(next()));
    let mut event = ParcelEvent {
        source_id: format!("e{place}"),
        status: Status::parse(next()).unwrap(),
        substatus: None,
        action_required: false,
        incident_reason: None,
        occurred_at,
        received_at,
        correction: false,
        station: None,
        compartment: None,
        pickup_deadline: None,
        expected: None,
    };
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name {
            "at" => event.station = Some(value.to_owned()),
            "door" => event.compartment = Some(value.to_owned()),
            "sub" => event.substatus = Some(value.to_owned()),
            "until" => event.pickup_deadline = Some(time(value)),
            "window" => {
                let (from, until) = value.split_once("..").unwrap();
                event.expected = Some(Window { from: time(from), until: time(until) });
            }
            "correction" => event.correction = true,
            unknown => panic!("{unknown} in {line:?}"),
        }
    }
    event
}

fn after(events: &[ParcelEvent]) -> String {
    let announced = ParcelState::announced(time("22T10:00"), Some("A".to_owned()), None);
    let state = announced.after_all(events).held_for(Duration::hours(72), time("22T10:00"));
    let short = |at: Timestamp| at.format("%dT%H:%M").to_string();
    format!(
        "{} {}/{} until {} {}{}",
        state.status.as_str(),
        state.station.as_deref().unwrap_or("-"),
        state.compartment.as_deref().unwrap_or("-"),
        state.pickup_deadline.map_or("-".to_owned(), short),
        if state.placed_at.is_some() { "code" } else { "no code" },
        state.expected.map_or(String::new(), |window| format!(
            " expected {}..{}",
            short(window.from),
            short(window.until)
        )),
    )
}

#[test]
fn every_case_ends_as_it_should_whatever_the_order_of_arrival() {
    let file: File = toml::from_str(include_str!("cases/events.toml")).unwrap();
    assert!(file.cases.len() >= 70, "{} cases", file.cases.len());
    let mut wrong = Vec::new();
    for case in &file.cases {
        assert!(!case.source.is_empty(), "{:?} has no source", case.events);
        let mut events: Vec<ParcelEvent> =
            case.events.iter().enumerate().map(|(place, line)| event(place, line)).collect();
        for _ in 0..events.len().max(1) {
            let got = after(&events);
            if got != case.right {
                wrong.push(format!("{:?} is {got}, not {} ({})", case.events, case.right, case.source));
            }
            if !events.is_empty() {
                events.rotate_left(1);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
