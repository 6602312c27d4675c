//! What carriers report, signed by Standard Webhooks.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    Timestamp,
    id::{CarrierKey, StationId},
    parcel::{ParcelEvent, Status, Window},
    tracking::TrackingNumber,
};
use serde::{Deserialize, Serialize};
use store::parcel::Report;
use utoipa::ToSchema;

use super::{
    Api,
    decoration::{word, words},
    gate,
    json::{optional, read, text},
    parcels::WindowBody,
    problem::{ApiProblem, ProblemBody},
    time::StatedTime,
    webhook,
};
use crate::operations::{
    NotDone,
    take_report::{self, Refused, Reported},
    tracking::ReportEffect,
};

/// Where events of one carrier are remembered: two carriers may call theirs the same.
fn source(carrier: &CarrierKey) -> String {
    format!("carrier:{}", carrier.as_str())
}

/// A webhook of a carrier.
#[derive(Deserialize, ToSchema)]
pub(super) struct CarrierEventBody {
    /// `parcel.event`
    r#type: String,
    data: EventData,
}

/// One thing that happened to one parcel.
#[derive(Deserialize, ToSchema)]
struct EventData {
    tracking_number: String,
    carrier: String,
    /// `unknown`, `pre_transit`, `in_transit`, `out_for_delivery`, `available_for_pickup`, `delivered`,
    /// `return_to_sender`, `failure`, `cancelled`, `error`. Anything else is kept, counted and moves nothing.
    status: Option<String>,
    /// Finer, open words, such as `placed_in_locker`.
    substatus: Option<String>,
    /// The carrier's own code and words. No event is refused for them, nor for its other words: what is too long is
    /// shortened, what no text holds is left out.
    carrier_code: Option<String>,
    carrier_text: Option<String>,
    location: Option<String>,
    occurred_at: StatedTime,
    station: Option<String>,
    compartment: Option<String>,
    pickup_deadline: Option<StatedTime>,
    expected: Option<WindowBody>,
    /// Takes back what was reported before, also a terminal status.
    #[serde(default)]
    correction: bool,
    #[serde(default)]
    action_required: bool,
    incident_reason: Option<String>,
}

/// What an event did.
#[derive(Serialize, ToSchema)]
pub(super) struct Received {
    /// `applied`, `recorded` (late, or not understood) or `duplicate`.
    effect: &'static str,
    /// Where the parcel stands now.
    status: &'static str,
}

/// Takes a carrier's event. The same `webhook-id` again changes nothing. An unknown parcel is refused so that the
/// carrier tries again when it has been announced; another carrier's parcel is as unknown. A parcel may be placed
/// beside others of the same recipient; where somebody else's lies, the report is refused until that one was reported
/// removed or collected.
#[utoipa::path(post, path = "/carrier-events", request_body = CarrierEventBody, security(("carrier" = [])),
    params(("webhook-id" = String, Header, description = "The event's own name; the same is taken once"),
        ("webhook-timestamp" = i64, Header, description = "Seconds since 1970, at most 300 off")),
    responses((status = 200, body = Received), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "Somebody else's parcel lies in this compartment"),
        (status = 422, body = ProblemBody)))]
