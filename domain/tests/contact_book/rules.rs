//! Beginning, applying, waiting, calling off, routing.

use domain::contact_book::{
    ChangeEffect, ChangeNotice, ChangeState, Event, MOST_OPEN, Refused, UNDO, WrongState,
};
use domain::receipt::Cause;

use super::*;

#[test]
fn what_may_not_begin_is_refused_with_its_reason() {
    let mut with_push = book();
    with_push.contacts.push(entry(BROWSER, Channel::Push, 3));
    let only_phone = Book { contacts: vec![entry(PHONE, Channel::Sms, 1)], ..book() };
    let mut mail_off = book();
    mail_off.contacts[1].off = true;
    let mut phone_and_push = with_push.clone();
    phone_and_push.contacts.remove(1);
    let frozen = Book { frozen_until: Some(after(Duration::hours(1))), ..book() };
    let push = Some(Newcomer { id: ContactId::new(13), channel: Channel::Push });
    let table = [
        (&book(), ChangeKind::Add, sms(NEW_PHONE), Ok(())),
        (&book(), ChangeKind::Replace(PHONE), sms(NEW_PHONE), Ok(())),
        (&book(), ChangeKind::Remove(PHONE), None, Ok(())),
        (&frozen, ChangeKind::Add, sms(NEW_PHONE), Err(Refused::Frozen { until: after(Duration::hours(1)) })),
        (&book(), ChangeKind::Add, email(MAIL), Err(Refused::AlreadyThere)),
        (&book(), ChangeKind::Replace(PHONE), sms(PHONE), Err(Refused::AlreadyThere)),
        (&book(), ChangeKind::Replace(ContactId::new(99)), sms(NEW_PHONE), Err(Refused::NotThere)),
        (&book(), ChangeKind::Remove(ContactId::new(99)), None, Err(Refused::NotThere)),
        (&book(), ChangeKind::Replace(PHONE), email(NEW_MAIL), Err(Refused::OtherChannel)),
        (&only_phone, ChangeKind::Remove(PHONE), None, Err(Refused::LastWay)),
        (&mail_off, ChangeKind::Remove(PHONE), None, Err(Refused::LastWay)),
        (&phone_and_push, ChangeKind::Remove(PHONE), None, Err(Refused::LastWay)),
        (&with_push, ChangeKind::Remove(BROWSER), None, Err(Refused::NotByChange)),
        (&with_push, ChangeKind::Replace(BROWSER), push, Err(Refused::NotByChange)),
        (&book(), ChangeKind::Add, push, Err(Refused::NotByChange)),
        (&book(), ChangeKind::Add, None, Err(Refused::Malformed)),
        (&book(), ChangeKind::Remove(PHONE), sms(NEW_PHONE), Err(Refused::Malformed)),
    ];
    for (book, kind, new, answer) in table {
        assert_eq!(book.begin(kind, new, start()), answer, "{kind:?} {new:?}");
    }
}

#[test]
fn one_contact_is_in_one_open_change_at_a_time() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Replace(PHONE), sms(NEW_PHONE), start());
    for (kind, new) in [
        (ChangeKind::Remove(PHONE), None),
        (ChangeKind::Replace(PHONE), sms(ContactId::new(14))),
        (ChangeKind::Add, sms(NEW_PHONE)),
    ] {
        assert_eq!(book.begin(kind, new, start()), Err(Refused::Busy), "{kind:?}");
    }
    book.withdraw(FIRST).unwrap();
    assert_eq!(book.begin(ChangeKind::Remove(PHONE), None, start()), Ok(()));
}

#[test]
fn only_so_many_changes_are_open_at_a_time() {
    let mut book = book();
    for id in 0..i64::try_from(MOST_OPEN).unwrap() {
        begin(&mut book, ChangeId::new(id), ChangeKind::Add, sms(ContactId::new(20 + id)), start());
    }
    assert_eq!(book.begin(ChangeKind::Add, sms(ContactId::new(30)), start()), Err(Refused::TooMany));
}

#[test]
fn two_open_removals_do_not_empty_the_book_between_them() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Remove(PHONE), None, start());
    assert_eq!(book.begin(ChangeKind::Remove(MAIL), None, start()), Err(Refused::LastWay));
    assert!(!book.may_turn_off(MAIL, start()));
}

#[test]
fn everybody_but_the_new_contact_is_told() {
    let mut book = book();
    book.contacts[1].off = true;
    book.contacts.push(entry(BROWSER, Channel::Push, 3));
    assert_eq!(book.tell(Some(NEW_PHONE)), [PHONE, MAIL, BROWSER]);
    assert_eq!(book.tell(Some(MAIL)), [PHONE, BROWSER]);
}

