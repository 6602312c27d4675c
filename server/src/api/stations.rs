//! Stations, as the operator describes them.

use std::collections::HashSet;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use chrono_tz::Tz;
use domain::id;
use serde::{Deserialize, Serialize};
use store::station;
use utoipa::ToSchema;

use super::{
    Api, auth,
    json::{name, read, text, word},
    problem::{ApiProblem, ProblemBody},
};

/// A bank of lockers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StationBody {
    /// What people call it.
    name: String,
    address: AddressBody,
    /// IANA name, such as `Europe/Berlin`.
    time_zone: String,
    /// For people, or `24/7`.
    opening_hours: String,
    /// It has a roof.
    sheltered: bool,
    /// It can scan codes.
    scanner: bool,
    /// It has a keypad.
    keypad: bool,
    location: Option<LocationBody>,
    /// Your own name of the area that it stands in: 1 to 40 letters, digits and hyphens. Incidents may be about one.
    region: Option<String>,
    /// What the station signs in with: at least 32 characters. Kept as a hash.
    credential: String,
    compartments: Vec<CompartmentBody>,
    screen: Option<ScreenBody>,
    /// What the operator calls stations that are built alike: by it the patterns of the light are known.
    model: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddressBody {
    street: String,
    postcode: String,
    city: String,
    /// ISO 3166-1 alpha-2.
    country: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LocationBody {
    latitude: f64,
    longitude: f64,
}

/// A door. Columns and rows count from 1, seen from in front of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompartmentBody {
    number: String,
    column: u16,
    row: u16,
    /// Rows it covers.
    #[serde(default = "one")]
    height: u16,
    /// Reachable from a wheelchair.
    #[serde(default)]
    accessible: bool,
}

const fn one() -> u16 {
    1
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScreenBody {
    column: u16,
    row: u16,
}

/// A station that was written down.
#[derive(Serialize, ToSchema)]
pub(super) struct StationId {
    id: String,
}

/// Adds or replaces a station.
#[utoipa::path(put, path = "/stations/{id}", request_body = StationBody, security(("operator" = [])),
    params(("id" = String, Path, description = "The operator's id: 2 to 40 letters, digits and hyphens")),
    responses((status = 200, body = StationId, description = "Replaced"), (status = 201, body = StationId, description = "Added"),
        (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn put_station(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<StationId>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let body: StationBody = read(&body)?;
    let station = check(&id, &body)?;
    let hash = auth::hash(&body.credential);
    let new =
        api.app_state.db.write(async |transaction| station::put(transaction, &station, &hash).await).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(StationId { id })))
}

fn check(station: &str, body: &StationBody) -> Result<station::Station, ApiProblem> {
    id::StationId::parse(station)
        .map_err(|_| ApiProblem::invalid("id", "Must have 2 to 40 letters, digits and hyphens."))?;
    name("name", &body.name, 80)?;
    text("address.street", &body.address.street, 120)?;
    text("address.postcode", &body.address.postcode, 16)?;
    text("address.city", &body.address.city, 80)?;
    if body.address.country.len() != 2 || !body.address.country.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return Err(ApiProblem::invalid(
            "address.country",
            "Must be a country code of two capitals (ISO 3166-1).",
        ));
    }
    if body.time_zone.parse::<Tz>().is_err() {
        return Err(ApiProblem::invalid(
            "time_zone",
            "Must be the IANA name of a time zone, such as Europe/Berlin.",
        ));
    }
    text("opening_hours", &body.opening_hours, 120)?;
    if body.credential.len() < 32 || body.credential.len() > 200 {
        return Err(ApiProblem::invalid("credential", "Must have 32 to 200 characters."));
    }
    if !body.scanner && !body.keypad {
        return Err(ApiProblem::invalid(
            "keypad",
            "A station without scanner and keypad cannot open a door.",
        ));
    }
    if let Some(location) = &body.location {
        if !(-90.0..=90.0).contains(&location.latitude) {
            return Err(ApiProblem::invalid("location.latitude", "Must be between -90 and 90."));
        }
        if !(-180.0..=180.0).contains(&location.longitude) {
            return Err(ApiProblem::invalid("location.longitude", "Must be between -180 and 180."));
        }
    }
    if body.region.as_deref().is_some_and(|region| !is_region(region)) {
        return Err(ApiProblem::invalid("region", "Must have 1 to 40 letters, digits and hyphens."));
    }
    if let Some(screen) = &body.screen {
        within("screen.column", screen.column, 60)?;
        within("screen.row", screen.row, 30)?;
    }
    if let Some(model) = &body.model {
        word("model", model)?;
    }
    Ok(station::Station {
        id: station.to_owned(),
        name: body.name.trim().to_owned(),
        street: body.address.street.trim().to_owned(),
        postcode: body.address.postcode.trim().to_owned(),
        city: body.address.city.trim().to_owned(),
        country: body.address.country.clone(),
        time_zone: body.time_zone.clone(),
        opening_hours: body.opening_hours.trim().to_owned(),
        sheltered: body.sheltered,
        scanner: body.scanner,
        keypad: body.keypad,
        location: body.location.as_ref().map(|location| (location.latitude, location.longitude)),
        region: body.region.clone(),
        screen: body
            .screen
            .as_ref()
            .and_then(|screen| i16::try_from(screen.column).ok().zip(i16::try_from(screen.row).ok())),
        model: body.model.clone(),
        compartments: doors(&body.compartments)?,
    })
}

/// Whether a region can be called so.
pub(super) fn is_region(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn within(field: impl Into<String>, value: u16, most: u16) -> Result<(), ApiProblem> {
    if (1..=most).contains(&value) {
        Ok(())
    } else {
        Err(ApiProblem::invalid(field, format!("Must be between 1 and {most}.")))
    }
}

/// Checks the doors: each number once, and no two in the same place.
fn doors(bodies: &[CompartmentBody]) -> Result<Vec<station::Compartment>, ApiProblem> {
    if bodies.is_empty() || bodies.len() > 1_000 {
        return Err(ApiProblem::invalid("compartments", "Must have 1 to 1000 entries."));
    }
    let (mut numbers, mut places) = (HashSet::new(), HashSet::new());
    for (index, door) in bodies.iter().enumerate() {
        let field = |name: &str| format!("compartments[{index}].{name}");
        text(&field("number"), &door.number, 6)?;
        within(field("column"), door.column, 60)?;
        within(field("row"), door.row, 30)?;
        within(field("height"), door.height, 30)?;
        if !numbers.insert(door.number.trim()) {
            return Err(ApiProblem::invalid(field("number"), "Another door has this number."));
        }
        for row in door.row..door.row + door.height {
            if !places.insert((door.column, row)) {
                return Err(ApiProblem::invalid(field("row"), "Another door is in this place."));
            }
        }
    }
    Ok(bodies
        .iter()
        .map(|door| station::Compartment {
            number: door.number.trim().to_owned(),
            column: door.column,
            row: door.row,
            height: door.height,
            accessible: door.accessible,
        })
        .collect())
}
