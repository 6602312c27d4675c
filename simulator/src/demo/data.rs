//! The demonstration as it stands in `demo.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// Everything in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub recipient: Recipient,
    #[serde(rename = "station")]
    pub stations: Vec<Station>,
    #[serde(rename = "parcel")]
    pub parcels: Vec<Sketch>,
}

/// Whom everything here is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub phone: String,
    pub email: String,
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
    pub reports: Vec<SketchedReport>,
}

/// One report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SketchedReport {
    pub step: String,
    #[serde(default)]
    pub days_ago: i64,
    /// Without it now.
    pub at: Option<NaiveTime>,
    #[serde(default)]
    pub minutes_ago: i64,
    pub status: String,
    pub substatus: Option<String>,
    pub incident_reason: Option<String>,
    pub text: String,
    pub location: Option<String>,
    pub door: Option<String>,
    pub expected: Option<SketchedWindow>,
    #[serde(default)]
    pub daily: bool,
}

/// When a parcel is expected.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SketchedWindow {
    /// From the next full hour for so many hours.
    Hours(i64),
    Tomorrow([NaiveTime; 2]),
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
        for sketch in &data().parcels {
            let wall = &station(&sketch.station).unwrap().wall;
            for door in sketch.reports.iter().filter_map(|report| report.door.as_ref()) {
                assert!(wall.compartments.iter().any(|known| known.number == *door), "door {door}");
            }
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
