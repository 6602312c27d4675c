//! What the operator answers to a request to send a parcel elsewhere.

use chrono::Duration;
use domain::{Timestamp, id::RedirectId, parcel::ParcelEvent, redirect::RedirectEnd};
use store::{
    Transaction,
    notification::NoticeKind,
    parcel::{self, Parcel, Report},
    redirect::{self, Redirect},
};

use super::tell::tell;
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{NotDone, tracking},
};

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectAnswer<'a> {
    /// The parcel goes there; perhaps with words.
    Accepted(Option<&'a str>),
    /// It does not, and why.
    Refused(&'a str),
}

impl<'a> RedirectAnswer<'a> {
    const fn end(self) -> RedirectEnd {
        match self {
            Self::Accepted(_) => RedirectEnd::Accepted,
            Self::Refused(_) => RedirectEnd::Refused,
        }
    }

    const fn words(self) -> Option<&'a str> {
        match self {
            Self::Accepted(words) => words,
            Self::Refused(words) => Some(words),
        }
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnswered {
    /// There is no such request.
    Unknown,
    /// It has ended, and how.
    Ended(RedirectEnd),
}

/// Takes an answer; `true` when it is new. The same one again changes nothing.
pub async fn run(
    app_state: &AppState,
    id: RedirectId,
    answer: RedirectAnswer<'_>,
) -> Result<bool, NotDone<NotAnswered>> {
    let is_new =
        app_state.db.write(async |transaction| take(app_state, transaction, id, answer).await).await?;
    if is_new {
        metrics::counter!("doorcode_redirect_answers_total", "answer" => answer.end().as_str()).increment(1);
    }
    Ok(is_new)
}

async fn take(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: RedirectId,
    answer: RedirectAnswer<'_>,
) -> Result<bool, NotDone<NotAnswered>> {
    let unknown = || NotDone::Refused(NotAnswered::Unknown);
    let now = app_state.now();
    let known = redirect::by_id(transaction, id).await?.ok_or_else(unknown)?;
    let parcel = parcel::lock(transaction, &known.parcel).await?.ok_or_else(unknown)?;
    // Before the lock it may have been answered, taken back, or overtaken by a report.
    let known = redirect::by_id(transaction, id).await?.ok_or_else(unknown)?;
    if let Some((end, _)) = known.ended {
        let same = end == answer.end() && known.words.as_deref() == answer.words();
        return if same { Ok(false) } else { Err(NotDone::Refused(NotAnswered::Ended(end))) };
    }
    redirect::end(transaction, id, answer.end(), answer.words(), now).await?;
    let notice = match answer {
        RedirectAnswer::Accepted(_) => {
            go(app_state, transaction, &parcel, &known, now).await?;
            NoticeKind::RedirectAccepted
        }
        RedirectAnswer::Refused(_) => NoticeKind::RedirectRefused,
    };
    tell(transaction, &parcel.id, notice, &[], now).await?;
    transaction.changed(&parcel.id);
    Ok(true)
}

/// Reports that the parcel is bound for the other station from now on; all else stays as its carrier has said. When it comes
/// there is not known any more.
async fn go(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    known: &Redirect,
    now: Timestamp,
) -> Result<(), Fault> {
    let state = &parcel.state;
    let at = now.max(state.since + Duration::microseconds(1));
    let event = ParcelEvent {
        source_id: format!("redirect-{}", known.id),
        status: state.status,
        substatus: state.substatus.clone(),
        action_required: state.action_required,
        incident_reason: state.incident_reason.clone(),
        occurred_at: at,
        received_at: at,
        correction: false,
        station: Some(known.to.0.clone()),
        compartment: None,
        pickup_deadline: None,
        expected: None,
    };
    let report =
        Report { source: "operator", event: &event, carrier_code: None, carrier_text: None, location: None };
    tracking::take(app_state, transaction, parcel, &report).await?;
    Ok(())
}
