//! A request as it is told to the operator's systems, by their interface and by webhook alike: no contact is in it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{PgConnection, parcel, redirect::Redirect};
use utoipa::ToSchema;

use crate::fault::Fault;

/// A request to send a parcel to another station.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldRedirect {
    /// Later ones have higher numbers.
    id: i64,
    /// Our name of the parcel.
    parcel: String,
    tracking_number: String,
    carrier: String,
    /// The station it was bound for.
    from: ToldStation,
    /// The station it is to go to.
    to: ToldStation,
    /// `open`, `accepted`, `refused`, `taken_back`, `moved` (the carrier reports the other station), `placed` (it was placed
    /// before an answer came) or `over`
    state: &'static str,
    asked_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// A station by its names.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldStation {
    /// The operator's id of it.
    id: String,
    name: String,
}

impl From<(String, String)> for ToldStation {
    fn from((id, name): (String, String)) -> Self {
        Self { id, name }
    }
}

impl ToldRedirect {
    /// A request as it stands now; none when its parcel is forgotten.
    pub async fn of(connection: &mut PgConnection, known: Redirect) -> Result<Option<Self>, Fault> {
        let Some(parcel) = parcel::by_id(connection, &known.parcel).await? else { return Ok(None) };
        Ok(Some(Self {
            id: known.id.get(),
            parcel: known.parcel.to_string(),
            tracking_number: parcel.tracking_number,
            carrier: parcel.carrier,
            from: known.from.into(),
            to: known.to.into(),
            state: known.ended.map_or("open", |(end, _)| end.as_str()),
            asked_at: known.asked_at,
            ended_at: known.ended.map(|(_, at)| at),
            words: known.words,
        }))
    }
}
