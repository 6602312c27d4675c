//! Who gets at a code: the table of what may be done, and all of it against a victim and a thief.
//!
//! What the model of `world.rs` leaves out: budgets of guesses and messages (they are counted elsewhere), contacts that
//! an order named beside others and that nobody proved, reordering and renewing of browsers, forgetting, and several
//! instances at once (the lock of the book stands before it). A thief's undo of what the victim did is in it; that it
//! brings back what was there before is the rule, so nothing is asked of it but that no digits go astray.
//! When the last contact of a book takes itself out, within its cool-down or not, what others left to it goes along:
//! nobody is there to keep it.

mod checker;
mod random;
mod rules;
mod table;
mod world;

use chrono::{Duration, TimeZone};
use domain::{Timestamp, contact::Channel, id::ContactId};

const PHONE: ContactId = ContactId::new(1);
const MAIL: ContactId = ContactId::new(2);
const BROWSER: ContactId = ContactId::new(3);
const THIEF: ContactId = ContactId::new(11);
const BYSTANDER: ContactId = ContactId::new(21);

fn start() -> Timestamp {
    chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap()
}

fn channel(contact: ContactId) -> Channel {
    match contact {
        BROWSER => Channel::Push,
        even if even.get() % 2 == 0 => Channel::Email,
        _ => Channel::Sms,
    }
}
