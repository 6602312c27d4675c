//! What stations are like over time: one station day by day, and those with a roof beside those without.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use chrono::{Duration, NaiveDate};
use domain::{
    Timestamp, id,
    station::SILENCE,
    trend::{self, BEFORE, Compared, Happening, KEPT, Note, RECENT, Span, StationDay},
};
use serde::{Deserialize, Serialize};
use store::trend::{self as memory, Month, Told};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api,
    problem::{ApiProblem, ProblemBody},
};
use crate::shown::zone;

/// Days that are told where nobody says how many.
const DAYS: i64 = 90;

/// Which days are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AskedDays {
    /// How many, today among them: 1 to 400; without it, 90
    #[param(value_type = Option<i64>)]
    days: Option<String>,
}

/// What happened at a station on one of its days, or at many in a month.
#[derive(Serialize, ToSchema)]
struct Happened {
    /// Codes that were shown, whatever came of it.
    tries: i64,
    /// Doors that were opened, also without a link.
    opened: i64,
    /// Tries that opened none.
    refused: i64,
    /// Openings after which the door stayed shut.
    jammed: i64,
    /// Openings after which the door's sensors contradicted each other.
    unsure: i64,
    /// What customers said that is wrong.
    faults_said: i64,
    /// For how long it was silent, wherever that was more than three minutes.
    offline_seconds: i64,
    /// Inside, on average of the hours in which it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature_celsius: Option<f64>,
}

