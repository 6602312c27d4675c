//! How a parcel's state follows from everything that was ever reported about it.
//!
//! Events come late, repeated and out of order. The state is not moved by each of them in turn but computed
//! from all of them in the order in which they happened, so every order of arrival ends in the same state.

use chrono::Duration;

use crate::{
    Timestamp,
    parcel::{ParcelEvent, ParcelState, Status},
    plausible,
};

/// When something happened that somebody reported: nothing has happened after it was heard of, whatever the reporter's
/// clock said. Wherever reports are compared or listed, they are in this order.
pub fn happened_at(occurred_at: Timestamp, received_at: Timestamp) -> Timestamp {
    occurred_at.min(received_at)
}

impl ParcelEvent {
    /// When it happened, by [`happened_at`].
    pub fn happened_at(&self) -> Timestamp {
        happened_at(self.occurred_at, self.received_at)
    }

    /// Whether it names another station than this one.
    pub fn leads_away_from(&self, station: Option<&str>) -> bool {
        matches!((self.station.as_deref(), station), (Some(named), Some(known)) if named != known)
    }

    /// Whether a parcel that lies in a compartment is not there any more by this report. A plain scan says nothing of
    /// the kind, nor does what we do not understand.
    fn takes_out(&self, moves: bool) -> bool {
        match self.status {
            Status::Unknown | Status::AvailableForPickup => false,
            Status::PreTransit => self.correction,
            Status::InTransit | Status::OutForDelivery | Status::Error => {
                moves || self.correction || self.substatus.as_deref().is_some_and(is_removal)
            }
            Status::Failure | Status::Delivered | Status::ReturnToSender | Status::Cancelled => true,
        }
    }
}

/// Whether a finer word says that the parcel was taken out, such as `removed_by_courier`.
fn is_removal(substatus: &str) -> bool {
    substatus == "removed" || substatus.starts_with("removed_")
}

impl ParcelState {
    /// The state after all events, whatever the order in which they came.
    #[must_use]
    pub fn after_all(self, events: &[ParcelEvent]) -> Self {
        let mut order: Vec<&ParcelEvent> = events.iter().collect();
        order.sort_by(|a, b| {
            (a.happened_at(), a.correction, a.status, &a.source_id).cmp(&(
                b.happened_at(),
                b.correction,
                b.status,
                &b.source_id,
            ))
        });
        order.into_iter().fold(self, Self::after)
    }

    /// The same with a deadline while it lies in a compartment: where nobody said one, it is held for so long since it
    /// was placed. Nobody could know of it before it was announced.
    #[must_use]
    pub fn held_for(mut self, hold: Duration, announced_at: Timestamp) -> Self {
        if let Some(placed_at) = self.placed_at {
            self.pickup_deadline.get_or_insert(plausible::later(placed_at.max(announced_at), hold));
        }
        self
    }

    /// The same with a deadline that was moved by somebody else than its reporters: they may give more time, and take none
    /// back.
    #[must_use]
    pub fn extended_to(mut self, until: Option<Timestamp>) -> Self {
        if self.placed_at.is_some() {
            self.pickup_deadline = self.pickup_deadline.max(until);
        }
        self
    }

    fn after(mut self, event: &ParcelEvent) -> Self {
        if self.status.is_terminal() && !event.correction {
            return self;
        }
        let lay = self.status == Status::AvailableForPickup;
        let moves = event.leads_away_from(self.station.as_deref());
        if lay && event.status != Status::AvailableForPickup && !event.takes_out(moves) {
            // What holds here may be told anew, but not by somebody who means another place.
            if !moves {
                self.pickup_deadline = event.pickup_deadline.or(self.pickup_deadline);
                self.expected = event.expected.or(self.expected);
            }
            return self;
        }
        self.go(event, moves);
        let Some(status) = next(self.status, event) else { return self };
        let has_door = self.station.is_some() && self.compartment.is_some();
        let status = match (status, has_door, lay) {
            // It is there, but nobody said behind which door: it waits for that.
            (Status::AvailableForPickup, false, false) => return self,
            (Status::AvailableForPickup, false, true) => Status::InTransit,
            (status, _, _) => status,
        };
        let lies = status == Status::AvailableForPickup;
        if lay && !lies && !status.is_terminal() {
            self.compartment.clone_from(&event.compartment);
            self.pickup_deadline = event.pickup_deadline;
        }
        let at = event.happened_at();
        self.placed_at = if lies { self.placed_at.filter(|_| lay && !moves).or(Some(at)) } else { None };
        self.status = status;
        self.substatus.clone_from(&event.substatus);
        self.action_required = event.action_required;
        self.incident_reason.clone_from(&event.incident_reason);
        self.since = at;
        self
    }

