//! What decides where several things are known.

use chrono::Duration;
use domain::{
    command::DoorEventKind,
    contact::Channel,
    diagnosis::{
        Cause, CodeMessage, DelayReason, Elsewhere, Evidence, Facts, Fault, Hindrance, Remedy, Rerouted,
        Seen, StoredCode, changes_at, diagnose,
    },
    notification::NotificationState,
    parcel::{Status, Window},
    receipt,
    reopening::LastOpening,
};

use crate::{
    table::answer,
    world::{PHONE, ago, in_hand, message, now, on_its_way, ready},
};

#[test]
fn what_is_known_stands_in_the_evidence_with_its_time() {
    let mut facts = on_its_way();
    facts.placed.parcel.substatus = Some("delivery_attempted".into());
    facts.placed.parcel.action_required = true;
    facts.placed.incident = Some(DelayReason::Road);
    let evidence = diagnose(&facts, now()).evidence;
    for known in [
        Evidence::Heard(ago(18)),
        Evidence::Hindrance(Hindrance::DeliveryAttempted),
        Evidence::Reason(DelayReason::Road),
        Evidence::Heartbeat(ago(20)),
    ] {
        assert!(evidence.contains(&known), "{known:?} in {evidence:?}");
    }
}

#[test]
fn a_silence_is_told_before_a_delay_unless_an_incident_explains_both() {
    let late = |facts: &mut Facts| {
        facts.placed.parcel.expected = Some(Window { from: ago(9_000), until: ago(1_800) });
        facts.placed.heard_at = Some(now() - Duration::hours(31));
    };
    assert_eq!(answer(on_its_way, late).0, Some(Cause::Silent));
    let explained = |facts: &mut Facts| {
        late(facts);
        facts.placed.incident = Some(DelayReason::Weather);
    };
    let (cause, also, _) = answer(on_its_way, explained);
    assert_eq!((cause, also), (Some(Cause::Delayed), vec![Cause::Silent]));
}

#[test]
fn another_station_is_told_until_the_customer_has_seen_it() {
    let seen = |facts: &mut Facts| {
        facts.placed.rerouted = Some(Rerouted { from: "B".into(), at: ago(9_000), noticed: true });
    };
    assert_eq!(answer(ready, seen).0, None);
}

#[test]
fn a_code_that_is_not_there_in_two_minutes_has_failed() {
    for (seconds, cause) in [(120, Cause::BeingMade), (121, Cause::Failed)] {
        let due = |facts: &mut Facts| {
            (facts.code.stored, facts.code.due_since) = (StoredCode::None, Some(ago(seconds)));
        };
        assert_eq!(answer(ready, due).0, Some(cause), "{seconds}");
    }
}

#[test]
fn whoever_has_the_code_or_stands_at_the_door_is_past_the_messages() {
    let blocked = |facts: &mut Facts| {
        facts.send.messages[0].state = NotificationState::Blocked;
        facts.contact.ways[0].entry.trouble = Some(receipt::Cause::NoSuchAddress);
    };
    assert_eq!(answer(ready, blocked).0, Some(Cause::WrongContact));
    assert_eq!(answer(in_hand, blocked).0, None);
    let stuck = |facts: &mut Facts| {
        blocked(facts);
        facts.seen = Some(Seen::DoorStuck);
    };
    assert_eq!(answer(ready, stuck).0, Some(Cause::Jammed));
}

#[test]
fn what_the_customer_sees_is_answered_and_what_explains_it_comes_first() {
    for (seen, cause) in [
        (Seen::NothingInside, Cause::Empty),
        (Seen::DoorStuck, Cause::Jammed),
        (Seen::ScreenDark, Cause::Screen),
        (Seen::ScannerSilent, Cause::Scanner),
        (Seen::LightBlinks, Cause::Sensor),
        (Seen::NotMine, Cause::NotMine),
    ] {
        let sees = |facts: &mut Facts| {
            facts.seen = Some(seen);
            facts.door.light_means = Some(Fault::Sensor);
        };
        assert_eq!(answer(ready, sees).0, Some(cause), "{seen:?}");
        let locked = |facts: &mut Facts| {
            sees(facts);
            facts.door.station.scanner_waits = Some(now() + Duration::minutes(2));
        };
        let explained = !matches!(seen, Seen::NothingInside | Seen::NotMine);
        let cause = if explained { Cause::LockedOut } else { cause };
        assert_eq!(answer(ready, locked).0, Some(cause), "{seen:?} while it waits");
    }
    let unknown = |facts: &mut Facts| facts.seen = Some(Seen::LightBlinks);
    assert_eq!(answer(ready, unknown).0, None);
}

