//! What is done with a code: revealing it, and sending it again.

use app::{
    port::{Caller, Channel},
    problem::{Field, Problem},
};
use chrono::Duration;
use domain::{code, resend::Resend};
use store::{activity, book, notification, parcel, pickup_code, proof, session};

use crate::{
    desk::{note, present::seconds_until, session as open_session},
    fault::Fault,
    office::{Office, RESEND_PER_SESSION, REVEAL_PER_SESSION},
    routing,
};

/// How long a code stays open on the screen that asked for it.
const REVEALED: Duration = Duration::minutes(10);

/// Lets this session see the code of a parcel for ten minutes.
pub async fn reveal(office: &Office, caller: &Caller, id: &str) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let session = open_session(connection, caller, now).await?;
            if !session::may_see(connection, &session, id).await? {
                return Err(Fault::Problem(Problem::NotFound));
            }
            office.admit(connection, REVEAL_PER_SESSION, &session.id.to_string()).await?;
            let live = pickup_code::of_parcel(connection, id).await?.ok_or(Problem::NoCode)?;
            if !code::is_valid(live.valid_until, Duration::zero(), now) {
                return Err(Fault::Problem(Problem::NoCode));
            }
            let customer = Some(session.customer_id);
            let book = book::look(connection, session.customer_id, now).await?;
            if !book.may_reveal(&proof::of_session(connection, session.id).await?, now) {
                // Committed, therefore not an error yet.
                note(connection, caller, customer, Some(id), activity::Kind::RevealRefused, now).await?;
                return Ok(Err(Problem::TooNew));
            }
            session::reveal(connection, session.id, id, now + REVEALED).await?;
            if live.revealed_at.is_none() {
                pickup_code::revealed(connection, live.id, now).await?;
                parcel::touch(connection, id).await?;
            }
            note(connection, caller, customer, Some(id), activity::Kind::Revealed, now).await?;
            Ok::<_, Fault>(Ok(()))
        })
        .await?
        .map_err(Fault::Problem)
}

/// Sends the code again. The parcel is locked while it is decided, so that limits hold whoever asks at the same
/// time, and a request that was written before is answered like the first time.
pub async fn resend(
    office: &Office,
    caller: &Caller,
    id: &str,
    channel: &str,
    request: &str,
) -> Result<(), Fault> {
    let channel = Channel::parse(channel).ok_or(Problem::Invalid(Field::Channel))?;
    if !(1..=64).contains(&request.len()) || !request.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::Invalid(Field::Channel).into());
    }
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let session = open_session(connection, caller, now).await?;
            if !session::may_see(connection, &session, id).await? {
                return Err(Fault::Problem(Problem::NotFound));
            }
            office.admit(connection, RESEND_PER_SESSION, &session.id.to_string()).await?;
            let parcel = parcel::lock(connection, id).await?.ok_or(Problem::NotFound)?;
            if notification::has_request(connection, id, request).await? {
                return Ok::<_, Fault>(Ok(()));
            }
            let live = pickup_code::of_parcel(connection, id).await?.ok_or(Problem::NoCode)?;
            if !code::is_valid(live.valid_until, Duration::zero(), now) {
                return Err(Fault::Problem(Problem::NoCode));
            }
            let named = routing::route(connection, &parcel.id).await?;
            let contact = named
                .iter()
                .find(|contact| contact.address.channel() == channel)
                .ok_or(Problem::Invalid(Field::Channel))?;
            let earlier = notification::resends(connection, id, channel, now).await?;
            let refused = match domain::resend::decide(&earlier, now) {
                Resend::Now { .. } => None,
                Resend::Wait { until } => Some(Problem::Wait(seconds_until(until, now))),
                Resend::SpentToday { .. } => Some(Problem::SpentToday),
            };
            let customer = Some(session.customer_id);
            if let Some(problem) = refused {
                // Committed, therefore not an error yet.
                note(connection, caller, customer, Some(id), activity::Kind::ResendRefused, now).await?;
                return Ok(Err(problem));
            }
            routing::tell(office, connection, id, &live, contact, Some(request), now).await?;
            note(connection, caller, customer, Some(id), activity::Kind::Resent, now).await?;
            Ok(Ok(()))
        })
        .await?
        .map_err(Fault::Problem)?;
    office.work.ring();
    Ok(())
}
