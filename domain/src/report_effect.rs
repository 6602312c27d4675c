//! What a report about a message changes: where the message stands, what is known of its contact, and whether the code
//! it is about needs another way.

use crate::{
    diagnosis::{Blame, FAILING},
    notification::NotificationState,
    receipt::{Cause, Verdict},
};

/// What is known of a message before a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// Where it stands.
    pub state: NotificationState,
    /// Why it did not arrive, or may not have.
    pub cause: Option<Cause>,
    /// It is about a parcel's code.
    pub is_code: bool,
    /// It counts already as one that did not arrive.
    pub missed: bool,
}

/// What is known of a contact after a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactEffect {
    /// Nothing new.
    Unchanged,
    /// Messages reach it.
    Reached,
    /// They do not, and why.
    Troubled(Option<Cause>),
    /// The browser takes no notifications any more, and is forgotten (RFC 8030, 7.3).
    Gone,
}

/// What becomes of a message that had not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageEffect {
    /// Where it stands now.
    pub state: NotificationState,
    /// What is sealed in it was handed over, or never will be: it is destroyed.
    pub is_spent: bool,
    /// The page of its parcel shows something else.
    pub shows: bool,
    /// The code did not arrive: another way is looked for at once.
    pub falls_back: bool,
}

/// What a report changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportEffect {
    /// Of the contact.
    pub contact: ContactEffect,
    /// Of the message; none when it had ended already.
    pub message: Option<MessageEffect>,
    /// It counts from now on as one that did not arrive there, once, whatever is tried with it.
    pub is_missed: bool,
}

/// Weighs a report against what was known.
pub fn weigh(known: Reported, verdict: Verdict) -> ReportEffect {
    let Ok(state) = known.state.after(verdict.report) else {
        return ReportEffect { contact: complaint(verdict.cause), message: None, is_missed: false };
    };
    let moves = state != known.state;
    let message = MessageEffect {
        state,
        is_spent: is_spent(state),
        shows: known.is_code && (moves || known.cause != verdict.cause),
        falls_back: known.is_code && moves && state.did_not_arrive(),
    };
    let is_missed = !known.missed && state.did_not_arrive() && lies_there(verdict.cause);
    ReportEffect { contact: of_contact(state, verdict.cause), message: Some(message), is_missed }
}

fn of_contact(state: NotificationState, cause: Option<Cause>) -> ContactEffect {
    match state {
        NotificationState::Delivered => ContactEffect::Reached,
        NotificationState::PermanentFailure | NotificationState::Blocked => match cause {
            Some(Cause::PushGone) => ContactEffect::Gone,
            cause => ContactEffect::Troubled(cause),
        },
        NotificationState::Queued
        | NotificationState::Sending
        | NotificationState::Sent
        | NotificationState::TemporaryFailure
        | NotificationState::TechnicalFailure => complaint(cause),
    }
}

/// A complaint counts also when it is about a message that had arrived long before.
fn complaint(cause: Option<Cause>) -> ContactEffect {
    match cause {
        Some(Cause::Complaint) => ContactEffect::Troubled(cause),
        _ => ContactEffect::Unchanged,
    }
}

/// Whether it says something of the contact that a message did not arrive.
fn lies_there(cause: Option<Cause>) -> bool {
    match cause.map(Blame::of) {
        None | Some(Blame::Contact | Blame::Filter | Blame::Push | Blame::Phone) => true,
        Some(Blame::Provider | Blame::Time | Blame::Nobody) => false,
    }
}

/// What is known of a contact after one more message that did not arrive there: how many in a row that are, and what
/// explains them. A phone that takes nothing again and again may have another number by now.
pub fn missed(before: u16, trouble: Option<Cause>, cause: Option<Cause>) -> (u16, Option<Cause>) {
    let failures = before.saturating_add(1);
    let silent = failures >= FAILING && cause == Some(Cause::Unreachable);
    (failures, if silent { cause } else { trouble })
}

const fn is_spent(state: NotificationState) -> bool {
    match state {
        NotificationState::Queued | NotificationState::Sending | NotificationState::TemporaryFailure => false,
        NotificationState::Sent
        | NotificationState::Delivered
        | NotificationState::PermanentFailure
        | NotificationState::Blocked
        | NotificationState::TechnicalFailure => true,
    }
}

#[cfg(test)]
mod tests {
    use NotificationState as S;

    use super::*;
    use crate::notification::Report;

    fn weighed(state: S, report: Report, cause: Option<Cause>) -> ReportEffect {
        weigh(Reported { state, cause: None, is_code: true, missed: false }, Verdict { report, cause })
    }

