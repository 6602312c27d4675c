//! A parcel of the demonstration and all that is said about it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::data::{Label, Recipient, Sketch, SketchedReport, data, sketch};
use crate::{clock::Calendar, event::EventData, random};

/// A parcel as it is announced to the desk. Holds nothing that depends on the day, so that announcing it again
/// is the same announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The number on the label.
    pub tracking_number: String,
    pub(crate) carrier: String,
    pub(crate) merchant: String,
    pub(crate) order_number: String,
    pub(crate) station: String,
    pub(crate) recipient: Recipient,
}

impl Registration {
    /// What reports need of it when it is to lie behind this door.
    pub fn label(&self, door: &str) -> Label {
        let Self { tracking_number, carrier, station, .. } = self.clone();
        Label { tracking_number, carrier, station, door: door.to_owned() }
    }
}

/// One report, always sent under the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `webhook-id`.
    pub(crate) id: String,
    pub(crate) data: EventData,
    /// Replaced by another one on another day.
    pub(crate) daily: bool,
}

/// A parcel that was set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoParcel {
    /// The name of what it is there to show.
    pub slot: String,
    /// How it was announced.
    pub registration: Registration,
    /// The day of its latest reports.
    pub(crate) day: NaiveDate,
    /// In the order of reporting.
    pub(crate) reports: Vec<Report>,
    /// Its door was opened by a station of this program.
    #[serde(default)]
    pub(crate) collected: bool,
}

impl DemoParcel {
    /// A new parcel of that number.
    pub fn new(sketch: &Sketch, tracking_number: String, calendar: &Calendar) -> Self {
        let registration = Registration {
            tracking_number,
            carrier: sketch.carrier.clone(),
            merchant: sketch.merchant.clone(),
            order_number: sketch.order_number.clone(),
            station: sketch.station.clone(),
            recipient: data().recipient.clone(),
        };
        let reports = tell(sketch, &registration, calendar);
        Self { slot: sketch.slot.clone(), registration, day: calendar.today, reports, collected: false }
    }

    /// Whether it still shows what its slot is there for.
    pub fn serves(&self, now: DateTime<Utc>) -> bool {
        let waits = sketch(&self.slot).is_some_and(|sketch| sketch.status == "available_for_pickup");
        let deadline = self.reports.iter().rev().find_map(|report| report.data.pickup_deadline);
        let expires_soon = deadline.is_some_and(|deadline| deadline - now < Duration::hours(12));
        !(self.collected || waits && expires_soon)
    }

    /// The same parcel, with what is reported about it today, if anything is every day.
    #[must_use]
    pub fn of_today(mut self, sketch: &Sketch, calendar: &Calendar) -> Self {
        if self.reports.iter().any(|report| report.daily) && self.day != calendar.today {
            self.reports.retain(|report| !report.daily);
            let today = tell(sketch, &self.registration, calendar);
            self.reports.extend(today.into_iter().filter(|report| report.daily));
            self.day = calendar.today;
        }
        self
    }

    /// The door it lies behind.
    pub fn compartment(&self) -> Option<&str> {
        self.reports.iter().rev().find_map(|report| report.data.compartment.as_deref())
    }

    /// What it is there to show, in words.
    pub fn shows(&self) -> &'static str {
        sketch(&self.slot).map(|sketch| sketch.shows.as_str()).unwrap_or_default()
    }
}

/// All reports about a parcel, in the order of sending.
fn tell(sketch: &Sketch, parcel: &Registration, calendar: &Calendar) -> Vec<Report> {
    let label = parcel.label(&sketch.door);
    let tell = |told: &SketchedReport| Report {
        id: format!("demo-{}-{}-{}", label.tracking_number, told.step, calendar.today),
        data: told.about(&label, calendar),
        daily: false,
    };
    let mut reports: Vec<Report> = sketch.reports.iter().map(tell).collect();
    if let Some(last) = reports.last_mut() {
        last.daily = sketch.moves;
    }
    reports
}

