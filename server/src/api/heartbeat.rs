//! Stations telling how they are.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use domain::station::Heartbeat;
use serde::{Deserialize, Serialize};
use store::{
    PgConnection,
    heartbeat::{self, Beat},
    station,
};
use utoipa::ToSchema;

use super::{
    Api,
    json::{read, word},
    problem::{ApiProblem, ProblemBody},
    time::StatedTime,
};
use crate::operations::tell_back;

/// How a station is. What it does not say is not known.
#[derive(Deserialize, ToSchema)]
pub(super) struct HeartbeatBody {
    /// What its clock shows.
    clock: StatedTime,
    #[serde(default)]
    scanner: Part,
    #[serde(default)]
    keypad: Part,
    screen: Option<Part>,
    /// How long it waited for our last answer, in milliseconds: 0 to 600000.
    latency_ms: Option<u32>,
    /// The pattern that its light shows, by the name that the table of its model has.
    light: Option<String>,
    /// Inside, in degrees Celsius: -90 to 120.
    temperature_celsius: Option<f32>,
    #[serde(default)]
    doors: DoorsBody,
}

/// How a part of it is.
#[derive(Deserialize, ToSchema, Default, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Part {
    #[default]
    Ok,
    Faulty,
}

/// The doors that are not as they should be, by their numbers.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
struct DoorsBody {
    /// They do not move.
    #[serde(default)]
    stuck: Vec<String>,
    /// Their sensors contradict each other.
    #[serde(default)]
    unsure: Vec<String>,
}

/// The answer to a heartbeat.
#[derive(Serialize, ToSchema)]
pub(super) struct HeartbeatAnswer {
    /// Our time.
    server_time: DateTime<Utc>,
    /// How far the station's clock is ahead of ours; negative when behind.
    clock_skew_seconds: i32,
}

/// Takes a heartbeat.
#[utoipa::path(post, path = "/stations/{id}/heartbeat", request_body = HeartbeatBody, security(("station" = [])),
    params(("id" = String, Path, description = "The station")),
    responses((status = 200, body = HeartbeatAnswer), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn take(
    State(api): State<Api>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<HeartbeatAnswer>, ApiProblem> {
    let now = api.app_state.now();
    let body: HeartbeatBody = read(&body)?;
    let skew = (body.clock.check("clock", now)? - now).num_seconds();
    let skew = i32::try_from(skew).unwrap_or_default();
    check(&body)?;
    let HeartbeatBody { scanner, keypad, screen, latency_ms, light, temperature_celsius, doors, .. } = body;
    let beat = Beat {
        heartbeat: Heartbeat { at: now, scanner: scanner == Part::Ok, keypad: keypad == Part::Ok },
        clock_skew_seconds: skew,
        latency: latency_ms.map(|latency| Duration::milliseconds(latency.into())),
        screen: screen.map(|screen| screen == Part::Ok),
        light,
        temperature: temperature_celsius,
        stuck: doors.stuck,
        unsure: doors.unsure,
    };
    api.app_state
        .doors
        .write(async |transaction| -> Result<_, ApiProblem> {
            has_doors(transaction, &id, &beat).await?;
            if heartbeat::take(transaction, &id, &beat).await? {
                tell_back::heard(transaction, &id, now).await?;
            }
            Ok(Json(HeartbeatAnswer { server_time: now, clock_skew_seconds: skew }))
        })
        .await
}

fn check(body: &HeartbeatBody) -> Result<(), ApiProblem> {
    if body.latency_ms.is_some_and(|latency| latency > 600_000) {
        return Err(ApiProblem::invalid("latency_ms", "Must be between 0 and 600000."));
    }
    if body.temperature_celsius.is_some_and(|celsius| !(-90.0..=120.0).contains(&celsius)) {
        return Err(ApiProblem::invalid("temperature_celsius", "Must be between -90 and 120."));
    }
    body.light.as_deref().map_or(Ok(()), |light| word("light", light))
}

/// Every door that is named is one of the station's. Asked for only where some are: hardly ever.
async fn has_doors(connection: &mut PgConnection, id: &str, beat: &Beat) -> Result<(), ApiProblem> {
    if beat.stuck.is_empty() && beat.unsure.is_empty() {
        return Ok(());
    }
    let doors = station::compartments(connection, id).await?.unwrap_or_default();
    for (field, named) in [("stuck", &beat.stuck), ("unsure", &beat.unsure)] {
        let unknown = named.iter().position(|number| !doors.iter().any(|door| door.number == *number));
        if let Some(place) = unknown {
            return Err(ApiProblem::invalid(
                format!("doors.{field}[{place}]"),
                "The station has no such door.",
            ));
        }
        if named.len() > doors.len() {
            return Err(ApiProblem::invalid(format!("doors.{field}"), "Names a door twice."));
        }
    }
    Ok(())
}
