//! Two causes at once: the earlier gate is the answer, the later one stands in the evidence.

use domain::diagnosis::{Cause, Gate, diagnose};

use crate::{
    table::CASES,
    world::{now, ready},
};

/// Whether both can be wrong with a parcel that lies there and whose code nobody has yet: without a contact nothing is
/// sent, and what the customer says is another question.
fn meet(earlier: Cause, later: Cause) -> bool {
    let possible = |cause: Cause| {
        cause.gate() >= Gate::Contact && !matches!(cause, Cause::Expired | Cause::Empty | Cause::NotMine)
    };
    let sent = matches!(later.gate(), Gate::Send | Gate::Receipt);
    possible(earlier) && possible(later) && !(earlier == Cause::NoContact && sent)
}

#[test]
fn the_earlier_gate_is_the_answer_and_the_later_one_stands_in_the_evidence() {
    let mut met = 0;
    for (earlier, _, _, first) in CASES {
        for (later, _, _, second) in CASES.into_iter().filter(|(later, ..)| later.gate() > earlier.gate()) {
            if !meet(earlier, later) {
                continue;
            }
            let mut facts = ready();
            first(&mut facts);
            second(&mut facts);
            let diagnosis = diagnose(&facts, now());
            let names = (earlier.as_str(), later.as_str());
            assert_eq!(diagnosis.cause, Some(earlier), "{names:?}");
            assert!(diagnosis.also().any(|cause| cause == later), "{names:?}: {:?}", diagnosis.evidence);
            met += 1;
        }
    }
    assert!(met > 130, "{met}");
}

#[test]
fn a_parcel_on_its_way_shows_what_to_put_right_before_it_comes() {
    for (late, _, from, first) in CASES.into_iter().filter(|(cause, ..)| cause.gate() == Gate::Placed) {
        if late == Cause::Over {
            continue;
        }
        for (later, _, _, second) in CASES {
            let contact = later.gate() == Gate::Contact && later != Cause::Preference;
            if !contact && !matches!(later, Cause::Offline | Cause::Scanner | Cause::ChangedByOther) {
                continue;
            }
            let mut facts = from();
            first(&mut facts);
            second(&mut facts);
            let diagnosis = diagnose(&facts, now());
            assert_eq!(diagnosis.cause, Some(late), "{later:?}");
            assert!(diagnosis.also().any(|cause| cause == later), "{late:?} {later:?}");
        }
    }
}
