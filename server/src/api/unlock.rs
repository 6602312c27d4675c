//! A station asks whether to open a door.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Duration;
use domain::{
    Timestamp,
    code::{PickupCode, Typed},
    qr::{NoQrPayload, QrPayload},
    station,
    tries::{REMEMBERED, Tries, Whose},
};
use serde::{Deserialize, Serialize};
use store::{
    PgConnection, Transaction, job, parcel,
    pickup_code::{self, End, LiveCode},
    tries,
    unlock::{self as memory, Answered, Asked, Claim, Outcome},
};
use utoipa::ToSchema;

use super::{
    Api,
    gate::KnownStation,
    json::{optional, read},
    problem::{Problem, ProblemBody},
};
use crate::{desk::present::seconds_until, door, office::Office};

/// What was typed or scanned: exactly one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnlockBody {
    /// Typed at the keypad. Digits of every script are read; spaces, dashes and what is not seen do no harm.
    digits: Option<String>,
    /// Read by the scanner, in small letters or capitals. What scanners add before and behind is taken off: control
    /// characters, symbology and character set, a byte order mark.
    qr: Option<String>,
    /// Which keypad or scanner, where a station has several: wrong tries are counted for each, and for the whole path.
    caller: Option<String>,
    /// The station's own name of this try. The same request again under the same name within two minutes gets the same
    /// answer and counts once; anything else under it is refused. After that the name is free.
    attempt: Option<String>,
}

/// Open a door.
#[derive(Serialize, ToSchema)]
pub(super) struct Opened {
    /// `open`
    result: &'static str,
    /// The door.
    compartment: String,
}

/// Checks digits or a QR payload. The right one collects the parcel, with all that lie behind the same door for the same
/// person, and destroys their codes. A wrong, unknown or expired one, or one for another station, gets the same answer.
/// The fifth wrong try in a row locks that keypad or scanner for five minutes; many at all keypads of a station, or at
/// all its scanners, lock them together, longer each time. What cannot be read (`unreadable`) is no wrong try.
#[utoipa::path(post, path = "/api/v1/stations/{id}/unlock", request_body = UnlockBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = Opened), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "The name of the attempt was used for something else"),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn unlock(
    State(api): State<Api>,
    Path(id): Path<String>,
    Extension(KnownStation { skew }): Extension<KnownStation>,
    body: Bytes,
) -> Result<Json<Opened>, Problem> {
    let office = &api.office;
    let body: UnlockBody = read(&body)?;
    let (path, shown, text) = shown(&body)?;
    let caller = body.caller.as_deref().unwrap_or(path.as_str());
    let macs = office.keys.request_macs(&["unlock", &id, path.as_str(), caller, text])?;
    let request = Request {
        asked: Asked {
            station: &id,
            attempt: body.attempt.as_deref(),
            path,
            caller,
            request_mac: macs.first().map(Vec::as_slice).unwrap_or_default(),
        },
        macs: &macs,
        shown,
        tolerance: Duration::seconds(i64::from(skew)),
    };
    let (outcome, paused) =
        office.doors.write(async |transaction| decide(office, transaction, &request).await).await?;
    count(match &outcome {
        Outcome::Open { .. } => "open",
        Outcome::Refused => "refused",
        Outcome::Locked { .. } => "locked",
    });
    if paused {
        // Of its own, so that it never waits for parcels while others wait for the keypad.
        let told = office
            .doors
            .write(async |transaction| parcel::touch_at(transaction, &id, true).await.map_err(Problem::from))
            .await;
        if told.is_err() {
            tracing::warn!(station = id, "open pages were not told that the station waits");
        }
    }
    answer(office, outcome)
}

/// One try with all that belongs to it.
struct Request<'a> {
    asked: Asked<'a>,
    /// The keyed hash of the request under every key, the current one's first.
    macs: &'a [Vec<u8>],
    shown: Shown,
    tolerance: Duration,
}

