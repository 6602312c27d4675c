//! What failed from an address and from its network, within ten minutes.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use app::{port::Caller, problem::Problem};
use domain::{Timestamp, budget};
use store::{PgConnection, bucket};

use crate::{app_state::AppState, fault::Fault, random};

/// The time over which failures are counted.
const WINDOW: Duration = Duration::from_secs(600);

/// A kind of failure, and how many of it go unnoticed.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    name: &'static str,
    per_address: u32,
    per_network: u32,
}

/// Wrong one-time codes. Of 2,000 customers who sign in behind one address within ten minutes a hundred may mistype;
/// above that each sign-in has one try. A thousand sign-ins then open one contact in a million with probability 0.001.
pub const WRONG_CODE: Failure = Failure { name: "wrong-code", per_address: 150, per_network: 600 };
/// Links that are over or never were, and passkeys that are not known. Links have 128 random bits: what is held here
/// is noise.
pub const WRONG_KEY: Failure = Failure { name: "wrong-key", per_address: 300, per_network: 1_200 };
/// Finds without a match. Nothing is learned by them; what is held here is load.
pub const NO_MATCH: Failure = Failure { name: "no-match", per_address: 6_000, per_network: 12_000 };

fn shares(app_state: &AppState, caller: &Caller, failure: Failure) -> Result<[bucket::Share; 2], Fault> {
    let share = |place: &str, subject: &str, most| -> Result<_, Fault> {
        let key = app_state.keys.limit(&format!("failed/{}/{place}", failure.name), subject)?;
        Ok(bucket::Share { key, most })
    };
    Ok([
        share("address", &caller.address, failure.per_address)?,
        share("network", &caller.network, failure.per_network)?,
    ])
}

/// The seconds until this address may fail again; none while it may. Takes nothing.
pub async fn spent(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    failure: Failure,
) -> Result<Option<u32>, Fault> {
    let shares = shares(app_state, caller, failure)?;
    Ok(bucket::spent(connection, &shares, WINDOW, app_state.now()).await?)
}

/// Counts a failure of this address; what succeeded runs the same statement and counts nothing.
pub async fn charge(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    failure: Failure,
    failed: bool,
) -> Result<(), Fault> {
    let shares = shares(app_state, caller, failure)?;
    Ok(bucket::charge(connection, &shares, failed, WINDOW, app_state.now()).await?)
}

/// Counts a wrong code: of this address, and of the whole network.
pub async fn wrong_code(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
) -> Result<(), Fault> {
    metrics::counter!("doorcode_wrong_codes_total").increment(1);
    charge(app_state, connection, caller, WRONG_CODE, true).await?;
    let [chance] = random::bytes()?;
    let now = app_state.now();
    let wrong = store::budget::wrong(connection, chance, now).await?;
    if budget::alarms(wrong) {
        alarm(wrong, now);
    }
    Ok(())
}

/// Tells the operator, once a minute.
fn alarm(wrong: i64, now: Timestamp) {
    static SAID: AtomicI64 = AtomicI64::new(i64::MIN);
    let minute = now.timestamp() / 60;
    if SAID.swap(minute, Ordering::Relaxed) != minute {
        tracing::error!(wrong, "somebody guesses one-time codes; they have eight digits until it ends");
        metrics::counter!("doorcode_guessing_alarms_total").increment(1);
    }
}

/// Looks at how a way in that needs no code has ended: one that failed is charged to the address, and answered with
/// when to come back where too many did. One that succeeded is never held up.
pub async fn key<T>(app_state: &AppState, caller: &Caller, ended: Result<T, Fault>) -> Result<T, Fault> {
    let Err(Fault::Problem(
        Problem::LinkOver | Problem::PasskeyOver | Problem::PasskeyRefused | Problem::Invalid(_),
    )) = ended
    else {
        return ended;
    };
    let wait = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let wait = spent(app_state, transaction, caller, WRONG_KEY).await?;
            charge(app_state, transaction, caller, WRONG_KEY, true).await?;
            Ok::<_, Fault>(wait)
        })
        .await?;
    wait.map_or(ended, |seconds| Err(Problem::Wait(seconds).into()))
}