impl From<&StationDay> for Happened {
    fn from(day: &StationDay) -> Self {
        let (opened, refused) = (i64::from(day.openings()), i64::from(day.refused));
        Self {
            tries: opened + refused,
            opened,
            refused,
            jammed: day.jammed.into(),
            unsure: day.unsure.into(),
            faults_said: day.faults.into(),
            offline_seconds: day.offline_seconds,
            temperature_celsius: day.celsius(),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct DayAnswer {
    /// By the station's time zone.
    day: NaiveDate,
    #[serde(flatten)]
    happened: Happened,
}

/// Some days together.
#[derive(Serialize, ToSchema)]
struct SpanAnswer {
    days: i64,
    opened: u64,
    /// Of those, the ones after which the door stayed shut, for whatever reason.
    stayed_shut: u64,
    /// The same as a share; missing where none was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    stayed_shut_share: Option<f64>,
    /// The share of the time in which it was silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    offline_share: Option<f64>,
}

impl SpanAnswer {
    fn of(days: i64, span: Span) -> Self {
        Self {
            days,
            opened: span.opened,
            stayed_shut: span.stayed_shut,
            stayed_shut_share: span.shut_share(),
            offline_share: span.offline_share(),
        }
    }
}

/// A station over time.
#[derive(Serialize, ToSchema)]
pub(super) struct TrendAnswer {
    station: String,
    sheltered: bool,
    /// By which its days are cut.
    time_zone: String,
    /// Today and the 29 days before.
    recent: SpanAnswer,
    /// The 60 days before those.
    before: SpanAnswer,
    /// The newest first. Days on which nothing was heard of it, or missed, are left out.
    days: Vec<DayAnswer>,
}

/// Tells what a station is like over time. What happens is counted within half a minute.
#[utoipa::path(get, path = "/stations/{id}/trend", security(("operator" = [])),
    params(("id" = String, Path, description = "The station"), AskedDays),
    responses((status = 200, body = TrendAnswer), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(super) async fn of_station(
    State(api): State<Api>,
    Path(id): Path<String>,
    Query(asked): Query<AskedDays>,
    headers: HeaderMap,
) -> Result<Json<TrendAnswer>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let days = match asked.days.as_deref() {
        None => DAYS,
        Some(days) => days
            .parse()
            .ok()
            .filter(|days| (1..=KEPT.num_days()).contains(days))
            .ok_or_else(|| ApiProblem::invalid("days", "Must be a number from 1 to 400."))?,
    };
    let now = api.app_state.now();
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "not_found", "There is no such station.");
    id::StationId::parse(&id).map_err(|_| unknown())?;
    // A day more than in any zone.
    let since = (now - Duration::days(days.max(RECENT + BEFORE))).date_naive();
    let told = api.app_state.db.read(async |connection| memory::told(connection, &id, since).await).await?;
    let told = told.ok_or_else(unknown)?;
    let zone = zone(Some(&told.time_zone));
    let known = with_silence(&told, now);
    let Compared { recent, before } = trend::compare(&known, &zone, now);
    let today = now.with_timezone(&zone).date_naive();
    let asked = known.iter().filter(|(day, _)| *day <= today && (today - *day).num_days() < days);
    Ok(Json(TrendAnswer {
        station: id,
        sheltered: told.sheltered,
        recent: SpanAnswer::of(RECENT, recent),
        before: SpanAnswer::of(BEFORE, before),
        days: asked.map(|(day, happened)| DayAnswer { day: *day, happened: happened.into() }).collect(),
        time_zone: told.time_zone,
    }))
}

/// The days of a station, the newest first, with a silence that goes on.
fn with_silence(told: &Told, now: Timestamp) -> Vec<(NaiveDate, StationDay)> {
    let mut days: BTreeMap<NaiveDate, StationDay> = told.days.iter().cloned().collect();
    if let Some((_, counted)) = told.heard.filter(|(heard, _)| now - *heard > SILENCE) {
        let silence = Note { what: Happening::Silent, at: now, since: Some(counted), celsius: None };
        for (day, part) in trend::days(&silence, &zone(Some(&told.time_zone))) {
            days.entry(day).or_default().add(&part);
        }
    }
    days.into_iter().rev().collect()
}

/// Which stations are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AskedShelter {
    /// `true` for those with a roof, `false` for those without; without it, both
    #[param(value_type = Option<bool>)]
    sheltered: Option<String>,
}

/// A month of all stations with a roof, or of all without.
#[derive(Serialize, ToSchema)]
struct MonthAnswer {
    /// Such as `2026-11`.
    month: String,
    /// As the stations were then.
    sheltered: bool,
    /// Days of stations on which anything was heard of them, or missed.
    station_days: i64,
    #[serde(flatten)]
    happened: Happened,
    /// Which share of the openings stayed shut; missing where none was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    stayed_shut_share: Option<f64>,
    /// Which share of those days they were silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    offline_share: Option<f64>,
}

impl From<Month> for MonthAnswer {
    #[expect(clippy::cast_precision_loss, reason = "degrees on average")]
    fn from(month: Month) -> Self {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let span = Span {
            opened: count(month.opened),
            stayed_shut: count(month.jammed + month.unsure),
            offline_seconds: count(month.offline_seconds),
            seconds: count(month.station_days) * 86_400,
        };
        let celsius = (month.celsius_count > 0).then(|| month.celsius_sum / month.celsius_count as f64);
        Self {
            month: month.month.format("%Y-%m").to_string(),
            sheltered: month.sheltered,
            station_days: month.station_days,
            happened: Happened {
                tries: month.opened + month.refused,
                opened: month.opened,
                refused: month.refused,
                jammed: month.jammed,
                unsure: month.unsure,
                faults_said: month.faults,
                offline_seconds: month.offline_seconds,
                temperature_celsius: celsius,
            },
            stayed_shut_share: span.shut_share(),
            offline_share: span.offline_share(),
        }
    }
}

/// Stations with a roof beside those without.
#[derive(Serialize, ToSchema)]
pub(super) struct TrendsAnswer {
    /// The newest first.
    months: Vec<MonthAnswer>,
}

/// Tells what exposed stations are like, beside those with a roof. A silence that goes on is counted once a day.
#[utoipa::path(get, path = "/trends", params(AskedShelter), security(("operator" = [])),
    responses((status = 200, body = TrendsAnswer), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn by_shelter(
    State(api): State<Api>,
    Query(asked): Query<AskedShelter>,
    headers: HeaderMap,
) -> Result<Json<TrendsAnswer>, ApiProblem> {
    api.credentials.operator(&headers)?;
    let sheltered = asked.sheltered.as_deref().map(str::parse).transpose();
    let sheltered = sheltered.map_err(|_| ApiProblem::invalid("sheltered", "Must be true or false."))?;
    let since = (api.app_state.now() - KEPT).date_naive();
    let months =
        api.app_state.db.read(async |connection| memory::months(connection, sheltered, since).await).await?;
    Ok(Json(TrendsAnswer { months: months.into_iter().map(MonthAnswer::from).collect() }))
}
