//! What providers say of a message, as causes.

use domain::{
    diagnosis::{Cause, Facts},
    notification::NotificationState,
    receipt,
};

use crate::{table::answer, world::ready};

#[test]
fn each_word_of_a_provider_belongs_to_a_gate() {
    use NotificationState as S;
    use receipt::Cause as C;
    let table = [
        (S::TemporaryFailure, Some(C::Unreachable), Some(Cause::MissingReceipt)),
        (S::PermanentFailure, Some(C::NoSuchAddress), Some(Cause::MissingReceipt)),
        (S::PermanentFailure, Some(C::Landline), Some(Cause::MissingReceipt)),
        (S::Blocked, Some(C::Unsubscribed), Some(Cause::Blocked)),
        (S::TemporaryFailure, Some(C::Filtered), Some(Cause::Blocked)),
        (S::Blocked, Some(C::Complaint), Some(Cause::Blocked)),
        (S::TemporaryFailure, Some(C::MailboxFull), Some(Cause::MissingReceipt)),
        (S::PermanentFailure, Some(C::PushGone), Some(Cause::PushOff)),
        (S::TemporaryFailure, Some(C::Busy), Some(Cause::Queued)),
        (S::TemporaryFailure, Some(C::Provider), Some(Cause::ProviderDown)),
        (S::TemporaryFailure, Some(C::NoAnswer), Some(Cause::MissingReceipt)),
        (S::TechnicalFailure, Some(C::TooLate), None),
        (S::TechnicalFailure, Some(C::NothingToSay), None),
        (S::TechnicalFailure, Some(C::Unmapped), Some(Cause::ProviderDown)),
        (S::TemporaryFailure, None, Some(Cause::MissingReceipt)),
        (S::PermanentFailure, None, Some(Cause::MissingReceipt)),
        (S::Blocked, None, Some(Cause::Blocked)),
        (S::TechnicalFailure, None, Some(Cause::ProviderDown)),
        (S::Queued, None, None),
        (S::Sending, None, None),
        (S::Delivered, None, Some(Cause::DeliveredReceipt)),
    ];
    for (state, word, cause) in table {
        let said = |facts: &mut Facts| {
            (facts.send.messages[0].state, facts.send.messages[0].cause) = (state, word);
        };
        let (answered, also, _) = answer(ready, said);
        assert_eq!((answered, also), (cause, Vec::new()), "{state:?} {word:?}");
    }
}

#[test]
fn a_number_that_nothing_reaches_any_more_may_have_moved() {
    for (failures, word, cause) in [
        (2, receipt::Cause::Unreachable, None),
        (3, receipt::Cause::Unreachable, Some(Cause::StaleContact)),
        (3, receipt::Cause::Busy, Some(Cause::Preference)),
    ] {
        let failing = |facts: &mut Facts| {
            facts.contact.ways[0].failures = failures;
            facts.contact.ways[0].entry.trouble = Some(word);
        };
        assert_eq!(answer(ready, failing).0, cause, "{failures} {word:?}");
    }
}
