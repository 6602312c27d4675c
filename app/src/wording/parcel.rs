//! Which sentence tells of a parcel, its messages and its history.

use domain::parcel::Status;

use super::Wording;
use crate::port::{
    Cause, Channel, EventView, FallbackView, NotificationState, NotificationView, ParcelRow, Standing,
};

impl Wording {
    /// The title of the list, by how many can be collected and how many are on their way.
    pub(crate) fn parcels_title(&self, ready: usize, on_their_way: usize) -> String {
        match (ready, on_their_way) {
            (0, 0) => self.parcels_none().to_owned(),
            (0, parcels) => self.parcels_on_their_way(parcels),
            (parcels, _) => self.parcels_ready(parcels),
        }
    }

    /// A parcel in the list.
    pub(crate) fn parcel_line(&self, row: &ParcelRow) -> String {
        match (row.standing, window(row)) {
            (Standing::Ready | Standing::Expired | Standing::Collected | Standing::Late, _) => {
                self.parcel_when(row)
            }
            (Standing::Announced, Some(expected)) => self.line_announced_for(expected),
            (Standing::Announced, None) => self.line_announced().to_owned(),
            (Standing::OnItsWay, Some(expected)) => self.line_on_its_way_expected(expected),
            (Standing::OnItsWay, None) => self.line_on_its_way().to_owned(),
            (Standing::OutForDelivery, Some(expected)) => self.line_out_for_delivery_expected(expected),
            (Standing::OutForDelivery, None) => self.line_out_for_delivery().to_owned(),
            (Standing::Exception, _) => self.line_exception(&row.since),
            (Standing::CodeBeingMade, _) => self.line_code_being_made().to_owned(),
            (Standing::DoorShut, _) => self.line_door_shut().to_owned(),
            (Standing::Returned, _) => self.line_returned(&row.since),
            (Standing::Cancelled, _) => self.line_cancelled(&row.since),
        }
    }

    /// When: until, expected, since.
    pub(crate) fn parcel_when(&self, row: &ParcelRow) -> String {
        match (row.standing, window(row), &row.deadline) {
            (Standing::Ready, _, Some(until)) => self.when_ready_until(until),
            (Standing::Ready, _, None) => self.when_ready_since(&row.since),
            (Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery, Some(expected), _) => {
                self.when_expected(expected)
            }
            (Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery, None, _) => {
                self.when_no_time().to_owned()
            }
            (Standing::Late, Some(expected), _) => self.when_was_expected(expected),
            (Standing::Late, None, _) => self.when_no_new_time().to_owned(),
            (Standing::CodeBeingMade, ..) => self.when_placed(&row.since),
            (Standing::Expired, _, Some(until)) => self.when_expired(until),
            (Standing::DoorShut, ..) => self.when_door_shut(&row.since),
            (Standing::Collected, ..) => self.when_collected(&row.since),
            (Standing::Exception | Standing::Expired | Standing::Returned | Standing::Cancelled, ..) => {
                self.when_since(&row.since)
            }
        }
    }

    /// What the ticket says after the collection.
    pub(crate) fn parcel_opened(&self, row: &ParcelRow) -> String {
        match &row.compartment {
            Some(compartment) => self.code_opened(compartment, &row.since),
            None => self.code_collected(&row.since),
        }
    }

    /// The way that is tried next, with a place for the seconds until then.
    pub(crate) fn parcel_next(&self, next: &FallbackView) -> String {
        self.parcel_fallback(next.channel, &next.contact)
    }

    /// How a message travelled, where to, and whether the customer asked for it.
    pub(crate) fn parcel_sent(&self, sent: &NotificationView) -> String {
        match (sent.old, sent.resent) {
            (false, false) => self.sent(sent.channel, &sent.contact),
            (false, true) => self.sent_again(sent.channel, &sent.contact),
            (true, false) => self.sent_old(sent.channel, &sent.contact),
            (true, true) => self.sent_old_again(sent.channel, &sent.contact),
        }
    }

    /// What became of it.
    pub(crate) fn parcel_state(&self, sent: &NotificationView) -> String {
        let state = match sent.cause {
            Some(cause) if sent.state != NotificationState::Delivered => {
                self.failed(sent.state, sent.channel, cause)
            }
            _ => self.reached(sent.state, sent.channel),
        };
        if sent.twice { self.state_twice(state) } else { state.to_owned() }
    }

