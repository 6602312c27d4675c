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
    parcel::{ParcelEvent, ParcelState, Status, Window},
    plausible,
    tracking::TrackingNumber,
};
use serde::{Deserialize, Serialize};
use store::{
    PgConnection,
    parcel::{self, Parcel},
    station, webhook as memory,
};
use utoipa::ToSchema;

use super::{
    Api,
    decoration::{word, words},
    gate,
    json::{optional, read, text},
    parcels::WindowBody,
    problem::{Problem, ProblemBody},
    time::StatedTime,
    webhook,
};
use crate::{
    door::{self, Occupied},
    tracking::{self, Effect},
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
#[utoipa::path(post, path = "/api/v1/carrier-events", request_body = CarrierEventBody, security(("carrier" = [])),
    params(("webhook-id" = String, Header, description = "The event's own name; the same is taken once"),
        ("webhook-timestamp" = i64, Header, description = "Seconds since 1970, at most 300 off")),
    responses((status = 200, body = Received), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "Somebody else's parcel lies in this compartment"),
        (status = 422, body = ProblemBody)))]
pub(super) async fn receive(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Received>, Problem> {
    let now = api.office.now();
    let (id, signer) = webhook::verify(&api.credentials.carriers, &headers, &body, now)
        .map_err(|refusal| gate::refused(&refusal))?;
    let body: CarrierEventBody = read(&body)?;
    if body.r#type != "parcel.event" {
        return Err(Problem::invalid("type", "Must be parcel.event."));
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
    let received = api
        .office
        .db
        .write(async |transaction| -> Result<_, Problem> {
            let known = parcel::by_number(transaction, &carrier, number.as_str()).await?;
            let known = known.filter(|_| signer.may_report_for(&carrier));
            let (known, _) = known.ok_or_else(unknown_parcel)?;
            let parcel = door::lock(transaction, &known, &event).await?.ok_or_else(unknown_parcel)?;
            if !memory::remember(transaction, &source, id, now).await? {
                return Ok(Received { effect: "duplicate", status: parcel.state.status.as_str() });
            }
            happened_in_its_time(&event, &parcel)?;
            waits_after_placing(&event, &parcel)?;
            has_a_door(transaction, &event, &parcel).await?;
            let report = parcel::Report {
                source: &source,
                event: &event,
                carrier_code: carrier_code.as_deref(),
                carrier_text: carrier_text.as_deref(),
                location: location.as_deref(),
            };
            let (effect, state) = tracking::take(&api.office, transaction, &parcel, &report).await?;
            door::settle(transaction, &parcel, &state)
                .await?
                .map_err(|Occupied| occupied(&parcel, &state))?;
            let effect = match effect {
                Effect::Applied => "applied",
                Effect::Recorded => "recorded",
                Effect::Duplicate => "duplicate",
            };
            Ok::<_, Problem>(Received { effect, status: state.status.as_str() })
        })
        .await?;
    if status == Status::Unknown && received.effect != "duplicate" {
        tracing::warn!(
            carrier = data.carrier,
            code = carrier_code,
            status = data.status,
            "carrier code without a meaning for us"
        );
        metrics::counter!("doorcode_carrier_codes_unmapped_total").increment(1);
    }
    Ok(Json(received))
}

/// Two people's parcels behind one door: one of the reports is wrong, and somebody has to look.
fn occupied(parcel: &Parcel, state: &ParcelState) -> Problem {
    tracing::warn!(
        parcel = parcel.id,
        station = state.station,
        compartment = state.compartment,
        "reported behind a door where somebody else's parcel lies"
    );
    metrics::counter!("doorcode_compartments_occupied_total").increment(1);
    Problem::conflict(
        "data.compartment",
        "occupied",
        "Somebody else's parcel lies in this compartment. Report first that it was removed or collected.",
    )
}

fn unknown_parcel() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknown_parcel", "This parcel has not been announced.")
}

/// The times of an event, checked.
struct Times {
    occurred_at: Timestamp,
    pickup_deadline: Option<Timestamp>,
    expected: Option<Window>,
}

