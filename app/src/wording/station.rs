//! Which sentence tells of a station and its doors.

use super::Wording;
use crate::port::{Crowd, Door, Path, StationHealthView, WaitingView};

impl Wording {
    /// The opening hours.
    pub(crate) fn station_hours(&self, hours: &str) -> String {
        if hours.trim() == "24/7" { self.station_open_always().to_owned() } else { self.station_open(hours) }
    }

    /// How it stands; nothing when nothing is known.
    pub(crate) fn station_health(&self, health: &StationHealthView) -> Option<String> {
        let said = match health {
            StationHealthView::Unknown => return None,
            StationHealthView::Working => self.station_working(),
            StationHealthView::Offline(since) => return Some(self.station_offline(since)),
            StationHealthView::ScannerFault => self.station_scanner_fault(),
            StationHealthView::KeypadFault => self.station_keypad_fault(),
            StationHealthView::Closed => self.station_closed(),
        };
        Some(said.to_owned())
    }

    /// When many come, or hardly anybody.
    pub(crate) fn station_crowd(&self, crowd: Crowd) -> String {
        match crowd {
            Crowd::BusyNow => self.station_busy_now().to_owned(),
            Crowd::QuietBefore(hour) => self.station_quiet_before(hour),
            Crowd::QuietAfter(hour) => self.station_quiet_after(hour),
        }
    }

    /// What to do with the code, by what the station can read.
    pub(crate) fn code_headline(&self, health: &StationHealthView) -> &'static str {
        match health {
            StationHealthView::Unknown | StationHealthView::Working | StationHealthView::Offline(_) => {
                self.code_use_both()
            }
            StationHealthView::ScannerFault => self.code_use_digits(),
            StationHealthView::KeypadFault => self.code_use_square(),
            StationHealthView::Closed => self.code_use_none(),
        }
    }

    /// What helps with that.
    pub(crate) fn code_help(&self, health: &StationHealthView) -> String {
        let said = match health {
            StationHealthView::Unknown | StationHealthView::Working => self.code_hint(),
            StationHealthView::Offline(since) => return self.code_hint_offline(since),
            StationHealthView::ScannerFault => self.code_hint_digits(),
            StationHealthView::KeypadFault => self.code_hint_square(),
            StationHealthView::Closed => self.code_hint_closed(),
        };
        said.to_owned()
    }

    /// What waits because of wrong tries, with a place for the time.
    pub(crate) fn station_waiting(&self, waiting: &WaitingView) -> &'static str {
        match (waiting.path, waiting.other_works) {
            (Some(Path::Keypad), true) => self.waiting_keypad_scanner_works(),
            (Some(Path::Keypad), false) => self.waiting_keypad(),
            (Some(Path::Scanner), true) => self.waiting_scanner_keypad_works(),
            (Some(Path::Scanner), false) => self.waiting_scanner(),
            (None, _) => self.waiting_station(),
        }
    }

    /// Where a door is: column and row.
    pub(crate) fn door_place(&self, door: &Door) -> String {
        self.station_place(door.column, door.row)
    }

    /// The wall for those who do not see it.
    pub(crate) fn door_on_wall(&self, door: &Door) -> String {
        self.station_wall(&door.number, &self.door_place(door))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::choose;

    #[test]
    fn a_station_says_when_to_come_in_a_sentence() {
        for (language, crowd, said) in [
            ("en", Crowd::BusyNow, "Busy now."),
            ("en", Crowd::QuietBefore(9), "Quiet here: mostly before 9:00."),
            ("de", Crowd::QuietBefore(9), "Ruhig ist es hier meist vor 9 Uhr."),
            ("de", Crowd::QuietAfter(19), "Ruhig ist es hier meist nach 19 Uhr."),
        ] {
            assert_eq!(choose(language).station_crowd(crowd), said);
        }
        let said = choose("de").station_reliable(98);
        assert_eq!(said, "98 von 100 Türen gingen beim ersten Versuch auf.");
    }

    #[test]
    fn a_place_is_told_in_words_as_far_as_people_count() {
        let door = |column, row| Door { number: "14".into(), column, row, height: 1, mine: true };
        for (language, column, row, said) in [
            ("en", 2, 1, "second column from the left, first row from the top"),
            ("en", 21, 13, "21st column from the left, 13th row from the top"),
            ("en", 22, 113, "22nd column from the left, 113th row from the top"),
            ("de", 2, 1, "zweite Spalte von links, erste Reihe von oben"),
            ("de", 21, 13, "21. Spalte von links, 13. Reihe von oben"),
        ] {
            assert_eq!(choose(language).door_place(&door(column, row)), said);
        }
    }
}
