//! What providers report about messages, whichever way the report came.

use domain::{
    Timestamp, again,
    contact::Channel,
    hand_over::{self, HandOver},
    id::{AttemptId, is_spelled},
    notification::Report,
    receipt::{Cause, Unmapped, Verdict},
};
use store::{
    Transaction,
    attempt::{self, Attempt, AttemptState},
    incident, job,
    notification::{self, NotificationKind},
};

use crate::{
    app_state::AppState,
    fault::Fault,
    gateway::{EMAIL, PUSH, unmapped},
    operations::weigh_report,
};

/// How many characters the reference of an attempt has.
pub const REFERENCE: usize = 26;

/// What a report did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptEffect {
    /// It moved the notification, or said what was known.
    Applied,
    /// It does not matter any more: the message has ended, or another attempt of it counts.
    Ignored,
    /// Nobody knows the attempt.
    UnknownReference,
}

/// Takes a report about an attempt. A code that stands in no table is logged, counted, and taken for a failure of
/// ours.
pub async fn take(
    app_state: &AppState,
    provider: &str,
    reference: &str,
    verdict: Result<Verdict, Unmapped>,
    code: &str,
) -> Result<ReceiptEffect, Fault> {
    // Mail systems may change capitals; ours has no others.
    let reference = reference.to_ascii_uppercase();
    if !is_spelled(&reference, REFERENCE) {
        return Ok(ReceiptEffect::UnknownReference);
    }
    let verdict = verdict.unwrap_or_else(|Unmapped| unmapped(provider, code));
    let code = &shown(code);
    let effect = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let Some(attempt) = attempt::by_reference(transaction, provider, &reference).await? else {
                return Ok(ReceiptEffect::UnknownReference);
            };
            let applied = write(transaction, attempt.id, verdict, code, now).await?;
            if provider == PUSH && verdict.report == Report::Delivered {
                // A browser that shows what we send has proven itself.
                notification::prove_contact(transaction, attempt.notification, now).await?;
            }
            Ok::<_, Fault>(if applied { ReceiptEffect::Applied } else { ReceiptEffect::Ignored })
        })
        .await?;
    metrics::counter!("doorcode_receipts_total", "provider" => provider.to_owned(),
        "report" => name(verdict.report))
    .increment(1);
    Ok(effect)
}

/// A provider's code as it is kept: what can be printed of it.
fn shown(code: &str) -> String {
    code.chars().filter(|letter| matches!(letter, ' '..='~')).take(40).collect()
}

/// Writes down what is said about an attempt, and moves its notification; `false` when that is no news for it.
pub async fn write(
    transaction: &mut Transaction<'_>,
    attempt: AttemptId,
    verdict: Verdict,
    code: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some(attempt) = attempt::hold(transaction, attempt).await? else { return Ok(false) };
    let (settles, failed) = weight(&attempt.provider, verdict.report);
    // Reports come in any order: that it is on its way is no news about a message whose end is known.
    if attempt.settled && !settles && !failed {
        return Ok(false);
    }
    // A failure that nobody explains is no news after an end that was: less never overwrites more.
    let was_explained = attempt.settled
        && attempt.code.as_ref().is_some_and(|code| code.bytes().any(|byte| byte.is_ascii_digit()));
    if failed && verdict.cause == Some(Cause::Unmapped) && was_explained {
        return Ok(false);
    }
    attempt::reported(transaction, attempt.id, code, settles, now).await?;
    if settles && !attempt.settled {
        let counted = hand_over::count(HandOver::Reported(verdict));
        incident::count(transaction, &[(attempt.id, counted)], now).await?;
    }
    notification::lock(transaction, attempt.notification).await?;
    let all = attempt::of_notification(transaction, attempt.notification).await?;
    // What another attempt has brought, or may bring yet, is not undone by the failure of this one.
    let mut others = all.iter().filter(|other| other.id != attempt.id);
    if failed && others.any(|other| other.stands() || other.state == AttemptState::UnderWay) {
        return Ok(false);
    }
    if !failed && !attempt.newest {
        // It was taken although its provider said otherwise, and was sent again since.
        notification::unsure_if_twice(transaction, attempt.notification).await?;
    }
    let report = match verdict.report {
        Report::FailedForNow if !attempt.settled => once_more(transaction, &attempt, &all, now).await?,
        report => report,
    };
    let verdict = Verdict { report, cause: verdict.cause };
    Ok(weigh_report::run(transaction, attempt.notification, verdict, now).await?)
}

/// What a failure for now comes to. An SMS provider that reports one has given up, so a code or a notice is handed
/// over again later, if there is a later for it.
async fn once_more(
    transaction: &mut Transaction<'_>,
    attempt: &Attempt,
    all: &[Attempt],
    now: Timestamp,
) -> Result<Report, Fault> {
    let Some(delivery) = notification::delivery(transaction, attempt.notification).await? else {
        return Ok(Report::FailedForNow);
    };
    let again = delivery.channel == Channel::Sms
        && matches!(delivery.kind, NotificationKind::Code | NotificationKind::Notice);
    if !again || delivery.state.after(Report::FailedForNow).is_err() {
        return Ok(Report::FailedForNow);
    }
    let hand_overs = all.iter().filter(|attempt| attempt.state == AttemptState::Accepted).count();
    match again::after(hand_overs).map(|wait| now + wait).filter(|at| *at < delivery.expires_at) {
        Some(at) => {
            let deliver = job::JobKind::Deliver(delivery.channel);
            job::enqueue(transaction, deliver, &delivery.id.to_string(), at).await?;
            Ok(Report::FailedForNow)
        }
        None => Ok(Report::GaveUp),
    }
}

/// Whether a report tells the end of an attempt, and whether that the message did not get through.
fn weight(provider: &str, report: Report) -> (bool, bool) {
    match report {
        Report::Taken | Report::Accepted => (false, false),
        Report::Delivered => (true, false),
        // A relay that reports a delay goes on by itself.
        Report::FailedForNow => (provider != EMAIL, true),
        Report::FailedForGood | Report::Blocked | Report::GaveUp => (true, true),
    }
}

const fn name(report: Report) -> &'static str {
    match report {
        Report::Taken => "taken",
        Report::Accepted => "accepted",
        Report::Delivered => "delivered",
        Report::FailedForNow => "failed_for_now",
        Report::FailedForGood => "failed_for_good",
        Report::Blocked => "blocked",
        Report::GaveUp => "gave_up",
    }
}
