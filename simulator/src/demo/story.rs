//! What carriers report about each parcel of the demonstration.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    calendar::Calendar,
    network,
    parcel::{Registration, Slot},
};
use crate::carrier::event::{EventData, Expected};

/// One report, always sent under the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `webhook-id`.
    pub id: String,
    /// What it says.
    pub data: EventData,
    /// Replaced by another one on another day.
    pub daily: bool,
}

/// All reports about a parcel, in the order of sending.
pub fn tell(slot: Slot, parcel: &Registration, calendar: &Calendar) -> Vec<Report> {
    let mut story = Story { parcel, calendar, reports: Vec::new() };
    match slot {
        Slot::Ready => {
            story.sent_off(2);
            story.out_for_delivery(calendar.earlier_today(8, 40, 10));
            story.placed(calendar.now(), "14");
        }
        Slot::OutForDelivery => {
            story.sent_off(2);
            story.out_for_delivery(calendar.earlier_today(8, 40, 10));
            story.expected(calendar.window(4).into());
            story.every_day();
        }
        Slot::Delayed => {
            story.sent_off(3);
            story.report(
                "delayed",
                calendar.earlier_today(7, 30, 20),
                "in_transit",
                "Held up by snow",
                DEPOT,
            );
            story.also(|data| {
                data.substatus = Some("weather_delay".into());
                data.incident_reason = Some("weather_delay".into());
            });
            story.expected((calendar.ahead(1, 10, 0), calendar.ahead(1, 14, 0)).into());
            story.every_day();
        }
        Slot::OnItsWay => {
            story.report(
                "handed-over",
                calendar.before(1, 17, 40),
                "in_transit",
                "Handed over by the shop",
                "Hamburg",
            );
            story.report(
                "depot",
                calendar.earlier_today(6, 10, 30),
                "in_transit",
                "Arrived at the depot",
                DEPOT,
            );
            story.expected((calendar.ahead(1, 13, 0), calendar.ahead(1, 17, 0)).into());
            story.every_day();
        }
        Slot::Collected => {
            story.sent_off(3);
            story.out_for_delivery(calendar.before(1, 8, 20));
            story.report(
                "collected",
                calendar.before(1, 17, 48),
                "delivered",
                "Taken out by the recipient",
                "",
            );
            story.also(|data| data.substatus = Some("collected_by_recipient".into()));
            // Reported late, as happens: the desk must not make a code for it any more.
            story.placed(calendar.before(1, 10, 12), "27");
        }
    }
    story.reports
}

const DEPOT: &str = "Berlin Nord";

struct Story<'a> {
    parcel: &'a Registration,
    calendar: &'a Calendar,
    reports: Vec<Report>,
}

impl Story<'_> {
    fn report(&mut self, step: &str, at: DateTime<Utc>, status: &str, text: &str, location: &str) {
        let id = format!("demo-{}-{step}-{}", self.parcel.tracking_number, self.calendar.today());
        let data = EventData {
            tracking_number: self.parcel.tracking_number.clone(),
            carrier: self.parcel.carrier.clone(),
            status: status.into(),
            carrier_text: Some(text.into()),
            location: Some(location.to_owned()).filter(|location| !location.is_empty()),
            occurred_at: at,
            ..EventData::default()
        };
        self.reports.push(Report { id, data, daily: false });
    }

    /// Adds to the latest report.
    fn also(&mut self, add: impl FnOnce(&mut EventData)) {
        if let Some(report) = self.reports.last_mut() {
            add(&mut report.data);
        }
    }

    fn expected(&mut self, window: Expected) {
        self.also(|data| data.expected = Some(window));
    }

    fn every_day(&mut self) {
        if let Some(report) = self.reports.last_mut() {
            report.daily = true;
        }
    }

    fn sent_off(&mut self, days_ago: u64) {
        let handed_over = self.calendar.before(days_ago, 16, 2);
        self.report("handed-over", handed_over, "in_transit", "Handed over by the shop", "Leipzig");
        let arrived = self.calendar.before(days_ago - 1, 22, 15);
        self.report("depot", arrived, "in_transit", "Arrived at the depot", DEPOT);
    }

    fn out_for_delivery(&mut self, at: DateTime<Utc>) {
        self.report("out-for-delivery", at, "out_for_delivery", "In the delivery vehicle", DEPOT);
    }

    fn placed(&mut self, at: DateTime<Utc>, compartment: &str) {
        let station = self.parcel.station.clone();
        let name = network::station(&station).map(|station| station.name).unwrap_or_default();
        self.report("placed", at, "available_for_pickup", "Placed in the locker", &name);
        let deadline = self.calendar.ahead(3, 18, 0);
        self.also(|data| {
            data.substatus = Some("placed_in_locker".into());
            data.station = Some(station);
            data.compartment = Some(compartment.into());
            data.pickup_deadline = Some(deadline);
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::demo::{parcel::DemoParcel, tracking};

    #[test]
    fn nothing_is_reported_before_it_happened_or_twice_at_any_hour() {
        for hour in 0..24 {
            let calendar = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, hour, 1, 0).unwrap());
            for slot in Slot::ALL {
                let reports = DemoParcel::new(slot, tracking::usual(slot), &calendar).reports;
                assert!(reports.iter().all(|report| report.data.occurred_at <= calendar.now()));
                let ids: std::collections::BTreeSet<_> = reports.iter().map(|report| &report.id).collect();
                assert_eq!(ids.len(), reports.len());
            }
        }
    }

    #[test]
    fn what_happened_last_is_what_the_slot_shows() {
        for hour in 0..24 {
            let calendar = Calendar::at(Utc.with_ymd_and_hms(2026, 11, 22, hour, 1, 0).unwrap());
            for slot in Slot::ALL {
                let reports = DemoParcel::new(slot, tracking::usual(slot), &calendar).reports;
                let last = reports.iter().max_by_key(|report| report.data.occurred_at).unwrap();
                assert_eq!(last.data.status, slot.status(), "{slot:?} at {hour}");
            }
        }
    }
}
