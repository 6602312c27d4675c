//! The demonstration as it stands in `demo.toml`.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    clock::Calendar,
    event::{EventData, Expected},
};

/// Everything in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub recipient: Recipient,
    #[serde(rename = "station")]
    pub stations: Vec<Station>,
    #[serde(rename = "parcel")]
    pub parcels: Vec<Sketch>,
    #[serde(rename = "button")]
    pub buttons: Vec<Button>,
}

/// Whom everything here is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// One way to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Phone,
    Email,
}

impl Recipient {
    /// The same one, for whom only this way is known.
    #[must_use]
    pub fn by(self, reach: Option<Reach>) -> Self {
        match reach {
            None => self,
            Some(Reach::Phone) => Self { email: None, ..self },
            Some(Reach::Email) => Self { phone: None, ..self },
        }
    }

    /// Every address of theirs.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        [&self.phone, &self.email].into_iter().filter_map(Option::as_deref)
    }
}

/// Every address of theirs, for people.
impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.addresses().collect::<Vec<_>>().join(" or "))
    }
}

/// A station, written as the operator describes it to the desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Station {
    /// Stands in the address of the request.
    #[serde(skip_serializing)]
    pub id: String,
    pub name: String,
    address: BTreeMap<String, String>,
    location: BTreeMap<String, f64>,
    time_zone: String,
    opening_hours: String,
    sheltered: bool,
    scanner: bool,
    keypad: bool,
    #[serde(flatten)]
    pub wall: Wall,
}

/// Doors and the screen between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Drawing")]
pub struct Wall {
    /// Numbered down each column, from the left.
    pub compartments: Vec<Compartment>,
    pub screen: Place,
}

/// A place in the wall, counted from 1 at the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    pub column: u8,
    pub row: u8,
}

/// One door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compartment {
    pub number: String,
    pub column: u8,
    /// Its upper edge.
    pub row: u8,
    /// In rows.
    pub height: u8,
    /// Within reach from a wheelchair.
    pub accessible: bool,
}

#[derive(Deserialize)]
struct Drawing {
    wall: Vec<String>,
}

impl From<Drawing> for Wall {
    fn from(Drawing { wall: columns }: Drawing) -> Self {
        let rows = columns.iter().map(|column| heights(column).sum::<u8>()).max().unwrap_or_default();
        let mut wall = Self { compartments: Vec::new(), screen: Place { column: 1, row: 2 } };
        for (column, drawing) in (1..).zip(&columns) {
            if drawing == "_" {
                wall.screen.column = column;
                continue;
            }
            let mut row = 1;
            for height in heights(drawing) {
                let number = (wall.compartments.len() + 1).to_string();
                // Neither over the head nor down at the ground.
                let accessible = row >= 3 && row < rows;
                wall.compartments.push(Compartment { number, column, row, height, accessible });
                row += height;
            }
        }
        wall
    }
}

fn heights(drawing: &str) -> impl Iterator<Item = u8> {
    drawing.bytes().filter_map(|byte| byte.checked_sub(b'0')).filter(|height| (1..=9).contains(height))
}

/// A parcel for one slot, and what is reported about it on whatever day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// The name of what it is there to show.
    pub slot: String,
    /// The same in words.
    pub shows: String,
    /// Where the desk should see it when the demonstration is set up.
    pub status: String,
    /// The number on the label in a fresh demonstration.
    pub number: String,
    pub shape: String,
    pub carrier: String,
    pub merchant: String,
    pub order_number: String,
    pub station: String,
    #[serde(default)]
    pub door: String,
    /// Its last report is another one every day.
    #[serde(default)]
    pub moves: bool,
    pub reports: Vec<SketchedReport>,
}

/// What a carrier can say at the press of a button.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    pub label: String,
    pub report: SketchedReport,
}

/// One report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SketchedReport {
    pub step: String,
    #[serde(default)]
    days_ago: i64,
    at: Option<NaiveTime>,
    #[serde(default)]
    minutes_ago: i64,
    status: String,
    substatus: Option<String>,
    incident_reason: Option<String>,
    text: String,
    location: Option<String>,
    #[serde(default)]
    in_locker: bool,
    waits_days: Option<i64>,
    waits_seconds: Option<i64>,
    expected: Option<SketchedWindow>,
    #[serde(default)]
    action_required: bool,
    #[serde(default)]
    correction: bool,
}

/// When a parcel is expected.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SketchedWindow {
    /// For so many hours.
    FromNextHour(i64),
    InHours([i64; 2]),
    Tomorrow([NaiveTime; 2]),
}

/// A parcel as carriers know it; station and door may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub tracking_number: String,
    pub carrier: String,
    pub station: String,
    pub door: String,
}

