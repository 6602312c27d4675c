//! Beginning, applying, waiting, calling off, routing.

use domain::contact_book::{ChangeEffect, ChangeState, Event, MOST_OPEN, Notice, Refused, UNDO, WrongState};
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
    let push = Some(Newcomer { id: 13, channel: Channel::Push });
    let table = [
        (&book(), ChangeKind::Add, sms(NEW_PHONE), Ok(())),
        (&book(), ChangeKind::Replace(PHONE), sms(NEW_PHONE), Ok(())),
        (&book(), ChangeKind::Remove(PHONE), None, Ok(())),
        (&frozen, ChangeKind::Add, sms(NEW_PHONE), Err(Refused::Frozen { until: after(Duration::hours(1)) })),
        (&book(), ChangeKind::Add, email(MAIL), Err(Refused::AlreadyThere)),
        (&book(), ChangeKind::Replace(PHONE), sms(PHONE), Err(Refused::AlreadyThere)),
        (&book(), ChangeKind::Replace(99), sms(NEW_PHONE), Err(Refused::NotThere)),
        (&book(), ChangeKind::Remove(99), None, Err(Refused::NotThere)),
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
    begin(&mut book, 1, ChangeKind::Replace(PHONE), sms(NEW_PHONE), start());
    for (kind, new) in [
        (ChangeKind::Remove(PHONE), None),
        (ChangeKind::Replace(PHONE), sms(14)),
        (ChangeKind::Add, sms(NEW_PHONE)),
    ] {
        assert_eq!(book.begin(kind, new, start()), Err(Refused::Busy), "{kind:?}");
    }
    book.withdraw(1).unwrap();
    assert_eq!(book.begin(ChangeKind::Remove(PHONE), None, start()), Ok(()));
}

#[test]
fn only_so_many_changes_are_open_at_a_time() {
    let mut book = book();
    for id in 0..i64::try_from(MOST_OPEN).unwrap() {
        begin(&mut book, id, ChangeKind::Add, sms(20 + id), start());
    }
    assert_eq!(book.begin(ChangeKind::Add, sms(30), start()), Err(Refused::TooMany));
}

#[test]
fn two_open_removals_do_not_empty_the_book_between_them() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Remove(PHONE), None, start());
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
    begin(&mut book, 1, ChangeKind::Replace(PHONE), sms(NEW_PHONE), start());
    book.verify(1, now).unwrap();
    let effects = book.authorise(1, &[code(MAIL, start())], now).unwrap();
    let joined = Entry { proven_at: Some(now), joined_at: Some(now), ..entry(NEW_PHONE, Channel::Sms, 1) };
    assert_eq!(
        effects,
        [
            ChangeEffect::Moved { change: 1, to: ChangeState::Applied },
            ChangeEffect::Join(joined),
            ChangeEffect::Leave(PHONE),
            ChangeEffect::SwapRecipients { change: 1, from: PHONE, to: NEW_PHONE, but_brought: false },
            ChangeEffect::EndSessionsOf(PHONE),
            ChangeEffect::RotateCodesOf(NEW_PHONE),
            ChangeEffect::Notify { notice: Notice::Applied, change: 1, to: vec![PHONE, MAIL, NEW_PHONE] },
        ]
    );
    assert_eq!(book.contacts, [entry(MAIL, Channel::Email, 2), joined]);
    assert_eq!(book.change(1).unwrap().left, Some(entry(PHONE, Channel::Sms, 1)));
}

#[test]
fn an_added_contact_comes_last() {
    let mut book = book();
    applied(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), PHONE, start());
    assert_eq!(book.entry(NEW_PHONE).unwrap().place, 3);
    assert_eq!(book.route(), [PHONE, MAIL, NEW_PHONE]);
}

#[test]
fn parcels_of_a_removed_contact_go_to_the_first_phone_or_mailbox_left() {
    let mut book = book();
    book.contacts.push(entry(BROWSER, Channel::Push, 0));
    begin(&mut book, 1, ChangeKind::Remove(PHONE), None, start());
    let effects = book.authorise(1, &[code(MAIL, start())], start()).unwrap();
    assert!(effects.contains(&ChangeEffect::SwapRecipients {
        change: 1,
        from: PHONE,
        to: MAIL,
        but_brought: false
    }));
}

#[test]
fn an_unverified_change_is_neither_authorised_nor_waited_for() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), start());
    let wrong = WrongState { state: ChangeState::Pending, event: Event::Authorised };
    assert_eq!(book.authorise(1, &[code(PHONE, start())], start()), Err(wrong.into()));
    assert_eq!(book.tick(after(Duration::hours(24) - Duration::seconds(1))), []);
    book.tick(after(Duration::hours(24)));
    assert_eq!(book.change(1).unwrap().state, ChangeState::Withdrawn);
    assert_eq!(book.contacts.len(), 2);
}

#[test]
fn a_contact_is_verified_within_a_day_or_not_at_all() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), start());
    assert_eq!(book.clone().verify(1, after(Duration::hours(24))), Err(Refused::TooLate));
    let just = after(Duration::hours(24) - Duration::seconds(1));
    assert_eq!(book.verify(1, just), Ok(vec![ChangeEffect::Moved { change: 1, to: ChangeState::Verified }]));
    assert_eq!(book.verify(2, just), Err(Refused::NoSuchChange));
}

