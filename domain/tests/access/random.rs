//! Whatever a victim and a thief do, in whatever order, nobody else opens the door.

use std::cell::RefCell;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    checker::{Checker, Tally, WORTH},
    world::{Actor, Deed, Try, World},
};

/// How many sequences, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 100_000;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(CASES)
}

/// Four random bytes are one thing to try: quick to draw, and a shorter sequence is a simpler one.
fn read(bytes: u32) -> Try {
    let [what, who, one, two] = bytes.to_be_bytes();
    let actor = if who & 1 == 0 { Actor::Victim } else { Actor::Thief };
    match what % 64 {
        0..11 => Try::Begin(actor, one, two),
        11..17 => Try::Verify(actor, one),
        17 | 18 => Try::Tell(one),
        19..25 => Try::Authorise(actor, one),
        25 | 26 => Try::Undo(actor, one),
        27 | 28 => Try::OptOut(actor, one),
        29 => Try::Withdraw(actor, one),
        30 => Try::SignOut(actor),
        31..35 => Try::SignIn(actor, one, two),
        35 => Try::Press(actor, one),
        36..42 => Try::Prove(actor, one),
        42 | 43 => Try::AddPasskey(actor),
        44 => Try::UsePasskey(actor),
        45 => Try::TurnOff(actor, one),
        46 => Try::TurnOn(actor, one),
        47 | 48 => Try::Steal,
        49 => Try::Order(one, two),
        50..53 => Try::Send(one, two),
        53 | 54 => Try::Reveal(actor, one),
        55 if two < 64 => Try::Collect(actor, one),
        55 | 56 => Try::Pass(i64::from(one) * 2),
        57 => Try::Pass(i64::from(one) * 400),
        58..61 => Try::Pass(86_400 + i64::from(one) * 60),
        61 | 62 => Try::Pass(72 * 3_600 + i64::from(one) * 60),
        _ => Try::Pass(1 + i64::from(one) * 432_000 / 256),
    }
}

#[test]
fn no_order_of_events_opens_the_door_to_anybody_else() {
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let tally = RefCell::new(Tally::default());
    let sequences = (any::<u8>(), prop::collection::vec(any::<u32>().prop_map(read), 12..48));
    let result = runner.run(&sequences, |(kind, tries)| {
        let mut world = World::new(kind);
        let mut checker = Checker::new(&world);
        for what in tries {
            let deed = world.step(what);
            checker.check(&world, &deed);
            for customer in 0..if deed == Deed::Passed { world.customers.len() } else { 0 } {
                let deed = world.settle(customer);
                checker.check(&world, &deed);
            }
        }
        let mut tally = tally.borrow_mut();
        for (what, often) in checker.tally.0 {
            *tally.0.entry(what).or_default() += often;
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let tally = tally.into_inner();
    println!("{tally:?}");
    for what in WORTH {
        assert!(tally.0.contains_key(what) || cases() < CASES / 5, "{what} never happened: {tally:?}");
    }
}
