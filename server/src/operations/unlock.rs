//! A station asks whether to open a door.

use chrono::Duration;
use domain::{
    Timestamp,
    code::PickupCode,
    id::{ParcelId, UnlockAttemptId},
    qr::QrPayload,
    tries::{REMEMBERED, Tries, Whose},
    try_reason::TryReason,
};
use store::{
    PgConnection, Transaction, job, parcel,
    pickup_code::{self, CodeEnd, LiveCode},
    station, tries,
    unlock::{self as memory, Answered, Asked, Claim},
};

pub use store::unlock::Outcome;

use super::{NotDone, door};
use crate::app_state::AppState;

/// One try with all that belongs to it.
pub struct Try<'a> {
    /// Who asks, where, and under which name.
    pub asked: Asked<'a>,
    /// The keyed hash of the request under every key, the current one's first.
    pub macs: &'a [Vec<u8>],
    /// What was typed or scanned.
    pub shown: Shown,
    /// How far the station's clock is off.
    pub tolerance: Duration,
}

/// What was shown to the station.
pub enum Shown {
    /// Digits that may be a code.
    Code(PickupCode),
    /// A payload of ours.
    Payload(QrPayload),
    /// Digits that no code has.
    Wrong,
    /// A symbol that is not ours.
    Foreign,
}

/// Why a try under a name that was used just now is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was used for another try.
    OtherTry,
    /// Another parcel lies behind the door that was opened.
    OtherParcel,
}

/// Opens a door, or not.
pub async fn run(app_state: &AppState, request: &Try<'_>) -> Result<Outcome, NotDone<Refused>> {
    let (outcome, paused) =
        app_state.doors.write(async |transaction| decide(app_state, transaction, request).await).await?;
    if paused {
        // Of its own, so that it never waits for parcels while others wait for the keypad.
        let station = request.asked.station;
        let told =
            app_state.doors.write(async |transaction| parcel::touch_at(transaction, station, true).await);
        if told.await.is_err() {
            tracing::warn!(station, "open pages were not told that the station waits");
        }
    }
    Ok(outcome)
}

/// Decides about a try, in one transaction: its name is claimed before anything else, then the path is held so that wrong
/// tries are counted one after the other, then doors, then parcels. Nobody takes these in another order. The second value
/// tells whether the keypad or scanner waits because of this try.
async fn decide(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    request: &Try<'_>,
) -> Result<(Outcome, bool), NotDone<Refused>> {
    let now = app_state.now();
    let (asked, station) = (&request.asked, request.asked.station);
    let id = match memory::claim(transaction, asked, REMEMBERED, now).await? {
        Claim::Known(known) => return Ok((again(transaction, request, known).await?, false)),
        Claim::New(id) => id,
    };
    let indexes = match &request.shown {
        Shown::Code(code) => app_state.keys.digits_indexes(station, code),
        Shown::Payload(payload) => app_state.keys.qr_indexes(station, payload),
        Shown::Wrong => Vec::new(),
        // Not one of ours: nobody guesses that way.
        Shown::Foreign => {
            memory::answer(transaction, id, &Outcome::Refused, TryReason::Foreign, None).await?;
            return Ok((Outcome::Refused, false));
        }
    };
    // Looked at first, so that many tries in a pause do not queue for the path.
    if let Some(until) = tries::pause(transaction, station, asked.path, asked.caller, now).await? {
        return locked(transaction, id, until).await;
    }
    let whole = tries::of_path(transaction, station, asked.path, now).await?;
    let own = tries::of_caller(transaction, station, asked.path, asked.caller, now).await?;
    if let Some(until) = whole.pause(now).max(own.pause(now)) {
        return locked(transaction, id, until).await;
    }
    let mut found = pickup_code::by_index(transaction, station, &indexes).await?;
    if found.len() > 1 {
        return ambiguous(transaction, id, &found, now).await;
    }
    let found = found.pop();
    let (opened, parcel) = match found {
        Some(found) => {
            let opened = door::open(app_state, transaction, &found, request.tolerance).await?;
            (opened, Some(found.parcel_id))
        }
        None => match astray(app_state, transaction, request, now).await? {
            Some(parcel) => (Err(TryReason::OtherStation), Some(parcel)),
            None => (Err(TryReason::Wrong), None),
        },
    };
    let (outcome, reason, paused) = match opened {
        Ok(compartment) => {
            tries::forgive(transaction, station, asked.path, asked.caller).await?;
            (Outcome::Open { compartment }, TryReason::Right, false)
        }
        Err(reason) => (Outcome::Refused, reason, wrong(transaction, asked, whole, own, now).await?),
    };
    memory::answer(transaction, id, &outcome, reason, parcel.as_ref()).await?;
    Ok((outcome, paused))
}

