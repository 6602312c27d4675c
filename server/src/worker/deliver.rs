//! Handing a notification to a provider. No connection and no transaction is held while the provider is asked.
//!
//! Each hand-over is written down as an attempt before it begins. When an attempt's end is unknown, because the
//! provider gave no answer or because the worker died, the provider's own list is asked first. Only where that
//! tells nothing the message is sent once more, and the notification says that it may arrive twice.

use std::time::{Duration, Instant};

use domain::{
    Timestamp,
    contact::{Address, Channel},
    hand_over::{self, HandOver},
    id::{AttemptId, NotificationId, spell},
    notification::{NotificationState, Report},
    receipt::{Cause, Verdict},
};
use store::{
    StoreError, Transaction,
    attempt::{self, Attempt, AttemptState, NewAttempt},
    incident,
    job::{self, Job},
    notification::{self, Delivery, NotificationKind},
    push,
};

use super::{
    Hands,
    incidents::is_held_back,
    judge::{Conclusion, LOOK_AFTER, judge},
    text::{self, Text},
};
use crate::{
    fault::Fault,
    gateway::{LookedUp, Message, Outcome},
    operations::{take_receipt, weigh_report},
    random,
};

/// How long until what a provider said is written down once more, when the database did not take it.
const ONCE_MORE: Duration = Duration::from_millis(250);

/// What is to be done with a notification.
enum Step {
    /// Send this through that provider, as this attempt.
    Send { message: Message, provider: String, attempt: AttemptId },
    /// Find out first what became of this attempt.
    LookUp { last: Attempt, address: Address },
    /// It is of no use any more, for this reason.
    GiveUp(Cause),
    /// Nothing: a provider has it.
    Taken,
    /// Nothing: it has ended, or is a decoy.
    Nothing,
}

/// Delivers the notification of a job that was leased not before `since`.
pub async fn run(hands: &Hands, job: &Job, since: Instant) -> Result<(), Fault> {
    let id: NotificationId =
        job.subject.parse().map_err(|_| Fault::Broken("a job without a notification"))?;
    let mut step = prepare(hands, job, id, None).await?;
    if let Step::LookUp { last, address } = &step {
        if !settle(hands, job, id, last, address).await? {
            return Ok(());
        }
        step = prepare(hands, job, id, Some(last.id)).await?;
    }
    match step {
        // Somebody else has begun one: the lease is not ours any more.
        Step::LookUp { .. } => Ok(()),
        Step::Nothing => finish(hands, job, id, None).await,
        Step::Taken => finish(hands, job, id, Some(Verdict { report: Report::Accepted, cause: None })).await,
        Step::GiveUp(cause) => {
            finish(hands, job, id, Some(Verdict { report: Report::GaveUp, cause: Some(cause) })).await
        }
        Step::Send { message, provider, attempt } => {
            let outcome = hand_over(hands, &provider, &message, since).await;
            metrics::counter!("doorcode_messages_total", "provider" => provider, "outcome" => name(&outcome))
                .increment(1);
            let channel = message.address.channel();
            while let Err(fault) = conclude(hands, job, id, attempt, channel, outcome.clone()).await {
                if !fault.may_pass() || since.elapsed() > hands.app_state.lease {
                    return Err(fault);
                }
                tracing::warn!(job = job.id.get(), %fault, "what a provider said is written down once more");
                tokio::time::sleep(ONCE_MORE).await;
            }
            Ok(())
        }
    }
}

/// Asks the provider to take a message. A worker that was held up leaves it to whoever will take the job over, and
/// nothing is left under way when that may happen.
async fn hand_over(hands: &Hands, provider: &str, message: &Message, since: Instant) -> Outcome {
    let lease = hands.app_state.lease;
    let sending = hands.app_state.gateways.send(provider, message, since + lease / 2);
    let end = tokio::time::timeout_at((since + lease * 9 / 10).into(), sending).await;
    end.unwrap_or_else(|_| Outcome::Unknown { code: "no_answer".to_owned() })
}