/// Decides about a try, in one transaction: its name is claimed before anything else, then the path is held so that wrong
/// tries are counted one after the other, then doors, then parcels. Nobody takes these in another order. The second value
/// tells whether the keypad or scanner waits because of this try.
async fn decide(
    office: &Office,
    transaction: &mut Transaction<'_>,
    request: &Request<'_>,
) -> Result<(Outcome, bool), Problem> {
    let now = office.now();
    let (asked, station) = (&request.asked, request.asked.station);
    let id = match memory::claim(transaction, asked, REMEMBERED, now).await? {
        Claim::Known(known) => return Ok((again(transaction, request, known).await?, false)),
        Claim::New(id) => id,
    };
    let indexes = match &request.shown {
        Shown::Code(code) => office.keys.digits_indexes(station, code),
        Shown::Payload(payload) => office.keys.qr_indexes(station, payload),
        Shown::Wrong => Vec::new(),
        // Not one of ours: nobody guesses that way.
        Shown::Foreign => return Ok((Outcome::Refused, false)),
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
    let opened = match &found {
        Some(found) => door::open(office, transaction, found, request.tolerance).await?,
        None => None,
    };
    let parcel = found.map(|found| found.parcel_id);
    let (outcome, paused) = match opened {
        Some(compartment) => {
            tries::forgive(transaction, station, asked.path, asked.caller).await?;
            (Outcome::Open { compartment }, false)
        }
        None => (Outcome::Refused, wrong(transaction, asked, whole, own, now).await?),
    };
    memory::answer(transaction, id, &outcome, parcel.as_deref()).await?;
    Ok((outcome, paused))
}

/// Two codes of the same digits live at the station: nobody knows whose door is meant, so that none opens, nobody has
/// guessed, and both are replaced.
async fn ambiguous(
    transaction: &mut Transaction<'_>,
    id: i64,
    found: &[LiveCode],
    now: Timestamp,
) -> Result<(Outcome, bool), Problem> {
    tracing::error!("two codes of the same digits at one station; making others");
    metrics::counter!("doorcode_codes_twice_total").increment(1);
    let parcels: Vec<String> = found.iter().map(|code| code.parcel_id.clone()).collect();
    parcel::lock_all(transaction, &parcels).await?;
    for code in found {
        if pickup_code::end(transaction, code.id, End::Rotated, now).await? {
            job::enqueue(transaction, job::Kind::IssueCode, &code.parcel_id, now).await?;
            transaction.changed(&code.parcel_id);
        }
    }
    memory::answer(transaction, id, &Outcome::Refused, None).await?;
    Ok((Outcome::Refused, false))
}

async fn locked(
    connection: &mut PgConnection,
    id: i64,
    until: Timestamp,
) -> Result<(Outcome, bool), Problem> {
    let outcome = Outcome::Locked { until };
    memory::answer(connection, id, &outcome, None).await?;
    Ok((outcome, false))
}

/// Counts a wrong try; `true` when somebody has to wait because of it.
async fn wrong(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    whole: Tries,
    own: Tries,
    now: Timestamp,
) -> Result<bool, Problem> {
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
    request: &Request<'_>,
    known: Answered,
) -> Result<Outcome, Problem> {
    if !known.request_mac.is_some_and(|mac| request.macs.contains(&mac)) {
        return Err(Problem::conflict("attempt", "attempt_used", "This name was used for another try."));
    }
    if let Outcome::Open { compartment } = &known.outcome
        && door::holds_another(connection, request.asked.station, compartment).await?
    {
        return Err(Problem::conflict(
            "attempt",
            "attempt_used",
            "Another parcel lies behind that door now.",
        ));
    }
    Ok(known.outcome)
}

fn count(outcome: &'static str) {
    metrics::counter!("doorcode_unlocks_total", "outcome" => outcome).increment(1);
}

fn answer(office: &Office, outcome: Outcome) -> Result<Json<Opened>, Problem> {
    match outcome {
        Outcome::Open { compartment } => Ok(Json(Opened { result: "open", compartment })),
        Outcome::Refused => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "refused",
            "This code does not open a door at this station now.",
        )),
        Outcome::Locked { until } => Err(Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "locked",
            "Too many wrong tries; the door stays shut until then.",
        )
        .retry_after(seconds_until(until, office.now()))),
    }
}

/// What was shown to the station.
enum Shown {
    /// Digits that may be a code.
    Code(PickupCode),
    /// A payload of ours.
    Payload(QrPayload),
    /// Digits that no code has.
    Wrong,
    /// A symbol that is not ours.
    Foreign,
}

/// Reads what was typed or scanned: how it came, what it is, and as it was sent.
fn shown(body: &UnlockBody) -> Result<(station::Path, Shown, &str), Problem> {
    optional("caller", body.caller.as_deref(), 40)?;
    optional("attempt", body.attempt.as_deref(), 80)?;
    match (&body.digits, &body.qr) {
        (Some(digits), None) => {
            let shown = match PickupCode::typed(digits) {
                Typed::Code(code) => Shown::Code(code),
                Typed::Wrong => Shown::Wrong,
                Typed::Unreadable => return Err(unreadable("digits")),
            };
            Ok((station::Path::Keypad, shown, digits))
        }
        (None, Some(qr)) => {
            let shown = match QrPayload::parse(qr) {
                Ok(payload) => Shown::Payload(payload),
                Err(NoQrPayload::Foreign) => Shown::Foreign,
                Err(NoQrPayload::Misread) => return Err(unreadable("qr")),
            };
            Ok((station::Path::Scanner, shown, qr))
        }
        (None, None) => Err(Problem::invalid("digits", "One of digits and qr is needed.")),
        (Some(_), Some(_)) => Err(Problem::invalid("qr", "Only one of digits and qr may be given.")),
    }
}

/// Nobody's wrong try: the keypad or scanner did not send what was shown to it.
fn unreadable(field: &'static str) -> Problem {
    count("unreadable");
    Problem::invalid(field, "This could not be read; it does not count as a wrong try.")
        .with_code("unreadable")
}
