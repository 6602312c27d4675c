//! What a diagnosis asks beside a parcel's page, in one statement.

use chrono::Duration;
use domain::{
    Timestamp,
    command::CommandOutcome,
    diagnosis::{Elsewhere, Fault},
    id::{CarrierKey, CommandId, ParcelId},
};
use sqlx::PgConnection;

use crate::{StoreError, Transaction, command, job::JobKind};

/// That a parcel's door was asked to open once more, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// When it was asked.
    pub at: Timestamp,
    /// The station does not begin it after that.
    pub expires_at: Timestamp,
    /// The station has it in its own memory.
    pub begun: bool,
    /// How it ended.
    pub outcome: Option<CommandOutcome>,
}

/// What is known beside the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Its door was opened once more from afar.
    pub again: Option<Again>,
    /// How often its customer has had the time extended.
    pub extended: u16,
    /// When its station last refused the right code because of the time.
    pub refused_for_time: Option<Timestamp>,
    /// Where else its code was shown, or its customer was.
    pub elsewhere: Option<Elsewhere>,
    /// When its carrier last said anything of it.
    pub heard_at: Option<Timestamp>,
    /// For how long that carrier is silent, but for one time in twenty.
    pub usual_silence: Option<Duration>,
    /// How long a code takes, but for one time in twenty.
    pub usual_code: Option<Duration>,
    /// Making its code has failed so far.
    pub code_failed: bool,
    /// Its code could not be read, and another one is not made yet.
    pub code_broken: bool,
    /// The station that it was bound for before, by its name, and since when it is not.
    pub moved_from: Option<(String, Timestamp)>,
    /// Since when the oldest work that is due waits to be done of the kind that was asked for.
    pub behind_since: Option<Timestamp>,
    /// What its station last said of its screen.
    pub screen: Option<bool>,
    /// How long its station waited for our last answer.
    pub latency: Option<Duration>,
    /// What its station last said of its door.
    pub door: Option<Fault>,
    /// What its station's light means.
    pub light_means: Option<Fault>,
    /// The list with its live code that its station was last given holds until then.
    pub grants_until: Option<Timestamp>,
}

/// What is known of a parcel of this carrier beside its page, and of the work of a kind that it waits for.
pub async fn beside(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    carrier: &CarrierKey,
    waits_for: JobKind,
    now: Timestamp,
) -> Result<Beside, StoreError> {
    let row = sqlx::query!(
        "select s.screen_ok, s.link_latency_ms,
             case when p.compartment = any(s.stuck_doors) then 'jammed'
                 when p.compartment = any(s.unsure_doors) then 'sensor' end as door,
             (select l.fault from station_light l where l.model = s.model and l.pattern = s.light) as light_means,
             p.heard_at, p.moved_at, m.name as \"moved_from?\",
             (select u.p95_ms from usual u where u.what = 'silence' and u.who = $3) as silence_ms,
             (select u.p95_ms from usual u where u.what = 'code' and u.who = '') as code_ms,
             exists (select 1 from job j where j.kind = 'issue_code' and j.subject = p.id
                 and (j.last_error is not null or j.dead_at is not null)) as \"code_failed!\",
             coalesce((select d.broken from code_due d where d.parcel_id = p.id), false) as \"code_broken!\",
             (select j.run_at from job j where j.kind = $4 and j.dead_at is null and j.run_at <= $5
                 and (j.lease_until is null or j.lease_until <= $5) order by j.run_at limit 1) as behind_since,
             (select k.grant_until from pickup_code k where k.parcel_id = p.id and k.ended_at is null)
                 as grants_until,
             p.elsewhere_at, e.name as \"elsewhere?\",
             c.created_at as \"again_at?\", c.expires_at as \"expires_at?\", c.begun_at, c.outcome,
             p.extended,
             (select a.at from unlock_attempt a where a.parcel_id = p.id and a.reason in ('expired', 'not_yet')
                 order by a.at desc limit 1) as refused_for_time
         from parcel p left join station s on s.id = p.station_id left join station e on e.id = p.elsewhere_station
             left join station m on m.id = p.moved_from
             left join station_command c on c.station_id = p.station_id and c.request = $2
         where p.id = $1",
        parcel.as_str(),
        again(parcel),
        carrier.as_str(),
        waits_for.as_str(),
        now
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(Beside::default()) };
    let outcome = row.outcome.as_deref().map(command::outcome_named).transpose()?;
    let again = row.again_at.zip(row.expires_at);
    let fault = |table, column, name: Option<String>| {
        let wrong = StoreError::Inconsistent { table, column };
        name.map(|name| Fault::parse(&name).ok_or(wrong)).transpose()
    };
    let milliseconds = |time: Option<i64>| time.map(Duration::milliseconds);
    Ok(Beside {
        heard_at: row.heard_at,
        usual_silence: milliseconds(row.silence_ms),
        usual_code: milliseconds(row.code_ms),
        code_failed: row.code_failed,
        code_broken: row.code_broken,
        moved_from: row.moved_from.zip(row.moved_at),
        behind_since: row.behind_since,
        screen: row.screen_ok,
        latency: row.link_latency_ms.map(|latency| Duration::milliseconds(latency.into())),
        door: fault("station", "door", row.door)?,
        light_means: fault("station_light", "fault", row.light_means)?,
        again: again.map(|(at, expires_at)| Again { at, expires_at, begun: row.begun_at.is_some(), outcome }),
        extended: u16::try_from(row.extended).unwrap_or_default(),
        grants_until: row.grants_until,
        refused_for_time: row.refused_for_time,
        elsewhere: row.elsewhere.zip(row.elsewhere_at).map(|(station, at)| Elsewhere { station, at }),
    })
}

/// The name of the command that opens a parcel's door once more: there is one, so it happens once.
pub fn again(parcel: &ParcelId) -> String {
    format!("again-{parcel}")
}

/// That a parcel's door was asked to open once more.
pub async fn asked_again(connection: &mut PgConnection, parcel: &ParcelId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from parcel p join station_command c on c.station_id = p.station_id
             and c.request = $2 where p.id = $1) as \"asked!\"",
        parcel.as_str(),
        again(parcel)
    )
    .fetch_one(connection)
    .await?)
}

/// A command has ended: where it was to open the door of a parcel once more, that parcel's pages tell so.
pub async fn ended(
    transaction: &mut Transaction<'_>,
    station: &str,
    id: CommandId,
) -> Result<(), StoreError> {
    let parcel = sqlx::query_scalar!(
        "select p.id from station_command c join parcel p on p.id = substr(c.request, 7)
         where c.station_id = $1 and c.id = $2 and c.request like 'again-%' and p.station_id = c.station_id",
        station,
        id.get()
    )
    .fetch_optional(&mut **transaction)
    .await?;
    if let Some(parcel) = parcel {
        transaction.changed(&ParcelId::stored(parcel));
    }
    Ok(())
}
