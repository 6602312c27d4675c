//! A link to one parcel that did not carry its code: it shows how the parcel stands, and opens nothing.

use domain::Timestamp;
use store::{PgConnection, contact, link::Link, proof::Source, session};

use super::{
    access::sees,
    enter::{SESSION, asker},
    grace,
};
use crate::{app_state::AppState, fault::Fault, keys::token_hash, random};
use app::{
    port::{BearerToken, Caller, SignedIn},
    problem::Problem,
};

/// Lets a browser see how the parcel of a link stands. One that sees it already stays who it is.
pub async fn enter(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    link_token: &str,
    link: &Link,
    now: Timestamp,
) -> Result<SignedIn, Fault> {
    if let Some(token) = &caller.session
        && let Some(session) = session::find(connection, &token_hash(token.reveal()), now).await?
    {
        if sees(connection, session.clone(), &link.parcel, now).await? {
            return Ok(SignedIn { session: token.clone(), parcel: Some(link.parcel.to_string()) });
        }
        session::end(connection, session.id, now).await?;
    }
    let browser = asker(app_state, caller)?;
    let secrets = ["status", link_token, &browser];
    // Pressed twice, or its answer was lost. Presses at the same time wait for each other at the customer's row.
    if let Some((session, _)) = grace::opened(app_state, connection, &secrets, now).await? {
        return Ok(SignedIn { session, parcel: Some(link.parcel.to_string()) });
    }
    let owner = contact::by_id(connection, link.contact).await?.ok_or(Problem::LinkOver)?;
    // After that moment the same press is another one, with a token of its own.
    let mut token = grace::token(app_state, &secrets)?;
    if session::was_opened(connection, &token_hash(&token)).await? {
        token = random::token::<32>()?;
    }
    let new = session::NewSession {
        token_hash: &token_hash(&token),
        customer: owner.customer,
        source: Source::Contact { id: link.contact, by_link: true },
        expires_at: now + SESSION,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    session::open_status(connection, &new, &link.parcel, now).await?;
    Ok(SignedIn { session: BearerToken::new(token), parcel: Some(link.parcel.to_string()) })
}
