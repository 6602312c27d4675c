//! What becomes of a message: the states of a notification and how one follows another.
//!
//! Words as in GOV.UK Notify. "delivered" says that the phone or mailbox has it, never that it was read.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// Where a notification stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum NotificationState {
    /// Written down, not yet taken by a worker.
    Queued,
    /// A worker is handing it to the provider.
    Sending,
    /// The provider has accepted it.
    Sent,
    /// The phone or mailbox has it.
    Delivered,
    /// It did not go through, and will be tried again.
    TemporaryFailure,
    /// This address cannot receive it.
    PermanentFailure,
    /// The operator or mailbox refuses messages of this kind.
    Blocked,
    /// Our side or the provider failed.
    TechnicalFailure,
}

/// What is reported about a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// A worker took it.
    Taken,
    /// The provider accepted it.
    Accepted,
    /// A receipt: the phone or mailbox has it.
    Delivered,
    /// Did not go through; may later.
    FailedForNow,
    /// This address cannot receive it.
    FailedForGood,
    /// Refused as unwanted.
    Blocked,
    /// We or the provider failed, and no try is left.
    GaveUp,
}

/// A terminal state is sticky: the report came too late to matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the notification has already ended")]
pub struct Ended;

impl NotificationState {
    /// The name used in database and API.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether, as far as anybody knows, the message is not there and will not come by itself.
    pub const fn did_not_arrive(self) -> bool {
        match self {
            Self::TemporaryFailure | Self::PermanentFailure | Self::Blocked | Self::TechnicalFailure => true,
            Self::Queued | Self::Sending | Self::Sent | Self::Delivered => false,
        }
    }

    /// The state after a report. A receipt may overtake the answer to our own request, so `Delivered` is
    /// taken from every state that has not ended, and a late `Taken` or `Accepted` does not lead back.
    pub fn after(self, report: Report) -> Result<Self, Ended> {
        use NotificationState as S;
        match (self, report) {
            (S::Delivered | S::PermanentFailure | S::Blocked | S::TechnicalFailure, _) => Err(Ended),
            (S::Queued | S::Sending | S::TemporaryFailure, Report::Taken) => Ok(S::Sending),
            (S::Sent, Report::Taken) => Ok(S::Sent),
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::Accepted) => Ok(S::Sent),
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::Delivered) => Ok(S::Delivered),
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::FailedForNow) => {
                Ok(S::TemporaryFailure)
            }
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::FailedForGood) => {
                Ok(S::PermanentFailure)
            }
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::Blocked) => Ok(S::Blocked),
            (S::Queued | S::Sending | S::Sent | S::TemporaryFailure, Report::GaveUp) => {
                Ok(S::TechnicalFailure)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_notification_stays_as_it_is() {
        use NotificationState as S;
        for ended in [S::Delivered, S::PermanentFailure, S::Blocked, S::TechnicalFailure] {
            for report in
                [Report::Taken, Report::Accepted, Report::Delivered, Report::FailedForNow, Report::GaveUp]
            {
                assert_eq!(ended.after(report), Err(Ended));
            }
        }
    }

    #[test]
    fn a_receipt_that_overtakes_the_answer_counts() {
        assert_eq!(NotificationState::Sending.after(Report::Delivered), Ok(NotificationState::Delivered));
        assert_eq!(NotificationState::Sent.after(Report::Taken), Ok(NotificationState::Sent));
        assert_eq!(NotificationState::TemporaryFailure.after(Report::Taken), Ok(NotificationState::Sending));
    }

    #[test]
    fn every_state_keeps_its_name() {
        use NotificationState as S;
        for state in [
            S::Queued,
            S::Sending,
            S::Sent,
            S::Delivered,
            S::TemporaryFailure,
            S::PermanentFailure,
            S::Blocked,
            S::TechnicalFailure,
        ] {
            assert_eq!(S::parse(state.as_str()), Some(state));
        }
        assert_eq!(S::parse("read"), None);
    }
}
