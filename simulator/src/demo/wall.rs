//! The shape of a wall of doors.

use serde::Serialize;

use super::network::Place;

/// One door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compartment {
    /// What is written on it.
    pub number: String,
    /// From the left, from 1.
    pub column: u8,
    /// Its upper edge, from the top, from 1.
    pub row: u8,
    /// In rows.
    pub height: u8,
    /// Within reach from a wheelchair.
    pub accessible: bool,
}

/// Doors and the screen between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    /// Numbered down each column, from the left.
    pub compartments: Vec<Compartment>,
    /// Where the screen is.
    pub screen: Place,
}

impl Wall {
    /// A wall from a drawing: a column each, with the heights of its doors from top to bottom; `_` is the column
    /// of the screen, which sits in its second row, at the height of the eyes.
    pub fn of(columns: &[&str]) -> Self {
        let rows = columns.iter().map(|column| heights(column).sum::<u8>()).max().unwrap_or_default();
        let mut wall = Self { compartments: Vec::new(), screen: Place { column: 1, row: 2 } };
        for (column, drawing) in (1..).zip(columns) {
            if *drawing == "_" {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::network;

    #[test]
    fn doors_are_numbered_down_each_column() {
        let wall = Wall::of(&["12", "_", "21"]);
        let doors: Vec<_> =
            wall.compartments.iter().map(|door| (door.number.as_str(), door.column, door.row)).collect();
        assert_eq!(doors, [("1", 1, 1), ("2", 1, 2), ("3", 3, 1), ("4", 3, 3)]);
        assert_eq!(wall.screen, Place { column: 2, row: 2 });
    }

    #[test]
    fn every_column_of_a_station_is_equally_tall() {
        for station in network::stations() {
            let mut columns = std::collections::BTreeMap::<u8, u8>::new();
            for door in &station.compartments {
                *columns.entry(door.column).or_default() += door.height;
            }
            let tallest = columns.values().max().unwrap();
            assert!(columns.values().all(|height| height == tallest), "{}: {columns:?}", station.id);
        }
    }
}
