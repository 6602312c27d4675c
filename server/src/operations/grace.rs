//! An answer may be lost and a request may come twice: for a moment the same step, by the same browser with the same
//! secret, is the same success and has no second effect.
//!
//! Nothing new is remembered for it. What a step opens has a token that is derived from the step's own secrets and a
//! configured key: whoever brings the same secrets again is given the same token, if it still opens what it opened then.
//! A session that has ended since, by whatever, is never given again.

use app::{
    port::{BearerToken, Caller},
    problem::Problem,
};
use domain::{Timestamp, id::CustomerId};
use store::{PgConnection, session};

use crate::{
    app_state::AppState, fault::Fault, keys::token_hash, limits::codes, operations::caller::session_hash,
};

/// How long a step may be repeated after it was done.
pub const GRACE: chrono::Duration = chrono::Duration::minutes(1);

/// The token that a step with these secrets opens a session with.
pub fn token(app_state: &AppState, secrets: &[&str]) -> Result<String, Fault> {
    let current = app_state.keys.step_tokens(secrets).into_iter().next();
    current.ok_or(Fault::Broken("no key is configured"))
}

/// The session that a step with these secrets opened a moment ago, while it is good, and whose it is.
pub async fn opened(
    app_state: &AppState,
    connection: &mut PgConnection,
    secrets: &[&str],
    now: Timestamp,
) -> Result<Option<(BearerToken, CustomerId)>, Fault> {
    for token in app_state.keys.step_tokens(secrets) {
        let found = session::opened_since(connection, &token_hash(&token), now - GRACE, now).await?;
        if let Some(session) = found {
            return Ok(Some((BearerToken::new(token), session.customer_id)));
        }
    }
    Ok(None)
}

/// The token that a session is renewed with: it follows from the one before, for us alone.
pub fn renewal(app_state: &AppState, caller: &Caller) -> Result<String, Fault> {
    let before = caller.session.as_ref().ok_or(Problem::SignedOut)?;
    token(app_state, &["renewed", before.reveal()])
}

/// The caller with the token that followed on theirs a moment ago, in the same browser. It is given out to nobody who
/// does not bring once more what it was renewed for; until then it only reads.
pub async fn renewed(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<Option<Caller>, Fault> {
    let Some(before) = caller.session.as_ref().filter(|_| caller.browser.is_some() && !caller.new_browser)
    else {
        return Ok(None);
    };
    let browser = codes::browser(caller);
    for token in app_state.keys.step_tokens(&["renewed", before.reveal()]) {
        let hash = token_hash(&token);
        if session::renewed_since(connection, &hash, &browser, now - GRACE, now).await? {
            return Ok(Some(Caller { session: Some(BearerToken::new(token)), ..caller.clone() }));
        }
    }
    Ok(None)
}

/// The caller as the one who repeats a step within a session: with the token they have, or the one that followed on it.
pub async fn repeating(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<Option<Caller>, Fault> {
    if session::find(connection, &session_hash(caller)?, now).await?.is_some() {
        return Ok(Some(caller.clone()));
    }
    renewed(app_state, connection, caller, now).await
}

/// Who reads a page with a token that was renewed a moment ago.
pub async fn reading(app_state: &AppState, caller: &Caller) -> Option<Caller> {
    let renewed = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            renewed(app_state, connection, caller, app_state.now()).await
        })
        .await;
    renewed.ok().flatten()
}
