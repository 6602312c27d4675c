//! What nothing but its own kind depends on.

use sqlx::PgConnection;

use super::{Chore, Ends};
use crate::StoreError;

pub(super) async fn forget_activity(
    connection: &mut PgConnection,
    ends: &Ends,
    most: i64,
) -> Result<u64, StoreError> {
    let purged = sqlx::query_scalar!(
        "select activity_purge($1, $2, $3::bigint::int) as \"purged!\"",
        ends.activity,
        ends.codes,
        most
    )
    .fetch_one(connection)
    .await?;
    Ok(u64::try_from(purged).unwrap_or_default())
}

/// Rows that nothing but their own kind depends on.
pub(super) async fn delete(
    connection: &mut PgConnection,
    chore: Chore,
    ends: &Ends,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    macro_rules! oldest {
        ($before:expr, $table:literal, $by:literal, $which:literal) => {
            sqlx::query!(
                "delete from "
                    + $table
                    + " where ctid = any(array(select ctid from "
                    + $table
                    + " where "
                    + $which
                    + " and "
                    + $by
                    + " < $1 order by "
                    + $by
                    + " offset $2 limit $3 for update skip locked))",
                $before,
                skip,
                most
            )
        };
    }
    let delete = match chore {
        Chore::Challenges => oldest!(ends.codes, "challenge", "created_at", "true"),
        Chore::SignInMessages => oldest!(ends.codes, "notification", "expires_at", "kind = 'sign_in'"),
        Chore::ToldMessages => {
            oldest!(ends.told, "notification", "expires_at", "kind not in ('code', 'sign_in')")
        }
        Chore::Changes => oldest!(ends.told, "contact_change", "begun_at", "true"),
        Chore::Webhooks => oldest!(ends.technical, "webhook", "received_at", "true"),
        Chore::DeadJobs => oldest!(ends.technical, "job", "dead_at", "dead_at is not null"),
        Chore::Ceremonies => oldest!(ends.codes, "used_ceremony", "used_at", "true"),
        Chore::StationCommands => oldest!(ends.technical, "station_command", "expires_at", "true"),
        Chore::DoorEvents => oldest!(ends.technical, "door_event", "received_at", "true"),
        Chore::Incidents => oldest!(ends.technical, "incident", "cleared_at", "cleared_at is not null"),
        Chore::ExtensionOrders => oldest!(
            ends.technical,
            "extension_order",
            "ended_at",
            "ended_at is not null and not exists (select 1 from extended_parcel e where e.order_id = extension_order.id)"
        ),
        Chore::StationReports => oldest!(ends.codes, "station_report", "at", "true"),
        Chore::BackWishes => oldest!(ends.technical, "back_wish", "made_at", "true"),
        Chore::OfflineOpenings => oldest!(ends.technical, "offline_opening", "received_at", "true"),
        Chore::StationDays => oldest!(ends.trend.date_naive(), "station_day", "day", "true"),
        Chore::Buckets => oldest!(ends.now, "bucket", "arrival", "true"),
        Chore::OverParcels
        | Chore::ExpiredParcels
        | Chore::SilentParcels
        | Chore::Customers
        | Chore::RunOutSessions
        | Chore::EndedSessions
        | Chore::Activity => return Ok(0),
    };
    Ok(delete.execute(connection).await?.rows_affected())
}