    fn reached(&self, state: NotificationState, channel: Channel) -> &'static str {
        match state {
            NotificationState::Queued => self.state_queued(),
            NotificationState::Sending => self.state_sending(),
            NotificationState::Sent => self.state_sent(channel),
            NotificationState::Delivered => self.state_delivered(channel),
            NotificationState::TemporaryFailure => self.state_tried_again(),
            NotificationState::PermanentFailure => self.state_cannot_receive(channel),
            NotificationState::Blocked => self.state_refused(channel),
            NotificationState::TechnicalFailure => self.state_our_fault(),
        }
    }

    fn failed(&self, state: NotificationState, channel: Channel, cause: Cause) -> &'static str {
        let may_pass = state == NotificationState::TemporaryFailure;
        match cause {
            Cause::Unreachable if may_pass => self.state_phone_off(),
            Cause::Unreachable => self.state_phone_off_too_long(),
            Cause::NoSuchAddress => self.state_no_such_address(channel),
            Cause::Landline => self.state_landline(),
            Cause::Unsubscribed => self.state_unsubscribed(),
            Cause::Filtered => self.state_filtered(channel),
            Cause::Complaint => self.state_complaint(),
            Cause::MailboxFull => self.state_mailbox_full(),
            Cause::PushGone => self.state_cannot_receive(Channel::Push),
            Cause::Busy | Cause::Provider if may_pass => self.state_busy(),
            Cause::NoAnswer => self.state_no_answer(),
            Cause::TooLate => self.state_too_late(),
            Cause::NothingToSay => self.state_not_needed(),
            Cause::Busy | Cause::Provider | Cause::Unmapped => self.state_our_fault(),
        }
    }

    /// An entry of the history.
    pub(crate) fn parcel_event(&self, event: &EventView) -> String {
        if let Some(finer) = event.substatus.as_deref().and_then(|finer| self.finer(finer, event)) {
            return finer;
        }
        let said = match event.status {
            Status::Unknown => match &event.carrier_text {
                Some(text) => return self.event_carrier_says(text),
                None => self.event_unknown(),
            },
            Status::AvailableForPickup => return self.placed(event),
            Status::PreTransit => self.event_announced(),
            Status::InTransit => self.event_on_its_way(),
            Status::OutForDelivery => self.event_out_for_delivery(),
            Status::Failure => self.event_failed(),
            Status::Error => self.event_error(),
            Status::Delivered => self.event_collected(),
            Status::ReturnToSender => self.event_returned(),
            Status::Cancelled => self.event_cancelled(),
        };
        said.to_owned()
    }

    /// Substatuses are open: the ones without words here are told by their status.
    fn finer(&self, substatus: &str, event: &EventView) -> Option<String> {
        let said = match substatus {
            "placed_in_locker" => return Some(self.placed(event)),
            "arrived_at_depot" => self.event_arrived_at_depot(),
            "locker_reserved" => self.event_locker_reserved(),
            "locker_full_rerouted" => self.event_locker_full_rerouted(),
            "code_issued" => self.event_code_issued(),
            "pickup_reminder_sent" => self.event_pickup_reminder_sent(),
            "pickup_expiring" => self.event_pickup_expiring(),
            "pickup_expired" => self.event_pickup_expired(),
            "collected_by_recipient" => self.event_collected_by_recipient(),
            "collected_by_delegate" => self.event_collected_by_delegate(),
            "removed_by_courier" => self.event_removed_by_courier(),
            "locker_fault" => self.event_locker_fault(),
            "held_support_case" => self.event_held_support_case(),
            "delivery_attempted" => self.event_delivery_attempted(),
            "address_correction_needed" => self.event_address_correction_needed(),
            "misrouted" => self.event_misrouted(),
            "weather_delay" => self.event_weather_delay(),
            "vehicle_issue" => self.event_vehicle_issue(),
            _ => return None,
        };
        Some(said.to_owned())
    }

    fn placed(&self, event: &EventView) -> String {
        match &event.compartment {
            Some(compartment) => self.event_placed_in(compartment),
            None => self.event_placed().to_owned(),
        }
    }
}

fn window(row: &ParcelRow) -> Option<(&crate::port::Moment, &crate::port::Moment)> {
    row.expected.as_ref().map(|(from, until)| (from, until))
}
