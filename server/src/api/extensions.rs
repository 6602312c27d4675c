//! More time for everybody at a station or in a region: in a storm, say.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Timestamp,
    extension_order::{MOST_HOURS, MoreTime, OrderScope},
    id::StationId,
};
use serde::{Deserialize, Serialize};
use store::extension_order::{self, ExtensionOrder, NewOrder};
use utoipa::ToSchema;

use super::{
    Api,
    json::{read, text, words},
    problem::{ApiProblem, ProblemBody},
    stations::is_region,
    time::StatedTime,
};
use crate::operations::{
    NotDone,
    extension_orders::{self, Refused},
};

/// Who gets more time, and how much.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtensionBody {
    /// The caller's own name of it: the same one again is the same order.
    request: String,
    /// The id of a station; this or `region`.
    station: Option<String>,
    /// The name of a region; this or `station`.
    region: Option<String>,
    /// Hours more than each has, 1 to 720; this or `until`.
    hours: Option<u16>,
    /// Each can be collected until then at least, at most 30 days from now; this or `hours`.
    until: Option<StatedTime>,
    /// What customers are told besides, in your own words: at most 100 characters, and no address.
    words: Option<String>,
}

impl ExtensionBody {
    fn check(&self, now: Timestamp) -> Result<NewOrder<'_>, ApiProblem> {
        text("request", &self.request, 80)?;
        let (scope, subject) = match (self.station.as_deref(), self.region.as_deref()) {
            (Some(station), None) => (OrderScope::Station, station),
            (None, Some(region)) => (OrderScope::Region, region),
            (None, None) => {
                return Err(ApiProblem::invalid("station", "Name either a station or a region."));
            }
            (Some(_), Some(_)) => {
                return Err(ApiProblem::invalid("region", "Must not stand beside station."));
            }
        };
        let well_formed = match scope {
            OrderScope::Station => StationId::parse(subject).is_ok(),
            OrderScope::Region => is_region(subject),
        };
        if !well_formed {
            return Err(unknown(scope));
        }
        let more = match (self.hours, self.until) {
            (Some(hours), None) if (1..=MOST_HOURS).contains(&hours) => MoreTime::Hours(hours),
            (Some(_), None) => {
                return Err(ApiProblem::invalid("hours", format!("Must be between 1 and {MOST_HOURS}.")));
            }
            (None, Some(until)) => MoreTime::Until(until_when(until, now)?),
            (None, None) => return Err(ApiProblem::invalid("hours", "State either hours or until.")),
            (Some(_), Some(_)) => {
                return Err(ApiProblem::invalid("until", "Must not stand beside hours."));
            }
        };
        if let Some(said) = &self.words {
            words("words", said, 100)?;
        }
        let said = self.words.as_deref().map(str::trim);
        Ok(NewOrder { request: self.request.trim(), scope, subject, more, words: said })
    }
}

fn until_when(until: StatedTime, now: Timestamp) -> Result<Timestamp, ApiProblem> {
    let until = until.check("until", now)?;
    if until <= now {
        return Err(ApiProblem::invalid("until", "Must not be over yet."));
    }
    if until - now > Duration::hours(MOST_HOURS.into()) {
        return Err(ApiProblem::invalid("until", "Must be within 30 days."));
    }
    Ok(until)
}

fn unknown(scope: OrderScope) -> ApiProblem {
    match scope {
        OrderScope::Station => ApiProblem::invalid("station", "There is no such station."),
        OrderScope::Region => ApiProblem::invalid("region", "No station stands in this region."),
    }
}

/// An order, and how far it is carried out.
#[derive(Serialize, ToSchema)]
pub(super) struct ExtensionAnswer {
    id: i64,
    /// The operator's own name of it.
    request: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    station: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    ordered_at: DateTime<Utc>,
    /// `running`, or `done` when every parcel was looked at
    state: &'static str,
    /// Parcels that have more time by it.
    moved: i64,
    /// Parcels that stay as they are: they have longer already, a case has stopped their time, or they came later.
    kept: i64,
    /// Of those that were moved: somebody was told so.
    told: i64,
    /// Of those that were moved: it is still to be told, in the morning where it is night there.
    to_be_told: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

impl ExtensionAnswer {
    fn of(order: ExtensionOrder, (told, to_be_told): (i64, i64)) -> Self {
        let subject = |scope| Some(order.subject.clone()).filter(|_| order.scope == scope);
        let (hours, until) = match order.more {
            MoreTime::Hours(hours) => (Some(hours), None),
            MoreTime::Until(until) => (None, Some(until)),
        };
        Self {
            id: order.id.get(),
            station: subject(OrderScope::Station),
            region: subject(OrderScope::Region),
            hours,
            until,
            ordered_at: order.ordered_at,
            state: if order.ended_at.is_some() { "done" } else { "running" },
            moved: order.moved,
            kept: order.kept,
            told,
            to_be_told,
            ended_at: order.ended_at,
            request: order.request,
            words: order.words,
        }
    }
}

/// Gives everybody whose parcel lies there now more time. It is carried out from now on: deadlines, codes and pages first,
/// then each customer is told once. No deadline becomes earlier.
#[utoipa::path(post, path = "/extensions", request_body = ExtensionBody, security(("operator" = [])),
    responses((status = 200, body = ExtensionAnswer, description = "Known already, and how far it is"),
        (status = 202, body = ExtensionAnswer, description = "It is carried out"),
        (status = 401, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn order(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<ExtensionAnswer>), ApiProblem> {
    api.credentials.operator(&headers)?;
    let body: ExtensionBody = read(&body)?;
    let new = body.check(api.app_state.now())?;
    let ordered = extension_orders::order(&api.app_state, &new).await;
    let ordered = ordered.map_err(|not_done| match not_done {
        NotDone::Refused(Refused::UnknownSubject) => unknown(new.scope),
        NotDone::Refused(Refused::OtherOrder) => {
            ApiProblem::conflict("request", "request_used", "This name was used for another order.")
        }
        NotDone::Failed(fault) => fault.into(),
    })?;
    if ordered.is_new {
        return Ok((StatusCode::ACCEPTED, Json(ExtensionAnswer::of(ordered.order, (0, 0)))));
    }
    let id = ordered.order.id;
    let tally =
        api.app_state.db.read(async |connection| extension_order::tally(connection, id).await).await?;
    Ok((StatusCode::OK, Json(ExtensionAnswer::of(ordered.order, tally))))
}

/// How far an order is carried out.
#[utoipa::path(get, path = "/extensions/{id}", security(("operator" = [])),
    params(("id" = i64, Path, description = "The order")),
    responses((status = 200, body = ExtensionAnswer), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn progress(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<ExtensionAnswer>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such order.");
    let id = id.parse().map_err(|_| unknown())?;
    let found = api
        .app_state
        .db
        .read(async |connection| {
            let order = extension_order::by_id(connection, id).await?;
            Ok::<_, store::StoreError>((order, extension_order::tally(connection, id).await?))
        })
        .await?;
    let (order, tally) = found;
    Ok(Json(ExtensionAnswer::of(order.ok_or_else(unknown)?, tally)))
}
