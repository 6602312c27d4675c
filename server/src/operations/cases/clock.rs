//! The clock of a parcel while a case is open: its deadline is held far enough away, and moved when the case is closed
//! ([`domain::pickup_clock`]).

use chrono::Duration;
use domain::{
    Timestamp,
    parcel::{ParcelEvent, Status},
};
use store::{
    Transaction,
    parcel::{Parcel, Report},
};

use crate::{app_state::AppState, fault::Fault, operations::tracking};

/// Who says so. What this source says is no part of the history that customers see.
const SOURCE: &str = "deadline";

/// Restates until when a locked parcel may be collected. Like everything that moves a parcel it is a report: code, links
/// and pages follow, and whatever is reported later is weighed with it. `name` tells it from others; under the same one
/// it is said once.
pub async fn restate(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    until: Timestamp,
    name: String,
) -> Result<(), Fault> {
    if parcel.state.status != Status::AvailableForPickup {
        return Ok(());
    }
    // After whatever is known, however far ahead somebody's clock was.
    let at = app_state.now().max(parcel.state.since + Duration::microseconds(1));
    let event = ParcelEvent {
        source_id: name,
        status: Status::Unknown,
        substatus: None,
        action_required: false,
        incident_reason: None,
        occurred_at: at,
        received_at: at,
        correction: false,
        station: None,
        compartment: None,
        pickup_deadline: Some(until),
        expected: None,
    };
    let report =
        Report { source: SOURCE, event: &event, carrier_code: None, carrier_text: None, location: None };
    tracking::take(app_state, transaction, parcel, &report).await?;
    Ok(())
}