#[test]
fn an_empty_compartment_is_said_of_a_parcel_that_counts_as_collected() {
    let collected = |facts: &mut Facts| {
        facts.placed.parcel.status = Status::Delivered;
        (facts.code.stored, facts.seen) = (StoredCode::None, Some(Seen::NothingInside));
    };
    assert_eq!(answer(in_hand, collected), (Some(Cause::Empty), Vec::new(), Remedy::ReportEmpty));
    let not_yet = |facts: &mut Facts| facts.seen = Some(Seen::NothingInside);
    assert_eq!(answer(on_its_way, not_yet).0, Some(Cause::NotYet));
}

#[test]
fn what_counts_as_collected_is_not_over_while_its_door_is_said_to_be_shut() {
    for (said, cause) in [
        (Some(DoorEventKind::StillShut), Cause::Jammed),
        (Some(DoorEventKind::SensorConflict), Cause::Sensor),
        (Some(DoorEventKind::Opened), Cause::Over),
        (Some(DoorEventKind::Closed), Cause::Over),
        (None, Cause::Over),
    ] {
        let opened = |facts: &mut Facts| {
            facts.placed.parcel.status = Status::Delivered;
            facts.placed.opening = Some(LastOpening { at: ago(30), said, again: false });
            facts.code.stored = StoredCode::None;
        };
        assert_eq!(answer(in_hand, opened).0, Some(cause), "{said:?}");
    }
}

#[test]
fn a_try_elsewhere_is_forgotten_once_it_was_tried_here() {
    let both = |facts: &mut Facts| {
        facts.door.elsewhere = Some(Elsewhere { station: "B".into(), at: ago(60) });
        facts.door.refused_for_time = Some(ago(20));
    };
    assert_eq!(answer(in_hand, both).0, None);
}

#[test]
fn a_way_that_is_off_is_not_wrong_but_another_one_is_put_first() {
    let off = |facts: &mut Facts| {
        facts.contact.ways[0].entry.off = true;
        facts.contact.ways[0].entry.trouble = Some(receipt::Cause::NoSuchAddress);
        facts.send.messages.clear();
    };
    assert_eq!(answer(ready, off), (Some(Cause::Preference), Vec::new(), Remedy::PreferOther));
}

#[test]
fn whoever_has_told_the_network_to_let_nothing_through_is_not_written_to_and_asked_for_another_way() {
    let stopped = |facts: &mut Facts| {
        facts.contact.ways[0].entry.trouble = Some(receipt::Cause::Unsubscribed);
        facts.send.messages[0].state = NotificationState::Blocked;
        facts.send.messages[0].cause = Some(receipt::Cause::Unsubscribed);
    };
    assert_eq!(answer(ready, stopped).0, Some(Cause::Preference));
    let nobody = |facts: &mut Facts| {
        stopped(facts);
        facts.contact.ways[1].entry.off = true;
    };
    assert_eq!(answer(ready, nobody), (Some(Cause::NoContact), Vec::new(), Remedy::AddContact));
    let alone = |facts: &mut Facts| {
        stopped(facts);
        facts.contact.ways.truncate(1);
    };
    assert_eq!(answer(ready, alone), (Some(Cause::NoContact), Vec::new(), Remedy::AddContact));
}

#[test]
fn who_has_one_way_only_is_not_told_to_prefer_another() {
    let alone = |facts: &mut Facts| {
        facts.contact.ways.truncate(1);
        facts.contact.ways[0].failures = 3;
    };
    assert_ne!(answer(ready, alone).0, Some(Cause::Preference));
}

