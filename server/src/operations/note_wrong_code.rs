//! Telling a customer that a wrong one-time code was typed.

use domain::id::ChallengeId;
use serde::{Deserialize, Serialize};
use store::{
    Transaction, activity, challenge, contact,
    job::{self, Job, JobKind},
};

use crate::{app_state::AppState, fault::Fault, random};
use app::port::Caller;

/// A wrong code, as the job says it. Written down for a decoy as well, so that the answer tells nothing by its time.
#[derive(Debug, Serialize, Deserialize)]
struct WrongCode {
    /// Each is told by itself.
    number: u64,
    challenge: ChallengeId,
    at: domain::Timestamp,
    user_agent: String,
    network: String,
}

/// Writes the work down.
pub async fn enqueue(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    challenge: ChallengeId,
    at: domain::Timestamp,
) -> Result<(), Fault> {
    let wrong = WrongCode {
        number: u64::from_be_bytes(random::bytes()?),
        challenge,
        at,
        user_agent: caller.user_agent.clone(),
        network: caller.network.clone(),
    };
    let subject =
        serde_json::to_string(&wrong).map_err(|_| Fault::Broken("a wrong code that cannot be written"))?;
    Ok(job::enqueue(transaction, JobKind::NoteWrongCode, &subject, at).await?)
}

/// Puts it on the activity page of the customer whose contact the challenge is about.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let wrong: WrongCode =
        serde_json::from_str(&job.subject).map_err(|_| Fault::Broken("a job without a wrong code"))?;
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            if !job::finish(transaction, job).await? {
                return Ok(());
            }
            let Some((parcel, contact)) = challenge::matched(transaction, wrong.challenge).await? else {
                return Ok(());
            };
            let Some(contact) = contact::by_id(transaction, contact).await? else { return Ok(()) };
            let told = activity::Activity {
                customer: Some(contact.customer),
                parcel: Some(&parcel),
                kind: activity::ActivityKind::SignInRefused,
                detail: None,
                at: wrong.at,
                user_agent: &wrong.user_agent,
                network: &wrong.network,
            };
            Ok::<_, Fault>(activity::record(transaction, told).await?)
        })
        .await
}
