//! A station asks whether to open a door.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Duration;
use domain::{
    code::{self, PickupCode},
    parcel::{ParcelEvent, Status},
    qr::QrPayload,
};
use serde::{Deserialize, Serialize};
use store::{
    PgConnection, parcel,
    pickup_code::{self, End, LiveCode},
    unlock::{self as memory, Outcome},
};
use utoipa::ToSchema;

use super::{
    Api,
    gate::KnownStation,
    json::{optional, read},
    problem::{Problem, ProblemBody},
};
use crate::{desk::present::seconds_until, office::Office, tracking};

/// What was typed or scanned: exactly one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnlockBody {
    /// Typed at the keypad; spaces do no harm.
    digits: Option<String>,
    /// Read by the scanner.
    qr: Option<String>,
    /// Which keypad or scanner, where a station has several: wrong tries are counted for each.
    caller: Option<String>,
    /// The station's own name of this try. Asked again under the same name, the answer is the same.
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

/// Checks digits or a QR payload. The right one collects the parcel and destroys the code. A wrong, unknown or
/// expired one, or one for another station, gets the same answer; the fifth wrong try in a row locks for five
/// minutes.
#[utoipa::path(post, path = "/api/v1/stations/{id}/unlock", request_body = UnlockBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = Opened), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn unlock(
    State(api): State<Api>,
    Path(id): Path<String>,
    Extension(KnownStation { skew }): Extension<KnownStation>,
    body: Bytes,
) -> Result<Json<Opened>, Problem> {
    let office = &api.office;
    let body: UnlockBody = read(&body)?;
    let shown = Shown::check(&body)?;
    let caller = body.caller.as_deref().unwrap_or(shown.path());
    let now = office.now();
    if let Some(attempt) = &body.attempt {
        let earlier =
            office.db.read(async |connection| memory::earlier(connection, &id, attempt).await).await?;
        if let Some(outcome) = earlier {
            return answer(office, outcome);
        }
    }
    // Committed before anything is compared, so that nobody gets a try back by going away.
    let counted =
        office.db.write(async |connection| memory::count_try(connection, &id, caller, now).await).await?;
    let tolerance = Duration::seconds(i64::from(skew));
    let outcome = office
        .db
        .write(async |connection| -> Result<_, Problem> {
            let (outcome, parcel) = match counted {
                Err(until) => (Outcome::Locked { until }, None),
                Ok(()) => open(office, connection, &id, caller, &shown, tolerance).await?,
            };
            memory::record(
                connection,
                &id,
                body.attempt.as_deref(),
                caller,
                &outcome,
                parcel.as_deref(),
                now,
            )
            .await?;
            Ok::<_, Problem>(outcome)
        })
        .await?;
    metrics::counter!("doorcode_unlocks_total", "outcome" => match &outcome {
        Outcome::Open { .. } => "open",
        Outcome::Refused => "refused",
        Outcome::Locked { .. } => "locked",
    })
    .increment(1);
    office.work.ring();
    answer(office, outcome)
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

/// What was shown to the station; `None` inside when it cannot be a code at all.
enum Shown {
    Digits(Option<PickupCode>),
    Qr(Option<QrPayload>),
}

impl Shown {
    fn check(body: &UnlockBody) -> Result<Self, Problem> {
        optional("caller", body.caller.as_deref(), 40)?;
        optional("attempt", body.attempt.as_deref(), 80)?;
        match (&body.digits, &body.qr) {
            (Some(digits), None) => Ok(Self::Digits(PickupCode::typed(digits).ok())),
            (None, Some(qr)) => Ok(Self::Qr(QrPayload::parse(qr).ok())),
            (None, None) => Err(Problem::invalid("digits", "One of digits and qr is needed.")),
            (Some(_), Some(_)) => Err(Problem::invalid("qr", "Only one of digits and qr may be given.")),
        }
    }

    /// The path wrong tries are counted on, unless the station names a caller.
    const fn path(&self) -> &'static str {
        match self {
            Self::Digits(_) => "keypad",
            Self::Qr(_) => "scanner",
        }
    }

    async fn find(
        &self,
        office: &Office,
        connection: &mut PgConnection,
        station: &str,
    ) -> Result<Option<LiveCode>, Problem> {
        let indexes = match self {
            Self::Digits(Some(code)) => office.keys.digits_indexes(station, code),
            Self::Qr(Some(qr)) => office.keys.qr_indexes(station, qr),
            Self::Digits(None) | Self::Qr(None) => Vec::new(),
        };
        Ok(pickup_code::by_index(connection, station, &indexes).await?)
    }
}

async fn open(
    office: &Office,
    connection: &mut PgConnection,
    station: &str,
    caller: &str,
    shown: &Shown,
    tolerance: Duration,
) -> Result<(Outcome, Option<String>), Problem> {
    let now = office.now();
    let Some(found) = shown.find(office, connection, station).await? else {
        return Ok((Outcome::Refused, None));
    };
    // The parcel first, then its code: everybody who changes them takes them in this order.
    let Some(parcel) = parcel::lock(connection, &found.parcel_id).await? else {
        return Ok((Outcome::Refused, None));
    };
    let valid = code::is_valid(found.valid_until, tolerance, now)
        && parcel.state.status == Status::AvailableForPickup;
    let Some(compartment) = parcel.state.compartment.clone().filter(|_| valid) else {
        return Ok((Outcome::Refused, Some(parcel.id)));
    };
    if !pickup_code::end(connection, found.id, End::Collected, now).await? {
        return Ok((Outcome::Refused, Some(parcel.id)));
    }
    let event = ParcelEvent {
        source_id: format!("code-{}", found.id),
        status: Status::Delivered,
        substatus: Some("collected_by_recipient".to_owned()),
        action_required: false,
        incident_reason: None,
        // Never before the placing, whatever the carrier's clock said.
        occurred_at: now.max(parcel.state.since),
        correction: false,
        station: Some(station.to_owned()),
        compartment: Some(compartment.clone()),
        pickup_deadline: None,
        expected: None,
    };
    let report = parcel::Report {
        source: "station",
        event: &event,
        carrier_code: None,
        carrier_text: None,
        location: None,
    };
    tracking::take(office, connection, &parcel, &report).await?;
    memory::forgive(connection, station, caller).await?;
    Ok((Outcome::Open { compartment }, Some(parcel.id)))
}