    #[test]
    fn what_a_report_says_of_the_contact() {
        use ContactEffect as C;
        let table = [
            (S::Sent, Report::Delivered, None, C::Reached),
            (S::Sending, Report::Accepted, None, C::Unchanged),
            (S::Sent, Report::FailedForNow, Some(Cause::Unreachable), C::Unchanged),
            (S::Sent, Report::FailedForGood, Some(Cause::Landline), C::Troubled(Some(Cause::Landline))),
            (S::Sent, Report::Blocked, Some(Cause::Filtered), C::Troubled(Some(Cause::Filtered))),
            (S::Sending, Report::FailedForGood, Some(Cause::PushGone), C::Gone),
            (S::Sending, Report::GaveUp, Some(Cause::PushGone), C::Unchanged),
            (S::Sent, Report::GaveUp, Some(Cause::Provider), C::Unchanged),
            (S::Delivered, Report::Blocked, Some(Cause::Complaint), C::Troubled(Some(Cause::Complaint))),
            (S::Delivered, Report::FailedForGood, Some(Cause::NoSuchAddress), C::Unchanged),
        ];
        for (state, report, cause, contact) in table {
            assert_eq!(weighed(state, report, cause).contact, contact, "{state:?} {report:?} {cause:?}");
        }
    }

    #[test]
    fn what_a_report_does_to_the_message_and_the_code_it_is_about() {
        let table = [
            (S::Queued, Report::Taken, Some((S::Sending, false, true, false))),
            (S::Sending, Report::Accepted, Some((S::Sent, true, true, false))),
            (S::Sent, Report::Accepted, Some((S::Sent, true, false, false))),
            (S::Sent, Report::Delivered, Some((S::Delivered, true, true, false))),
            (S::Sending, Report::FailedForNow, Some((S::TemporaryFailure, false, true, true))),
            (S::TemporaryFailure, Report::FailedForNow, Some((S::TemporaryFailure, false, false, false))),
            (S::Sent, Report::FailedForGood, Some((S::PermanentFailure, true, true, true))),
            (S::Sending, Report::GaveUp, Some((S::TechnicalFailure, true, true, true))),
            (S::Delivered, Report::FailedForGood, None),
        ];
        for (state, report, expected) in table {
            let message = weighed(state, report, None).message;
            let message = message.map(|to| (to.state, to.is_spent, to.shows, to.falls_back));
            assert_eq!(message, expected, "{state:?} {report:?}");
        }
    }

    #[test]
    fn a_message_that_did_not_arrive_counts_once_and_only_where_that_lies_with_its_contact() {
        let table = [
            (S::Sent, Report::FailedForNow, Some(Cause::Unreachable), true),
            (S::Sent, Report::FailedForGood, Some(Cause::NoSuchAddress), true),
            (S::Sent, Report::Blocked, Some(Cause::Filtered), true),
            (S::Sending, Report::FailedForNow, Some(Cause::Busy), false),
            (S::Sending, Report::GaveUp, Some(Cause::Provider), false),
            (S::Sent, Report::Delivered, None, false),
        ];
        for (state, report, cause, counts) in table {
            let is_missed = |missed| {
                let known = Reported { state, cause: None, is_code: true, missed };
                weigh(known, Verdict { report, cause }).is_missed
            };
            assert_eq!((is_missed(false), is_missed(true)), (counts, false), "{report:?} {cause:?}");
        }
        let unreachable = Some(Cause::Unreachable);
        assert_eq!(missed(0, None, unreachable), (1, None));
        assert_eq!(missed(FAILING - 1, None, unreachable), (FAILING, unreachable));
        assert_eq!(missed(FAILING, Some(Cause::Landline), None), (FAILING + 1, Some(Cause::Landline)));
    }

    #[test]
    fn another_reason_shows_on_the_page_and_what_is_no_code_has_none() {
        let sent =
            Reported { state: S::TemporaryFailure, cause: Some(Cause::Busy), is_code: true, missed: false };
        let verdict = Verdict { report: Report::FailedForNow, cause: Some(Cause::Unreachable) };
        let shows = |known| weigh(known, verdict).message.is_some_and(|to| to.shows);
        assert!(shows(sent));
        assert!(!shows(Reported { cause: verdict.cause, ..sent }));
        let notice = Reported { state: S::Sent, cause: None, is_code: false, missed: false };
        let to = weigh(notice, Verdict { report: Report::FailedForGood, cause: None }).message.unwrap();
        assert_eq!((to.shows, to.falls_back), (false, false));
    }
}
