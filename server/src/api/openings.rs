//! A station tells what it has opened while it had no link.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Duration;
use domain::{
    code::{PickupCode, Typed},
    offline::MOST_OPENINGS,
    qr::QrPayload,
};
use serde::{Deserialize, Serialize};
use store::grant::ToldOpening;
use utoipa::ToSchema;

use super::{
    Api,
    gate::KnownStation,
    json::{read, text},
    problem::{ApiProblem, ProblemBody},
    time::StatedTime,
};
use crate::operations::{
    NotDone,
    take_openings::{self, Refused, Told},
    unlock::Shown,
};

/// What was opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpeningsBody {
    /// The station's own name of this report: said again it is the same.
    report: String,
    /// At most 500, in the order in which it happened.
    openings: Vec<OpeningBody>,
}

/// A door that was opened. What was shown is exactly one of `digits` and `qr`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpeningBody {
    /// The grant, as the list has it.
    grant: String,
    compartment: String,
    /// By the station's clock.
    at: StatedTime,
    /// What was typed.
    digits: Option<String>,
    /// What was scanned.
    qr: Option<String>,
}

/// What the openings were, in the order of the report.
#[derive(Serialize, ToSchema)]
pub(super) struct OpeningsAnswer {
    openings: Vec<OpeningAnswer>,
}

#[derive(Serialize, ToSchema)]
struct OpeningAnswer {
    grant: String,
    /// `collected`; `late`: collected, though its time was over. Or a conflict, which moved nothing: `collected_before`,
    /// `stopped` (the code had been replaced), `not_there` (its parcel lay elsewhere), `unproven` (what was shown is not
    /// its code), `unknown` (no such grant was given).
    outcome: &'static str,
}

/// Takes what a station has opened while it had no link. Each opening counts once, however often the report is sent. One by
/// a live code collects its parcel as if the station had asked; a conflict is answered, told to the customers whom it
/// concerns, and counted.
#[utoipa::path(post, path = "/stations/{id}/openings", request_body = OpeningsBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = OpeningsAnswer), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody, description = "The name of the report was used for another"),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody, description = "Too many conflicts; what came before is taken")))]
pub(super) async fn take(
    State(api): State<Api>,
    Path(id): Path<String>,
    Extension(KnownStation { skew }): Extension<KnownStation>,
    body: Bytes,
) -> Result<Json<OpeningsAnswer>, ApiProblem> {
    let app_state = &api.app_state;
    let now = app_state.now();
    let skew = Duration::seconds(i64::from(skew));
    let body: OpeningsBody = read(&body)?;
    text("report", &body.report, 80)?;
    if body.openings.is_empty() || body.openings.len() > MOST_OPENINGS {
        return Err(ApiProblem::invalid("openings", format!("Must have 1 to {MOST_OPENINGS} entries.")));
    }
    // All of it is looked at before any of it is taken.
    let mut checked = Vec::with_capacity(body.openings.len());
    for (place, opening) in body.openings.iter().enumerate() {
        let field = |name: &str| format!("openings[{place}].{name}");
        text(&field("grant"), &opening.grant, 20)?;
        text(&field("compartment"), &opening.compartment, 6)?;
        let at = opening.at.check(&field("at"), now)?;
        checked.push((opening, at, shown(opening, &field)?));
    }
    let mut answers = Vec::with_capacity(checked.len());
    for (place, (opening, at, (shown, shown_text))) in checked.iter().enumerate() {
        let compartment = opening.compartment.trim();
        let said = ["opening", &id, &opening.grant, compartment, &at.to_rfc3339(), shown_text];
        let macs = app_state.keys.request_macs(&said)?;
        let told = ToldOpening {
            station: &id,
            report: &body.report,
            place: i16::try_from(place).unwrap_or(i16::MAX),
            said_mac: macs.first().map(Vec::as_slice).unwrap_or_default(),
            grant: &opening.grant,
            compartment,
            // Nothing has happened that is still to come.
            at: (*at - skew).min(now),
        };
        let one = Told { told, macs: &macs, shown };
        let taken = take_openings::run(app_state, &one, skew).await;
        let outcome = taken.map_err(|not_done| refused(not_done, place))?.as_str();
        answers.push(OpeningAnswer { grant: opening.grant.clone(), outcome });
    }
    Ok(Json(OpeningsAnswer { openings: answers }))
}

fn refused(not_done: NotDone<Refused>, place: usize) -> ApiProblem {
    match not_done {
        NotDone::Refused(Refused::UnknownDoor) => {
            ApiProblem::invalid(format!("openings[{place}].compartment"), "The station has no such door.")
        }
        NotDone::Refused(Refused::OtherReport) => {
            ApiProblem::conflict("report", "report_used", "This name was used for another report.")
        }
        NotDone::Refused(Refused::Wait(seconds)) => ApiProblem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "conflicts",
            "Too much of this cannot have happened. What came before it is taken.",
        )
        .retry_after(seconds),
        NotDone::Failed(fault) => fault.into(),
    }
}

/// Reads what was typed or scanned: what it is, and as it was sent.
fn shown<'a>(
    opening: &'a OpeningBody,
    field: &impl Fn(&str) -> String,
) -> Result<(Shown, &'a str), ApiProblem> {
    match (&opening.digits, &opening.qr) {
        (Some(digits), None) => Ok((
            match PickupCode::typed(digits) {
                Typed::Code(code) => Shown::Code(code),
                Typed::Wrong | Typed::Unreadable => Shown::Wrong,
            },
            digits,
        )),
        (None, Some(qr)) => Ok((QrPayload::parse(qr).map_or(Shown::Foreign, Shown::Payload), qr)),
        (None, None) => Err(ApiProblem::invalid(field("digits"), "One of digits and qr is needed.")),
        (Some(_), Some(_)) => {
            Err(ApiProblem::invalid(field("qr"), "Only one of digits and qr may be given."))
        }
    }
}
