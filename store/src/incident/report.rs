//! What customers say they see at a station.

use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
    incident::Cluster,
    trouble::Trouble,
};
use sqlx::PgConnection;

use super::count::number;
use crate::StoreError;

/// Writes down what a customer says of the station that a parcel of theirs lies in. The same customer says it once,
/// however often: the newest time counts, and the first one is noted.
pub async fn report(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    trouble: Trouble,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with said as (
             insert into station_report as r (station_id, trouble, customer_id, at)
             select station_id, $2, $3, $4 from parcel where id = $1 and station_id is not null
             on conflict (station_id, trouble, customer_id) do update set at = greatest(r.at, excluded.at)
             returning station_id, xmax = 0 as is_new)
         insert into station_note (station_id, what, at) select station_id, 'fault', $4 from said where is_new",
        parcel.as_str(),
        trouble.as_str(),
        customer.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was reported of stations since that time, and since the last incident about the same ended, beside how often their
/// doors opened: also of stations about which an incident is open and nothing was reported.
pub async fn station_clusters(
    connection: &mut PgConnection,
    since: Timestamp,
) -> Result<Vec<(String, Trouble, Cluster)>, StoreError> {
    let rows = sqlx::query!(
        "with about as (
             select o.station_id, o.trouble, greatest($1, (select max(i.cleared_at) from incident i
                 where i.scope = 'station' and i.subject = o.station_id and i.trouble = o.trouble)) as since
             from (select station_id, trouble from station_report where at > $1
                   union select subject, trouble from incident where scope = 'station' and cleared_at is null) o)
         select a.station_id as \"station!\", a.trouble as \"trouble!\",
             (select count(*) from station_report r where r.station_id = a.station_id and r.trouble = a.trouble
                 and r.at > a.since) as \"reported!\",
             (select count(*) from unlock_attempt u where u.station_id = a.station_id and u.outcome = 'open'
                 and u.at > a.since) as \"opened!\"
         from about a",
        since
    )
    .fetch_all(connection)
    .await?;
    let wrong = StoreError::Inconsistent { table: "station_report", column: "trouble" };
    rows.into_iter()
        .map(|row| {
            let reported = number(row.reported);
            let tried = number(row.opened.saturating_add(row.reported));
            let cluster = Cluster { tried, failed: reported, customers: reported };
            Some((row.station, Trouble::parse(&row.trouble)?, cluster))
        })
        .collect::<Option<_>>()
        .ok_or(wrong)
}