impl SketchedReport {
    /// What it says about a parcel.
    pub fn about(&self, parcel: &Label, calendar: &Calendar) -> EventData {
        let on = |days: i64, time: NaiveTime| calendar.on(days, time.hour(), time.minute());
        let hours = |from: DateTime<Utc>, hours: i64| from + TimeDelta::hours(hours);
        let expected = self.expected.map(|window| match window {
            SketchedWindow::FromNextHour(span) => (calendar.next_hour(), hours(calendar.next_hour(), span)),
            SketchedWindow::InHours([from, until]) => (hours(calendar.now, from), hours(calendar.now, until)),
            SketchedWindow::Tomorrow([from, until]) => (on(1, from), on(1, until)),
        });
        let latest = calendar.now - TimeDelta::minutes(self.minutes_ago);
        let without_time = || latest - TimeDelta::days(self.days_ago);
        let soon = || Some(calendar.now + TimeDelta::seconds(self.waits_seconds?));
        let given = |text: &String| Some(text.clone()).filter(|text| self.in_locker && !text.is_empty());
        let place = station(&parcel.station).filter(|_| self.in_locker);
        EventData {
            tracking_number: parcel.tracking_number.clone(),
            carrier: parcel.carrier.clone(),
            status: self.status.clone(),
            substatus: self.substatus.clone(),
            carrier_text: Some(self.text.clone()),
            location: place.map(|station| station.name.clone()).or_else(|| self.location.clone()),
            occurred_at: self.at.map_or_else(without_time, |time| on(-self.days_ago, time).min(latest)),
            station: given(&parcel.station),
            compartment: given(&parcel.door),
            pickup_deadline: self.waits_days.map(|days| calendar.on(days, 18, 0)).or_else(soon),
            expected: expected.map(|(from, until)| Expected { from, until }),
            correction: self.correction,
            action_required: self.action_required,
            incident_reason: self.incident_reason.clone(),
        }
    }
}

/// The demonstration.
pub fn data() -> &'static Data {
    #[expect(clippy::expect_used, reason = "the file is part of the program, and tests read it")]
    static DATA: LazyLock<Data> = LazyLock::new(|| {
        toml::from_str(include_str!("../../demo.toml")).expect("demo.toml is as the types here say")
    });
    &DATA
}

/// The station of that id.
pub fn station(id: &str) -> Option<&'static Station> {
    data().stations.iter().find(|station| station.id == id)
}

/// The button that makes the report of that step.
pub fn button(step: &str) -> Option<&'static Button> {
    data().buttons.iter().find(|button| button.report.step == step)
}

/// The parcel of that slot.
pub fn sketch(slot: &str) -> Option<&'static Sketch> {
    data().parcels.iter().find(|sketch| sketch.slot == slot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_described_in_the_words_of_the_operator_api() {
        let station = serde_json::to_value(station("BER-042").unwrap()).unwrap();
        assert_eq!(station["screen"], serde_json::json!({ "column": 5, "row": 2 }));
        assert_eq!(station["address"]["city"], "Berlin");
        assert!(station.get("id").is_none() && station.get("wall").is_none());
    }

    #[test]
    fn doors_named_in_the_demonstration_exist() {
        for Sketch { station: id, door, .. } in &data().parcels {
            let doors = &station(id).unwrap().wall.compartments;
            assert!(door.is_empty() || doors.iter().any(|known| known.number == *door), "door {door}");
        }
    }

    #[test]
    fn only_what_lies_in_a_locker_names_the_door() {
        let [tracking_number, carrier, station, door] =
            ["RR473124829GB", "DHL", "BER-042", "14"].map(str::to_owned);
        let parcel = Label { tracking_number, carrier, station, door };
        let inside =
            ["placed_in_locker", "pickup_reminder_sent", "collected_by_recipient", "removed_by_courier"];
        for Button { report, .. } in &data().buttons {
            let event = report.about(&parcel, &Calendar::at(DateTime::UNIX_EPOCH));
            let expected = event.substatus.is_some_and(|word| inside.contains(&word.as_str()));
            assert_eq!(event.compartment.as_deref() == Some("14"), expected, "{}", report.step);
        }
    }

    #[test]
    fn doors_are_numbered_down_each_column() {
        let wall = Wall::from(Drawing { wall: ["12", "_", "21"].map(str::to_owned).into() });
        let doors: Vec<_> =
            wall.compartments.iter().map(|door| (door.number.as_str(), door.column, door.row)).collect();
        assert_eq!(doors, [("1", 1, 1), ("2", 1, 2), ("3", 3, 1), ("4", 3, 3)]);
        assert_eq!(wall.screen, Place { column: 2, row: 2 });
    }

    #[test]
    fn every_column_of_a_station_is_equally_tall() {
        for station in &data().stations {
            let mut columns = BTreeMap::<u8, u8>::new();
            for door in &station.wall.compartments {
                *columns.entry(door.column).or_default() += door.height;
            }
            let tallest = columns.values().max().unwrap();
            assert!(columns.values().all(|height| height == tallest), "{}: {columns:?}", station.id);
        }
    }
}