/// The parcel whose symbol was shown here and which lies in another station: its customer is told so. Digits alone do not
/// say whose they are.
async fn astray(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    request: &Try<'_>,
    now: Timestamp,
) -> Result<Option<ParcelId>, NotDone<Refused>> {
    let Shown::Payload(payload) = &request.shown else { return Ok(None) };
    let here = request.asked.station;
    if payload.is_for(here) {
        return Ok(None);
    }
    for station in station::by_tag(transaction, payload.tag()).await? {
        let indexes = app_state.keys.qr_indexes(&station, payload);
        let found = pickup_code::by_index(transaction, &station, &indexes).await?.pop();
        if let Some(LiveCode { parcel_id, .. }) = found {
            parcel::seen_elsewhere(transaction, &parcel_id, here, now).await?;
            return Ok(Some(parcel_id));
        }
    }
    Ok(None)
}

/// Two codes of the same digits live at the station: nobody knows whose door is meant, so that none opens, nobody has
/// guessed, and both are replaced.
async fn ambiguous(
    transaction: &mut Transaction<'_>,
    id: UnlockAttemptId,
    found: &[LiveCode],
    now: Timestamp,
) -> Result<(Outcome, bool), NotDone<Refused>> {
    tracing::error!("two codes of the same digits at one station; making others");
    metrics::counter!("doorcode_codes_twice_total").increment(1);
    let parcels: Vec<ParcelId> = found.iter().map(|code| code.parcel_id.clone()).collect();
    parcel::lock_all(transaction, &parcels).await?;
    for code in found {
        if pickup_code::end(transaction, code.id, CodeEnd::Rotated, now).await? {
            job::enqueue(transaction, job::JobKind::IssueCode, &code.parcel_id, now).await?;
            transaction.changed(&code.parcel_id);
        }
    }
    memory::answer(transaction, id, &Outcome::Refused, TryReason::Twice, None).await?;
    Ok((Outcome::Refused, false))
}

async fn locked(
    connection: &mut PgConnection,
    id: UnlockAttemptId,
    until: Timestamp,
) -> Result<(Outcome, bool), NotDone<Refused>> {
    let outcome = Outcome::Locked { until };
    memory::answer(connection, id, &outcome, TryReason::Locked, None).await?;
    Ok((outcome, false))
}

/// Counts a wrong try; `true` when somebody has to wait because of it.
async fn wrong(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    whole: Tries,
    own: Tries,
    now: Timestamp,
) -> Result<bool, NotDone<Refused>> {
    let (whole, own) = (whole.wrong(Whose::Station, now), own.wrong(Whose::Caller, now));
    tries::save(connection, asked.station, asked.path, None, &whole).await?;
    tries::save(connection, asked.station, asked.path, Some(asked.caller), &own).await?;
    if let Some(until) = whole.pause(now) {
        tracing::warn!(
            station = asked.station,
            path = asked.path.as_str(),
            %until,
            pauses = whole.pauses,
            "many wrong codes at this station; it waits"
        );
        metrics::counter!("doorcode_station_pauses_total", "path" => asked.path.as_str()).increment(1);
    }
    Ok(whole.pause(now).is_some() || own.pause(now).is_some())
}

/// The answer to an attempt that was answered just now. Only the same request gets it, and a door is opened again only
/// while nothing else lies behind it.
async fn again(
    connection: &mut PgConnection,
    request: &Try<'_>,
    known: Answered,
) -> Result<Outcome, NotDone<Refused>> {
    if !known.request_mac.is_some_and(|mac| request.macs.contains(&mac)) {
        return Err(NotDone::Refused(Refused::OtherTry));
    }
    if let Outcome::Open { compartment } = &known.outcome
        && door::holds_another(connection, request.asked.station, compartment).await?
    {
        return Err(NotDone::Refused(Refused::OtherParcel));
    }
    Ok(known.outcome)
}
