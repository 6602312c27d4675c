//! The sticker of a station: its symbol leads to the station's own page.
//!
//! A drawing in millimetres (SVG 2, 8.8: the view box gives the user unit), ready to be printed: 74 by 105, which is A7
//! (ISO 216). It holds nothing that loads anything.

use std::fmt::Write;

use app::wording;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::id::StationId;
use store::page::{self, StationPage};

use super::{
    Api,
    problem::{ApiProblem, ProblemBody},
};
use crate::{fault::Fault, qr};

/// Width and height, in millimetres.
const SIZE: (u32, u32) = (74, 105);
/// The side of the symbol with the light around it, in millimetres.
const SYMBOL: u32 = 56;
/// A letter of a sans-serif is about this wide, in parts of its height.
const LETTER: f64 = 0.56;
/// How wide a line of words may be, in millimetres.
const LINE: f64 = 66.0;

/// Draws the sticker of a station, with its words in the language that is asked for.
#[utoipa::path(get, path = "/stations/{id}/sticker", security(("operator" = [])),
    params(("id" = String, Path, description = "The station"),
        ("accept-language" = Option<String>, Header, description = "The language of its words")),
    responses((status = 200, content_type = "image/svg+xml", description = "74 by 105 mm", body = String),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn draw(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such station.");
    let id = StationId::parse(&id).map_err(|_| unknown())?;
    let found =
        api.app_state.db.read(async |connection| page::station(connection, id.as_str()).await).await?;
    let station = found.ok_or_else(unknown)?;
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let words = wording::choose(accepted.unwrap_or_default());
    let address = format!("{}/at/{}", api.app_state.public_url.trim_end_matches('/'), id.as_str());
    let drawn = sticker(&station, &address, words.at_ask())?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}.svg\"", id.as_str())),
    ];
    Ok((headers, drawn).into_response())
}

fn sticker(station: &StationPage, address: &str, question: &str) -> Result<String, Fault> {
    let symbol = qr::address(address)?;
    let (width, height) = SIZE;
    let mut drawn = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\"><title>{}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
         <g font-family=\"system-ui, sans-serif\" text-anchor=\"middle\" fill=\"#000\">",
        escaped(&station.name)
    );
    let mut below = 3.0;
    below = lines(&mut drawn, question, below, 6.0, 700, 2);
    let left = f64::from(width - SYMBOL) / 2.0;
    let scale = f64::from(SYMBOL) / f64::from(u32::try_from(symbol.size).unwrap_or(1));
    // Writing to a string cannot fail.
    let _ = write!(
        drawn,
        "<path transform=\"translate({left:.3} {below:.3}) scale({scale:.5})\" shape-rendering=\"crispEdges\" d=\"{}\"/>",
        symbol.path
    );
    below += f64::from(SYMBOL);
    below = lines(&mut drawn, &station.name, below, 4.5, 700, 3);
    let [street, city] = &station.part.address;
    below = lines(&mut drawn, &format!("{street}, {city}"), below, 3.0, 400, 2);
    // For who cannot scan.
    let short = address.split_once("://").map_or(address, |(_, rest)| rest);
    lines(&mut drawn, short, below, 3.0, 400, 2);
    drawn.push_str("</g></svg>\n");
    Ok(drawn)
}

/// Writes a text in at most so many lines below a height, and answers where they end. What does not fit is set smaller.
fn lines(drawn: &mut String, text: &str, below: f64, size: f64, weight: u32, most: usize) -> f64 {
    let (mut size, mut broken) = (size, broken(text, fits(size)));
    while broken.len() > most && size > 1.5 {
        size -= 0.25;
        broken = self::broken(text, fits(size));
    }
    let mut base = below;
    for line in broken {
        base += size * 1.2;
        let middle = f64::from(SIZE.0) / 2.0;
        let _ = write!(
            drawn,
            "<text x=\"{middle}\" y=\"{base:.2}\" font-size=\"{size}\" font-weight=\"{weight}\">{}</text>",
            escaped(&line)
        );
    }
    base + size * 0.5
}

/// How many letters of a size fit into a line.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a line has a few letters")]
fn fits(size: f64) -> usize {
    (LINE / (size * LETTER)) as usize
}

/// Breaks a text between words into lines of at most so many letters; a longer word is broken within.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(most.max(1)) {
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + part.len() <= most => {
                    line.push(' ');
                    line.extend(part);
                }
                Some(_) | None => lines.push(part.iter().collect()),
            }
        }
    }
    lines
}

/// A text as XML holds it (XML 1.0, 2.4), without what it does not hold at all (2.2).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_and_a_word_only_where_it_must() {
        assert_eq!(broken("Hauptbahnhof, south exit", 14), ["Hauptbahnhof,", "south exit"]);
        assert_eq!(broken("a/very/long/address", 8), ["a/very/l", "ong/addr", "ess"]);
        assert_eq!(broken("", 8), Vec::<String>::new());
    }

    #[test]
    fn nothing_that_is_written_becomes_a_part_of_the_drawing() {
        assert_eq!(escaped("<b a='1' c=\"2\">&\u{0}\u{1b}"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
    }

    #[test]
    fn the_longest_name_and_address_stay_on_the_sticker() {
        let mut drawn = String::new();
        let (long, address) = ("W".repeat(80), "x".repeat(240));
        let mut below = lines(&mut drawn, &"ab ".repeat(20), 3.0, 6.0, 700, 2) + f64::from(SYMBOL);
        below = lines(&mut drawn, &long, below, 4.5, 700, 3);
        below = lines(&mut drawn, &address, below, 3.0, 400, 2);
        below = lines(&mut drawn, &address, below, 3.0, 400, 2);
        assert!(below <= f64::from(SIZE.1), "{below}");
    }
}
