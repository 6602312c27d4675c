//! What somebody who guesses all day can reach, with the limits as they are. H4

use chrono::{Duration, TimeZone};
use domain::{
    Timestamp,
    budget::{
        AT_STATIONS, Asker, DAY, KNOWN, Ledger, MESSAGES, ODDS, PER_ADDRESS, PER_HOLDER, PER_NETWORK,
        Refused, SHORT, STRANGERS, odds,
    },
    one_time::{COMPARED, LENGTH, LIFETIME, LONG, TRIES},
};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    chrono::Utc.timestamp_opt(1_800_000_000 + second, 0).unwrap()
}

fn stranger(place: u32) -> Asker {
    Asker::Stranger { address: place.to_string(), network: (place / 4).to_string() }
}

fn known(place: u32) -> Asker {
    Asker::Known { holder: place.to_string() }
}

/// What all codes that were made within a day can be guessed with, whoever asked for them. A code may be tried for
/// its lifetime, so that a day of tries sees codes of a little more than a day.
fn worst_day(made: &[(i64, usize)]) -> (f64, usize) {
    let span = (Duration::days(1) + LIFETIME).num_seconds();
    made.iter()
        .map(|(first, _)| {
            let day: Vec<_> = made.iter().filter(|(at, _)| (*first..*first + span).contains(at)).collect();
            (day.iter().map(|(_, digits)| odds(*digits)).sum(), day.len())
        })
        .fold((0.0, 0), |(odds, most), (day, count): (f64, usize)| (day.max(odds), count.max(most)))
}

/// Asks as everybody who could, every minute of two days: strangers from everywhere, through any parcel, known
/// browsers, stolen sessions.
#[test]
fn guessing_all_day_by_all_ways_together_stays_within_the_odds() {
    let (mut ledger, mut made) = (Ledger::default(), Vec::new());
    for minute in 0..2 * 24 * 60 {
        for asker in (0..60).map(stranger).chain((0..60).map(known)) {
            while let Ok(digits) = ledger.ask(&asker, false, at(minute * 60)) {
                made.push((minute * 60, digits));
            }
        }
    }
    let (probability, messages) = worst_day(&made);
    println!("probability per contact and day: {probability:e}, messages: {messages}");
    assert!(probability <= ODDS, "{probability:e}");
    assert!(messages <= MESSAGES, "{messages}");
    // What the table of November 2026 allows.
    const { assert!(ODDS <= 5e-5 && MESSAGES <= 20) };
    let compares_of_six = SHORT * usize::try_from(TRIES).unwrap();
    assert!(compares_of_six <= 50, "{compares_of_six}");
    assert_eq!(COMPARED, 2);
}

#[test]
fn strangers_never_use_up_what_is_kept_for_the_owner() {
    // From one address: a fresh browser elsewhere still gets codes.
    let mut ledger = Ledger::default();
    let all = |ledger: &mut Ledger, askers: std::ops::Range<u32>| {
        (0..120).flat_map(|minute| askers.clone().map(move |place| (minute, place))).fold(
            0,
            |sent, (minute, place)| {
                sent + usize::from(ledger.ask(&stranger(place), false, at(minute * 60)).is_ok())
            },
        )
    };
    assert_eq!(all(&mut ledger, 0..1), PER_ADDRESS);
    assert!(ledger.ask(&stranger(400), false, at(7_200)).is_ok());
    // From one network.
    let mut ledger = Ledger::default();
    assert_eq!(all(&mut ledger, 0..4), PER_NETWORK);
    assert!(ledger.ask(&stranger(400), false, at(7_200)).is_ok());
    // From everywhere: the known browser.
    let mut ledger = Ledger::default();
    assert_eq!(all(&mut ledger, 0..400), STRANGERS);
    assert!(matches!(ledger.ask(&stranger(400), false, at(7_200)), Err(Refused::Spent { .. })));
    for place in 0..3 {
        assert!(ledger.ask(&known(1), false, at(7_200)).is_ok(), "{place}");
    }
    // And a stolen session leaves some to the browser it was stolen from.
    const { assert!(PER_HOLDER < KNOWN) };
}

#[test]
fn a_contact_under_attack_gets_longer_codes() {
    let mut ledger = Ledger::default();
    let digits: Vec<usize> =
        (0..20).filter_map(|place| ledger.ask(&stranger(place * 4), false, at(0)).ok()).collect();
    assert_eq!(digits[..SHORT], [LENGTH; SHORT]);
    assert_eq!(digits[SHORT..], [LONG; STRANGERS - SHORT]);
    assert_eq!(Ledger::default().ask(&stranger(1), true, at(0)), Ok(LONG));
}

proptest! {
    #[test]
    fn no_day_whenever_it_begins_breaks_the_odds(
        steps in prop::collection::vec((0_i64..9_000, 0_u32..24, prop::bool::ANY, prop::bool::weighted(0.05)), 1..400),
    ) {
        let (mut ledger, mut made, mut now) = (Ledger::default(), Vec::new(), 0);
        for (wait, place, is_known, alarm) in steps {
            now += wait / 10;
            let asker = if is_known { known(place) } else { stranger(place) };
            match ledger.ask(&asker, alarm, at(now)) {
                Ok(digits) => made.push((now, digits)),
                // The promised time is kept.
                Err(refused) => {
                    prop_assert!(refused.until() > at(now));
                    prop_assert!(refused.until() <= at(now) + DAY);
                }
            }
        }
        let (probability, messages) = worst_day(&made);
        prop_assert!(probability <= ODDS);
        prop_assert!(messages <= MESSAGES);
    }
}

#[test]
fn who_knows_no_more_than_a_contact_leaves_codes_to_whoever_has_the_label() {
    let (mut at_stations, mut contact) = (Ledger::default(), Ledger::default());
    let mut sent = 0;
    for place in 0..100 {
        let by = stranger(place * 4);
        if at_stations.ask_within(AT_STATIONS, &by, false, at(i64::from(place))).is_ok() {
            contact.ask(&by, false, at(i64::from(place))).unwrap();
            sent += 1;
        }
    }
    assert_eq!(sent, AT_STATIONS);
    for number in 0..PER_ADDRESS {
        let later = at(1_000 + 60 * i64::try_from(number).unwrap());
        assert!(contact.ask(&stranger(1_000), false, later).is_ok(), "code {number}");
    }
}
