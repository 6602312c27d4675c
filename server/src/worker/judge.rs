//! What an outcome means for the attempt, for the notification, and when to go on.

use std::time::Duration;

use domain::{notification::Report, receipt::Cause};
use store::attempt::{Attempt, AttemptState};

use super::backoff;
use crate::gateway::Outcome;

/// A provider's list is asked after that time, so that what it has just taken stands there.
pub const LOOK_AFTER: chrono::Duration = chrono::Duration::seconds(5);
/// A provider that says to wait longer is asked nevertheless.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// So often a message may have been taken without anybody knowing, before no further copy is risked.
const DOUBTS: usize = 6;

/// What follows from an outcome.
pub struct Conclusion {
    /// How the attempt ended.
    pub state: AttemptState,
    /// The provider's word.
    pub code: Option<String>,
    /// What the provider calls the message.
    pub provider_id: Option<String>,
    /// What is reported about the notification.
    pub report: Report,
    /// Why.
    pub cause: Option<Cause>,
    /// After which time it is tried again.
    pub again: Option<chrono::Duration>,
}

/// Judges an outcome by all attempts of its notification, the one that had it included. A message that no provider
/// takes now is tried for as long as it is of use.
pub fn judge(outcome: Outcome, tried: &[Attempt], providers: usize) -> Conclusion {
    match outcome {
        Outcome::Accepted(provider_id) => Conclusion {
            state: AttemptState::Accepted,
            code: None,
            provider_id,
            report: Report::Accepted,
            cause: None,
            again: None,
        },
        Outcome::Refused { verdict, code } => Conclusion {
            state: AttemptState::Refused,
            code: Some(code),
            provider_id: None,
            report: verdict.report,
            cause: verdict.cause,
            again: None,
        },
        Outcome::NotNow { code, after } => Conclusion {
            state: AttemptState::Failed,
            code: Some(code),
            provider_id: None,
            report: Report::FailedForNow,
            cause: Some(if after.is_some() { Cause::Busy } else { Cause::Provider }),
            again: Some(wait(after, tried.len(), providers.max(1))),
        },
        // Still being sent, as far as anybody knows.
        Outcome::Unknown { code } => {
            let doubts = tried.iter().filter(|attempt| attempt.state == AttemptState::Unknown).count() + 1;
            let last = doubts >= DOUBTS;
            Conclusion {
                state: AttemptState::Unknown,
                code: Some(code),
                provider_id: None,
                report: if last { Report::GaveUp } else { Report::Taken },
                cause: Some(Cause::NoAnswer),
                again: (!last).then_some(LOOK_AFTER),
            }
        }
    }
}

/// Each of several providers is asked once before anybody waits, and what one of them asks for binds no other.
fn wait(asked: Option<Duration>, tried: usize, providers: usize) -> chrono::Duration {
    if !tried.is_multiple_of(providers) {
        return chrono::Duration::zero();
    }
    let asked = asked.filter(|_| providers == 1).unwrap_or_default().min(LONGEST_WAIT);
    let rounds = i32::try_from(tried / providers).unwrap_or(i32::MAX);
    chrono::Duration::from_std(asked).unwrap_or_default().max(backoff(rounds))
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use domain::id::{AttemptId, NotificationId};

    use super::*;

    fn attempts(count: i64, state: AttemptState) -> Vec<Attempt> {
        let attempt = |id| Attempt {
            id: AttemptId::new(id),
            notification: NotificationId::new(1),
            provider: "sms".into(),
            text_mac: Vec::new(),
            state,
            started_at: Timestamp::default(),
            ended_at: None,
            settled: false,
            newest: id == count,
            code: None,
        };
        (1..=count).map(attempt).collect()
    }

    fn not_now(seconds: Option<u64>) -> Outcome {
        Outcome::NotNow { code: "http_429".into(), after: seconds.map(Duration::from_secs) }
    }

    #[test]
    fn what_no_provider_takes_now_is_tried_however_often_that_was() {
        for count in [2, 24, 2_000] {
            let end = judge(not_now(None), &attempts(count, AttemptState::Failed), 2);
            assert_eq!(end.report, Report::FailedForNow);
            assert!(end.again.is_some_and(|wait| wait <= chrono::Duration::minutes(5)), "{count}");
        }
    }

    #[test]
    fn the_next_provider_is_asked_at_once_and_then_all_of_them_later() {
        let again = |count| judge(not_now(None), &attempts(count, AttemptState::Failed), 2).again.unwrap();
        assert_eq!(again(1), chrono::Duration::zero());
        assert!(again(2) > chrono::Duration::zero());
        assert_eq!(again(3), chrono::Duration::zero());
    }

    #[test]
    fn a_provider_may_ask_for_an_hour_of_patience_and_for_no_eternity() {
        let again =
            |seconds| judge(not_now(Some(seconds)), &attempts(1, AttemptState::Failed), 1).again.unwrap();
        assert_eq!(again(120), chrono::Duration::seconds(120));
        assert_eq!(again(999_999_999_999), chrono::Duration::hours(1));
        assert_eq!(again(u64::MAX), chrono::Duration::hours(1));
    }

    #[test]
    fn one_of_several_providers_makes_nobody_wait_for_it() {
        let end = judge(not_now(Some(3_600)), &attempts(2, AttemptState::Failed), 2);
        assert!(end.again.is_some_and(|wait| wait <= chrono::Duration::seconds(2)));
    }

    #[test]
    fn doubts_do_not_pile_up_without_end() {
        let unknown = || Outcome::Unknown { code: "no_answer".into() };
        assert_eq!(judge(unknown(), &attempts(4, AttemptState::Unknown), 1).report, Report::Taken);
        let last = judge(unknown(), &attempts(5, AttemptState::Unknown), 1);
        assert_eq!((last.report, last.again), (Report::GaveUp, None));
    }
}
