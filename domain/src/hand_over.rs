//! What the end of a hand-over says of its provider, and of the region it went to: from these an incident begins.

use chrono::Duration;

use crate::{contact::Channel, diagnosis::Blame, notification::Report, receipt::Verdict};

/// A hand-over of which nothing was heard for so long has ended as far as counting is concerned.
pub const SILENCE: Duration = Duration::minutes(5);

/// How the hand-over of a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOver {
    /// The provider did not take it, or nobody knows whether it did.
    NotTaken,
    /// We held it back ourselves.
    HeldBack,
    /// The provider did not take it because of the address.
    Refused,
    /// The provider has reported what became of it.
    Reported(Verdict),
    /// It was taken, and nothing was heard of it for [`SILENCE`].
    Silent(Channel),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Whether the provider failed.
    pub provider_failed: bool,
    /// Whether it failed there; nothing where it did not come as far.
    pub region_failed: Option<bool>,
}

/// What is counted of a hand-over that ended; nothing where it says nothing.
///
/// A provider that does not take messages fails everywhere and says nothing of a region. That a phone cannot be reached is
/// none of the provider's faults, and many of those in one region are a network that is down. Mailboxes and browsers seldom
/// confirm: their silence is no failure.
pub fn count(end: HandOver) -> Option<Counted> {
    let counted = |provider_failed, region_failed| Some(Counted { provider_failed, region_failed });
    match end {
        HandOver::HeldBack => None,
        HandOver::NotTaken => counted(true, None),
        HandOver::Refused => counted(false, None),
        HandOver::Silent(Channel::Sms) => counted(true, Some(true)),
        HandOver::Silent(Channel::Email | Channel::Push) => counted(false, None),
        HandOver::Reported(Verdict { report, cause }) => match (report, cause.map(Blame::of)) {
            (Report::Taken | Report::Accepted, _) => None,
            (Report::Delivered, _) => counted(false, Some(false)),
            (Report::FailedForNow | Report::FailedForGood | Report::Blocked | Report::GaveUp, blame) => {
                match blame {
                    Some(Blame::Provider) | None => counted(true, Some(true)),
                    Some(Blame::Phone | Blame::Time) => counted(false, Some(true)),
                    Some(Blame::Filter | Blame::Contact | Blame::Push | Blame::Nobody) => {
                        counted(false, None)
                    }
                }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::Cause;

    #[test]
    fn what_lies_with_the_provider_the_network_and_the_customer_is_counted_apart() {
        let reported = |report, cause| HandOver::Reported(Verdict { report, cause });
        let table = [
            (HandOver::NotTaken, Some((true, None))),
            (HandOver::HeldBack, None),
            (HandOver::Refused, Some((false, None))),
            (HandOver::Silent(Channel::Sms), Some((true, Some(true)))),
            (HandOver::Silent(Channel::Email), Some((false, None))),
            (reported(Report::Accepted, None), None),
            (reported(Report::Delivered, None), Some((false, Some(false)))),
            (reported(Report::GaveUp, Some(Cause::Provider)), Some((true, Some(true)))),
            (reported(Report::FailedForNow, Some(Cause::Unreachable)), Some((false, Some(true)))),
            (reported(Report::FailedForGood, Some(Cause::NoSuchAddress)), Some((false, None))),
            (reported(Report::Blocked, Some(Cause::Filtered)), Some((false, None))),
        ];
        for (end, right) in table {
            let found = count(end).map(|it| (it.provider_failed, it.region_failed));
            assert_eq!(found, right, "{end:?}");
        }
    }
}
