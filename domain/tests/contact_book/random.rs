//! Whatever two people do, in whatever order, the book keeps its promises.

use std::cell::Cell;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    checker::{Checker, Tally},
    world::{Actor, Try, World},
};

/// How many sequences, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 100_000;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(CASES)
}

/// Four random bytes are one thing to try: quick to draw, and a shorter sequence is a simpler one.
fn read(bytes: u32) -> Try {
    let [what, who, one, two] = bytes.to_be_bytes();
    let actor = if who & 1 == 0 { Actor::Owner } else { Actor::Thief };
    let by_link = who & 6 == 6;
    match what % 42 {
        0..8 => Try::Begin(actor, one, two),
        8..13 => Try::Verify(actor, one),
        13..18 => Try::Authorise(actor, one),
        18 | 19 => Try::Undo(actor, one),
        20 => Try::Withdraw(actor, one),
        21 => Try::SignOut(actor),
        22..25 => Try::SignIn(actor, one, by_link),
        25..31 => Try::Prove(actor, one, by_link),
        31 => Try::AddPasskey(actor),
        32 => Try::UsePasskey(actor),
        33 if two < 96 => Try::TurnOff(actor, one),
        33 => Try::Codes(actor, two & 1 == 0),
        34 => Try::Steal,
        35 => Try::Order(one),
        36 if two < 32 => Try::Hold,
        36 => Try::Pass(i64::from(one) * 2),
        37 => Try::Pass(i64::from(one) * 400),
        38 | 39 => Try::Pass(86_400 + i64::from(one) * 60),
        40 => Try::Pass(72 * 3_600 + i64::from(one) * 60),
        _ => Try::Pass(1 + i64::from(one) * 432_000 / 256),
    }
}

#[test]
fn no_order_of_events_gets_around_the_rules() {
    let mut runner =
        TestRunner::new(Config { cases: cases(), failure_persistence: None, ..Config::default() });
    let tallies = Cell::new(Tally::default());
    let sequences = (any::<u8>(), prop::collection::vec(any::<u32>().prop_map(read), 12..48));
    let result = runner.run(&sequences, |(kind, tries)| {
        let mut world = World::new(kind);
        let mut checker = Checker::new(&world);
        for what in tries {
            let deed = world.step(what);
            checker.check(&world, &deed);
        }
        tallies.set(tallies.get() + checker.tally);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let tally = tallies.get();
    println!("{tally:?}");
    for (what, often) in tally.named() {
        assert!(often > 0 || cases() < CASES / 5, "{what} never happened: {tally:?}");
    }
}
