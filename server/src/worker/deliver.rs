//! Handing a notification to its provider. No connection and no transaction is held while the provider is asked.

use std::time::Duration;

use app::wording::messages::{CodeMessage, SignInMessage};
use domain::{
    Timestamp,
    contact::{Address, Channel},
    notification::Report,
};
use store::{
    PgConnection,
    job::{self, Job},
    link, notification,
    notification::{Delivery, Detail, Kind},
    parcel, pickup_code, station,
};

use crate::{
    desk::present::{moment, zone},
    fault::Fault,
    gateway::{Gateways, Message, Outcome},
    keys::token_hash,
    office::Office,
    random,
    worker::{TRIES, backoff},
};

/// What is to be done with a notification.
enum Step {
    /// Send this.
    Send(Message),
    /// It is of no use any more, for this reason.
    GiveUp(&'static str),
    /// Nothing: it has ended, or is a decoy.
    Nothing,
}

/// Delivers the notification of a job.
pub async fn run(office: &Office, gateways: &Gateways, job: &Job) -> Result<(), Fault> {
    let id: i64 = job.subject.parse().map_err(|_| Fault::Broken("a job without a notification"))?;
    let step = office.db.write(async |connection| prepare(office, connection, id).await).await?;
    let (report, cause, provider_id, again) = match step {
        Step::Nothing => (None, None, None, None),
        Step::GiveUp(cause) => (Some(Report::GaveUp), Some(cause.to_owned()), None, None),
        Step::Send(message) => {
            let outcome = gateways.send(&message).await;
            metrics::counter!("doorcode_messages_total", "channel" => message.address.channel().as_str(),
                "outcome" => name(&outcome))
            .increment(1);
            judge(outcome, job.attempt)
        }
    };
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let ours = match again {
                Some(after) => {
                    job::retry(connection, job, now + after, cause.as_deref().unwrap_or_default()).await?
                }
                None => job::finish(connection, job).await?,
            };
            // Fenced out: another worker has taken the job over, and its result counts.
            if let Some(report) = report.filter(|_| ours) {
                let detail = Detail { cause: cause.as_deref(), provider_id: provider_id.as_deref() };
                notification::apply(connection, id, report, detail, now).await?;
            }
            Ok(())
        })
        .await
}

/// Marks the notification as being sent and makes its text. The text of a pickup code is made anew for each try
/// and kept nowhere; its link is kept as a hash.
async fn prepare(office: &Office, connection: &mut PgConnection, id: i64) -> Result<Step, Fault> {
    let now = office.now();
    let Some(delivery) = notification::delivery(connection, id).await? else { return Ok(Step::Nothing) };
    let Some((contact, address)) = delivery.contact.clone() else { return Ok(Step::Nothing) };
    if delivery.expires_at <= now {
        return Ok(Step::GiveUp("too_late"));
    }
    if !notification::apply(connection, id, Report::Taken, Detail::default(), now).await? {
        return Ok(Step::Nothing);
    }
    let useful_for = (delivery.expires_at - now).to_std().unwrap_or(Duration::from_secs(1));
    let text = match delivery.kind {
        Kind::SignIn => sign_in_text(office, &delivery, &address),
        Kind::Code => code_text(office, connection, &delivery, contact, &address, now).await?,
    };
    Ok(match text {
        Some((subject, body)) => Step::Send(Message { address, subject, body, useful_for }),
        None => Step::GiveUp("nothing_to_say"),
    })
}

fn sign_in_text(office: &Office, delivery: &Delivery, address: &Address) -> Option<(String, String)> {
    let (key_id, sealed) = delivery.sealed.as_ref()?;
    let digits = office.keys.open("one-time code", key_id, sealed)?;
    let message = SignInMessage { digits: &digits, host: office.host() };
    let words = &office.words().messages;
    Some(match address.channel() {
        Channel::Sms | Channel::Push => (String::new(), (words.sign_in_sms)(&message)),
        Channel::Email => {
            let email = (words.sign_in_email)(&message);
            (email.subject, email.body)
        }
    })
}

async fn code_text(
    office: &Office,
    connection: &mut PgConnection,
    delivery: &Delivery,
    contact: i64,
    address: &Address,
    now: Timestamp,
) -> Result<Option<(String, String)>, Fault> {
    let Some(id) = delivery.parcel.as_deref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    let Some(live) = pickup_code::of_parcel(connection, id).await? else { return Ok(None) };
    let Some((code, _)) = office.keys.open_code(&live) else { return Ok(None) };
    let Some((station, zone_name)) = station::name(connection, &live.station_id).await? else {
        return Ok(None);
    };
    let token = random::token::<16>()?;
    link::add(connection, &token_hash(&token), id, contact, live.valid_until, now).await?;
    let until = moment(live.valid_until, zone(Some(&zone_name)), now);
    let message = CodeMessage {
        merchant: &parcel.merchant,
        station: &station,
        compartment: parcel.state.compartment.as_deref(),
        digits: code.reveal(),
        until: Some(&until),
        link: &format!("{}{}", office.public_url, app::routes::link(&token)),
    };
    let words = &office.words().messages;
    Ok(Some(match address.channel() {
        Channel::Sms | Channel::Push => (String::new(), (words.code_sms)(&message)),
        Channel::Email => {
            let email = (words.code_email)(&message);
            (email.subject, email.body)
        }
    }))
}

type Judgement = (Option<Report>, Option<String>, Option<String>, Option<chrono::Duration>);

/// What an outcome means for the notification, and when to try again.
fn judge(outcome: Outcome, attempt: i32) -> Judgement {
    let again = |after: Option<Duration>| {
        let wait = after
            .and_then(|after| chrono::Duration::from_std(after).ok())
            .unwrap_or_else(|| backoff(attempt));
        (attempt < TRIES).then_some(wait)
    };
    let failed = |again: &Option<chrono::Duration>| {
        Some(if again.is_some() { Report::FailedForNow } else { Report::GaveUp })
    };
    match outcome {
        Outcome::Accepted(provider_id) => (Some(Report::Accepted), None, provider_id, None),
        Outcome::Never { cause } => (Some(Report::FailedForGood), Some(cause), None, None),
        Outcome::Blocked { cause } => (Some(Report::Blocked), Some(cause), None, None),
        Outcome::NotNow { cause, after } => {
            let again = again(after);
            (failed(&again), Some(cause), None, again)
        }
        // It may arrive twice; that is told by the cause. For somebody at a locker twice is better than never.
        Outcome::Unknown { cause } => {
            let again = again(None);
            (failed(&again), Some(format!("unknown_{cause}")), None, again)
        }
    }
}

const fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::NotNow { .. } => "not_now",
        Outcome::Never { .. } => "never",
        Outcome::Blocked { .. } => "blocked",
        Outcome::Unknown { .. } => "unknown",
    }
}