pub(super) async fn receive(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Received>, ApiProblem> {
    let now = api.app_state.now();
    let (id, signer) = webhook::verify(&api.credentials.carriers, &headers, &body, now)
        .map_err(|refusal| gate::refused(&refusal))?;
    let body: CarrierEventBody = read(&body)?;
    if body.r#type != "parcel.event" {
        return Err(ApiProblem::invalid("type", "Must be parcel.event."));
    }
    let data = body.data;
    let (number, status, times) = check(&data, now)?;
    let carrier = CarrierKey::of(&data.carrier);
    let source = source(&carrier);
    let carrier_code = word(data.carrier_code.as_deref(), 60);
    let event = ParcelEvent {
        source_id: id.to_owned(),
        status,
        substatus: word(data.substatus.as_deref(), 60),
        action_required: data.action_required,
        incident_reason: word(data.incident_reason.as_deref(), 60),
        occurred_at: times.occurred_at,
        received_at: now,
        correction: data.correction,
        station: data.station.clone(),
        compartment: data.compartment.clone(),
        pickup_deadline: times.pickup_deadline,
        expected: times.expected,
    };
    let (carrier_text, location) = (words(data.carrier_text.as_deref()), words(data.location.as_deref()));
    let report = Report {
        source: &source,
        event: &event,
        carrier_code: carrier_code.as_deref(),
        carrier_text: carrier_text.as_deref(),
        location: location.as_deref(),
    };
    let may_report = signer.may_report_for(&carrier);
    let reported = Reported { carrier: &carrier, number: &number, may_report, report: &report };
    let taken = take_report::run(&api.app_state, &reported).await.map_err(|not_done| match not_done {
        NotDone::Refused(refused) => problem(refused),
        NotDone::Failed(fault) => fault.into(),
    })?;
    if status == Status::Unknown && taken.effect != ReportEffect::Duplicate {
        tracing::warn!(
            carrier = data.carrier,
            code = carrier_code,
            status = data.status,
            "carrier code without a meaning for us"
        );
        metrics::counter!("doorcode_carrier_codes_unmapped_total").increment(1);
    }
    let effect = match taken.effect {
        ReportEffect::Applied => "applied",
        ReportEffect::Recorded => "recorded",
        ReportEffect::Duplicate => "duplicate",
    };
    Ok(Json(Received { effect, status: taken.status.as_str() }))
}

/// What the carrier's program is told about a refusal.
fn problem(refused: Refused) -> ApiProblem {
    let (field, detail) = match refused {
        Refused::UnknownParcel => {
            return ApiProblem::new(
                StatusCode::NOT_FOUND,
                "unknown_parcel",
                "This parcel has not been announced.",
            );
        }
        Refused::Occupied => {
            return ApiProblem::conflict(
                "data.compartment",
                "occupied",
                "Somebody else's parcel lies in this compartment. Report first that it was removed or collected.",
            );
        }
        Refused::BeforeItsTime => {
            ("data.occurred_at", "Lies more than a year before the parcel was announced.")
        }
        Refused::OverBeforePlaced => ("data.pickup_deadline", "Must not be before the parcel was placed."),
        Refused::UnknownStation => ("data.station", "There is no such station."),
        Refused::UnknownCompartment => ("data.compartment", "The station has no such compartment."),
        Refused::NeedsStation => ("data.station", "A parcel that can be collected needs a station."),
        Refused::NeedsCompartment => {
            ("data.compartment", "A parcel that can be collected needs a compartment.")
        }
    };
    ApiProblem::invalid(field, detail)
}

/// The times of an event, checked.
struct Times {
    occurred_at: Timestamp,
    pickup_deadline: Option<Timestamp>,
    expected: Option<Window>,
}

fn check(data: &EventData, now: Timestamp) -> Result<(TrackingNumber, Status, Times), ApiProblem> {
    text("data.tracking_number", &data.tracking_number, 120)?;
    let number = TrackingNumber::parse(&data.tracking_number)
        .map_err(|error| ApiProblem::invalid("data.tracking_number", format!("{error}.")))?;
    text("data.carrier", &data.carrier, 40)?;
    for (field, value, most) in [
        ("data.status", &data.status, 60),
        ("data.station", &data.station, 40),
        ("data.compartment", &data.compartment, 6),
    ] {
        optional(field, value.as_deref(), most)?;
    }
    if data.status.is_none() && word(data.carrier_code.as_deref(), 60).is_none() {
        return Err(ApiProblem::invalid("data.status", "An event needs a status or a carrier_code."));
    }
    if let Some(station) = &data.station {
        StationId::parse(station).map_err(|_| problem(Refused::UnknownStation))?;
    }
    let occurred_at = data.occurred_at.check("data.occurred_at", now)?;
    if occurred_at > now + chrono::Duration::days(1) {
        return Err(ApiProblem::invalid("data.occurred_at", "Lies in the future."));
    }
    let status = data.status.as_deref().and_then(Status::parse).unwrap_or(Status::Unknown);
    let pickup_deadline =
        data.pickup_deadline.map(|deadline| deadline.check("data.pickup_deadline", now)).transpose()?;
    let expected = data.expected.map(|window| window.check("data.expected", now)).transpose()?;
    Ok((number, status, Times { occurred_at, pickup_deadline, expected }))
}