#[test]
fn what_can_be_trusted_first_is_judged_by_the_customers_own_order() {
    let second = |facts: &mut Facts| facts.contact.ways[1].entry.trouble = Some(receipt::Cause::Landline);
    assert_eq!(answer(ready, second).0, None);
    let reached = |facts: &mut Facts| {
        facts.contact.ways[0].entry.proven_at = Some(now() - Duration::days(500));
        facts.contact.ways[0].reached_at = Some(now() - Duration::days(5));
    };
    assert_eq!(answer(ready, reached).0, None);
}

#[test]
fn a_message_that_was_never_written_down_is_behind_as_well() {
    let none = |facts: &mut Facts| {
        facts.send.messages.clear();
        facts.code.issued_at = Some(ago(30));
    };
    assert_eq!(answer(ready, none).0, Some(Cause::Queued));
    let mut facts = ready();
    facts.send.messages.clear();
    assert_eq!(diagnose(&facts, now()).cause, None);
    assert_eq!(changes_at(&facts, now()), Some(now() + Duration::seconds(14)));
}

/// A name, facts, what is wrong with them, the answer, how long it holds, and the answer then.
type Turn = (&'static str, fn() -> Facts, fn(&mut Facts), Option<Cause>, Duration, Option<Cause>);

#[test]
fn a_browser_that_is_gone_is_told_until_another_way_has_brought_the_code() {
    let mut facts = ready();
    let gone = CodeMessage {
        contact: None,
        cause: Some(receipt::Cause::PushGone),
        ..message(PHONE, Channel::Push, NotificationState::PermanentFailure)
    };
    facts.send.messages.insert(0, gone);
    assert_eq!(diagnose(&facts, now()).cause, Some(Cause::PushOff));
    facts.send.messages[1].state = NotificationState::Delivered;
    assert_eq!(diagnose(&facts, now()).cause, Some(Cause::DeliveredReceipt));
}

#[test]
fn what_turns_by_time_alone_turns_at_its_moment_and_the_page_knows_when() {
    let minutes = Duration::minutes;
    let after = Duration::nanoseconds(1);
    let table: [Turn; 8] = [
        (
            "late",
            on_its_way,
            |facts| {
                facts.placed.parcel.expected =
                    Some(Window { from: ago(60), until: now() + Duration::minutes(5) });
            },
            Some(Cause::NotYet),
            minutes(5) + after,
            Some(Cause::Delayed),
        ),
        (
            "silent",
            on_its_way,
            |facts| {
                facts.placed.heard_at = Some(now() - Duration::hours(29));
            },
            Some(Cause::NotYet),
            minutes(60) + after,
            Some(Cause::Silent),
        ),
        (
            "failed",
            ready,
            |facts| facts.code.stored = StoredCode::None,
            Some(Cause::BeingMade),
            Duration::seconds(102) + after,
            Some(Cause::Failed),
        ),
        ("missing", ready, |_| {}, None, Duration::seconds(80), Some(Cause::MissingReceipt)),
        ("offline", in_hand, |_| {}, None, Duration::seconds(160) + after, Some(Cause::Offline)),
        (
            "expired",
            in_hand,
            |facts| {
                facts.placed.parcel.pickup_deadline = Some(now() + Duration::minutes(2));
            },
            None,
            minutes(2) + after,
            Some(Cause::Expired),
        ),
        (
            "locked",
            in_hand,
            |facts| {
                facts.door.station.keypad_waits = Some(now() + Duration::minutes(2));
            },
            Some(Cause::LockedOut),
            minutes(2),
            None,
        ),
        (
            "elsewhere",
            in_hand,
            |facts| {
                facts.door.station.heartbeat = None;
                facts.door.elsewhere =
                    Some(Elsewhere { station: "B".into(), at: now() - Duration::minutes(20) });
            },
            Some(Cause::WrongStation),
            minutes(10),
            None,
        ),
    ];
    for (name, from, wrong, before, moment, then) in table {
        let mut facts = from();
        wrong(&mut facts);
        let mut at = now();
        assert_eq!(diagnose(&facts, at).cause, before, "{name}");
        while diagnose(&facts, at).cause == before {
            at = changes_at(&facts, at).unwrap();
        }
        assert_eq!((at - now(), diagnose(&facts, at).cause), (moment, then), "{name}");
    }
}
