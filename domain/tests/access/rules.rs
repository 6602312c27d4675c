//! What the random sequences found, each by itself.

use domain::{
    contact_book::{Book, BookEntry, Change, ChangeEffect, ChangeKind, Newcomer},
    id::ChangeId,
};

use super::*;

/// H1: found as: a thief's mailbox joins and settles, the phone is removed, and the mailbox opts out.
#[test]
fn who_takes_itself_out_leaves_behind_what_a_later_change_gave_to_it() {
    let entry = |id, joined_at| BookEntry {
        id,
        channel: channel(id),
        proven_at: Some(start()),
        joined_at,
        off: false,
        place: 0,
        trouble: None,
    };
    let new = Newcomer { id: ContactId::new(12), channel: Channel::Email };
    let mut change = Change::begun(ChangeId::new(1), ChangeKind::Add, Some(new), start());
    change.state = domain::contact_book::ChangeState::Applied;
    change.applied_at = Some(start());
    let contacts = vec![entry(MAIL, None), entry(ContactId::new(12), Some(start()))];
    let mut book = Book { contacts, changes: vec![change], frozen_until: None, word_only: false };
    let effects = book.opt_out(ChangeId::new(1), start() + Duration::days(5));
    let left = ChangeEffect::HandOn { from: ContactId::new(12), to: MAIL };
    let effects = effects.expect("it may opt out for a week");
    let at = |effect: &ChangeEffect| effects.iter().position(|one| one == effect);
    let restored = at(&ChangeEffect::RestoreRecipients { changes: vec![ChangeId::new(1)] });
    assert!(restored.is_some() && at(&left) > restored, "{effects:?}");
}
