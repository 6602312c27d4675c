//! Handing what was written down to the operator's other systems. No connection is held while they are asked, and what
//! they do not take is tried again by the times of [`domain::outgoing`], then laid aside for a person.

use std::time::{Duration, Instant};

use domain::{
    id::HandoverId,
    outgoing::{HandoverAnswer, HandoverStep, follow},
};
use store::{
    handover::{self, Handover, HandoverState, HandoverSubject, HandoverWay},
    job::{self, Job},
};

use crate::{
    app_state::AppState,
    fault::Fault,
    gateway::{EMAIL, Message, Outcome, webhook::Webhook},
};

/// What has come of a try: the answer, and a word for why it was not taken.
type Tried = (HandoverAnswer, Option<String>);

/// Hands one thing over.
pub async fn run(app_state: &AppState, job: &Job, since: Instant) -> Result<(), Fault> {
    let id: HandoverId =
        job.subject.parse().map_err(|_| Fault::Broken("a job without something to hand over"))?;
    let due = app_state.workers.read(async |connection| handover::by_id(connection, id).await).await?;
    // It was forgotten with its parcel, or is done.
    let Some(due) = due.filter(|due| due.state == HandoverState::Waiting) else {
        app_state.workers.write(async |transaction| job::finish(transaction, job).await).await?;
        return Ok(());
    };
    let (answer, word) = match due.way {
        HandoverWay::Webhook => webhook(app_state, &due).await?,
        HandoverWay::Email => email(app_state, &due, since).await,
    };
    let step = follow(answer, due.tries + 1);
    metrics::counter!("doorcode_handovers_total", "way" => due.way.as_str(), "outcome" => name(step))
        .increment(1);
    conclude(app_state, job, &due, step, word.as_deref()).await
}

async fn webhook(app_state: &AppState, due: &Handover) -> Result<Tried, Fault> {
    let Some(webhook) = &app_state.helpdesk.webhook else {
        return Ok((HandoverAnswer::Gone, Some("not_configured".to_owned())));
    };
    let url = webhook.url_hash();
    let stopped =
        app_state.workers.read(async |connection| handover::is_stopped(connection, &url).await).await?;
    if stopped {
        return Ok((HandoverAnswer::Gone, Some("stopped".to_owned())));
    }
    Ok(webhook.send(&due.message, &due.body, app_state.now()).await)
}

async fn email(app_state: &AppState, due: &Handover, since: Instant) -> Tried {
    let Some(address) = &app_state.helpdesk.email else {
        return (HandoverAnswer::Gone, Some("not_configured".to_owned()));
    };
    let number = match due.about {
        HandoverSubject::Case(id) => id.get(),
        HandoverSubject::Redirect(id) => id.get(),
    };
    let message = Message {
        address: address.clone(),
        subject: format!("Doorcode {} {number}", due.event),
        body: readable(&due.body),
        useful_for: Duration::from_secs(3 * 24 * 60 * 60),
        reference: due.message.trim_start_matches("msg_").to_owned(),
        browser: None,
    };
    match app_state.gateways.send(EMAIL, &message, since + app_state.lease / 2).await {
        Outcome::Accepted(_) => (HandoverAnswer::Taken, None),
        Outcome::NotNow { code, .. } | Outcome::Refused { code, .. } | Outcome::Unknown { code } => {
            (HandoverAnswer::NotTaken, Some(code))
        }
    }
}

/// The same in lines, for people.
fn readable(body: &str) -> String {
    serde_json::from_str::<serde_json::Value>(body)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| body.to_owned())
}

async fn conclude(
    app_state: &AppState,
    job: &Job,
    due: &Handover,
    step: HandoverStep,
    word: Option<&str>,
) -> Result<(), Fault> {
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            if !job::is_held(transaction, job).await? {
                return Ok(());
            }
            let state = match step {
                HandoverStep::Delivered => HandoverState::Delivered,
                HandoverStep::Again(_) => HandoverState::Waiting,
                HandoverStep::Dead | HandoverStep::Stop => HandoverState::Dead,
            };
            handover::tried(transaction, due.id, state, word, now).await?;
            if let HandoverStep::Again(wait) = step {
                job::retry(transaction, job, now + wait, word.unwrap_or_default()).await?;
                return Ok(());
            }
            if state == HandoverState::Dead {
                tracing::error!(
                    handover = due.id.get(),
                    way = due.way.as_str(),
                    word,
                    "handed over to nobody"
                );
            }
            let url = app_state.helpdesk.webhook.as_ref().map(Webhook::url_hash);
            if let (HandoverStep::Stop, HandoverWay::Webhook, Some(url)) = (step, due.way, url) {
                handover::stop(transaction, &url, now).await?;
            }
            job::finish(transaction, job).await?;
            Ok(())
        })
        .await
}

const fn name(step: HandoverStep) -> &'static str {
    match step {
        HandoverStep::Delivered => "delivered",
        HandoverStep::Again(_) => "again",
        HandoverStep::Dead => "dead",
        HandoverStep::Stop => "stopped",
    }
}
