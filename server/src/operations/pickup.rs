//! What is done with a code: revealing it, and sending it again.

use app::{
    actions::{Resend, Reveal},
    port::{Caller, Channel},
    problem::{Field, Problem},
};
use chrono::Duration;
use domain::{
    Timestamp,
    access::{Named, Refused, What},
    code,
    diagnosis::Remedy,
    id::ParcelId,
    resend,
};
use store::{
    PgConnection, activity, notification, parcel,
    pickup_code::{self, LiveCode},
    recipient, session, station,
};

use crate::{
    app_state::{AppState, RESEND_PER_SESSION, REVEAL_PER_SESSION},
    fault::Fault,
    operations::{
        Handle,
        access::Guest,
        caller::{count, note},
        parcel_id, rescue, routing,
    },
    shown::seconds_until,
};

/// How long a code stays open on the screen that asked for it.
pub(super) const REVEALED: Duration = Duration::minutes(10);

impl Handle<Reveal> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Reveal) -> Result<(), Fault> {
        reveal(self, caller, &parcel_id(&asked.parcel)?, &asked.answer).await
    }
}

/// Lets this session see the code of a parcel for ten minutes.
async fn reveal(app_state: &AppState, caller: &Caller, id: &ParcelId, answer: &str) -> Result<(), Fault> {
    count(app_state, caller, REVEAL_PER_SESSION, |session| session.id).await?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::look(transaction, caller, now).await?;
            let named = recipient::named(transaction, id).await?;
            let seen = knows_of(&guest, id, &named, now)?;
            let session = &guest.session;
            if let Err(too_new) = seen {
                let customer = Some(session.customer_id);
                note(transaction, caller, customer, Some(id), activity::ActivityKind::RevealRefused, now)
                    .await?;
                return Ok(Err(too_new.into()));
            }
            let live = pickup_code::of_parcel(transaction, id).await?.ok_or(Problem::NoCode)?;
            if !opens(transaction, &live, now).await? {
                return Err(Fault::Problem(Problem::NoCode));
            }
            let customer = Some(session.customer_id);
            if let Err(refused) = guest.may_with(What::SeeCode, id, &named, now) {
                // Committed, therefore not an error yet.
                note(transaction, caller, customer, Some(id), activity::ActivityKind::RevealRefused, now)
                    .await?;
                return Ok(Err(refused.into()));
            }
            session::reveal(transaction, session.id, &live, now + REVEALED).await?;
            if live.revealed_at.is_none() {
                pickup_code::revealed(transaction, live.id, now).await?;
            }
            note(transaction, caller, customer, Some(id), activity::ActivityKind::Revealed, now).await?;
            rescue::pressed(transaction, id, answer, Remedy::Reveal, now).await?;
            Ok::<_, Fault>(Ok(()))
        })
        .await?
        .map_err(Fault::Problem)
}

/// Whether the code still opens its door: by the station's clock, as the station is answered and the page shows it.
pub(super) async fn opens(
    connection: &mut PgConnection,
    live: &LiveCode,
    now: Timestamp,
) -> Result<bool, Fault> {
    let skew = station::skew(connection, &live.station_id).await?;
    Ok(code::is_valid(live.valid_until, Duration::seconds(skew.into()), now))
}

/// Whether somebody sees how a parcel stands. Who is too new for that may know that it is there: the inner refusal is
/// told to the customer.
pub(super) fn knows_of(
    guest: &Guest,
    id: &ParcelId,
    named: &[Named],
    now: Timestamp,
) -> Result<Result<(), Refused>, Refused> {
    match guest.may_with(What::SeeParcel, id, named, now) {
        Ok(_) => Ok(Ok(())),
        Err(Refused::TooNew) => Ok(Err(Refused::TooNew)),
        Err(other) => Err(other),
    }
}

impl Handle<Resend> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Resend) -> Result<(), Fault> {
        resend(self, caller, &parcel_id(&asked.parcel)?, asked).await
    }
}

/// Sends the code again. The parcel is locked while it is decided, so that limits hold whoever asks at the same
/// time, and a request that was written before is answered like the first time.
async fn resend(app_state: &AppState, caller: &Caller, id: &ParcelId, asked: &Resend) -> Result<(), Fault> {
    let request = asked.request.as_str();
    let channel = Channel::parse(&asked.channel).ok_or(Problem::Invalid(Field::Channel))?;
    if !(1..=64).contains(&request.len()) || !request.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::Invalid(Field::Channel).into());
    }
    count(app_state, caller, RESEND_PER_SESSION, |session| session.id).await?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::look(transaction, caller, now).await?;
            let named = recipient::named(transaction, id).await?;
            let seen = knows_of(&guest, id, &named, now)?;
            let session = &guest.session;
            parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
            if let Err(refused) =
                seen.and_then(|()| guest.may_with(What::Resend, id, &named, now).map(|_| ()))
            {
                // Committed, therefore not an error yet.
                let kind = activity::ActivityKind::ResendRefused;
                note(transaction, caller, Some(session.customer_id), Some(id), kind, now).await?;
                return Ok(Err(refused.into()));
            }
            if notification::has_request(transaction, id, request).await? {
                return Ok::<_, Fault>(Ok(()));
            }
            let live = pickup_code::of_parcel(transaction, id).await?.ok_or(Problem::NoCode)?;
            if !opens(transaction, &live, now).await? {
                return Err(Fault::Problem(Problem::NoCode));
            }
            // The first that may have the code; else the first that may be told that it is there.
            let ways = routing::ways(transaction, id, now).await?;
            let contact = ways
                .iter()
                .map(|way| &way.contact)
                .find(|contact| contact.address.channel() == channel)
                .ok_or(Problem::Invalid(Field::Channel))?;
            let earlier = notification::resends(transaction, id, channel, now).await?;
            let refused = match resend::decide(&earlier, now) {
                resend::Resend::Now { .. } => None,
                resend::Resend::Wait { until } => Some(Problem::Wait(seconds_until(until, now))),
                resend::Resend::SpentToday { .. } => Some(Problem::SpentToday),
            };
            let customer = Some(session.customer_id);
            if let Some(problem) = refused {
                // Committed, therefore not an error yet.
                note(transaction, caller, customer, Some(id), activity::ActivityKind::ResendRefused, now)
                    .await?;
                return Ok(Err(problem));
            }
            routing::tell(app_state, transaction, id, &live, contact, Some(request), now).await?;
            note(transaction, caller, customer, Some(id), activity::ActivityKind::Resent, now).await?;
            rescue::pressed(transaction, id, &asked.answer, Remedy::SendBy(channel), now).await?;
            Ok(Ok(()))
        })
        .await?
        .map_err(Fault::Problem)?;
    Ok(())
}
