//! Parcels as the operator announces them.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    Timestamp, contact::Address, id::StationId, line::NoSms, parcel::Window, tracking::TrackingNumber,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Api,
    json::{name, optional, read, text},
    problem::{ApiProblem, ProblemBody},
    time::StatedTime,
};
use crate::{
    operations::{
        NotDone,
        register_parcel::{self, Announcement, Refused},
    },
    phone::{self, NoMobile},
};

/// A parcel and whom it is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ParcelBody {
    /// The carrier's number; spaces and hyphens do no harm.
    tracking_number: String,
    carrier: String,
    /// Who sends it, as the customer knows them.
    merchant: String,
    order_number: Option<String>,
    /// The station it is bound for, if it is known yet.
    station: Option<String>,
    recipient: RecipientBody,
    expected: Option<WindowBody>,
}

/// How the recipient can be reached: at least one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecipientBody {
    /// A mobile number, as people write it.
    phone: Option<String>,
    email: Option<String>,
}

/// A span of time.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowBody {
    from: StatedTime,
    until: StatedTime,
}

impl WindowBody {
    /// Checks that it can be meant and does not end before it begins.
    pub(super) fn check(self, field: &str, now: Timestamp) -> Result<Window, ApiProblem> {
        let from = self.from.check(&format!("{field}.from"), now)?;
        let until = self.until.check(&format!("{field}.until"), now)?;
        if from <= until {
            Ok(Window { from, until })
        } else {
            Err(ApiProblem::invalid(format!("{field}.until"), "Must not be before `from`."))
        }
    }
}

/// A parcel that was written down.
#[derive(Serialize, ToSchema)]
pub(super) struct Registered {
    /// Our name of it.
    id: String,
    /// The carrier's number, without spaces.
    tracking_number: String,
    /// Where it stands.
    status: &'static str,
}

/// Announces a parcel. The same announcement again changes nothing and gets the same answer.
#[utoipa::path(post, path = "/parcels", request_body = ParcelBody, security(("operator" = [])),
    responses((status = 200, body = Registered, description = "Known already"), (status = 201, body = Registered, description = "New"),
        (status = 401, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn register(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Registered>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let body: ParcelBody = read(&body)?;
    let (number, addresses, expected) = check(&api, &body)?;
    let announcement = Announcement {
        carrier: body.carrier.trim(),
        number: &number,
        merchant: body.merchant.trim(),
        order_number: order_number(&body),
        station: body.station.as_deref(),
        expected,
        recipient: &addresses,
    };
    let registered =
        register_parcel::run(&api.app_state, &announcement).await.map_err(|not_done| match not_done {
            NotDone::Refused(Refused::UnknownStation) => unknown_station(),
            NotDone::Refused(Refused::OtherContent) => {
                conflict("This number was announced with other content.")
            }
            NotDone::Refused(Refused::JustRemoved) => conflict("It was just removed."),
            NotDone::Failed(fault) => fault.into(),
        })?;
    let status = if registered.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let body = Registered {
        id: registered.id,
        tracking_number: registered.tracking_number,
        status: registered.status.as_str(),
    };
    Ok((status, Json(body)))
}

/// The merchant's number; an empty one is none.
fn order_number(body: &ParcelBody) -> Option<&str> {
    body.order_number.as_deref().filter(|number| !number.trim().is_empty())
}

fn unknown_station() -> ApiProblem {
    ApiProblem::invalid("station", "There is no such station.")
}

fn conflict(detail: &str) -> ApiProblem {
    ApiProblem::new(StatusCode::CONFLICT, "conflict", detail)
}

fn check(api: &Api, body: &ParcelBody) -> Result<(TrackingNumber, Vec<Address>, Option<Window>), ApiProblem> {
    text("tracking_number", &body.tracking_number, 120)?;
    let number = TrackingNumber::parse(&body.tracking_number)
        .map_err(|error| ApiProblem::invalid("tracking_number", format!("{error}.")))?;
    name("carrier", &body.carrier, 40)?;
    name("merchant", &body.merchant, 80)?;
    optional("order_number", order_number(body), 60)?;
    if let Some(station) = &body.station {
        StationId::parse(station).map_err(|_| unknown_station())?;
    }
    let mut addresses = Vec::new();
    if let Some(typed) = &body.recipient.phone {
        addresses.push(phone::parse(typed, api.app_state.region).map_err(|why| {
            ApiProblem::invalid(
                "recipient.phone",
                match why {
                    NoMobile::Invalid => "Is not a phone number.",
                    NoMobile::TooShort => "Has a digit too few.",
                    NoMobile::TooLong => "Has a digit too many.",
                    NoMobile::Premium => "Costs extra; an SMS needs a mobile number.",
                    NoMobile::NoSms(why) => no_sms(why),
                },
            )
        })?);
    }
    if let Some(typed) = &body.recipient.email {
        addresses.push(
            Address::email(typed)
                .map_err(|_| ApiProblem::invalid("recipient.email", "Is not an e-mail address."))?,
        );
    }
    if addresses.is_empty() {
        return Err(ApiProblem::invalid("recipient", "Must have a phone number or an e-mail address."));
    }
    let expected = body.expected.map(|window| window.check("expected", api.app_state.now())).transpose()?;
    Ok((number, addresses, expected))
}

/// Why a number cannot receive text messages, for the operator's programs.
const fn no_sms(why: NoSms) -> &'static str {
    match why {
        NoSms::Letters => "Has letters in it; only digits are read.",
        NoSms::Landline => "Is a landline, not a mobile number: it cannot receive text messages.",
        NoSms::Personal => "Is a personal number: it cannot receive text messages.",
        NoSms::Voip => "Is a VoIP number: it cannot receive text messages.",
        NoSms::TollFree => "Is a toll-free number: it cannot receive text messages.",
        NoSms::SharedCost => "Is a shared-cost number: it cannot receive text messages.",
        NoSms::Pager => "Is a pager: it cannot receive text messages.",
        NoSms::Voicemail => "Is a voice mailbox: it cannot receive text messages.",
        NoSms::Company => "Is a company's shared number: it cannot receive text messages.",
        NoSms::Incomplete => "Is incomplete.",
    }
}
