//! Whom parcels were for.

use domain::Timestamp;
use sqlx::PgConnection;

use super::Ends;
use crate::StoreError;

/// The names of parcels that are due, the oldest first. Statement: `$1` is when what is over is due, `$2` what is silent.
macro_rules! due {
    ($name:ident, $by:literal, $which:literal) => {
        pub(super) async fn $name(
            connection: &mut PgConnection,
            ends: &Ends,
            skip: i64,
            most: i64,
        ) -> Result<Vec<String>, StoreError> {
            Ok(sqlx::query_scalar!(
                "select id from parcel where purged_at is null and "
                    + $which
                    + " order by "
                    + $by
                    + " offset $3 limit $4 for update skip locked",
                ends.over,
                ends.silent,
                skip,
                most
            )
            .fetch_all(connection)
            .await?)
        }
    };
}

// The statuses at which a parcel stays are spelled out in the statements that an index with the same words serves; a test
// compares those with `Status::terminal`.
due!(over, "since", "status in ('delivered', 'return_to_sender', 'cancelled') and since < $1 and $2 <= $1");
due!(expired, "pickup_deadline", "status = 'available_for_pickup' and pickup_deadline < $1 and $2 <= $1");
due!(
    silent,
    "since",
    "status not in ('delivered', 'return_to_sender', 'cancelled') and since < $2
         and (pickup_deadline is null or pickup_deadline < $1) and (expected_until is null or expected_until < $2)"
);

/// Removes whom parcels were for, and everything that tells so: also what carriers wrote in their own words.
pub(super) async fn forget_recipients(
    connection: &mut PgConnection,
    parcels: &[String],
    now: Timestamp,
) -> Result<u64, StoreError> {
    if parcels.is_empty() {
        return Ok(0);
    }
    sqlx::query!(
        "update parcel set order_number = null, substatus = null, incident_reason = null, purged_at = $2,
             extended_until = null, extended = 0, opened_at = null, door_said = null, elsewhere_station = null, elsewhere_at = null
             where id = any($1)",
        parcels,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update pickup_code set ended_at = $2, ended_by = 'over', key_id = null, wrapped_key = null, sealed = null,
             digits_index = null, qr_index = null, grant_salt = null, grant_key_id = null, grant_sealed = null
             where parcel_id = any($1) and ended_at is null",
        parcels,
        now
    )
    .execute(&mut *connection)
    .await?;
    each!(connection, parcels, [
        "update parcel_event set carrier_code = null, carrier_text = null, location = null, substatus = null,
             incident_reason = null where parcel_id = any($1)",
        "delete from reminded where parcel_id = any($1)",
        "delete from extended_parcel where parcel_id = any($1)",
        "delete from rescue where parcel_id = any($1)",
        "delete from remedy_request where parcel_id = any($1)",
        "delete from step_told where parcel_id = any($1)",
        "delete from wish where parcel_id = any($1)",
        "delete from reveal where parcel_id = any($1)",
        "delete from link where parcel_id = any($1)",
        "delete from notification where parcel_id = any($1)",
        "delete from redirect where parcel_id = any($1)",
        "delete from parcel_case where parcel_id = any($1)",
        "delete from challenge where parcel_id = any($1)",
        "delete from recipient_swap where parcel_id = any($1)",
        "delete from recipient where parcel_id = any($1)",
        "select activity_unlink($1)",
    ]);
    Ok(u64::try_from(parcels.len()).unwrap_or_default())
}
