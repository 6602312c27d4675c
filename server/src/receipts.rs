//! What providers report about messages, whichever way the report came.

use domain::{
    notification::Report,
    receipt::{Unmapped, Verdict},
};
use store::{attempt, notification};

use crate::{fault::Fault, gateway::PUSH, office::Office};

/// What a report did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It moved the notification, or said what was known.
    Applied,
    /// It came too late to matter: the message has ended, or was handed over anew since.
    Ignored,
    /// Nobody knows the attempt.
    UnknownReference,
}

/// Takes a report about an attempt. A code that stands in no table is logged, counted, and taken for a failure of
/// ours.
pub async fn take(
    office: &Office,
    provider: &str,
    reference: &str,
    verdict: Result<Verdict, Unmapped>,
    code: &str,
) -> Result<Effect, Fault> {
    let verdict = verdict.unwrap_or_else(|_| {
        let code: String = code.chars().filter(char::is_ascii_graphic).take(40).collect();
        tracing::warn!(provider, code, "provider's code without a meaning for us");
        metrics::counter!("doorcode_provider_codes_unmapped_total").increment(1);
        Unmapped::VERDICT
    });
    let effect = office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            // Mail systems may change capitals; ours has no others.
            let reference = reference.to_ascii_uppercase();
            let Some(attempt) = attempt::by_reference(connection, provider, &reference).await? else {
                return Ok(Effect::UnknownReference);
            };
            let (settled, failed) = match verdict.report {
                Report::Taken | Report::Accepted => (false, false),
                Report::Delivered => (true, false),
                Report::FailedForNow | Report::FailedForGood | Report::Blocked | Report::GaveUp => {
                    (true, true)
                }
            };
            if provider == PUSH && verdict.report == Report::Delivered {
                // A browser that shows what we send has proven itself.
                notification::prove_contact(connection, attempt.notification, now).await?;
            }
            attempt::reported(connection, attempt.id, code, settled, now).await?;
            // That an earlier attempt failed says nothing about the one under way.
            if failed && !attempt.newest {
                return Ok(Effect::Ignored);
            }
            if !attempt.newest {
                // It was taken although its provider said otherwise, and was sent again since.
                notification::unsure_if_twice(connection, attempt.notification).await?;
            }
            let applied =
                notification::apply(connection, attempt.notification, verdict.report, verdict.cause, now)
                    .await?;
            Ok::<_, Fault>(if applied { Effect::Applied } else { Effect::Ignored })
        })
        .await?;
    metrics::counter!("doorcode_receipts_total", "provider" => provider.to_owned(),
        "report" => name(verdict.report))
    .increment(1);
    office.work.ring();
    Ok(effect)
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
