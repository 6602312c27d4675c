//! What a proof is enough for.

use super::*;

fn link(contact: ContactId, at: Timestamp) -> Proof {
    Proof { by_link: true, ..code(contact, at) }
}

fn passkey(added_at: Timestamp, at: Timestamp) -> Proof {
    Proof { by: By::Passkey { added_at }, at, by_link: false, cooling: false }
}

#[test]
fn a_change_is_authorised_by_something_else_that_is_fresh_and_settled() {
    let now = start();
    let mut book = book();
    book.contacts.push(BookEntry {
        joined_at: Some(now - Duration::hours(71)),
        ..entry(ContactId::new(5), Channel::Sms, 3)
    });
    book.contacts.push(BookEntry {
        joined_at: Some(now - Duration::hours(72)),
        ..entry(ContactId::new(6), Channel::Sms, 4)
    });
    let replace = Change::begun(FIRST, ChangeKind::Replace(PHONE), sms(NEW_PHONE), now);
    let minutes = Duration::minutes;
    let table = [
        ("an old contact", code(MAIL, now), true),
        ("nearly ten minutes ago", code(MAIL, now - minutes(10) + Duration::seconds(1)), true),
        ("ten minutes ago", code(MAIL, now - minutes(10)), false),
        ("a link", link(MAIL, now), false),
        ("the contact being changed", code(PHONE, now), false),
        ("the new contact", code(NEW_PHONE, now), false),
        ("a contact of nobody", code(ContactId::new(99), now), false),
        ("joined 71 hours ago", code(ContactId::new(5), now), false),
        ("joined 72 hours ago", code(ContactId::new(6), now), true),
        ("cooling when it was made", Proof { cooling: true, ..code(ContactId::new(6), now) }, false),
        ("an old passkey", passkey(now - Duration::hours(72), now), true),
        ("a new passkey", passkey(now - Duration::hours(71), now), false),
        ("an old passkey, long ago", passkey(now - Duration::days(9), now - minutes(10)), false),
    ];
    for (why, proof, answer) in table {
        assert_eq!(book.is_authorised_by(&replace, &[proof], now), answer, "{why}");
        assert_eq!(book.is_authorised_by(&replace, &[code(PHONE, now), proof], now), answer, "{why}");
    }
    assert!(!book.is_authorised_by(&replace, &[], now));
}

#[test]
fn freshness_without_a_change_asks_for_any_settled_contact() {
    let now = start();
    let mut book = book();
    book.contacts.push(BookEntry { joined_at: Some(now), ..entry(ContactId::new(5), Channel::Sms, 3) });
    assert!(book.is_fresh(&[code(PHONE, now)], now));
    assert!(book.is_fresh(&[passkey(now - Duration::days(4), now)], now));
    for no in [
        code(ContactId::new(5), now),
        code(ContactId::new(99), now),
        link(PHONE, now),
        code(PHONE, now - Duration::minutes(10)),
    ] {
        assert!(!book.is_fresh(&[no], now), "{no:?}");
    }
}

#[test]
fn a_code_is_shown_for_any_settled_proof() {
    let now = start();
    let mut book = book();
    book.contacts.push(BookEntry {
        joined_at: Some(now - Duration::hours(71)),
        ..entry(ContactId::new(5), Channel::Sms, 3)
    });
    let month = now - Duration::days(30);
    for yes in [
        code(PHONE, month),
        link(PHONE, month),
        passkey(month, now),
        // A contact that has left since: it was settled when it was proven.
        code(ContactId::new(99), month),
    ] {
        assert!(book.has_settled(&[yes], now), "{yes:?}");
    }
    let cooling = Proof { cooling: true, ..code(ContactId::new(99), month) };
    for no in [
        code(ContactId::new(5), now),
        link(ContactId::new(5), now),
        passkey(now - Duration::hours(1), now),
        cooling,
    ] {
        assert!(!book.has_settled(&[no], now), "{no:?}");
    }
    assert!(book.has_settled(&[code(ContactId::new(5), now), code(PHONE, month)], now));
    assert!(!book.has_settled(&[], now));
}

#[test]
fn a_contact_that_comes_back_starts_to_cool_again() {
    let mut book = book();
    applied(&mut book, FIRST, ChangeKind::Remove(PHONE), None, MAIL, start());
    applied(&mut book, SECOND, ChangeKind::Add, sms(PHONE), MAIL, after(Duration::hours(1)));
    let now = after(Duration::hours(2));
    assert!(book.cools(By::Contact(PHONE), now));
    assert!(!book.has_settled(&[code(PHONE, start() - Duration::days(1))], now));
}
