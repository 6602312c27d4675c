//! Adds up what stations are like over time, and makes what pages say of them.

use std::collections::HashMap;

use chrono::Duration;
use domain::{
    Timestamp,
    trend::{self, Happening, WINDOW},
};
use store::{
    trend::{self as memory, Added, StationNote},
    watch,
};

use crate::{app_state::AppState, fault::Fault, shown::zone};

/// Notes added up at once.
const FOLDED: i64 = 2_000;
/// Summaries made at once.
const MADE: i64 = 50;
/// Stations looked at at once for a silence that goes on.
const WALKED: i64 = 500;
/// Sheaves in one round: what more there is waits for the next.
const SHEAVES: usize = 50;
/// The name of the fleet's daily turn.
const TURN: &str = "silences";

/// One round.
pub async fn round(app_state: &AppState) -> Result<(), Fault> {
    silences(app_state).await?;
    add_up(app_state).await?;
    summaries(app_state).await
}

/// Counts once a day how long stations have been silent that still are. It looks at each station, and that is all it does:
/// an index of when each was heard would cost every heartbeat more than this costs a day.
async fn silences(app_state: &AppState) -> Result<(), Fault> {
    let now = app_state.now();
    let turn = app_state
        .workers
        .write(async |transaction| watch::turn(transaction, TURN, now + Duration::days(1), now).await)
        .await?;
    let mut after = turn.then(String::new);
    while let Some(last) = after {
        after = app_state
            .workers
            .write(async |transaction| memory::still_silent(transaction, &last, WALKED, now).await)
            .await?;
    }
    Ok(())
}

/// Adds up what was noted.
async fn add_up(app_state: &AppState) -> Result<(), Fault> {
    for _ in 0..SHEAVES {
        let now = app_state.now();
        let (taken, notes) = app_state
            .workers
            .write(async |transaction| -> Result<_, Fault> {
                let (taken, notes) = memory::take(transaction, FOLDED).await?;
                if !notes.is_empty() {
                    memory::add(transaction, &fall(&notes), now).await?;
                }
                Ok::<_, Fault>((taken, notes))
            })
            .await?;
        count(&notes);
        if i64::try_from(taken).is_ok_and(|taken| taken < FOLDED) {
            break;
        }
    }
    Ok(())
}

/// Into which days of which stations it falls.
fn fall(notes: &[StationNote]) -> Added {
    let mut added = Added::new();
    for StationNote { station, time_zone, sheltered, note } in notes {
        for (day, happened) in trend::days(note, &zone(Some(time_zone))) {
            let (_, known) = added.entry((station.clone(), day)).or_insert((*sheltered, <_>::default()));
            known.add(&happened);
        }
    }
    added
}

/// Counts what doors did, for stations with a roof and without.
fn count(notes: &[StationNote]) {
    let mut doors: HashMap<(bool, &'static str), u64> = HashMap::new();
    for StationNote { sheltered, note, .. } in notes {
        match note.what {
            Happening::Opened | Happening::Refused | Happening::StillShut | Happening::SensorConflict => {
                *doors.entry((*sheltered, note.what.into())).or_default() += 1;
            }
            Happening::Fault | Happening::Heard | Happening::Silent => {}
        }
    }
    for ((sheltered, outcome), count) in doors {
        let sheltered = if sheltered { "true" } else { "false" };
        metrics::counter!("doorcode_doors_total", "sheltered" => sheltered, "outcome" => outcome)
            .increment(count);
    }
}

/// Makes the summaries that are due.
async fn summaries(app_state: &AppState) -> Result<(), Fault> {
    for _ in 0..SHEAVES {
        let now = app_state.now();
        let made = app_state
            .workers
            .write(async |transaction| -> Result<_, Fault> {
                let due = memory::due(transaction, now, MADE).await?;
                for (station, time_zone) in &due {
                    let since = first_day(now, time_zone, WINDOW);
                    let days = memory::days(transaction, station, since).await?;
                    memory::made(transaction, station, trend::summary(&days).as_ref(), now).await?;
                }
                Ok::<_, Fault>(due.len())
            })
            .await?;
        if i64::try_from(made).is_ok_and(|made| made < MADE) {
            break;
        }
    }
    Ok(())
}

/// The first of so many days of a station, of which the last is today.
fn first_day(now: Timestamp, time_zone: &str, days: i64) -> chrono::NaiveDate {
    let today = now.with_timezone(&zone(Some(time_zone))).date_naive();
    today.checked_sub_signed(Duration::days(days - 1)).unwrap_or(today)
}
