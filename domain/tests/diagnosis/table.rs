//! Every cause of PRODUCT.md, section 6, by facts that are met, with the first remedy.

use chrono::Duration;
use domain::{
    command::DoorEventKind,
    contact::Channel,
    diagnosis::{
        Cause, ChannelTrouble, Elsewhere, Facts, ForeignChange, Held, PushPermission, Remedy, Rerouted, Seen,
        StoredCode, diagnose,
    },
    fallback::Next,
    notification::NotificationState,
    parcel::{Status, Window},
    receipt,
    reopening::LastOpening,
    station::Heartbeat,
};

use crate::world::{MAIL, ago, in_hand, message, now, on_its_way, ready};

type Case = (Cause, Remedy, fn() -> Facts, fn(&mut Facts));

/// What is put wrong with what.
pub const CASES: [Case; 35] = [
    (Cause::NotYet, Remedy::TellWhenPlaced, on_its_way, |_| {}),
    (Cause::Delayed, Remedy::TellWhenPlaced, on_its_way, |facts| {
        facts.placed.parcel.expected = Some(Window { from: ago(9_000), until: ago(1_800) });
        facts.placed.parcel.incident_reason = Some("weather_delay".into());
    }),
    (Cause::Exception, Remedy::MeetCarrier, on_its_way, |facts| {
        facts.placed.parcel.action_required = true;
        facts.placed.parcel.substatus = Some("address_correction_needed".into());
    }),
    (Cause::Rerouted, Remedy::GoToStation, ready, |facts| {
        facts.placed.rerouted = Some(Rerouted { from: "B".into(), at: ago(9_000), noticed: false });
    }),
    (Cause::Silent, Remedy::AskCarrier, on_its_way, |facts| {
        facts.placed.heard_at = Some(now() - Duration::hours(31));
    }),
    (Cause::Over, Remedy::NotCollectedByMe, on_its_way, |facts| {
        facts.placed.parcel.status = Status::Delivered;
    }),
    (Cause::BeingMade, Remedy::Wait, ready, |facts| facts.code.stored = StoredCode::None),
    (Cause::Failed, Remedy::MakeAgain, ready, |facts| facts.code.stored = StoredCode::Unreadable),
    (Cause::NoContact, Remedy::AddContact, ready, |facts| facts.contact.ways.clear()),
    (Cause::WrongContact, Remedy::FixContact, ready, |facts| {
        facts.contact.ways[0].entry.trouble = Some(receipt::Cause::Landline);
    }),
    (Cause::StaleContact, Remedy::ProveContact, ready, |facts| {
        facts.contact.ways[0].entry.proven_at = Some(now() - Duration::days(365));
    }),
    (Cause::ChangedContact, Remedy::SendToNew, ready, |facts| {
        facts.contact.went_to_former = Some(ago(400));
    }),
    (Cause::HeldContact, Remedy::ProveChange, ready, |facts| {
        facts.contact.held = Some(Held { applies_at: now() + Duration::hours(20) });
    }),
    (Cause::OtherPerson, Remedy::SendToMe, ready, |facts| facts.contact.went_to_other = Some(ago(400))),
    (Cause::Preference, Remedy::PreferOther, ready, |facts| facts.contact.ways[0].failures = 3),
    (Cause::Queued, Remedy::Reveal, ready, |facts| {
        facts.send.messages[0].state = NotificationState::Queued;
        facts.send.messages[0].created_at = ago(30);
    }),
    (Cause::ProviderDown, Remedy::SendBy(Channel::Email), ready, |facts| {
        facts.send.troubled = vec![ChannelTrouble { channel: Channel::Sms, since: ago(900) }];
    }),
    (Cause::Blocked, Remedy::Unblock, ready, |facts| {
        facts.send.messages[0].state = NotificationState::Blocked;
        facts.send.messages[0].cause = Some(receipt::Cause::Filtered);
    }),
    (Cause::PushOff, Remedy::TurnPushOn, ready, |facts| {
        facts.contact.ways[0].entry.channel = Channel::Push;
        facts.send.push = PushPermission::Withdrawn;
    }),
    (Cause::MissingReceipt, Remedy::Wait, ready, |facts| {
        let silent = message(MAIL, Channel::Email, NotificationState::Sent);
        facts.send.messages.insert(0, domain::diagnosis::CodeMessage { sent_at: Some(ago(90)), ..silent });
        facts.receipt.fallback = Next::At(MAIL, now() + Duration::seconds(30));
    }),
    (Cause::DeliveredReceipt, Remedy::Reveal, ready, |facts| {
        facts.send.messages.insert(0, message(MAIL, Channel::Email, NotificationState::Delivered));
    }),
    (Cause::LockedOut, Remedy::UseScanner, in_hand, |facts| {
        facts.door.station.keypad_waits = Some(now() + Duration::minutes(4));
    }),
    (Cause::WrongStation, Remedy::GoToStation, in_hand, |facts| {
        facts.door.elsewhere = Some(Elsewhere { station: "B".into(), at: ago(60) });
    }),
    (Cause::Expired, Remedy::Extend, in_hand, |facts| {
        facts.placed.parcel.pickup_deadline = Some(ago(600));
        facts.allowed.extension = Ok(now() + Duration::hours(47));
    }),
    (Cause::Clock, Remedy::TryAgain, in_hand, |facts| {
        facts.door.station.skew = Some(Duration::minutes(-7));
        facts.door.refused_for_time = Some(ago(30));
    }),
    (Cause::Offline, Remedy::TellWhenBack, in_hand, |facts| {
        facts.door.station.heartbeat = Some(Heartbeat { at: ago(181), scanner: true, keypad: true });
    }),
    (Cause::Slow, Remedy::TryAgain, in_hand, |facts| {
        facts.door.station.latency = Some(Duration::seconds(6));
    }),
    (Cause::Scanner, Remedy::UseKeypad, in_hand, |facts| {
        facts.door.station.heartbeat = Some(Heartbeat { at: ago(20), scanner: false, keypad: true });
    }),
    (Cause::Keypad, Remedy::UseScanner, in_hand, |facts| {
        facts.door.station.heartbeat = Some(Heartbeat { at: ago(20), scanner: true, keypad: false });
    }),
    (Cause::Screen, Remedy::UseScanner, in_hand, |facts| facts.door.station.screen = Some(false)),
    (Cause::Jammed, Remedy::OpenAgain, in_hand, |facts| {
        facts.placed.opening =
            Some(LastOpening { at: ago(40), said: Some(DoorEventKind::StillShut), again: false });
        facts.allowed.reopening = Ok(());
    }),
    (Cause::Sensor, Remedy::OpenAgain, in_hand, |facts| {
        let said = Some(DoorEventKind::SensorConflict);
        facts.placed.opening = Some(LastOpening { at: ago(40), said, again: false });
        facts.allowed.reopening = Ok(());
    }),
    (Cause::Empty, Remedy::ReportEmpty, in_hand, |facts| facts.seen = Some(Seen::NothingInside)),
    (Cause::ChangedByOther, Remedy::UndoChange, in_hand, |facts| {
        let undo_until = now() + Duration::days(6);
        facts.account.foreign_change = Some(ForeignChange { at: ago(80_000), undo_until });
    }),
    (Cause::NotMine, Remedy::ReportNotMine, in_hand, |facts| facts.seen = Some(Seen::NotMine)),
];