#[test]
fn a_replacement_takes_place_wishes_parcels_and_sessions_of_the_old_contact() {
    let mut book = book();
    let now = after(Duration::minutes(5));
    begin(&mut book, FIRST, ChangeKind::Replace(PHONE), sms(NEW_PHONE), start());
    book.verify(FIRST, now).unwrap();
    let effects = book.authorise(FIRST, &[code(MAIL, start())], now).unwrap();
    let joined =
        BookEntry { proven_at: Some(now), joined_at: Some(now), ..entry(NEW_PHONE, Channel::Sms, 1) };
    assert_eq!(
        effects,
        [
            ChangeEffect::Moved { change: FIRST, to: ChangeState::Applied },
            ChangeEffect::Join(joined),
            ChangeEffect::Leave(PHONE),
            ChangeEffect::SwapRecipients { change: FIRST, from: PHONE, to: NEW_PHONE, but_brought: false },
            ChangeEffect::EndSessionsOf(PHONE),
            ChangeEffect::RotateCodesOf(NEW_PHONE),
            ChangeEffect::Notify {
                notice: ChangeNotice::Applied,
                change: FIRST,
                to: vec![PHONE, MAIL, NEW_PHONE]
            },
        ]
    );
    assert_eq!(book.contacts, [entry(MAIL, Channel::Email, 2), joined]);
    assert_eq!(book.change(FIRST).unwrap().left, Some(entry(PHONE, Channel::Sms, 1)));
}

#[test]
fn an_added_contact_comes_last() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), PHONE, start());
    assert_eq!(book.entry(NEW_PHONE).unwrap().place, 3);
    assert_eq!(book.route(), [PHONE, MAIL, NEW_PHONE]);
}

#[test]
fn parcels_of_a_removed_contact_go_to_the_first_phone_or_mailbox_left() {
    let mut book = book();
    book.contacts.push(entry(BROWSER, Channel::Push, 0));
    begin(&mut book, FIRST, ChangeKind::Remove(PHONE), None, start());
    let effects = book.authorise(FIRST, &[code(MAIL, start())], start()).unwrap();
    assert!(effects.contains(&ChangeEffect::SwapRecipients {
        change: FIRST,
        from: PHONE,
        to: MAIL,
        but_brought: false
    }));
}

#[test]
fn an_unverified_change_is_neither_authorised_nor_waited_for() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    let wrong = WrongState { state: ChangeState::Pending, event: Event::Authorised };
    assert_eq!(book.authorise(FIRST, &[code(PHONE, start())], start()), Err(wrong.into()));
    assert_eq!(book.tick(after(Duration::hours(24) - Duration::seconds(1))), []);
    book.tick(after(Duration::hours(24)));
    assert_eq!(book.change(FIRST).unwrap().state, ChangeState::Withdrawn);
    assert_eq!(book.contacts.len(), 2);
}

#[test]
fn a_contact_is_verified_within_a_day_or_not_at_all() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    assert_eq!(book.clone().verify(FIRST, after(Duration::hours(24))), Err(Refused::TooLate));
    let just = after(Duration::hours(24) - Duration::seconds(1));
    assert_eq!(
        book.verify(FIRST, just),
        Ok(vec![ChangeEffect::Moved { change: FIRST, to: ChangeState::Verified }])
    );
    assert_eq!(book.verify(SECOND, just), Err(Refused::NoSuchChange));
}

#[test]
fn without_a_second_proof_a_change_waits_a_day_from_its_verification() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    book.verify(FIRST, after(Duration::hours(1))).unwrap();
    assert_eq!(book.authorise(FIRST, &[], after(Duration::hours(2))), Err(Refused::NotProven));
    assert_eq!(book.tick(after(Duration::hours(25) - Duration::seconds(1))), []);
    let effects = book.tick(after(Duration::hours(25)));
    assert_eq!(effects[0], ChangeEffect::Moved { change: FIRST, to: ChangeState::Applied });
    assert!(book.entry(NEW_PHONE).is_some());
    assert_eq!(book.tick(after(Duration::hours(99))), []);
}

#[test]
fn nothing_is_verified_authorised_or_waited_for_in_a_frozen_book() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Remove(PHONE), None, start());
    begin(&mut book, SECOND, ChangeKind::Add, sms(NEW_PHONE), start());
    let until = after(Duration::hours(30));
    book.frozen_until = Some(until);
    let now = until - Duration::seconds(1);
    assert_eq!(book.tick(now), []);
    assert_eq!(book.verify(SECOND, now), Err(Refused::Frozen { until }));
    assert_eq!(book.authorise(FIRST, &[code(MAIL, now)], now), Err(Refused::Frozen { until }));
    book.tick(until);
    assert_eq!(book.change(FIRST).unwrap().state, ChangeState::Applied);
}

