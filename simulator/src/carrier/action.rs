//! What a carrier can say at the press of a button.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::Known;
use crate::{
    clock::Calendar,
    demo::data::station,
    event::{EventData, Expected},
};

/// One button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    PickedUp,
    OutForDelivery,
    /// In the locker; this makes a code.
    Placed,
    Reminder,
    Collected,
    Removed,
    Returned,
    Delayed,
    /// Needs somebody to do something.
    Exception,
    /// It was not as reported: it is still on its way.
    Correction,
}

/// What stands on a button and what is said.
pub struct Words {
    /// The button's value in the form.
    pub name: &'static str,
    pub label: &'static str,
    /// In EasyPost's words.
    status: &'static str,
    /// Ours, for what is finer.
    substatus: Option<&'static str>,
    /// The carrier's.
    text: &'static str,
}

impl Action {
    /// Every button, in the order of a parcel's life.
    pub const ALL: [Self; 10] = [
        Self::PickedUp,
        Self::OutForDelivery,
        Self::Placed,
        Self::Reminder,
        Self::Collected,
        Self::Delayed,
        Self::Exception,
        Self::Removed,
        Self::Returned,
        Self::Correction,
    ];

    pub const fn words(self) -> Words {
        let (name, label, status, substatus, text) = match self {
            Self::PickedUp => ("picked_up", "Picked up", "in_transit", None, "Picked up from the sender"),
            Self::OutForDelivery => {
                ("out_for_delivery", "Out for delivery", "out_for_delivery", None, "In the delivery vehicle")
            }
            Self::Placed => (
                "placed",
                "Placed in compartment",
                "available_for_pickup",
                Some("placed_in_locker"),
                "Placed in the locker",
            ),
            Self::Reminder => (
                "reminder",
                "Reminder",
                "available_for_pickup",
                Some("pickup_reminder_sent"),
                "Still waiting in the locker",
            ),
            Self::Collected => (
                "collected",
                "Collected",
                "delivered",
                Some("collected_by_recipient"),
                "Taken out by the recipient",
            ),
            Self::Removed => (
                "removed",
                "Removed by courier",
                "return_to_sender",
                Some("removed_by_courier"),
                "Taken out by the courier",
            ),
            Self::Returned => {
                ("returned", "Returned", "return_to_sender", None, "On its way back to the sender")
            }
            Self::Delayed => {
                ("delayed", "Delayed", "in_transit", Some("weather_delay"), "Held up by the weather")
            }
            Self::Exception => (
                "exception",
                "Exception",
                "failure",
                Some("address_correction_needed"),
                "The address is not complete",
            ),
            Self::Correction => (
                "correction",
                "Correct: still on its way",
                "in_transit",
                None,
                "Scanned by mistake, still on its way",
            ),
        };
        Words { name, label, status, substatus, text }
    }

    /// What it says about a parcel.
    pub fn event(self, parcel: &Known, now: DateTime<Utc>) -> EventData {
        let (words, calendar) = (self.words(), Calendar::at(now));
        let in_locker = matches!(self, Self::Placed | Self::Reminder | Self::Collected | Self::Removed);
        let given = |text: &String| Some(text.clone()).filter(|text| in_locker && !text.is_empty());
        let tomorrow = |from: u32, until: u32| (calendar.on(1, from, 0), calendar.on(1, until, 0));
        let expected = match self {
            Self::OutForDelivery => Some((now + Duration::hours(1), now + Duration::hours(4))),
            Self::Delayed => Some(tomorrow(10, 14)),
            Self::PickedUp => Some(tomorrow(13, 17)),
            _ => None,
        };
        EventData {
            tracking_number: parcel.tracking_number.clone(),
            carrier: parcel.carrier.clone(),
            status: words.status.into(),
            substatus: words.substatus.map(str::to_owned),
            carrier_text: Some(words.text.into()),
            location: Some(match station(&parcel.station) {
                Some(station) if in_locker => station.name.clone(),
                Some(_) | None => "Berlin Nord".into(),
            }),
            occurred_at: now,
            station: given(&parcel.station),
            compartment: given(&parcel.compartment),
            pickup_deadline: (self == Self::Placed).then(|| calendar.on(3, 18, 0)),
            expected: expected.map(|(from, until)| Expected { from, until }),
            correction: self == Self::Correction,
            action_required: self == Self::Exception,
            incident_reason: match self {
                Self::Delayed => Some("weather_delay".into()),
                Self::Exception => Some("consignee_incorrect_address".into()),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_a_locker_names_the_door() {
        let [tracking_number, carrier, station, compartment, note] =
            ["RR473124829GB", "DHL", "BER-042", "14", ""].map(str::to_owned);
        let parcel = Known { tracking_number, carrier, station, compartment, note };
        let inside =
            ["placed_in_locker", "pickup_reminder_sent", "collected_by_recipient", "removed_by_courier"];
        for action in Action::ALL {
            let event = action.event(&parcel, DateTime::UNIX_EPOCH);
            let named = event.compartment.as_deref() == Some("14");
            let expected = event.substatus.is_some_and(|word| inside.contains(&word.as_str()));
            assert_eq!(named, expected, "{action:?}");
        }
    }

    #[test]
    fn buttons_are_read_by_the_names_they_are_written_with() {
        for action in Action::ALL {
            let name = action.words().name;
            assert_eq!(serde_json::from_value::<Action>(name.into()).unwrap(), action);
        }
    }
}
