//! Taking changes back.

use domain::contact_book::{
    ChangeEffect, ChangeNotice, ChangeState, Event, FREEZE, Refused, UNDO, WrongState,
};

use super::*;

/// The contacts in the order of their numbers.
fn contacts(book: &Book) -> Vec<BookEntry> {
    let mut contacts = book.contacts.clone();
    contacts.sort_by_key(|entry| entry.id);
    contacts
}

#[test]
fn an_undone_replacement_leaves_nothing_behind_but_a_freeze() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Replace(PHONE), sms(NEW_PHONE), MAIL, start());
    let now = after(Duration::days(1));
    let effects = book.undo(FIRST, now).unwrap();
    assert_eq!(
        effects,
        [
            ChangeEffect::Moved { change: FIRST, to: ChangeState::Undone },
            ChangeEffect::Leave(NEW_PHONE),
            ChangeEffect::Join(entry(PHONE, Channel::Sms, 1)),
            ChangeEffect::RestoreRecipients { changes: vec![FIRST] },
            ChangeEffect::EndAllSessions,
            ChangeEffect::RemovePasskeys { since: after(Duration::hours(-48)), session: None },
            ChangeEffect::RotateCodes,
            ChangeEffect::Freeze(now + FREEZE),
            ChangeEffect::Notify { notice: ChangeNotice::Undone, change: FIRST, to: vec![MAIL, PHONE] },
        ]
    );
    assert_eq!(contacts(&book), super::book().contacts);
    let until = now + FREEZE;
    assert_eq!(
        book.begin(ChangeKind::Add, sms(ContactId::new(50)), until - Duration::seconds(1)),
        Err(Refused::Frozen { until })
    );
    assert_eq!(book.begin(ChangeKind::Add, sms(ContactId::new(50)), until), Ok(()));
}

#[test]
fn a_chain_of_changes_is_undone_back_to_its_first_value() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Replace(PHONE), sms(ContactId::new(11)), MAIL, start());
    applied(
        &mut book,
        SECOND,
        ChangeKind::Replace(ContactId::new(11)),
        sms(ContactId::new(12)),
        MAIL,
        after(Duration::hours(1)),
    );
    applied(&mut book, THIRD, ChangeKind::Add, sms(PHONE), MAIL, after(Duration::hours(2)));
    applied(&mut book, FOURTH, ChangeKind::Remove(ContactId::new(12)), None, MAIL, after(Duration::hours(3)));
    applied(
        &mut book,
        ChangeId::new(5),
        ChangeKind::Replace(PHONE),
        sms(ContactId::new(12)),
        MAIL,
        after(Duration::hours(4)),
    );
    let mut half = book.clone();
    half.undo(THIRD, after(Duration::hours(5))).unwrap();
    assert_eq!(
        contacts(&half).iter().map(|e| (e.id, e.place)).collect::<Vec<_>>(),
        [(MAIL, 2), (ContactId::new(12), 1)]
    );
    half.undo(FIRST, after(Duration::hours(6))).unwrap();
    book.undo(FIRST, after(Duration::hours(6))).unwrap();
    assert_eq!(contacts(&book), super::book().contacts);
    assert_eq!(contacts(&half), super::book().contacts);
    assert!(book.changes.iter().all(|change| change.state == ChangeState::Undone));
}

#[test]
fn an_undone_removal_brings_the_contact_back_as_it_was() {
    let mut book = book();
    book.contacts[0].joined_at = Some(start() - Duration::days(9));
    let before = contacts(&book);
    applied(&mut book, FIRST, ChangeKind::Remove(PHONE), None, MAIL, start());
    book.undo(FIRST, after(UNDO - Duration::seconds(1))).unwrap();
    assert_eq!(contacts(&book), before);
}

#[test]
fn open_changes_are_undone_before_they_happen() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    begin(&mut book, SECOND, ChangeKind::Add, email(NEW_MAIL), start());
    book.verify(SECOND, start()).unwrap();
    book.undo(SECOND, after(Duration::hours(1))).unwrap();
    assert!(book.changes.iter().all(|change| change.state == ChangeState::Undone));
    assert_eq!(book.tick(after(Duration::days(5))), []);
    assert_eq!(book.contacts, super::book().contacts);
}

#[test]
fn what_began_before_but_was_applied_after_is_undone_too() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    book.verify(FIRST, start()).unwrap();
    begin(&mut book, SECOND, ChangeKind::Add, email(NEW_MAIL), after(Duration::hours(1)));
    book.tick(after(Duration::hours(24)));
    assert_eq!(book.contacts.len(), 3);
    book.undo(SECOND, after(Duration::hours(24))).unwrap();
    assert_eq!(book.contacts, super::book().contacts);
}

#[test]
fn what_was_applied_before_stays() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), MAIL, start());
    applied(&mut book, SECOND, ChangeKind::Add, email(NEW_MAIL), MAIL, after(Duration::hours(1)));
    book.undo(SECOND, after(Duration::hours(2))).unwrap();
    assert!(book.entry(NEW_PHONE).is_some() && book.entry(NEW_MAIL).is_none());
}

#[test]
fn a_change_is_undone_once_and_for_a_week() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), MAIL, start());
    assert_eq!(book.clone().undo(FIRST, after(UNDO)), Err(Refused::TooLate));
    assert_eq!(book.undo(ChangeId::new(9), start()), Err(Refused::NoSuchChange));
    book.undo(FIRST, start()).unwrap();
    let wrong = WrongState { state: ChangeState::Undone, event: Event::Undone };
    assert_eq!(book.undo(FIRST, start()), Err(wrong.into()));
}

#[test]
fn a_change_that_was_called_off_is_not_undone() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    book.withdraw(FIRST).unwrap();
    let wrong = WrongState { state: ChangeState::Withdrawn, event: Event::Undone };
    assert_eq!(book.undo(FIRST, start()), Err(wrong.into()));
    assert_eq!(book.frozen_until, None);
}

#[test]
fn a_frozen_book_takes_an_undo_and_never_thaws_earlier_by_it() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), MAIL, start());
    book.frozen_until = Some(after(Duration::days(30)));
    book.undo(FIRST, after(Duration::hours(1))).unwrap();
    assert_eq!(book.frozen_until, Some(after(Duration::days(30))));
}

#[test]
fn an_undo_turns_a_contact_on_when_no_other_is_left() {
    let mut book = Book { contacts: vec![entry(PHONE, Channel::Sms, 1)], ..book() };
    applied(&mut book, FIRST, ChangeKind::Add, email(NEW_MAIL), PHONE, start());
    book.contacts[0].off = true;
    let effects = book.undo(FIRST, start()).unwrap();
    assert!(effects.contains(&ChangeEffect::TurnOn(PHONE)));
    assert_eq!(book.route(), [PHONE]);
}