#[test]
fn a_change_that_no_longer_fits_is_refused_and_called_off_when_its_day_is_over() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    book.verify(FIRST, start()).unwrap();
    book.contacts.push(entry(NEW_PHONE, Channel::Sms, 5));
    assert_eq!(book.authorise(FIRST, &[code(PHONE, start())], start()), Err(Refused::AlreadyThere));
    book.tick(after(Duration::hours(24)));
    assert_eq!(book.change(FIRST).unwrap().state, ChangeState::Withdrawn);
    assert_eq!(book.contacts.len(), 3);
}

#[test]
fn an_open_change_is_called_off_and_an_applied_one_is_not() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Add, sms(NEW_PHONE), start());
    let effects = book.withdraw(FIRST).unwrap();
    assert_eq!(effects[0], ChangeEffect::Moved { change: FIRST, to: ChangeState::Withdrawn });
    applied(&mut book, SECOND, ChangeKind::Add, sms(NEW_PHONE), PHONE, start());
    let wrong = WrongState { state: ChangeState::Applied, event: Event::Withdrawn };
    assert_eq!(book.withdraw(SECOND), Err(wrong.into()));
}

#[test]
fn a_change_nobody_ticked_for_a_week_is_not_applied_any_more() {
    let mut book = book();
    begin(&mut book, FIRST, ChangeKind::Remove(PHONE), None, start());
    assert_eq!(book.authorise(FIRST, &[code(MAIL, after(UNDO))], after(UNDO)), Err(Refused::TooLate));
    book.tick(after(UNDO));
    assert_eq!(book.change(FIRST).unwrap().state, ChangeState::Withdrawn);
}

#[test]
fn a_code_tries_proven_contacts_in_the_customers_order() {
    let at = |id, channel, place, proven: bool, off| BookEntry {
        proven_at: proven.then(start),
        off,
        ..entry(id, channel, place)
    };
    let failing = |contact| BookEntry { trouble: Some(Cause::MailboxFull), ..contact };
    let (sms, email, push) = (Channel::Sms, Channel::Email, Channel::Push);
    let table = [
        (
            "place decides",
            [at(PHONE, sms, 2, true, false), at(MAIL, email, 1, true, false)],
            vec![MAIL, PHONE],
        ),
        (
            "proven goes first",
            [at(PHONE, sms, 1, false, false), at(MAIL, email, 2, true, false)],
            vec![MAIL, PHONE],
        ),
        (
            "nobody is written to who has stopped it",
            [
                BookEntry { trouble: Some(Cause::Unsubscribed), ..at(PHONE, sms, 1, true, false) },
                at(MAIL, email, 2, false, false),
            ],
            vec![MAIL],
        ),
        ("off is never tried", [at(PHONE, sms, 1, true, true), at(MAIL, email, 2, true, false)], vec![MAIL]),
        (
            "channel breaks a tie",
            [at(BROWSER, email, 1, true, false), at(ContactId::new(4), sms, 1, true, false)],
            vec![ContactId::new(4), BROWSER],
        ),
        (
            "proven push may be first",
            [at(PHONE, sms, 2, true, false), at(BROWSER, push, 1, true, false)],
            vec![BROWSER, PHONE],
        ),
        (
            "unproven push is last",
            [at(BROWSER, push, 0, false, false), at(PHONE, sms, 2, false, false)],
            vec![PHONE, BROWSER],
        ),
        (
            "what lately failed goes behind what is unproven",
            [failing(at(PHONE, sms, 1, true, false)), at(MAIL, email, 2, false, false)],
            vec![MAIL, PHONE],
        ),
        (
            "but before a browser that never showed anything",
            [failing(at(PHONE, sms, 1, true, false)), at(BROWSER, push, 2, false, false)],
            vec![PHONE, BROWSER],
        ),
    ];
    for (why, contacts, route) in table {
        assert_eq!(Book { contacts: contacts.into(), ..book() }.route(), route, "{why}");
    }
}

#[test]
fn the_last_working_contact_cannot_be_turned_off() {
    let mut book = book();
    book.contacts.push(entry(BROWSER, Channel::Push, 3));
    assert!(book.may_turn_off(PHONE, start()) && book.may_turn_off(BROWSER, start()));
    book.contacts[0].off = true;
    assert!(!book.may_turn_off(MAIL, start()));
    assert!(!book.may_turn_off(ContactId::new(99), start()));
    book.contacts[0] = BookEntry { trouble: Some(Cause::NoSuchAddress), ..entry(PHONE, Channel::Sms, 1) };
    assert!(!book.may_turn_off(MAIL, start()), "what fails is no way");
    assert!(book.may_turn_off(PHONE, start()));
    book.contacts[1].trouble = Some(Cause::MailboxFull);
    assert!(book.may_turn_off(MAIL, start()), "one that fails is as good as another");
    book.contacts[0].trouble = Some(Cause::Unsubscribed);
    assert!(!book.may_turn_off(MAIL, start()), "one that may not be written to is none");
}