/// What is answered when this is wrong, what else is, and what is offered first.
pub fn answer(from: fn() -> Facts, wrong: impl Fn(&mut Facts)) -> (Option<Cause>, Vec<Cause>, Remedy) {
    let mut facts = from();
    wrong(&mut facts);
    let diagnosis = diagnose(&facts, now());
    (diagnosis.cause, diagnosis.also().collect(), diagnosis.first)
}

#[test]
fn every_cause_is_found_with_its_remedy_and_nothing_else_is() {
    assert_eq!(CASES.map(|(cause, ..)| cause), Cause::ALL);
    for (cause, first, from, wrong) in CASES {
        assert_eq!(answer(from, wrong), (Some(cause), Vec::new(), first), "{}", cause.as_str());
    }
}

#[test]
fn nothing_is_wrong_where_nothing_is_known_to_be() {
    for from in [ready, in_hand] {
        assert_eq!(answer(from, |_| {}), (None, Vec::new(), Remedy::Reveal));
        let unknown = |facts: &mut Facts| {
            facts.door = domain::diagnosis::DoorFacts::default();
            (facts.placed.heard_at, facts.placed.usual_silence) = (None, None);
            (facts.code.due_since, facts.code.usual) = (None, None);
            facts.send.push = PushPermission::Unknown;
        };
        assert_eq!(answer(from, unknown), (None, Vec::new(), Remedy::Reveal));
    }
}
