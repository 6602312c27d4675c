//! What is offered against a cause: what is possible now, and what is not and why.

use chrono::Duration;
use domain::{
    contact::Channel,
    diagnosis::{
        Cause, ChannelTrouble, Evidence, Facts, ForeignChange, Held, Remedy, Seen, WhyNot, changes_at,
        diagnose,
    },
    receipt,
    redirect::NotRedirected,
    station::Heartbeat,
};

use crate::{
    table::answer,
    world::{ago, in_hand, now, on_its_way, ready},
};

#[test]
fn nothing_is_sent_to_a_contact_that_somebody_else_brought_in() {
    let former: fn(&mut Facts) = |facts| facts.contact.went_to_former = Some(ago(400));
    let held: fn(&mut Facts) = |facts| {
        facts.contact.held = Some(Held { applies_at: now() + Duration::hours(20) });
    };
    for (wrong, cause, remedy) in
        [(former, Cause::ChangedContact, Remedy::SendToNew), (held, Cause::HeldContact, Remedy::ProveChange)]
    {
        assert_eq!(answer(ready, wrong).2, remedy);
        let mut facts = ready();
        wrong(&mut facts);
        let undo_until = now() + Duration::days(6);
        facts.account.foreign_change = Some(ForeignChange { at: ago(500), undo_until });
        let diagnosis = diagnose(&facts, now());
        assert_eq!((diagnosis.cause, diagnosis.first), (Some(cause), Remedy::UndoChange));
        let refused = diagnosis.further.iter().find(|offer| offer.remedy == remedy).unwrap();
        assert_eq!(refused.possible, Err(WhyNot::ChangedByOther));
    }
}

#[test]
fn an_open_case_is_shown_and_not_opened_twice() {
    let open = |facts: &mut Facts| {
        facts.seen = Some(Seen::NothingInside);
        facts.allowed.case_open = true;
    };
    assert_eq!(answer(in_hand, open).2, Remedy::SeeCase);
}

#[test]
fn a_proof_that_is_missing_is_asked_for_and_what_is_refused_is_told() {
    use domain::access::Refused;
    let mut facts = ready();
    facts.contact.ways[0].entry.trouble = Some(receipt::Cause::Landline);
    for (change, first) in [
        (Ok(()), Remedy::FixContact),
        (Err(Refused::NotProven), Remedy::FixContact),
        (Err(Refused::Frozen), Remedy::Reveal),
        (Err(Refused::TooNew), Remedy::Reveal),
    ] {
        facts.allowed.change = change;
        let diagnosis = diagnose(&facts, now());
        assert_eq!(diagnosis.first, first, "{change:?}");
        let refused = diagnosis.further.iter().find(|offer| offer.remedy == Remedy::FixContact);
        let reason = refused.map(|offer| offer.possible);
        let right = change.err().filter(|_| first == Remedy::Reveal);
        assert_eq!(reason, right.map(|refused| Err(WhyNot::Refused(refused))), "{change:?}");
    }
}

#[test]
fn what_is_spent_or_locked_is_not_the_first_remedy() {
    let mut facts = ready();
    facts.send.troubled = vec![ChannelTrouble { channel: Channel::Sms, since: ago(900) }];
    let until = now() + Duration::minutes(1);
    facts.allowed.resend = vec![(Channel::Email, domain::resend::Resend::Wait { until })];
    let diagnosis = diagnose(&facts, now());
    assert_eq!((diagnosis.cause, diagnosis.first), (Some(Cause::ProviderDown), Remedy::Reveal));
    assert_eq!(diagnosis.further[0].possible, Err(WhyNot::Wait { until }));
    let mut facts = in_hand();
    facts.door.station.keypad_waits = Some(until);
    facts.door.station.has_scanner = false;
    let diagnosis = diagnose(&facts, now());
    assert_eq!((diagnosis.cause, diagnosis.first), (Some(Cause::LockedOut), Remedy::Wait));
}

