//! What a diagnosis asks beside a parcel's page, in one statement.

use domain::{Timestamp, diagnosis::Elsewhere, id::ParcelId};
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
}

/// What is known of a parcel beside its page.
pub async fn beside(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Beside, StoreError> {
    let row = sqlx::query!(
        "select p.elsewhere_at, e.name as \"elsewhere?\",
             exists (select 1 from station_command c where c.station_id = p.station_id and c.request = $2)
                 as \"again!\",
             (select a.at from unlock_attempt a where a.parcel_id = p.id and a.reason in ('expired', 'not_yet')
                 order by a.at desc limit 1) as refused_for_time
         from parcel p left join station e on e.id = p.elsewhere_station
         where p.id = $1",
        parcel.as_str(),
        again(parcel),
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map_or_else(Beside::default, |row| Beside {
        again: row.again,
        refused_for_time: row.refused_for_time,
        elsewhere: row.elsewhere.zip(row.elsewhere_at).map(|(station, at)| Elsewhere { station, at }),
    }))
}

/// The name of the command that opens a parcel's door once more: there is one, so it happens once.
pub fn again(parcel: &ParcelId) -> String {
    format!("again-{parcel}")
}
