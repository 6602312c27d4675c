//! What stations of one model have in common, by the operator's word.

use std::collections::HashSet;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use domain::diagnosis::Fault;
use serde::Deserialize;
use store::station_light;
use utoipa::ToSchema;

use super::{
    Api,
    json::{read, word},
    problem::{ApiProblem, ProblemBody},
};

/// Patterns of one model, at most.
const MOST: usize = 100;

/// What the patterns of the light mean.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LightsBody {
    lights: Vec<LightBody>,
}

/// What one pattern means.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LightBody {
    /// The name that heartbeats give it.
    pattern: String,
    means: Means,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Means {
    /// The link is down.
    Offline,
    /// The link is slow.
    Slow,
    /// The scanner is faulty.
    Scanner,
    /// The keypad is faulty.
    Keypad,
    /// The screen is faulty.
    Screen,
    /// A door does not move.
    Jammed,
    /// Sensors of a door contradict each other.
    Sensor,
}

impl From<Means> for Fault {
    fn from(means: Means) -> Self {
        match means {
            Means::Offline => Self::Offline,
            Means::Slow => Self::Slow,
            Means::Scanner => Self::Scanner,
            Means::Keypad => Self::Keypad,
            Means::Screen => Self::Screen,
            Means::Jammed => Self::Jammed,
            Means::Sensor => Self::Sensor,
        }
    }
}

/// Replaces what the patterns of a model's light mean. A pattern that stands in no table means nothing to customers.
#[utoipa::path(put, path = "/station-models/{model}/lights", request_body = LightsBody, security(("operator" = [])),
    params(("model" = String, Path, description = "What the operator calls stations that are built alike")),
    responses((status = 204, description = "Replaced"), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn put_lights(
    State(api): State<Api>,
    Path(model): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ApiProblem> {
    word("model", &model)?;
    let body: LightsBody = read(&body)?;
    if body.lights.len() > MOST {
        return Err(ApiProblem::invalid("lights", format!("Must have at most {MOST} entries.")));
    }
    let mut known = HashSet::new();
    let mut patterns = Vec::with_capacity(body.lights.len());
    for (place, light) in body.lights.iter().enumerate() {
        let field = format!("lights[{place}].pattern");
        word(&field, &light.pattern)?;
        if !known.insert(light.pattern.as_str()) {
            return Err(ApiProblem::invalid(field, "Another entry has this pattern."));
        }
        patterns.push((light.pattern.as_str(), Fault::from(light.means)));
    }
    api.app_state
        .db
        .write(async |transaction| station_light::put(transaction, &model, &patterns).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
