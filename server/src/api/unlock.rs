//! A station asks whether to open a door.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Duration;
use domain::{
    code::{PickupCode, Typed},
    qr::{NoQrPayload, QrPayload},
    station,
};
use serde::{Deserialize, Serialize};
use store::unlock::Asked;
use utoipa::ToSchema;

use super::{
    Api,
    gate::KnownStation,
    json::{optional, read},
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    app_state::AppState,
    operations::{
        NotDone,
        unlock::{self, Outcome, Refused, Shown, Try},
    },
    shown::seconds_until,
};

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
#[utoipa::path(post, path = "/stations/{id}/unlock", request_body = UnlockBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = Opened), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "The name of the attempt was used for something else"),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn try_code(
    State(api): State<Api>,
    Path(id): Path<String>,
    Extension(KnownStation { skew }): Extension<KnownStation>,
    body: Bytes,
) -> Result<Json<Opened>, ApiProblem> {
    let app_state = &api.app_state;
    let body: UnlockBody = read(&body)?;
    let (path, shown, text) = shown(&body)?;
    let caller = body.caller.as_deref().unwrap_or(path.as_str());
    let macs = app_state.keys.request_macs(&["unlock", &id, path.as_str(), caller, text])?;
    let request = Try {
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
    let used = |detail| ApiProblem::conflict("attempt", "attempt_used", detail);
    let outcome = unlock::run(app_state, &request).await.map_err(|not_done| match not_done {
        NotDone::Refused(Refused::OtherTry) => used("This name was used for another try."),
        NotDone::Refused(Refused::OtherParcel) => used("Another parcel lies behind that door now."),
        NotDone::Failed(fault) => fault.into(),
    })?;
    count(match &outcome {
        Outcome::Open { .. } => "open",
        Outcome::Refused => "refused",
        Outcome::Locked { .. } => "locked",
    });
    answer(app_state, outcome)
}

fn count(outcome: &'static str) {
    metrics::counter!("doorcode_unlocks_total", "outcome" => outcome).increment(1);
}

fn answer(app_state: &AppState, outcome: Outcome) -> Result<Json<Opened>, ApiProblem> {
    match outcome {
        Outcome::Open { compartment } => Ok(Json(Opened { result: "open", compartment })),
        Outcome::Refused => Err(ApiProblem::new(
            StatusCode::FORBIDDEN,
            "refused",
            "This code does not open a door at this station now.",
        )),
        Outcome::Locked { until } => Err(ApiProblem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "locked",
            "Too many wrong tries; the door stays shut until then.",
        )
        .retry_after(seconds_until(until, app_state.now()))),
    }
}

/// Reads what was typed or scanned: how it came, what it is, and as it was sent.
fn shown(body: &UnlockBody) -> Result<(station::Path, Shown, &str), ApiProblem> {
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
        (None, None) => Err(ApiProblem::invalid("digits", "One of digits and qr is needed.")),
        (Some(_), Some(_)) => Err(ApiProblem::invalid("qr", "Only one of digits and qr may be given.")),
    }
}

/// Nobody's wrong try: the keypad or scanner did not send what was shown to it.
fn unreadable(field: &'static str) -> ApiProblem {
    count("unreadable");
    ApiProblem::invalid(field, "This could not be read; it does not count as a wrong try.")
        .with_code("unreadable")
}
