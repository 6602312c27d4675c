//! What holds for any facts.

use chrono::Duration;
use domain::{
    diagnosis::{Cause, Diagnosis, Facts, Gate, Remedy, Seen, StoredCode, changes_at, diagnose, standing},
    standing::Standing,
};
use proptest::{prelude::*, sample::select};

use crate::{
    random::facts,
    world::{in_hand, now, on_its_way, ready},
};

const GATES: [Gate; 7] =
    [Gate::Placed, Gate::Code, Gate::Contact, Gate::Send, Gate::Receipt, Gate::Door, Gate::Account];

/// Everything that is wrong, the answer first.
fn causes(diagnosis: &Diagnosis) -> Vec<Cause> {
    diagnosis.cause.into_iter().chain(diagnosis.also()).collect()
}

/// The facts of `one` up to a gate, and of the `other` from there on. The question stays, and so does what is allowed.
fn known_up_to(gate: Gate, one: &Facts, other: &Facts) -> Facts {
    let mut facts = one.clone();
    for later in GATES.into_iter().filter(|later| *later > gate) {
        take(&mut facts, later, other);
    }
    facts
}

/// What another one knows at a gate.
fn take(facts: &mut Facts, gate: Gate, other: &Facts) {
    match gate {
        Gate::Placed => facts.placed.clone_from(&other.placed),
        Gate::Code => facts.code = other.code,
        Gate::Contact => facts.contact.clone_from(&other.contact),
        Gate::Send => facts.send.clone_from(&other.send),
        Gate::Receipt => facts.receipt = other.receipt,
        Gate::Door => facts.door.clone_from(&other.door),
        Gate::Account => facts.account = other.account,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn there_is_one_answer_and_it_is_of_the_earliest_gate(facts in facts()) {
        let diagnosis = diagnose(&facts, now());
        let causes = causes(&diagnosis);
        prop_assert!(causes.is_sorted_by_key(|cause| cause.gate()), "{causes:?}");
        let mut once = causes.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), causes.len(), "{:?}", causes);
        prop_assert!(diagnosis.cause.is_some() || diagnosis.also().next().is_none());
        prop_assert_eq!(diagnose(&facts, now()), diagnosis);
    }

    #[test]
    fn the_first_remedy_is_possible_and_named_once(facts in facts()) {
        let diagnosis = diagnose(&facts, now());
        let mut named: Vec<&'static str> =
            diagnosis.further.iter().map(|offer| offer.remedy.as_str()).collect();
        prop_assert!(
            diagnosis.first == Remedy::Wait || !named.contains(&diagnosis.first.as_str()),
            "{diagnosis:?}"
        );
        named.sort_unstable();
        let offered = named.len();
        named.dedup();
        prop_assert_eq!(offered, named.len());
    }

    #[test]
    fn what_a_later_gate_knows_changes_no_answer_of_an_earlier_one(one in facts(), other in facts()) {
        let before = diagnose(&one, now());
        for gate in GATES {
            let after = diagnose(&known_up_to(gate, &one, &other), now());
            let up_to = |diagnosis: &Diagnosis| -> Vec<Cause> {
                causes(diagnosis).into_iter().filter(|cause| cause.gate() <= gate).collect()
            };
            prop_assert_eq!(up_to(&after), up_to(&before), "{:?}", gate);
            if before.cause.is_some_and(|cause| cause.gate() <= gate) {
                prop_assert_eq!(after.cause, before.cause);
            }
        }
    }

    #[test]
    fn what_is_allowed_changes_no_answer(one in facts(), other in facts()) {
        let asked = diagnose(&Facts { allowed: other.allowed, ..one.clone() }, now());
        let before = diagnose(&one, now());
        prop_assert_eq!((asked.cause, asked.evidence), (before.cause, before.evidence));
    }

    #[test]
    fn headline_and_answer_agree(facts in facts()) {
        let facts = Facts { seen: None, ..facts };
        let Diagnosis { standing: headline, cause, .. } = diagnose(&facts, now());
        prop_assert_eq!(headline, standing(&facts.placed, &facts.code, now()));
        let gate = cause.map(Cause::gate);
        let agree = match headline {
            Standing::Announced | Standing::OnItsWay | Standing::OutForDelivery => {
                matches!(cause, Some(Cause::NotYet | Cause::Rerouted | Cause::Silent))
            }
            Standing::Late => matches!(cause, Some(Cause::Delayed | Cause::Rerouted | Cause::Silent)),
            Standing::Exception => cause == Some(Cause::Exception),
            Standing::CodeBeingMade => {
                matches!(cause, Some(Cause::BeingMade | Cause::Failed | Cause::Rerouted))
            }
            Standing::Ready => {
                cause == Some(Cause::Rerouted)
                    || cause != Some(Cause::Expired) && !matches!(gate, Some(Gate::Placed | Gate::Code))
            }
            Standing::Expired => cause == Some(Cause::Expired),
            // The station's word that the door is shut outweighs that it was told to open.
            Standing::DoorShut => gate == Some(Gate::Door),
            Standing::Collected | Standing::Returned | Standing::Cancelled => cause == Some(Cause::Over),
        };
        prop_assert!(agree, "{headline:?} and {cause:?}");
    }

    #[test]
    fn what_can_be_said_has_an_answer_of_its_own(facts in facts()) {
        let headline = standing(&facts.placed, &facts.code, now());
        for seen in Seen::choices(headline) {
            let gate = diagnose(&Facts { seen: Some(seen), ..facts.clone() }, now()).cause.map(Cause::gate);
            let of_messages = matches!(gate, Some(Gate::Contact | Gate::Send | Gate::Receipt));
            prop_assert!(!of_messages, "{seen:?} is answered by {gate:?}");
        }
    }

    #[test]
    fn nothing_changes_by_itself_before_the_moment_that_is_named(facts in facts()) {
        holds(&facts)?;
    }

    // Where all is drawn at random, something else has nearly always changed before.
    #[test]
    fn nor_does_it_where_one_gate_alone_is_not_as_it_should_be(
        facts in facts(), from in select(&[ready, in_hand, on_its_way, being_made][..]), gate in select(&GATES[..]),
    ) {
        let mut one = from();
        take(&mut one, gate, &facts);
        holds(&one)?;
    }
}

fn being_made() -> Facts {
    let mut facts = ready();
    facts.code.stored = StoredCode::None;
    facts
}

/// Looks just before, at and just after each minute of the next hour, up to the moment that was named.
fn holds(facts: &Facts) -> Result<(), TestCaseError> {
    let next = changes_at(facts, now());
    prop_assert!(next.is_none_or(|next| next > now()), "{next:?} is not to come");
    let said = diagnose(facts, now());
    let instants = (0..60).flat_map(|minute| {
        [-1, 0, 1].map(|by| now() + Duration::minutes(minute) + Duration::nanoseconds(by))
    });
    for at in instants.filter(|at| *at >= now() && next.is_none_or(|next| *at < next)) {
        prop_assert_eq!(&diagnose(facts, at), &said, "at {}, and {:?} was named", at, next);
    }
    Ok(())
}
