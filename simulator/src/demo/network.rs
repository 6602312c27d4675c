//! The demonstration's stations: three banks of lockers in Berlin.

use serde::Serialize;

use super::wall::{Compartment, Wall};

/// A station as the operator describes it to the desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Station {
    /// The operator's name of it, part of addresses.
    #[serde(skip)]
    pub id: String,
    /// What people call the place.
    pub name: String,
    /// Where it stands.
    pub address: Address,
    /// Whose clock its times are read on.
    pub time_zone: String,
    /// As OpenStreetMap writes them.
    pub opening_hours: String,
    /// There is a roof over it.
    pub sheltered: bool,
    /// It reads QR codes.
    pub scanner: bool,
    /// It has keys.
    pub keypad: bool,
    /// Where it stands, for maps.
    pub location: Location,
    /// Its doors.
    pub compartments: Vec<Compartment>,
    /// Where its screen is.
    pub screen: Place,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    street: String,
    postcode: String,
    city: String,
    country: String,
}

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Location {
    latitude: f64,
    longitude: f64,
}

/// A place in the wall, counted from 1 at the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// From the left.
    pub column: u8,
    /// From the top.
    pub row: u8,
}

/// All stations of the demonstration.
pub fn stations() -> [Station; 3] {
    [hauptbahnhof(), kottbusser_tor(), kollwitzplatz()]
}

/// The station of that id.
pub fn station(id: &str) -> Option<Station> {
    stations().into_iter().find(|station| station.id == id)
}

fn hauptbahnhof() -> Station {
    let wall = Wall::of(&["11111", "11111", "1112", "2111", "_", "11111", "113", "11111"]);
    Station {
        id: "BER-042".into(),
        name: "Hauptbahnhof, south exit".into(),
        address: Address::in_berlin("Washingtonplatz 2", "10557"),
        location: Location { latitude: 52.5243, longitude: 13.3694 },
        opening_hours: "24/7".into(),
        sheltered: false,
        ..behind(wall)
    }
}

fn kottbusser_tor() -> Station {
    let wall = Wall::of(&["11112", "1113", "_", "111111", "2112", "1122"]);
    Station {
        id: "BER-117".into(),
        name: "Kottbusser Tor, lower level".into(),
        address: Address::in_berlin("Kottbusser Straße 1", "10999"),
        location: Location { latitude: 52.4991, longitude: 13.4181 },
        opening_hours: "Mo-Sa 06:00-23:00".into(),
        sheltered: true,
        ..behind(wall)
    }
}

fn kollwitzplatz() -> Station {
    let wall = Wall::of(&["1111", "_", "112", "22"]);
    Station {
        id: "BER-203".into(),
        name: "Kollwitzplatz, corner shop".into(),
        address: Address::in_berlin("Kollwitzstraße 40", "10405"),
        location: Location { latitude: 52.5362, longitude: 13.4176 },
        opening_hours: "Mo-Fr 07:00-20:00; Sa 08:00-18:00".into(),
        sheltered: false,
        ..behind(wall)
    }
}

/// What all stations share, and their wall.
fn behind(wall: Wall) -> Station {
    Station {
        id: String::new(),
        name: String::new(),
        address: Address::in_berlin("", ""),
        time_zone: "Europe/Berlin".into(),
        opening_hours: String::new(),
        sheltered: false,
        scanner: true,
        keypad: true,
        location: Location { latitude: 0.0, longitude: 0.0 },
        compartments: wall.compartments,
        screen: wall.screen,
    }
}

impl Address {
    fn in_berlin(street: &str, postcode: &str) -> Self {
        Self { street: street.into(), postcode: postcode.into(), city: "Berlin".into(), country: "DE".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_described_in_the_words_of_the_operator_api() {
        let station = serde_json::to_value(hauptbahnhof()).unwrap();
        assert_eq!(station["screen"], serde_json::json!({ "column": 5, "row": 2 }));
        assert_eq!(station["address"]["city"], "Berlin");
        assert!(station.get("id").is_none(), "the id stands in the address of the request");
    }

    #[test]
    fn doors_named_in_the_demonstration_exist() {
        let station = station("BER-042").unwrap();
        for number in ["14", "27"] {
            assert!(station.compartments.iter().any(|door| door.number == number), "door {number}");
        }
    }
}