/// Finds out what became of an attempt whose end is unknown. `false` when there is nothing more to do now.
async fn settle(
    hands: &Hands,
    job: &Job,
    id: NotificationId,
    last: &Attempt,
    address: &Address,
) -> Result<bool, Fault> {
    let app_state = &hands.app_state;
    let is_it = |text: &str| app_state.keys.is_text(&last.text_mac, text);
    let found = hands.app_state.gateways.look_up(&last.provider, address, last.started_at, is_it).await;
    let can_look = address.channel() == Channel::Sms;
    let lease = chrono::Duration::from_std(app_state.lease).unwrap_or(chrono::Duration::MAX);
    // A worker that has written nothing down had its lease for that.
    let unknown_since = last.ended_at.unwrap_or(last.started_at + lease);
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            if !job::is_held(transaction, job).await? {
                return Ok(false);
            }
            match found {
                LookedUp::Taken { provider_id, verdict, code } => {
                    attempt::end(transaction, last.id, AttemptState::Accepted, None, Some(&provider_id), now)
                        .await?;
                    take_receipt::write(transaction, last.id, verdict, &code, now).await?;
                    job::finish(transaction, job).await?;
                    return Ok(false);
                }
                LookedUp::NotTaken if last.state == AttemptState::Unknown => {
                    attempt::end(transaction, last.id, AttemptState::Failed, Some("not_listed"), None, now)
                        .await?;
                }
                LookedUp::CannotTell if can_look && now - unknown_since < lease / 2 => {
                    job::retry(transaction, job, now + LOOK_AFTER, "outcome unknown").await?;
                    return Ok(false);
                }
                // A worker that was only stopped may still send it.
                LookedUp::NotTaken | LookedUp::CannotTell => {
                    attempt::end(transaction, last.id, AttemptState::Unknown, None, None, now).await?;
                    notification::unsure(transaction, id).await?;
                    metrics::counter!("doorcode_messages_repeated_total").increment(1);
                }
            }
            Ok::<_, Fault>(true)
        })
        .await
}

/// Marks the notification as being sent, makes its text, and writes the attempt down.
///
/// `settled` is the attempt that has been looked up.
async fn prepare(
    hands: &Hands,
    job: &Job,
    id: NotificationId,
    settled: Option<AttemptId>,
) -> Result<Step, Fault> {
    let app_state = &hands.app_state;
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            if !job::is_held(transaction, job).await? {
                return Ok(Step::Nothing);
            }
            let Some(delivery) = notification::delivery(transaction, id).await? else {
                return Ok(Step::Nothing);
            };
            let earlier = attempt::of_notification(transaction, id).await?;
            if earlier.iter().any(Attempt::stands) {
                return Ok(Step::Taken);
            }
            let Some((contact, address)) = delivery.contact.clone() else {
                return Ok(without_contact(delivery.kind));
            };
            let last = earlier.first();
            let unreached = delivery.state == NotificationState::TemporaryFailure;
            let again = unreached && delivery.channel == Channel::Sms;
            match last {
                Some(last) if last.state == AttemptState::Accepted && !again => return Ok(Step::Nothing),
                Some(last) if last.is_open() && settled != Some(last.id) => {
                    return Ok(Step::LookUp { last: last.clone(), address });
                }
                _ => {}
            }
            if delivery.expires_at <= now {
                return Ok(Step::GiveUp(Cause::TooLate));
            }
            let reported = earlier.iter().any(|attempt| attempt.settled);
            if reported && text::is_needless(transaction, &delivery).await? {
                return Ok(Step::GiveUp(Cause::NothingToSay));
            }
            let taken = Verdict { report: Report::Taken, cause: None };
            if !weigh_report::run(transaction, id, taken, now).await? {
                return Ok(Step::Nothing);
            }
            let reference = spell(&random::bytes::<{ take_receipt::REFERENCE }>()?);
            let Some(text) = text::of(app_state, transaction, &delivery, &reference, now).await? else {
                return Ok(Step::GiveUp(Cause::NothingToSay));
            };
            let browser = match address.channel() {
                Channel::Push => push::keys(transaction, contact).await?,
                Channel::Sms | Channel::Email => None,
            };
            let failed =
                last.filter(|last| matches!(last.state, AttemptState::Failed | AttemptState::Unknown));
            let failed = failed.map(|last| last.provider.as_str());
            let (gateways, channel) = (&hands.app_state.gateways, address.channel());
            let provider = app_state.health.choose(gateways, channel, failed)?;
            let new = NewAttempt {
                notification: id,
                provider: &provider,
                reference: &reference,
                text_mac: &app_state.keys.text_mac(&text.body)?,
            };
            let attempt = attempt::begin(transaction, &new, now).await?;
            let useful_for = useful_for(&delivery, now);
            let Text { subject, body } = text;
            let message = Message { address, subject, body, useful_for, reference, browser };
            Ok::<_, Fault>(Step::Send { message, provider, attempt })
        })
        .await
}

