//! Times as others state them.

use chrono::{DateTime, Utc};
use domain::{
    Timestamp,
    plausible::{YEARS, is_plausible},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::ApiProblem;

/// A time in a body (RFC 3339). It is of no use before it was checked.
#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(transparent)]
pub(super) struct StatedTime(DateTime<Utc>);

impl StatedTime {
    /// The time, if it can be meant.
    pub(super) fn check(self, field: &str, now: Timestamp) -> Result<Timestamp, ApiProblem> {
        if is_plausible(self.0, now) {
            Ok(self.0)
        } else {
            Err(ApiProblem::invalid(field, format!("Must be within {YEARS} years of now.")))
        }
    }
}
