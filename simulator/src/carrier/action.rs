//! What a carrier can say at the press of a button.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::{Known, event::EventData};
use crate::demo::{calendar::Calendar, network};

/// One button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Picked up at the shop.
    PickedUp,
    /// In the van.
    OutForDelivery,
    /// In the locker; this makes a code.
    Placed,
    /// Still in the locker.
    Reminder,
    /// Taken out by the recipient.
    Collected,
    /// Taken out by the courier.
    Removed,
    /// On its way back.
    Returned,
    /// Late.
    Delayed,
    /// Needs somebody to do something.
    Exception,
    /// It was not as reported: it is still on its way.
    Correction,
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

    /// Its value in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PickedUp => "picked_up",
            Self::OutForDelivery => "out_for_delivery",
            Self::Placed => "placed",
            Self::Reminder => "reminder",
            Self::Collected => "collected",
            Self::Removed => "removed",
            Self::Returned => "returned",
            Self::Delayed => "delayed",
            Self::Exception => "exception",
            Self::Correction => "correction",
        }
    }

    /// What stands on it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::PickedUp => "Picked up",
            Self::OutForDelivery => "Out for delivery",
            Self::Placed => "Placed in compartment",
            Self::Reminder => "Reminder",
            Self::Collected => "Collected",
            Self::Removed => "Removed by courier",
            Self::Returned => "Returned",
            Self::Delayed => "Delayed",
            Self::Exception => "Exception",
            Self::Correction => "Correct: still on its way",
        }
    }

    /// The status in EasyPost's words, ours for what is finer, and the carrier's text.
    const fn words(self) -> (&'static str, Option<&'static str>, &'static str) {
        match self {
            Self::PickedUp => ("in_transit", None, "Picked up from the sender"),
            Self::OutForDelivery => ("out_for_delivery", None, "In the delivery vehicle"),
            Self::Placed => ("available_for_pickup", Some("placed_in_locker"), "Placed in the locker"),
            Self::Reminder => {
                ("available_for_pickup", Some("pickup_reminder_sent"), "Still waiting in the locker")
            }
            Self::Collected => ("delivered", Some("collected_by_recipient"), "Taken out by the recipient"),
            Self::Removed => ("return_to_sender", Some("removed_by_courier"), "Taken out by the courier"),
            Self::Returned => ("return_to_sender", None, "On its way back to the sender"),
            Self::Delayed => ("in_transit", Some("weather_delay"), "Held up by the weather"),
            Self::Exception => ("failure", Some("address_correction_needed"), "The address is not complete"),
            Self::Correction => ("in_transit", None, "Scanned by mistake, still on its way"),
        }
    }

    /// What it says about a parcel.
    pub fn event(self, parcel: &Known, now: DateTime<Utc>) -> EventData {
        let (status, substatus, text) = self.words();
        let calendar = Calendar::at(now);
        let in_locker = matches!(self, Self::Placed | Self::Reminder | Self::Collected | Self::Removed);
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        EventData {
            tracking_number: parcel.tracking_number.clone(),
            carrier: parcel.carrier.clone(),
            status: status.into(),
            substatus: substatus.map(str::to_owned),
            carrier_text: Some(text.into()),
            location: Some(match network::station(&parcel.station) {
                Some(station) if in_locker => station.name,
                Some(_) | None => "Berlin Nord".into(),
            }),
            occurred_at: now,
            station: given(&parcel.station).filter(|_| in_locker),
            compartment: given(&parcel.compartment).filter(|_| in_locker),
            pickup_deadline: (self == Self::Placed).then(|| calendar.ahead(3, 18, 0)),
            expected: match self {
                Self::OutForDelivery => Some((now + Duration::hours(1), now + Duration::hours(4)).into()),
                Self::Delayed => Some((calendar.ahead(1, 10, 0), calendar.ahead(1, 14, 0)).into()),
                Self::PickedUp => Some((calendar.ahead(1, 13, 0), calendar.ahead(1, 17, 0)).into()),
                _ => None,
            },
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

    fn parcel() -> Known {
        Known {
            tracking_number: "RR473124829GB".into(),
            carrier: "DHL".into(),
            station: "BER-042".into(),
            compartment: "14".into(),
            note: String::new(),
        }
    }

    #[test]
    fn only_what_lies_in_a_locker_names_the_door() {
        for action in Action::ALL {
            let event = action.event(&parcel(), DateTime::UNIX_EPOCH);
            let named = event.compartment.as_deref() == Some("14");
            let inside =
                ["placed_in_locker", "pickup_reminder_sent", "collected_by_recipient", "removed_by_courier"];
            assert_eq!(
                named,
                event.substatus.is_some_and(|word| inside.contains(&word.as_str())),
                "{action:?}"
            );
        }
    }

    #[test]
    fn buttons_are_read_by_the_names_they_are_written_with() {
        for action in Action::ALL {
            assert_eq!(serde_json::from_value::<Action>(action.name().into()).unwrap(), action);
        }
    }
}