/// A sign-in without a contact is a decoy. Any other message had one that is gone since, as a browser that takes no
/// notifications any more.
const fn without_contact(kind: NotificationKind) -> Step {
    match kind {
        NotificationKind::SignIn => Step::Nothing,
        NotificationKind::Code
        | NotificationKind::Prove
        | NotificationKind::Verify
        | NotificationKind::Case
        | NotificationKind::Step
        | NotificationKind::Redirect
        | NotificationKind::Back
        | NotificationKind::Notice => Step::GiveUp(Cause::PushGone),
    }
}

/// Lays a job aside that cannot go well, and gives its notification up with it.
pub async fn bury(
    transaction: &mut Transaction<'_>,
    job: &Job,
    error: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let buried = job::bury(transaction, job, error, now).await?;
    if let (true, Ok(id)) = (buried, job.subject.parse()) {
        let verdict = Verdict { report: Report::GaveUp, cause: Some(Cause::Provider) };
        weigh_report::run(transaction, id, verdict, now).await?;
    }
    Ok(buried)
}

fn useful_for(delivery: &Delivery, now: Timestamp) -> Duration {
    (delivery.expires_at - now).to_std().unwrap_or(Duration::from_secs(1))
}

/// Ends a job with a report, unless it was taken over.
async fn finish(hands: &Hands, job: &Job, id: NotificationId, verdict: Option<Verdict>) -> Result<(), Fault> {
    hands
        .app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let held = job::finish(transaction, job).await?;
            if let Some(verdict) = verdict.filter(|_| held) {
                weigh_report::run(transaction, id, verdict, hands.app_state.now()).await?;
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
    id: NotificationId,
    attempt: AttemptId,
    channel: Channel,
    outcome: Outcome,
) -> Result<(), Fault> {
    let app_state = &hands.app_state;
    let providers = hands.app_state.gateways.providers(channel).len();
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let tried = match outcome {
                Outcome::Accepted(_) => Vec::new(),
                _ => attempt::of_notification(transaction, id).await?,
            };
            let Conclusion { state, code, provider_id, report, cause, again } =
                judge(outcome, &tried, providers);
            attempt::end(transaction, attempt, state, code.as_deref(), provider_id.as_deref(), now).await?;
            if let Some(end) = ended(state, code.as_deref()) {
                incident::count(transaction, &[(attempt, hand_over::count(end))], now).await?;
            }
            notification::lock(transaction, id).await?;
            let known = attempt::of_notification(transaction, id).await?;
            // A receipt that came before the answer knows more than the answer.
            let told = known.iter().any(|own| own.id == attempt && (own.settled || own.state != state));
            let taken_before = known.iter().any(|other| other.id != attempt && other.stands());
            if taken_before && state != AttemptState::Accepted {
                // A receipt has told so in the meantime.
                notification::unsure_if_twice(transaction, id).await?;
                job::finish(transaction, job).await?;
                return Ok(());
            }
            let held = match again {
                Some(after) => {
                    job::retry(transaction, job, now + after, code.as_deref().unwrap_or_default()).await?
                }
                None => job::finish(transaction, job).await?,
            };
            if held && !told {
                weigh_report::run(transaction, id, Verdict { report, cause }, now).await?;
            }
            Ok(())
        })
        .await
}

/// How a hand-over ended, where that is known by now.
fn ended(state: AttemptState, code: Option<&str>) -> Option<HandOver> {
    match state {
        AttemptState::UnderWay | AttemptState::Accepted => None,
        AttemptState::Refused => Some(HandOver::Refused),
        AttemptState::Failed if code.is_some_and(is_held_back) => Some(HandOver::HeldBack),
        AttemptState::Failed | AttemptState::Unknown => Some(HandOver::NotTaken),
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