#[test]
fn a_station_without_a_link_opens_by_its_list_for_as_long_as_that_is_good() {
    let mut facts = in_hand();
    facts.door.station.heartbeat = Some(Heartbeat { at: ago(600), scanner: true, keypad: true });
    let until = now() + Duration::minutes(20);
    facts.door.station.grants_until = Some(until);
    let first = |at| (diagnose(&facts, at).cause, diagnose(&facts, at).first);
    assert_eq!(first(now()), (Some(Cause::Offline), Remedy::TryOffline));
    assert_eq!(changes_at(&facts, now()), Some(until));
    assert_eq!(first(until), (Some(Cause::Offline), Remedy::TellWhenBack));
}

#[test]
fn nothing_is_sent_to_a_new_contact_before_it_may_have_codes_and_the_page_knows_when_that_is() {
    let mut facts = ready();
    facts.contact.went_to_former = Some(ago(400));
    let until = now() + Duration::seconds(20);
    facts.contact.too_new_until = Some(until);
    let diagnosis = diagnose(&facts, now());
    assert_eq!((diagnosis.cause, diagnosis.first), (Some(Cause::ChangedContact), Remedy::Reveal));
    assert_eq!(diagnosis.further[0].possible, Err(WhyNot::Wait { until }));
    assert!(diagnosis.evidence.contains(&Evidence::TooNewUntil(until)));
    assert!(changes_at(&facts, now()).is_some_and(|at| at <= until));
    assert_eq!(diagnose(&facts, until).first, Remedy::SendToNew);
}

#[test]
fn it_is_sent_to_the_new_contact_by_whichever_channel_is_free() {
    use domain::resend::Resend;
    let until = now() + Duration::minutes(1);
    let wait = (Channel::Sms, Resend::Wait { until });
    for (resend, first) in [
        (vec![wait, (Channel::Email, Resend::Now { left: 2 })], Remedy::SendToNew),
        (vec![wait], Remedy::Reveal),
        (Vec::new(), Remedy::Reveal),
    ] {
        let mut facts = ready();
        facts.contact.went_to_former = Some(ago(400));
        facts.allowed.resend = resend;
        assert_eq!(diagnose(&facts, now()).first, first, "{:?}", facts.allowed.resend);
    }
}

#[test]
fn what_is_on_its_way_can_be_sent_elsewhere_and_first_of_all_where_its_station_is_down() {
    let down = Some(Heartbeat { at: ago(600), scanner: true, keypad: true });
    let blind = Some(Heartbeat { at: ago(20), scanner: false, keypad: false });
    let dim = Some(Heartbeat { at: ago(20), scanner: false, keypad: true });
    let mut facts = on_its_way();
    let offered = |facts: &Facts| {
        let diagnosis = diagnose(facts, now());
        let further = diagnosis.further.iter().find(|offer| offer.remedy == Remedy::SendElsewhere);
        (diagnosis.first, further.map(|offer| offer.possible))
    };
    facts.allowed.redirect = Ok(());
    assert_eq!(offered(&facts), (Remedy::TellWhenPlaced, Some(Ok(()))));
    facts.allowed.told_when_placed = true;
    assert_eq!(offered(&facts), (Remedy::Wait, Some(Ok(()))));
    for (heartbeat, first) in
        [(dim, Remedy::Wait), (down, Remedy::SendElsewhere), (blind, Remedy::SendElsewhere)]
    {
        facts.door.station.heartbeat = heartbeat;
        assert_eq!(offered(&facts).0, first, "{heartbeat:?}");
    }
    facts.placed.parcel.action_required = true;
    assert_eq!(offered(&facts), (Remedy::MeetCarrier, Some(Ok(()))));
    facts.placed.parcel.action_required = false;
    let spent = NotRedirected::Spent { times: 1 };
    facts.allowed.redirect = Err(spent);
    assert_eq!(offered(&facts), (Remedy::Wait, Some(Err(WhyNot::NotRedirected(spent)))));
    facts.allowed.redirect = Err(NotRedirected::Never);
    assert_eq!(offered(&facts), (Remedy::Wait, None));
}
