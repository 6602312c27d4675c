//! The page of a parcel's case, and the form that opens one.

use app::{
    actions::OpenCase,
    port::{
        Caller, CaseAnswer, CaseKind, CaseLine, CaseSheet, CaseState, CaseView, Light, OwnReport, Photo,
        Resistance, SeeCase, SeeHelp, SeePhoto, Sound,
    },
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::What,
    next_change::{NextChange, day_ends_at},
    standing::{self, AtDoor},
    tracking::TrackingNumber,
};
use serde_json::Value;
use store::{
    PgConnection,
    case::{self, Case, GivenAnswer},
    page::CasePart,
    parcel, pickup_code, recipient, station,
};

use super::due::due_in;
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{
        Handle,
        access::Guest,
        cases::open::{self, CaseReport},
        parcel_id,
    },
    random,
    shown::{moment, zone},
};

/// What the diagnosis finds goes into the case. Who may not see the parcel's page, because all they have proven is too
/// new, may still say that they ordered nothing.
impl Handle<OpenCase> for AppState {
    async fn handle(&self, caller: &Caller, asked: &OpenCase) -> Result<(), Fault> {
        let kind = CaseKind::parse(&asked.kind).ok_or(Problem::NotFound)?;
        let seen = kind.seen().map(|seen| seen.as_str().to_owned()).unwrap_or_default();
        let parcel = parcel_id(&asked.parcel)?;
        let help =
            self.handle(caller, &SeeHelp { parcel: asked.parcel.clone(), seen, at: String::new() }).await;
        let report = CaseReport {
            kind,
            light: Light::parse(&asked.light),
            sound: Sound::parse(&asked.sound),
            resistance: Resistance::parse(&asked.resistance),
            shown: asked.shown.clone(),
            note: asked.note.clone(),
            answer: asked.answer.clone(),
        };
        let cause = help.ok().and_then(|help| help.cause);
        open::run(self, caller, &parcel, &asked.request, &report, cause).await
    }
}

impl Handle<SeeCase> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeeCase) -> Result<CaseView, Fault> {
        let now = self.now();
        let id = parcel_id(&asked.parcel)?;
        let request = random::token::<12>()?;
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let guest = Guest::look(connection, caller, now).await?;
                let named = recipient::named(connection, &id).await?;
                guest.may_with(What::SeeCase, &id, &named, now)?;
                let opens = guest.may_with(What::OpenCase, &id, &named, now).is_ok();
                let known = parcel::by_id(connection, &id).await?.ok_or(Problem::NotFound)?;
                let has_code = pickup_code::of_parcel(connection, &id).await?.is_some();
                let standing = standing::decide(&known.state, AtDoor::default(), has_code, now);
                let place = match &known.state.station {
                    Some(station) => station::name(connection, station).await?,
                    None => None,
                };
                let zone = zone(place.as_ref().map(|(_, zone)| zone.as_str()));
                let latest = case::latest(connection, &id).await?;
                let is_open = latest.as_ref().is_some_and(|case| case.times.closed_at.is_none());
                let kinds: Vec<CaseKind> = CaseKind::ALL
                    .iter()
                    .copied()
                    .filter(|kind| !is_open && kind.is_possible(standing))
                    .filter(|kind| opens || *kind == CaseKind::NotMine)
                    .collect();
                let times = latest.as_ref().map(|case| case.times);
                let case = match latest {
                    Some(case) => {
                        let is_own = opens && case.customer == Some(guest.session.customer_id);
                        let stopped = case::stops_code(connection, &id).await?;
                        Some(sheet(connection, case, is_own, stopped, zone, now).await?)
                    }
                    None => None,
                };
                let next = NextChange::after(now)
                    .at(times.and_then(|times| CaseState::changes_at(times, now)))
                    .at(standing::changes_at(&known.state, AtDoor::default(), now))
                    .at(guest.book.changes_at(&guest.proofs, now))
                    .at(day_ends_at(&zone, now));
                Ok::<_, Fault>(CaseView {
                    version: known.version,
                    id: known.id.to_string(),
                    merchant: known.merchant,
                    tracking: TrackingNumber::parse(&known.tracking_number)
                        .map_or(known.tracking_number, |number| number.grouped()),
                    station: place.map(|(name, _)| name),
                    compartment: known.state.compartment,
                    case,
                    report: CaseKind::parse(&asked.kind).filter(|kind| kinds.contains(kind)),
                    kinds,
                    request,
                    due_in: due_in(next, now),
                })
            })
            .await
    }
}

async fn sheet(
    connection: &mut PgConnection,
    case: Case,
    is_own: bool,
    stops_code: bool,
    zone: Tz,
    now: Timestamp,
) -> Result<CaseSheet, Fault> {
    let at = |time| moment(time, zone, now);
    let mut answers = Vec::new();
    for GivenAnswer { order, at: given } in case::answers(connection, case.id).await?.into_iter().rev() {
        let place = match &order.station {
            Some(id) => station::name(connection, id).await?,
            None => None,
        };
        answers.push(CaseAnswer {
            action: order.action,
            words: order.words,
            station: place.map(|(name, _)| name),
            compartment: order.compartment,
            at: at(given),
        });
    }
    let said = |name: &str| case.seen.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(CaseSheet {
        kind: case.kind,
        state: CaseState::of(case.times, now),
        opened: at(case.times.opened_at),
        due: at(case.times.due_at),
        closed: case.times.closed_at.map(at),
        stops_code,
        stops_clock: case.left.is_some(),
        own: is_own.then(|| OwnReport {
            shown: said("shown"),
            note: said("note"),
            has_photo: case.has_photo,
        }),
        answers,
    })
}

impl Handle<SeePhoto> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SeePhoto) -> Result<Photo, Fault> {
        let now = self.now();
        let id = parcel_id(&asked.parcel)?;
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let guest = Guest::look(connection, caller, now).await?;
                let named = recipient::named(connection, &id).await?;
                guest.may_with(What::OpenCase, &id, &named, now)?;
                let latest = case::latest(connection, &id).await?;
                let own = latest.filter(|case| case.customer == Some(guest.session.customer_id));
                let own = own.ok_or(Problem::NotFound)?;
                Ok::<_, Fault>(Photo(case::photo(connection, own.id).await?.ok_or(Problem::NotFound)?))
            })
            .await
    }
}

/// The newest case of a parcel, as its other pages tell of it.
pub fn line(part: CasePart, now: Timestamp) -> CaseLine {
    CaseLine {
        state: CaseState::of(part.times, now),
        stops_code: part.stops_code,
        stops_clock: part.stops_clock,
    }
}
