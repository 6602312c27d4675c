//! Handing a notification to a provider. No connection and no transaction is held while the provider is asked.
//!
//! Each hand-over is written down as an attempt before it begins. When an attempt's end is unknown, because the
//! provider gave no answer or because the worker died, the provider's own list is asked first. Only where that
//! tells nothing the message is sent once more, and the notification says that it may arrive twice.

use std::time::{Duration, Instant};

use domain::{Timestamp, contact::Channel, id::spell, notification::Report, receipt::Cause};
use store::{
    attempt::{self, Attempt, NewAttempt, State},
    job::{self, Job},
    notification::{self, Delivery},
    push,
};

use super::{
    Hands, TRIES, backoff,
    text::{self, Text},
};
use crate::{
    fault::Fault,
    gateway::{LookedUp, Message, Outcome},
    office::Office,
    random,
};

/// A provider's list is asked after that time, so that what it has just taken stands there.
const LOOK_AFTER: chrono::Duration = chrono::Duration::seconds(5);

/// What is to be done with a notification.
enum Step {
    /// Send this through that provider, as this attempt.
    Send { message: Message, provider: String, attempt: i64 },
    /// It is of no use any more, for this reason.
    GiveUp(Cause),
    /// Nothing: it has ended, was taken, or is a decoy.
    Nothing,
}

/// Delivers the notification of a job that was leased not before `since`.
pub async fn run(hands: &Hands, job: &Job, since: Instant) -> Result<(), Fault> {
    let id: i64 = job.subject.parse().map_err(|_| Fault::Broken("a job without a notification"))?;
    if !settle_last(hands, job, id).await? {
        return Ok(());
    }
    match prepare(hands, job, id).await? {
        Step::Nothing => finish(hands, job, id, None).await,
        Step::GiveUp(cause) => finish(hands, job, id, Some((Report::GaveUp, Some(cause)))).await,
        Step::Send { message, provider, attempt } => {
            // A worker that was stopped in between leaves it to whoever has taken the job over.
            let outcome = if since.elapsed() > hands.office.lease / 2 {
                Outcome::NotNow { code: "held_up".to_owned(), after: None }
            } else {
                hands.gateways.send(&provider, &message).await
            };
            metrics::counter!("doorcode_messages_total", "provider" => provider, "outcome" => name(&outcome))
                .increment(1);
            conclude(hands, job, id, attempt, message.address.channel(), outcome).await
        }
    }
}

/// Finds out what became of the last attempt if its end is unknown. `false` when there is nothing more to do now.
async fn settle_last(hands: &Hands, job: &Job, id: i64) -> Result<bool, Fault> {
    let office = &hands.office;
    let (last, delivery) = office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let last = attempt::of_notification(connection, id).await?.into_iter().next();
            Ok::<_, Fault>((last, notification::delivery(connection, id).await?))
        })
        .await?;
    let Some(last) = last.filter(|last| matches!(last.state, State::UnderWay | State::Unknown)) else {
        return Ok(true);
    };
    let Some((_, address)) = delivery.and_then(|delivery| delivery.contact) else { return Ok(true) };
    let is_it = |text: &str| office.keys.is_text(&last.text_mac, text);
    let found = hands.gateways.look_up(&last.provider, &address, is_it).await;
    let can_look = address.channel() == Channel::Sms;
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            if !job::is_held(connection, job).await? {
                return Ok(false);
            }
            match found {
                LookedUp::Taken(provider_id, verdict) => {
                    attempt::end(connection, last.id, State::Accepted, None, Some(&provider_id), now).await?;
                    notification::apply(connection, id, verdict.report, verdict.cause, now).await?;
                    job::finish(connection, job).await?;
                    return Ok(false);
                }
                LookedUp::NotTaken if last.state == State::Unknown => {
                    attempt::end(connection, last.id, State::Failed, Some("not_listed"), None, now).await?;
                }
                LookedUp::CannotTell if can_look && now - last.started_at < look_for(office) => {
                    job::retry(connection, job, now + LOOK_AFTER, "outcome unknown").await?;
                    return Ok(false);
                }
                // A worker that was only stopped may still send it.
                LookedUp::NotTaken | LookedUp::CannotTell => {
                    attempt::end(connection, last.id, State::Unknown, None, None, now).await?;
                    notification::unsure(connection, id).await?;
                    metrics::counter!("doorcode_messages_repeated_total").increment(1);
                }
            }
            Ok::<_, Fault>(true)
        })
        .await
}