    /// Takes over what a report says of the place. What belonged to another station stays behind: its compartment, until
    /// when the parcel could be collected there, and when it was expected.
    fn go(&mut self, event: &ParcelEvent, moves: bool) {
        if moves {
            (self.compartment, self.pickup_deadline, self.expected) = (None, None, None);
        }
        for (known, said) in
            [(&mut self.station, &event.station), (&mut self.compartment, &event.compartment)]
        {
            if said.is_some() {
                known.clone_from(said);
            }
        }
        self.pickup_deadline = event.pickup_deadline.or(self.pickup_deadline);
        self.expected = event.expected.or(self.expected);
    }
}

/// The status after a report that is neither late nor against a terminal status; `None` when the report
/// does not speak of the status at all.
fn next(current: Status, event: &ParcelEvent) -> Option<Status> {
    match (current, event.status) {
        (_, Status::Unknown) => None,
        (Status::Unknown | Status::PreTransit, Status::PreTransit) => Some(Status::PreTransit),
        // The label is announced again when the parcel is long on its way.
        (_, Status::PreTransit) => event.correction.then_some(Status::PreTransit),
        (_, said) => Some(said),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::parcel::Status;

    fn at(minute: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + minute * 60, 0).unwrap()
    }

    fn event(minute: i64, status: Status) -> ParcelEvent {
        ParcelEvent {
            source_id: format!("e{minute}{}", status.as_str()),
            status,
            substatus: None,
            action_required: false,
            incident_reason: None,
            occurred_at: at(minute),
            received_at: at(10_000),
            correction: false,
            station: None,
            compartment: (status == Status::AvailableForPickup).then(|| "14".to_owned()),
            pickup_deadline: None,
            expected: None,
        }
    }

    fn start() -> ParcelState {
        ParcelState::announced(at(0), Some("BER-042".into()), None)
    }

    #[test]
    fn out_for_delivery_is_not_yet_in_the_locker() {
        let state = start().after_all(&[event(1, Status::InTransit), event(2, Status::OutForDelivery)]);
        assert_eq!((state.status, state.placed_at), (Status::OutForDelivery, None));
    }

    #[test]
    fn a_late_scan_does_not_take_the_parcel_out_of_the_locker() {
        let state =
            start().after_all(&[event(9, Status::AvailableForPickup), event(3, Status::OutForDelivery)]);
        assert_eq!((state.status, state.placed_at), (Status::AvailableForPickup, Some(at(9))));
    }

    #[test]
    fn a_reminder_keeps_the_time_of_placing() {
        let state =
            start().after_all(&[event(9, Status::AvailableForPickup), event(99, Status::AvailableForPickup)]);
        assert_eq!((state.since, state.placed_at), (at(99), Some(at(9))));
    }

    #[test]
    fn only_a_correction_leads_out_of_a_terminal_status() {
        let collected = [event(9, Status::AvailableForPickup), event(10, Status::Delivered)];
        let mut later = collected.to_vec();
        later.push(event(11, Status::AvailableForPickup));
        assert_eq!(start().after_all(&later).status, Status::Delivered);
        let mut corrected = collected.to_vec();
        corrected.push(ParcelEvent { correction: true, ..event(11, Status::AvailableForPickup) });
        assert_eq!(start().after_all(&corrected).status, Status::AvailableForPickup);
    }

    #[test]
    fn what_we_do_not_understand_moves_nothing() {
        let state = start().after_all(&[
            event(1, Status::InTransit),
            event(2, Status::Unknown),
            event(3, Status::PreTransit),
        ]);
        assert_eq!((state.status, state.since), (Status::InTransit, at(1)));
    }

    proptest! {
        #[test]
        fn every_order_of_arrival_ends_in_the_same_state(
            events in prop::collection::vec((0_i64..20, 0_i64..20, 0_usize..10, any::<bool>(), 0_u8..4), 0..7),
            seed in any::<u64>(),
        ) {
            let events: Vec<ParcelEvent> = events.into_iter().enumerate().map(|(place, (minute, heard, status, correction, door))| ParcelEvent {
                source_id: format!("e{place}"),
                correction,
                received_at: at(heard),
                station: (door == 3).then(|| "BER-007".to_owned()),
                compartment: (door > 0).then(|| door.to_string()),
                ..event(minute, Status::ALL[status])
            }).collect();
            let mut shuffled = events.clone();
            let mut state = seed;
            for place in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
            }
            prop_assert_eq!(start().after_all(&events), start().after_all(&shuffled));
        }
    }
}
