//! A remedy was pressed on the page that says what is wrong.

use app::problem::Problem;
use domain::{Timestamp, diagnosis::Remedy, id::ParcelId, rescue::Answer};
use store::{PgConnection, rescue};

use crate::{app_state::AppState, fault::Fault};

/// Ended in one round.
const BATCH: i64 = 500;

/// Notes that a remedy was pressed, where the form stood on that page: it says which `answer` the page had given. To be
/// called once it is certain that the remedy acts, in its transaction, and not when its request is repeated.
pub async fn pressed(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    answer: &str,
    remedy: Remedy,
    now: Timestamp,
) -> Result<(), Fault> {
    let answer = Answer::parse(answer).map_err(|_| Problem::NotFound)?;
    if let Some(answer) = answer {
        rescue::pressed(connection, parcel, answer, remedy, now).await?;
    }
    Ok(())
}

/// Counts what has ended: by cause, remedy, and whether the door opened. Each is counted by whoever has written its end
/// down, and once that is committed.
pub async fn count(app_state: &AppState) -> Result<(), Fault> {
    loop {
        let now = app_state.now();
        let ended =
            app_state.workers.write(async |transaction| rescue::count(transaction, BATCH, now).await).await?;
        let more = i64::try_from(ended.len()).is_ok_and(|ended| ended == BATCH);
        for rescue::Counted { cause, remedy, outcome } in ended {
            metrics::counter!("doorcode_rescues_total", "cause" => cause, "remedy" => remedy,
                "outcome" => outcome.as_str())
            .increment(1);
        }
        if !more {
            return Ok(());
        }
    }
}
