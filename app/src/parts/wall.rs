use leptos::prelude::*;

use crate::{
    port::{Door, Wall},
    wording::{
        Wording,
        isolate::{foreign, plain},
    },
};

/// A column and a row of the drawing, in its own units. A door leaves two of them free on each side; its
/// stroke, which rounds the corners, takes most of that.
const COLUMN: u16 = 12;
const ROW: u16 = 10;
const FREE: u16 = 2;

/// The front of the station with the customer's door lit; nothing while none is. All other doors are one path: walls are large, and
/// one element is quicker to send and to draw than eighty.
pub fn wall(wall: &Wall, words: &Wording) -> Option<impl IntoView + use<>> {
    let mine = wall.doors.iter().find(|door| door.mine)?;
    let (x, y, height) = frame(mine);
    let long = mine.number.chars().count() > 3;
    let lit = view! {
            <rect x=x y=y width=COLUMN - 2 * FREE height=height rx="0.5" />
            <text x=x + COLUMN / 2 - FREE y=y + height / 2 data-long=long>
                {plain(&foreign(&mine.number), words.direction)}
            </text>
    };
    let screen = wall.screen.map(|(column, row)| {
        view! { <path class="screen" d=format!("M{} {}h6v6h-6z", place(column, COLUMN) + 3, place(row, ROW) + 2) /> }
    });
    let size = format!("0 0 {} {}", wall.columns.saturating_mul(COLUMN), wall.rows.saturating_mul(ROW));
    Some(view! {
        <svg class="wall" viewBox=size role="img" aria-label=plain(&words.door_on_wall(mine), words.direction)>
            <path d=others(&wall.doors) />
            {screen}
            {lit}
        </svg>
    })
}

/// A wall with one door open, as a picture.
pub fn picture() -> impl IntoView {
    view! {
        <svg class="wall" viewBox="0 0 108 100" aria-hidden="true">
            <path d="M2 2h8v16h-8zM2 22h8v16h-8zM2 42h8v6h-8zM2 52h8v16h-8zM2 72h8v16h-8zM2 92h8v6h-8zM14 2h8v6h-8zM14 12h8v6h-8zM14 22h8v6h-8zM14 32h8v16h-8zM14 52h8v6h-8zM14 62h8v6h-8zM14 72h8v16h-8zM14 92h8v6h-8zM26 2h8v16h-8zM26 22h8v6h-8zM26 32h8v6h-8zM26 42h8v6h-8zM26 52h8v6h-8zM26 62h8v16h-8zM26 82h8v6h-8zM26 92h8v6h-8zM38 2h8v6h-8zM38 12h8v6h-8zM38 22h8v6h-8zM38 32h8v6h-8zM38 52h8v6h-8zM38 62h8v6h-8zM38 72h8v6h-8zM38 82h8v6h-8zM38 92h8v6h-8zM50 2h8v6h-8zM50 12h8v6h-8zM50 22h8v6h-8zM50 32h8v6h-8zM50 42h8v6h-8zM50 52h8v6h-8zM50 62h8v6h-8zM50 72h8v6h-8zM50 82h8v6h-8zM50 92h8v6h-8zM62 2h8v6h-8zM62 12h8v6h-8zM62 22h8v16h-8zM62 42h8v6h-8zM62 52h8v6h-8zM62 62h8v16h-8zM62 82h8v16h-8zM86 2h8v6h-8zM86 12h8v6h-8zM86 22h8v6h-8zM86 32h8v6h-8zM86 42h8v6h-8zM86 52h8v6h-8zM86 62h8v16h-8zM86 82h8v6h-8zM86 92h8v6h-8zM98 2h8v6h-8zM98 12h8v6h-8zM98 22h8v6h-8zM98 32h8v6h-8zM98 42h8v6h-8zM98 52h8v6h-8zM98 62h8v6h-8zM98 72h8v16h-8zM98 92h8v6h-8z" />
            <path class="screen" d="M75 22h6v8h-6z" />
            <path class="inside" d="M38 42h8v6h-8z" />
            <path class="open" d="M47 42l5-1.6v9.2l-5-1.6z" />
        </svg>
    }
}

fn others(doors: &[Door]) -> String {
    let mut path = String::with_capacity(doors.len() * 20);
    for door in doors.iter().filter(|door| !door.mine) {
        let (x, y, height) = frame(door);
        path.push('M');
        push(&mut path, x);
        path.push(' ');
        push(&mut path, y);
        path.push_str("h8v");
        push(&mut path, height);
        path.push_str("h-8z");
    }
    path
}

fn frame(door: &Door) -> (u16, u16, u16) {
    let height = door.height.max(1).saturating_mul(ROW).saturating_sub(2 * FREE);
    (place(door.column, COLUMN) + FREE, place(door.row, ROW) + FREE, height)
}

fn place(count: u16, unit: u16) -> u16 {
    count.saturating_sub(1).saturating_mul(unit).min(u16::MAX - unit)
}

/// Writes a number without the formatting machinery, which would take longer than the rest of the page.
fn push(path: &mut String, number: u16) {
    if number >= 10 {
        push(path, number / 10);
    }
    path.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}
