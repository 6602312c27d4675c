//! A wall of doors, drawn.

use maud::{Markup, html};

use crate::demo::network::Station;

const COLUMN: u32 = 39;
const ROW: u32 = 30;

/// The wall of a station, with that door open if there is one.
pub fn draw(station: &Station, open: Option<&str>) -> Markup {
    let columns =
        station.compartments.iter().map(|door| door.column).chain([station.screen.column]).max().unwrap_or(1);
    let rows = station.compartments.iter().map(|door| door.row + door.height - 1).max().unwrap_or(1);
    let (width, height) = (u32::from(columns) * COLUMN, u32::from(rows) * ROW);
    let left = |column: u8| u32::from(column.saturating_sub(1)) * COLUMN + 2;
    let top = |row: u8| u32::from(row.saturating_sub(1)) * ROW + 2;
    let label = match open {
        Some(door) => format!("The wall of doors; door {door} is open"),
        None => "The wall of doors, all shut".to_owned(),
    };
    html! {
        svg.wall viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(label) {
            rect x=(left(station.screen.column)) y="2" width=(COLUMN - 4) height=(height - 4) rx="5" {}
            rect data-screen x=(left(station.screen.column) + 5) y=(top(station.screen.row) + 4) width=(COLUMN - 14) height=(ROW - 2) rx="3" {}
            @for door in &station.compartments {
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
