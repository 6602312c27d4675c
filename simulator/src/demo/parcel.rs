//! The demonstration's parcels: one for each thing worth seeing.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{calendar::Calendar, story, story::Report};

/// What a parcel is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Lies in a locker and has a code.
    Ready,
    /// In the van, expected today.
    OutForDelivery,
    /// Late, and why.
    Delayed,
    /// Between depots.
    OnItsWay,
    /// Taken out yesterday.
    Collected,
}

impl Slot {
    /// Every slot, in the order of interest.
    pub const ALL: [Self; 5] =
        [Self::Ready, Self::OutForDelivery, Self::Delayed, Self::OnItsWay, Self::Collected];

    /// Where the desk should see the parcel when the demonstration is set up.
    pub const fn status(self) -> &'static str {
        match self {
            Self::Ready => "available_for_pickup",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delayed | Self::OnItsWay => "in_transit",
            Self::Collected => "delivered",
        }
    }

    /// In words.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Ready => "waits in the locker",
            Self::OutForDelivery => "out for delivery, expected today",
            Self::Delayed => "late because of the weather",
            Self::OnItsWay => "on its way",
            Self::Collected => "collected yesterday",
        }
    }

    /// Whether something is reported about it every day.
    const fn moves(self) -> bool {
        match self {
            Self::OutForDelivery | Self::Delayed | Self::OnItsWay => true,
            Self::Ready | Self::Collected => false,
        }
    }

    const fn carrier_merchant_order_station(self) -> [&'static str; 4] {
        match self {
            Self::Ready => ["DHL", "Birch & Bloom", "A-1001", "BER-042"],
            Self::OutForDelivery => ["DPD", "Nordlicht Books", "NL-20417", "BER-042"],
            Self::Delayed => ["GLS", "Radwerk", "RW-5518", "BER-117"],
            Self::OnItsWay => ["Hermes", "Hansen Coffee Roasters", "HC-77120", "BER-203"],
            Self::Collected => ["UPS", "Studio Lumen", "SL-0093", "BER-042"],
        }
    }
}

/// Whom everything here is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// For SMS.
    pub phone: String,
    /// For e-mail.
    pub email: String,
}

impl Recipient {
    /// The demonstration's customer. The number is one of those the Bundesnetzagentur keeps free for fiction, so
    /// that nobody is rung up should it ever leave this machine; `example.org` is reserved by RFC 2606.
    pub fn kim() -> Self {
        Self { phone: "+49 171 3920041".into(), email: "kim@example.org".into() }
    }
}

/// A parcel as it is announced to the desk. Holds nothing that depends on the day, so that announcing it again
/// is the same announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The number on the label.
    pub tracking_number: String,
    /// Who brings it.
    pub carrier: String,
    /// Who sent it.
    pub merchant: String,
    /// The merchant's number.
    pub order_number: String,
    /// Where it is to go.
    pub station: String,
    /// Whom it is for.
    pub recipient: Recipient,
}

/// A parcel of the demonstration and all that is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoParcel {
    /// What it is there to show.
    pub slot: Slot,
    /// How it was announced.
    pub registration: Registration,
    /// The day of its latest reports.
    pub day: NaiveDate,
    /// What is reported about it, in the order of reporting.
    pub reports: Vec<Report>,
    /// Its door was opened by a station of this program.
    #[serde(default)]
    pub collected: bool,
}

impl DemoParcel {
    /// A new parcel for a slot.
    pub fn new(slot: Slot, tracking_number: String, calendar: &Calendar) -> Self {
        let [carrier, merchant, order_number, station] =
            slot.carrier_merchant_order_station().map(str::to_owned);
        let recipient = Recipient::kim();
        let registration =
            Registration { tracking_number, carrier, merchant, order_number, station, recipient };
        let reports = story::tell(slot, &registration, calendar);
        Self { slot, registration, day: calendar.today(), reports, collected: false }
    }

    /// Whether it still shows what its slot is there for.
    pub fn serves(&self, now: DateTime<Utc>) -> bool {
        let expires_soon = self.deadline().is_some_and(|deadline| deadline - now < Duration::hours(12));
        let gone = self.collected || (self.slot == Slot::Ready && expires_soon);
        !gone
    }

    /// The same parcel, with what is reported about it today.
    #[must_use]
    pub fn of_today(mut self, calendar: &Calendar) -> Self {
        if self.slot.moves() && self.day != calendar.today() {
            self.reports.retain(|report| !report.daily);
            let today = story::tell(self.slot, &self.registration, calendar);
            self.reports.extend(today.into_iter().filter(|report| report.daily));
            self.day = calendar.today();
        }
        self
    }

    /// The door it lies behind.
    pub fn compartment(&self) -> Option<&str> {
        self.reports.iter().rev().find_map(|report| report.data.compartment.as_deref())
    }

    fn deadline(&self) -> Option<DateTime<Utc>> {
        self.reports.iter().rev().find_map(|report| report.data.pickup_deadline)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::demo::tracking;

    fn noon(day: u32) -> Calendar {
        Calendar::at(Utc.with_ymd_and_hms(2026, 11, day, 11, 0, 0).unwrap())
    }

    #[test]
    fn announcing_it_another_day_is_the_same_announcement() {
        for slot in Slot::ALL {
            let announced = |day| DemoParcel::new(slot, tracking::usual(slot), &noon(day)).registration;
            assert_eq!(announced(22), announced(25));
        }
    }

    #[test]
    fn the_next_day_brings_one_more_report_of_what_moves_and_keeps_the_past() {
        let van = DemoParcel::new(Slot::OutForDelivery, "01455090274186".into(), &noon(22));
        let next = van.clone().of_today(&noon(23));
        assert_eq!(next.reports.len(), van.reports.len());
        assert_eq!(next.reports[..2], van.reports[..2]);
        assert_ne!(next.reports[2].id, van.reports[2].id);
        assert_eq!(next.clone().of_today(&noon(23)), next);
        let ready = DemoParcel::new(Slot::Ready, "RR473124829GB".into(), &noon(22));
        assert_eq!(ready.clone().of_today(&noon(23)), ready);
    }

    #[test]
    fn a_parcel_that_is_gone_or_about_to_go_back_serves_no_longer() {
        let mut ready = DemoParcel::new(Slot::Ready, "RR473124829GB".into(), &noon(22));
        assert!(ready.serves(noon(24).now()));
        assert!(!ready.serves(noon(25).now()));
        ready.collected = true;
        assert!(!ready.serves(noon(22).now()));
    }
}
