//! The contact book as its callers meet it: each rule by itself, and all of them against two people who want
//! different things.

mod checker;
mod proofs;
mod random;
mod rules;
mod undo;
mod world;

use chrono::{Duration, TimeZone};
use domain::{
    Timestamp,
    contact::Channel,
    contact_book::{Book, BookEntry, By, Change, ChangeKind, Newcomer, Proof},
    id::{ChangeId, ContactId},
};

const PHONE: ContactId = ContactId::new(1);
const MAIL: ContactId = ContactId::new(2);
const BROWSER: ContactId = ContactId::new(3);
const NEW_PHONE: ContactId = ContactId::new(11);
const NEW_MAIL: ContactId = ContactId::new(12);

const FIRST: ChangeId = ChangeId::new(1);
const SECOND: ChangeId = ChangeId::new(2);
const THIRD: ChangeId = ChangeId::new(3);
const FOURTH: ChangeId = ChangeId::new(4);

fn start() -> Timestamp {
    chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap()
}

fn after(span: Duration) -> Timestamp {
    start() + span
}

fn entry(id: ContactId, channel: Channel, place: i16) -> BookEntry {
    BookEntry { id, channel, proven_at: Some(start()), joined_at: None, off: false, place, trouble: None }
}

/// A phone and a mailbox, both old.
fn book() -> Book {
    Book {
        contacts: vec![entry(PHONE, Channel::Sms, 1), entry(MAIL, Channel::Email, 2)],
        changes: Vec::new(),
        frozen_until: None,
        word_only: false,
    }
}

fn sms(id: impl Into<Option<ContactId>>) -> Option<Newcomer> {
    id.into().map(|id| Newcomer { id, channel: Channel::Sms })
}

fn email(id: impl Into<Option<ContactId>>) -> Option<Newcomer> {
    id.into().map(|id| Newcomer { id, channel: Channel::Email })
}

/// A proof by code of a contact that was not cooling.
fn code(contact: ContactId, at: Timestamp) -> Proof {
    Proof { by: By::Contact(contact), at, by_link: false, cooling: false }
}

/// Begins a change that must be allowed.
fn begin(book: &mut Book, id: ChangeId, kind: ChangeKind, new: Option<Newcomer>, now: Timestamp) {
    assert_eq!(book.begin(kind, new, now), Ok(()));
    book.changes.push(Change::begun(id, kind, new, now));
}

/// Begins, verifies and authorises a change in one moment.
fn applied(
    book: &mut Book,
    id: ChangeId,
    kind: ChangeKind,
    new: Option<Newcomer>,
    by: ContactId,
    now: Timestamp,
) {
    begin(book, id, kind, new, now);
    if new.is_some() {
        assert!(book.verify(id, now).is_ok());
    }
    assert!(book.authorise(id, &[code(by, now)], now).is_ok());
}