/// A number nobody has used, of that shape.
pub fn fresh_number(shape: &str) -> String {
    let serial = random::digits(shape.matches('#').count());
    let filled =
        serial.chars().fold(shape.to_owned(), |number, digit| number.replacen('#', &digit.to_string(), 1));
    filled.replace('*', &s10_check_digit(&serial).to_string())
}

/// The check digit of the Universal Postal Union's standard S10.
fn s10_check_digit(serial: &str) -> u32 {
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = serial.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeZone;

    use super::*;

    fn at(day: u32, hour: u32) -> Calendar {
        Calendar::at(Utc.with_ymd_and_hms(2026, 11, day, hour, 1, 0).unwrap())
    }

    fn usual(slot: &str, calendar: &Calendar) -> DemoParcel {
        let sketch = sketch(slot).unwrap();
        DemoParcel::new(sketch, sketch.number.clone(), calendar)
    }

    #[test]
    fn announcing_it_another_day_is_the_same_announcement() {
        for Sketch { slot, .. } in &data().parcels {
            assert_eq!(usual(slot, &at(22, 11)).registration, usual(slot, &at(25, 11)).registration);
        }
    }

    #[test]
    fn the_next_day_brings_one_more_report_of_what_moves_and_keeps_the_past() {
        let van = usual("out_for_delivery", &at(22, 11));
        let next_day = |parcel: &DemoParcel| {
            let sketch = sketch(&parcel.slot).unwrap();
            parcel.clone().of_today(sketch, &at(23, 11))
        };
        let next = next_day(&van);
        assert_eq!(next.reports.len(), van.reports.len());
        assert_eq!(next.reports[..2], van.reports[..2]);
        assert_ne!(next.reports[2].id, van.reports[2].id);
        assert_eq!(next_day(&next), next);
        let ready = usual("ready", &at(22, 11));
        assert_eq!(next_day(&ready), ready);
    }

    #[test]
    fn a_parcel_that_is_gone_or_about_to_go_back_serves_no_longer() {
        let mut ready = usual("ready", &at(22, 11));
        assert!(ready.serves(at(24, 11).now));
        assert!(!ready.serves(at(25, 11).now));
        ready.collected = true;
        assert!(!ready.serves(at(22, 11).now));
        assert!(usual("collected", &at(22, 11)).serves(at(29, 11).now));
    }

    #[test]
    fn at_any_hour_nothing_is_reported_before_it_happened_or_twice_and_the_last_is_what_the_slot_shows() {
        for calendar in (0..24).map(|hour| at(22, hour)) {
            for Sketch { slot, status, .. } in &data().parcels {
                let reports = usual(slot, &calendar).reports;
                assert!(reports.iter().all(|report| report.data.occurred_at <= calendar.now));
                let ids: BTreeSet<_> = reports.iter().map(|report| &report.id).collect();
                assert_eq!(ids.len(), reports.len());
                let last = reports.iter().max_by_key(|report| report.data.occurred_at).unwrap();
                assert_eq!(last.data.status, *status, "{slot} at {}", calendar.now);
            }
        }
        let [early, noon] = [5, 11].map(|hour| usual("ready", &at(22, hour)).reports[2].data.occurred_at);
        assert_eq!(early.to_rfc3339(), "2026-11-22T04:51:00+00:00");
        assert_eq!(noon.to_rfc3339(), "2026-11-22T07:40:00+00:00");
    }

    #[test]
    fn postal_numbers_carry_the_right_check_digit() {
        assert_eq!(s10_check_digit("47312482"), 9);
        let number = fresh_number("RR########*GB");
        assert_eq!(number[10..11].parse(), Ok(s10_check_digit(&number[2..10])), "{number}");
    }

    #[test]
    fn fresh_numbers_have_the_shape_of_the_usual_ones() {
        for Sketch { number, shape, .. } in &data().parcels {
            let fits = |(digit, place): (char, char)| match place {
                '#' | '*' => digit.is_ascii_digit(),
                letter => digit == letter,
            };
            for number in [number, &fresh_number(shape)] {
                assert!(
                    number.len() == shape.len() && number.chars().zip(shape.chars()).all(fits),
                    "{number}"
                );
            }
            assert_ne!(fresh_number(shape), fresh_number(shape));
        }
    }
}