#[test]
fn without_a_second_proof_a_change_waits_a_day_from_its_verification() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), start());
    book.verify(1, after(Duration::hours(1))).unwrap();
    assert_eq!(book.authorise(1, &[], after(Duration::hours(2))), Err(Refused::NotProven));
    assert_eq!(book.tick(after(Duration::hours(25) - Duration::seconds(1))), []);
    let effects = book.tick(after(Duration::hours(25)));
    assert_eq!(effects[0], ChangeEffect::Moved { change: 1, to: ChangeState::Applied });
    assert!(book.entry(NEW_PHONE).is_some());
    assert_eq!(book.tick(after(Duration::hours(99))), []);
}

#[test]
fn nothing_is_verified_authorised_or_waited_for_in_a_frozen_book() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Remove(PHONE), None, start());
    begin(&mut book, 2, ChangeKind::Add, sms(NEW_PHONE), start());
    let until = after(Duration::hours(30));
    book.frozen_until = Some(until);
    let now = until - Duration::seconds(1);
    assert_eq!(book.tick(now), []);
    assert_eq!(book.verify(2, now), Err(Refused::Frozen { until }));
    assert_eq!(book.authorise(1, &[code(MAIL, now)], now), Err(Refused::Frozen { until }));
    book.tick(until);
    assert_eq!(book.change(1).unwrap().state, ChangeState::Applied);
}

#[test]
fn a_change_that_no_longer_fits_is_refused_and_called_off_when_its_day_is_over() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), start());
    book.verify(1, start()).unwrap();
    book.contacts.push(entry(NEW_PHONE, Channel::Sms, 5));
    assert_eq!(book.authorise(1, &[code(PHONE, start())], start()), Err(Refused::AlreadyThere));
    book.tick(after(Duration::hours(24)));
    assert_eq!(book.change(1).unwrap().state, ChangeState::Withdrawn);
    assert_eq!(book.contacts.len(), 3);
}

#[test]
fn an_open_change_is_called_off_and_an_applied_one_is_not() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Add, sms(NEW_PHONE), start());
    let effects = book.withdraw(1).unwrap();
    assert_eq!(effects[0], ChangeEffect::Moved { change: 1, to: ChangeState::Withdrawn });
    applied(&mut book, 2, ChangeKind::Add, sms(NEW_PHONE), PHONE, start());
    let wrong = WrongState { state: ChangeState::Applied, event: Event::Withdrawn };
    assert_eq!(book.withdraw(2), Err(wrong.into()));
}

#[test]
fn a_change_nobody_ticked_for_a_week_is_not_applied_any_more() {
    let mut book = book();
    begin(&mut book, 1, ChangeKind::Remove(PHONE), None, start());
    assert_eq!(book.authorise(1, &[code(MAIL, after(UNDO))], after(UNDO)), Err(Refused::TooLate));
    book.tick(after(UNDO));
    assert_eq!(book.change(1).unwrap().state, ChangeState::Withdrawn);
}

#[test]
fn a_code_tries_proven_contacts_in_the_customers_order() {
    let at = |id, channel, place, proven: bool, off| Entry {
        proven_at: proven.then(start),
        off,
        ..entry(id, channel, place)
    };
    let failing = |contact| Entry { trouble: Some(Cause::MailboxFull), ..contact };
    let (sms, email, push) = (Channel::Sms, Channel::Email, Channel::Push);
    let table = [
        ("place decides", [at(1, sms, 2, true, false), at(2, email, 1, true, false)], vec![2, 1]),
        ("proven goes first", [at(1, sms, 1, false, false), at(2, email, 2, true, false)], vec![2, 1]),
        ("off is never tried", [at(1, sms, 1, true, true), at(2, email, 2, true, false)], vec![2]),
        ("channel breaks a tie", [at(3, email, 1, true, false), at(4, sms, 1, true, false)], vec![4, 3]),
        ("proven push may be first", [at(1, sms, 2, true, false), at(3, push, 1, true, false)], vec![3, 1]),
        ("unproven push is last", [at(3, push, 0, false, false), at(1, sms, 2, false, false)], vec![1, 3]),
        (
            "what lately failed goes behind what is unproven",
            [failing(at(1, sms, 1, true, false)), at(2, email, 2, false, false)],
            vec![2, 1],
        ),
        (
            "but before a browser that never showed anything",
            [failing(at(1, sms, 1, true, false)), at(3, push, 2, false, false)],
            vec![1, 3],
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
    assert!(!book.may_turn_off(99, start()));
    book.contacts[0] = Entry { trouble: Some(Cause::NoSuchAddress), ..entry(PHONE, Channel::Sms, 1) };
    assert!(!book.may_turn_off(MAIL, start()), "what fails is no way");
    assert!(book.may_turn_off(PHONE, start()));
    book.contacts[1].trouble = Some(Cause::MailboxFull);
    assert!(book.may_turn_off(MAIL, start()), "one that fails is as good as another");
}