/// Nothing happens to a parcel years before it is announced.
fn happened_in_its_time(event: &ParcelEvent, parcel: &Parcel) -> Result<(), Problem> {
    if plausible::can_have_happened(event.occurred_at, parcel.announced.since) {
        Ok(())
    } else {
        let detail = "Lies more than a year before the parcel was announced.";
        Err(Problem::invalid("data.occurred_at", detail))
    }
}

/// A parcel waits from when it was placed, not until before that. A report that the time is over comes after it.
fn waits_after_placing(event: &ParcelEvent, parcel: &parcel::Parcel) -> Result<(), Problem> {
    let places =
        event.status == Status::AvailableForPickup && event.substatus.as_deref() != Some("pickup_expired");
    let lies_since =
        parcel.state.placed_at.filter(|_| !event.leads_away_from(parcel.state.station.as_deref()));
    let since = lies_since.or_else(|| places.then(|| event.happened_at()));
    match (event.pickup_deadline, since) {
        (Some(deadline), Some(since)) if deadline < since => {
            Err(Problem::invalid("data.pickup_deadline", "Must not be before the parcel was placed."))
        }
        _ => Ok(()),
    }
}

fn check(data: &EventData, now: Timestamp) -> Result<(TrackingNumber, Status, Times), Problem> {
    text("data.tracking_number", &data.tracking_number, 120)?;
    let number = TrackingNumber::parse(&data.tracking_number)
        .map_err(|error| Problem::invalid("data.tracking_number", format!("{error}.")))?;
    text("data.carrier", &data.carrier, 40)?;
    for (field, value, most) in [
        ("data.status", &data.status, 60),
        ("data.station", &data.station, 40),
        ("data.compartment", &data.compartment, 6),
    ] {
        optional(field, value.as_deref(), most)?;
    }
    if data.status.is_none() && word(data.carrier_code.as_deref(), 60).is_none() {
        return Err(Problem::invalid("data.status", "An event needs a status or a carrier_code."));
    }
    if let Some(station) = &data.station {
        StationId::parse(station)
            .map_err(|_| Problem::invalid("data.station", "There is no such station."))?;
    }
    let occurred_at = data.occurred_at.check("data.occurred_at", now)?;
    if occurred_at > now + chrono::Duration::days(1) {
        return Err(Problem::invalid("data.occurred_at", "Lies in the future."));
    }
    let status = data.status.as_deref().and_then(Status::parse).unwrap_or(Status::Unknown);
    let pickup_deadline =
        data.pickup_deadline.map(|deadline| deadline.check("data.pickup_deadline", now)).transpose()?;
    let expected = data.expected.map(|window| window.check("data.expected", now)).transpose()?;
    Ok((number, status, Times { occurred_at, pickup_deadline, expected }))
}

/// A parcel that can be collected lies behind a door that exists.
async fn has_a_door(
    connection: &mut PgConnection,
    event: &ParcelEvent,
    parcel: &Parcel,
) -> Result<(), Problem> {
    let named = event.station.as_deref();
    let station = named.or(parcel.state.station.as_deref());
    // What lay behind a door of another station lies behind none of this one.
    let known = parcel.state.compartment.as_deref();
    let known = known.filter(|_| !event.leads_away_from(parcel.state.station.as_deref()));
    let compartment = event.compartment.as_deref().or(known);
    let doors = match station {
        Some(id) => station::compartments(connection, id).await?,
        None => None,
    };
    if named.is_some() && doors.is_none() {
        return Err(Problem::invalid("data.station", "There is no such station."));
    }
    if let (Some(doors), Some(number)) = (&doors, event.compartment.as_deref())
        && !doors.iter().any(|door| door.number == number)
    {
        return Err(Problem::invalid("data.compartment", "The station has no such compartment."));
    }
    if event.status == Status::AvailableForPickup {
        if doors.is_none() {
            return Err(Problem::invalid("data.station", "A parcel that can be collected needs a station."));
        }
        if compartment.is_none() {
            return Err(Problem::invalid(
                "data.compartment",
                "A parcel that can be collected needs a compartment.",
            ));
        }
    }
    Ok(())
}
