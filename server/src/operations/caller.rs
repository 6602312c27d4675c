//! Whoever asks for something: their session, their share of limits, and what was done in their name.

use std::fmt::Display;

use app::{port::Caller, problem::Problem};
use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
};
use store::{PgConnection, activity, session};

use crate::{
    app_state::{AppState, Limit},
    fault::Fault,
    keys::token_hash,
};

/// The hash of the caller's session token.
pub fn session_hash(caller: &Caller) -> Result<[u8; 32], Fault> {
    caller.session.as_ref().map(|token| token_hash(token.reveal())).ok_or(Fault::Problem(Problem::SignedOut))
}

/// The caller's session.
pub async fn current_session(
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<session::Session, Fault> {
    session::find(connection, &session_hash(caller)?, now).await?.ok_or(Fault::Problem(Problem::SignedOut))
}

/// Takes a share of a limit of the caller's session, or of whoever `subject` names of it, before anything is tried. It is
/// a statement of its own, committed when it has run: the share is gone whatever becomes of the attempt, also when the
/// caller hangs up.
pub async fn count<S: Display>(
    app_state: &AppState,
    caller: &Caller,
    limit: Limit,
    subject: impl FnOnce(&session::Session) -> S,
) -> Result<(), Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let session = current_session(connection, caller, app_state.now()).await?;
            app_state.admit(connection, limit, &subject(&session).to_string()).await
        })
        .await
}

/// Writes down what was done in a customer's name.
pub async fn note(
    connection: &mut PgConnection,
    caller: &Caller,
    customer: Option<CustomerId>,
    parcel: Option<&ParcelId>,
    kind: activity::ActivityKind,
    at: Timestamp,
) -> Result<(), Fault> {
    let activity = activity::Activity {
        customer,
        parcel,
        kind,
        detail: None,
        at,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    Ok(activity::record(connection, activity).await?)
}
