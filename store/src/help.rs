//! What a diagnosis asks beside a parcel's page, in one statement.

use chrono::Duration;
use domain::{
    Timestamp,
    diagnosis::{Elsewhere, Fault},
    id::ParcelId,
};
use sqlx::PgConnection;

use crate::StoreError;

/// What is known beside the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Its door was opened once more from afar.
    pub again: bool,
    /// When its station last refused the right code because of the time.
    pub refused_for_time: Option<Timestamp>,
    /// Where else its code was shown, or its customer was.
    pub elsewhere: Option<Elsewhere>,
    /// What its station last said of its screen.
    pub screen: Option<bool>,
    /// How long its station waited for our last answer.
    pub latency: Option<Duration>,
    /// What its station last said of its door.
    pub door: Option<Fault>,
    /// What its station's light means.
    pub light_means: Option<Fault>,
}

/// What is known of a parcel beside its page.
pub async fn beside(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Beside, StoreError> {
    let row = sqlx::query!(
        "select s.screen_ok, s.link_latency_ms,
             case when p.compartment = any(s.stuck_doors) then 'jammed'
                 when p.compartment = any(s.unsure_doors) then 'sensor' end as door,
             (select l.fault from station_light l where l.model = s.model and l.pattern = s.light) as light_means,
             p.elsewhere_at, e.name as \"elsewhere?\",
             exists (select 1 from station_command c where c.station_id = p.station_id and c.request = $2)
                 as \"again!\",
             (select a.at from unlock_attempt a where a.parcel_id = p.id and a.reason in ('expired', 'not_yet')
                 order by a.at desc limit 1) as refused_for_time
         from parcel p left join station s on s.id = p.station_id left join station e on e.id = p.elsewhere_station
         where p.id = $1",
        parcel.as_str(),
        again(parcel),
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(Beside::default()) };
    let fault = |table, column, name: Option<String>| {
        let wrong = StoreError::Inconsistent { table, column };
        name.map(|name| Fault::parse(&name).ok_or(wrong)).transpose()
    };
    Ok(Beside {
        screen: row.screen_ok,
        latency: row.link_latency_ms.map(|latency| Duration::milliseconds(latency.into())),
        door: fault("station", "door", row.door)?,
        light_means: fault("station_light", "fault", row.light_means)?,
        again: row.again,
        refused_for_time: row.refused_for_time,
        elsewhere: row.elsewhere.zip(row.elsewhere_at).map(|(station, at)| Elsewhere { station, at }),
    })
}

/// The name of the command that opens a parcel's door once more: there is one, so it happens once.
pub fn again(parcel: &ParcelId) -> String {
    format!("again-{parcel}")
}
