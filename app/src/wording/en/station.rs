use super::times;
use crate::{
    port::{Door, Path, StationHealthView, WaitingView},
    wording::isolate::foreign,
};

pub fn hours(hours: &str) -> String {
    if hours.trim() == "24/7" {
        "Open round the clock".to_owned()
    } else {
        format!("Open {}", foreign(hours))
    }
}

pub fn health(health: &StationHealthView) -> Option<String> {
    match health {
        StationHealthView::Unknown => None,
        StationHealthView::Working => Some("Working now".to_owned()),
        StationHealthView::Offline(since) => Some(format!("No contact since {}", times::moment(since))),
        StationHealthView::ScannerFault => Some("Scanner out of order, digits work".to_owned()),
        StationHealthView::KeypadFault => Some("Keypad out of order, the square works".to_owned()),
        StationHealthView::Closed => Some("Out of order".to_owned()),
    }
}

pub fn use_code(health: &StationHealthView) -> &'static str {
    match health {
        StationHealthView::Unknown | StationHealthView::Working | StationHealthView::Offline(_) => {
            "Scan the square or type the digits"
        }
        StationHealthView::ScannerFault => "Type the digits",
        StationHealthView::KeypadFault => "Scan the square",
        StationHealthView::Closed => "The station is out of order",
    }
}

pub fn hint(health: &StationHealthView) -> String {
    match health {
        StationHealthView::Unknown | StationHealthView::Working => {
            "Hold the square 10 to 20 cm from the scanner.".to_owned()
        }
        StationHealthView::Offline(since) => format!(
            "The station has not answered since {}. If it does not react, wait half a minute and try again.",
            times::moment(since)
        ),
        StationHealthView::ScannerFault => {
            "The scanner is out of order; the digits open the door.".to_owned()
        }
        StationHealthView::KeypadFault => {
            "The keypad is out of order. Hold the square 10 to 20 cm from the scanner.".to_owned()
        }
        StationHealthView::Closed => {
            "It reads neither square nor digits now. Your parcel is safe, and your code stays good."
                .to_owned()
        }
    }
}

pub fn waiting(waiting: &WaitingView) -> (&'static str, &'static str) {
    let then = "Then your code opens the door.";
    match (waiting.path, waiting.other_works) {
        (Some(Path::Keypad), true) => (
            "There were many wrong tries here, so the keypad waits until",
            "The scanner works: hold the square in front of it.",
        ),
        (Some(Path::Keypad), false) => ("There were many wrong tries here, so the keypad waits until", then),
        (Some(Path::Scanner), true) => (
            "There were many wrong tries here, so the scanner waits until",
            "The keypad works: type the digits.",
        ),
        (Some(Path::Scanner), false) => {
            ("There were many wrong tries here, so the scanner waits until", then)
        }
        (None, _) => ("There were many wrong tries here, so the station takes no code until", then),
    }
}

pub fn together(parcels: usize) -> String {
    const WORDS: [&str; 11] =
        ["", "", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    let all = if parcels == 2 { "both" } else { "all" };
    match WORDS.get(parcels) {
        Some(word) => format!("{word} parcels lie here; one code opens for {all}."),
        None => format!("{parcels} parcels lie here; one code opens for {all}."),
    }
}

pub fn place(door: &Door) -> String {
    format!("{} column from the left, {} row from the top", ordinal(door.column), ordinal(door.row))
}

fn ordinal(number: u16) -> String {
    const WORDS: [&str; 13] = [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];
    if let Some(word) = WORDS.get(usize::from(number)).filter(|word| !word.is_empty()) {
        return (*word).to_owned();
    }
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_words_as_far_as_people_count() {
        let door = |column, row| Door { number: "14".into(), column, row, height: 1, mine: true };
        assert_eq!(place(&door(2, 1)), "second column from the left, first row from the top");
        assert_eq!(place(&door(21, 13)), "21st column from the left, 13th row from the top");
    }
}
