//! When a code tries another way: after a while without a confirmation, or at once when it is clear that it did not
//! arrive. It ends when a message arrived, when the customer has seen the code, or when no way is left.

use chrono::Duration;

use crate::{Timestamp, id::ContactId, notification::NotificationState, plausible};

/// How long a message may go unconfirmed, unless the network wants it otherwise.
pub const PATIENCE: Duration = Duration::seconds(90);

/// A message about the code that was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentMessage {
    /// The contact it goes to; none when that was forgotten.
    pub contact: Option<ContactId>,
    /// Where it stands.
    pub state: NotificationState,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When a provider accepted it.
    pub sent_at: Option<Timestamp>,
    /// It said that the parcel is there, and not how to open the door.
    pub word_only: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// This contact, unless something is confirmed before then.
    At(ContactId, Timestamp),
    /// This contact, now.
    Now(ContactId),
}

impl Next {
    /// When this answer may change by itself.
    pub const fn changes_at(self) -> Option<Timestamp> {
        match self {
            Self::At(_, at) => Some(at),
            Self::Now(_) | Self::Nothing => None,
        }
    }
}

/// Decides from the contacts in the order of the route, what was told since the code was made, whether the customer
/// has seen it, and how long a message may go unconfirmed. A mere word that the parcel is there ends nothing.
pub fn decide(
    route: &[ContactId],
    told: &[SentMessage],
    revealed: bool,
    patience: Duration,
    now: Timestamp,
) -> Next {
    let brought = |message: &SentMessage| message.state == NotificationState::Delivered && !message.word_only;
    if revealed || told.iter().any(brought) {
        return Next::Nothing;
    }
    let untried = route.iter().find(|contact| told.iter().all(|message| message.contact != Some(**contact)));
    let Some(&next) = untried else { return Next::Nothing };
    match told.iter().filter_map(waits_since).map(|since| plausible::later(since, patience)).max() {
        Some(until) if until > now => Next::At(next, until),
        _ => Next::Now(next),
    }
}

/// Since when a message may be confirmed; `None` when it is clear that it did not arrive.
fn waits_since(message: &SentMessage) -> Option<Timestamp> {
    match message.state {
        NotificationState::PermanentFailure
        | NotificationState::Blocked
        | NotificationState::TechnicalFailure => None,
        // A receipt said so. Without one the provider is busy, and is asked again.
        NotificationState::TemporaryFailure if message.sent_at.is_some() => None,
        NotificationState::TemporaryFailure
        | NotificationState::Queued
        | NotificationState::Sending
        | NotificationState::Sent
        | NotificationState::Delivered => Some(message.sent_at.unwrap_or(message.created_at)),
    }
}

#[cfg(test)]
mod tests {
    use NotificationState as S;
    use chrono::TimeZone;

    use super::*;

    fn at(second: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + second, 0).unwrap()
    }

    const FIRST: ContactId = ContactId::new(1);
    const SECOND: ContactId = ContactId::new(2);
    const THIRD: ContactId = ContactId::new(3);

    fn told(contact: ContactId, state: S, created: i64, sent: Option<i64>) -> SentMessage {
        SentMessage {
            contact: Some(contact),
            state,
            created_at: at(created),
            sent_at: sent.map(at),
            word_only: false,
        }
    }

    fn next(route: &[ContactId], told: &[SentMessage], revealed: bool, now: Timestamp) -> Next {
        decide(route, told, revealed, PATIENCE, now)
    }

    #[test]
    fn each_way_has_90_seconds_from_when_it_was_sent() {
        let sent = told(FIRST, S::Sent, 0, Some(4));
        assert_eq!(next(&[FIRST, SECOND, THIRD], &[], false, at(0)), Next::Now(FIRST));
        assert_eq!(next(&[FIRST, SECOND, THIRD], &[sent], false, at(93)), Next::At(SECOND, at(94)));
        assert_eq!(next(&[FIRST, SECOND, THIRD], &[sent], false, at(94)), Next::Now(SECOND));
        let second = told(SECOND, S::Queued, 94, None);
        assert_eq!(next(&[FIRST, SECOND, THIRD], &[sent, second], false, at(100)), Next::At(THIRD, at(184)));
        assert_eq!(next(&[FIRST, SECOND], &[sent, second], false, at(500)), Next::Nothing);
    }

    #[test]
    fn what_did_not_arrive_is_not_waited_for() {
        for state in [S::PermanentFailure, S::Blocked, S::TechnicalFailure] {
            assert_eq!(
                next(&[FIRST, SECOND], &[told(FIRST, state, 0, None)], false, at(1)),
                Next::Now(SECOND),
                "{state:?}"
            );
        }
        let receipt = told(FIRST, S::TemporaryFailure, 0, Some(1));
        assert_eq!(next(&[FIRST, SECOND], &[receipt], false, at(2)), Next::Now(SECOND));
        let busy = told(FIRST, S::TemporaryFailure, 0, None);
        assert_eq!(next(&[FIRST, SECOND], &[busy], false, at(2)), Next::At(SECOND, at(90)));
    }

    #[test]
    fn it_ends_when_a_message_arrived_or_the_code_was_seen() {
        let silent = told(FIRST, S::Sent, 0, Some(0));
        assert_eq!(next(&[FIRST, SECOND], &[silent], true, at(500)), Next::Nothing);
        let arrived = told(FIRST, S::Delivered, 0, Some(0));
        assert_eq!(next(&[FIRST, SECOND], &[arrived], false, at(500)), Next::Nothing);
        assert_eq!(next(&[], &[], false, at(0)), Next::Nothing);
    }
}
