//! Opening a case.

use app::{
    port::Caller,
    problem::{Field, Problem},
};
use chrono::Duration;
use domain::{
    access::{Reach, What},
    case::{self as rules, CaseFacts, CaseKind, Light, NotOpened, Resistance, Sound},
    diagnosis::{Cause, Remedy},
    id::ParcelId,
    parcel::Status,
    plausible,
    standing::{self, AtDoor},
};
use serde_json::{Value, json};
use store::{
    Transaction, activity,
    case::{self, NewCase},
    link, parcel,
    pickup_code::{self, CodeEnd, LiveCode},
    recipient,
};

use super::{
    hand_over::{self, CaseEvent},
    tell::{self, Audience},
};
use crate::{
    app_state::{AppState, CASE_PER_CUSTOMER},
    fault::Fault,
    operations::{
        access::Guest,
        caller::{count, note},
        deadline, remedy, rescue,
    },
};

/// Characters of the words on a screen, at most.
pub const SHOWN: usize = 200;
/// Characters of a note, at most.
pub const NOTE: usize = 500;
/// An open case is looked after at least so often, so that its deadline stays as far away as it is to be.
const LOOK: Duration = Duration::hours(12);

/// What a customer reports.
#[derive(Debug)]
pub struct CaseReport {
    /// What it is about.
    pub kind: CaseKind,
    /// What the light did.
    pub light: Option<Light>,
    /// What was to be heard.
    pub sound: Option<Sound>,
    /// How the door felt.
    pub resistance: Option<Resistance>,
    /// The exact words on the screen.
    pub shown: String,
    /// In their own words.
    pub note: String,
    /// What the help page had answered, where that led here.
    pub answer: String,
}

impl CaseReport {
    fn checked(&self) -> Result<Value, Problem> {
        for (text, most) in [(&self.shown, SHOWN), (&self.note, NOTE)] {
            if text.chars().count() > most || text.contains('\0') {
                return Err(Problem::Invalid(Field::Note));
            }
        }
        let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(json!({
            "light": self.light.map(Light::as_str),
            "sound": self.sound.map(Sound::as_str),
            "resistance": self.resistance.map(Resistance::as_str),
            "shown": text(&self.shown),
            "note": text(&self.note),
        }))
    }
}

/// Opens a case of a parcel for the caller; `found` is what the diagnosis has. Under the same request it is opened
/// once. Its parcel is locked while it is decided: however many ask at once, one is opened.
pub async fn run(
    app_state: &AppState,
    caller: &Caller,
    id: &ParcelId,
    request: &str,
    report: &CaseReport,
    found: Option<Cause>,
) -> Result<(), Fault> {
    let seen = report.checked()?;
    let request = remedy::token(request)?;
    count(app_state, caller, CASE_PER_CUSTOMER, |session| session.customer_id).await?;
    let opened = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::look(transaction, caller, now).await?;
            let named = recipient::named(transaction, id).await?;
            let reach = match guest.may_with(What::OpenCase, id, &named, now) {
                Ok(_) => Reach::Opens,
                Err(_) if report.kind == CaseKind::NotMine => {
                    guest.may_with(What::Disown, id, &named, now)?;
                    Reach::Told
                }
                Err(refused) => return Err(refused.into()),
            };
            let parcel = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
            if case::with_request(transaction, id, request).await?.is_some() {
                return Ok(false);
            }
            let live = pickup_code::of_parcel(transaction, id).await?;
            let lies = parcel.state.status == Status::AvailableForPickup;
            let latest = case::latest(transaction, id).await?;
            let facts = CaseFacts {
                standing: standing::decide(&parcel.state, AtDoor::default(), live.is_some(), now),
                is_open: latest.is_some_and(|case| case.times.closed_at.is_none()),
                reach,
                deadline: parcel.state.pickup_deadline.filter(|_| lies),
            };
            let opening = rules::open(report.kind, facts, now).map_err(refused)?;
            let customer = guest.session.customer_id;
            let mut evidence = case::evidence(transaction, id, customer, now).await?.unwrap_or_default();
            evidence["cause"] = json!(found.map(Cause::as_str));
            let due_at = plausible::later(now, app_state.helpdesk.promise);
            let new = NewCase {
                parcel: id,
                customer,
                kind: report.kind,
                request,
                due_at,
                look_at: due_at.min(plausible::later(now, LOOK)),
                stops_code: opening.stops_code,
                left: opening.left,
                seen: &seen,
                evidence: &evidence,
            };
            let case = case::open(transaction, &new, now).await?.ok_or(Problem::CaseOpen)?;
            if opening.stops_code {
                stop(transaction, live.as_ref(), id, now).await?;
                let notice = store::notification::NoticeKind::CaseStopped;
                tell::tell(transaction, id, notice, Audience::Everybody, now).await?;
            }
            if let Some(left) = opening.left {
                deadline::restate(transaction, id, rules::held_until(left, now)).await?;
            }
            transaction.changed(id);
            rescue::pressed(transaction, id, &report.answer, remedy_of(report.kind), now).await?;
            note(transaction, caller, Some(customer), Some(id), activity::ActivityKind::CaseOpened, now)
                .await?;
            hand_over::run(app_state, transaction, case, CaseEvent::Opened, now).await?;
            Ok::<_, Fault>(true)
        })
        .await?;
    if opened {
        metrics::counter!("doorcode_cases_opened_total", "kind" => report.kind.as_str()).increment(1);
    }
    Ok(())
}

/// What it is on the help page.
const fn remedy_of(kind: CaseKind) -> Remedy {
    match kind {
        CaseKind::Empty => Remedy::ReportEmpty,
        CaseKind::NotMine => Remedy::ReportNotMine,
        CaseKind::NotCollectedByMe => Remedy::NotCollectedByMe,
        CaseKind::Stuck | CaseKind::Other => Remedy::OpenCase,
    }
}

fn refused(why: NotOpened) -> Fault {
    match why {
        NotOpened::AlreadyOpen => Problem::CaseOpen,
        NotOpened::NotNow => Problem::NotNow,
    }
    .into()
}

/// Stops the code of a locked parcel, and the links in its messages. None is made while the case is open.
async fn stop(
    transaction: &mut Transaction<'_>,
    live: Option<&LiveCode>,
    id: &ParcelId,
    now: domain::Timestamp,
) -> Result<(), Fault> {
    if let Some(live) = live {
        pickup_code::end(transaction, live.id, CodeEnd::Rotated, now).await?;
    }
    link::destroy(transaction, id).await?;
    Ok(())
}