/// Marks the notification as being sent, makes its text, and writes the attempt down.
async fn prepare(hands: &Hands, job: &Job, id: i64) -> Result<Step, Fault> {
    let office = &hands.office;
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            if !job::is_held(connection, job).await? {
                return Ok(Step::Nothing);
            }
            let Some(delivery) = notification::delivery(connection, id).await? else {
                return Ok(Step::Nothing);
            };
            let Some((contact, address)) = delivery.contact.clone() else { return Ok(Step::Nothing) };
            let earlier = attempt::of_notification(connection, id).await?;
            let last = earlier.first();
            if last.is_some_and(|last| last.state == State::Accepted) {
                return Ok(Step::Nothing);
            }
            if delivery.expires_at <= now {
                return Ok(Step::GiveUp(Cause::TooLate));
            }
            if !notification::apply(connection, id, Report::Taken, None, now).await? {
                return Ok(Step::Nothing);
            }
            let reference = spell(&random::bytes::<26>()?);
            let Some(text) = text::of(office, connection, &delivery, &reference, now).await? else {
                return Ok(Step::GiveUp(Cause::NothingToSay));
            };
            let browser = match address.channel() {
                Channel::Push => push::keys(connection, contact).await?,
                Channel::Sms | Channel::Email => None,
            };
            let failed = last.filter(|last| matches!(last.state, State::Failed | State::Unknown));
            let failed = failed.map(|last| last.provider.as_str());
            let (gateways, channel) = (&hands.gateways, address.channel());
            let provider = hands.health.choose(connection, gateways, channel, failed, now).await?;
            let new = NewAttempt {
                notification: id,
                provider: &provider,
                reference: &reference,
                text_mac: &office.keys.text_mac(&text.body)?,
            };
            let attempt = attempt::begin(connection, &new, now).await?;
            let useful_for = useful_for(&delivery, now);
            let Text { subject, body } = text;
            let message = Message { address, subject, body, useful_for, reference, browser };
            Ok::<_, Fault>(Step::Send { message, provider, attempt })
        })
        .await
}

/// How long a provider that does not say is asked whether it took a message: three quarters of a lease.
fn look_for(office: &Office) -> chrono::Duration {
    chrono::Duration::from_std(office.lease * 3 / 4).unwrap_or(chrono::Duration::MAX)
}

fn useful_for(delivery: &Delivery, now: Timestamp) -> Duration {
    (delivery.expires_at - now).to_std().unwrap_or(Duration::from_secs(1))
}

/// Ends a job with a report, unless it was taken over.
async fn finish(
    hands: &Hands,
    job: &Job,
    id: i64,
    report: Option<(Report, Option<Cause>)>,
) -> Result<(), Fault> {
    hands
        .office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let held = job::finish(connection, job).await?;
            if let Some((report, cause)) = report.filter(|_| held) {
                notification::apply(connection, id, report, cause, hands.office.now()).await?;
            }
            Ok(())
        })
        .await
}

/// Writes down what a provider said. What it said about its attempt is true whoever holds the job by now; the
/// notification moves only while the job is still ours.
async fn conclude(
    hands: &Hands,
    job: &Job,
    id: i64,
    attempt: i64,
    channel: Channel,
    outcome: Outcome,
) -> Result<(), Fault> {
    let office = &hands.office;
    let providers = hands.gateways.providers(channel).len();
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let tried = attempt::of_notification(connection, id).await?;
            let end = judge(outcome, job.attempt, &tried, providers);
            let Conclusion { state, code, provider_id, report, cause, again } = end;
            attempt::end(connection, attempt, state, code.as_deref(), provider_id.as_deref(), now).await?;
            let held = match again {
                Some(after) => {
                    job::retry(connection, job, now + after, code.as_deref().unwrap_or_default()).await?
                }
                None => job::finish(connection, job).await?,
            };
            if held {
                notification::apply(connection, id, report, cause, now).await?;
            }
            Ok(())
        })
        .await
}

/// What an outcome means for the attempt, for the notification, and when to go on.
struct Conclusion {
    state: State,
    code: Option<String>,
    provider_id: Option<String>,
    report: Report,
    cause: Option<Cause>,
    again: Option<chrono::Duration>,
}

fn judge(outcome: Outcome, attempt: i32, tried: &[Attempt], providers: usize) -> Conclusion {
    let last_try = attempt >= TRIES;
    match outcome {
        Outcome::Accepted(provider_id) => Conclusion {
            state: State::Accepted,
            code: None,
            provider_id,
            report: Report::Accepted,
            cause: None,
            again: None,
        },
        Outcome::Refused { verdict, code } => Conclusion {
            state: State::Refused,
            code: Some(code),
            provider_id: None,
            report: verdict.report,
            cause: verdict.cause,
            again: None,
        },
        Outcome::NotNow { code, after } => {
            // Each of several providers is asked once before anybody waits.
            let another = !tried.len().is_multiple_of(providers.max(1));
            let asked = after.and_then(|after| chrono::Duration::from_std(after).ok());
            let wait = if another {
                chrono::Duration::zero()
            } else {
                asked.unwrap_or(chrono::Duration::zero()).max(backoff(attempt))
            };
            let cause = if asked.is_some() { Cause::Busy } else { Cause::Provider };
            Conclusion {
                state: State::Failed,
                code: Some(code),
                provider_id: None,
                report: if last_try { Report::GaveUp } else { Report::FailedForNow },
                cause: Some(cause),
                again: (!last_try).then_some(wait),
            }
        }
        // Still being sent, as far as anybody knows.
        Outcome::Unknown { code } => Conclusion {
            state: State::Unknown,
            code: Some(code),
            provider_id: None,
            report: if last_try { Report::GaveUp } else { Report::Taken },
            cause: Some(Cause::NoAnswer),
            again: (!last_try).then_some(LOOK_AFTER),
        },
    }
}

const fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::NotNow { .. } => "not_now",
        Outcome::Refused { .. } => "refused",
        Outcome::Unknown { .. } => "unknown",
    }
}
