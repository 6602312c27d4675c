//! Photos of cases.

use domain::{Timestamp, id::CaseId};
use sqlx::PgConnection;

use crate::StoreError;

/// Keeps the photo of a case that is open, in place of one that was there; `false` when the case is closed.
pub async fn add_photo(
    connection: &mut PgConnection,
    case: CaseId,
    jpeg: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "insert into case_photo (case_id, jpeg, added_at)
         select id, $2, $3 from parcel_case where id = $1 and closed_at is null
         on conflict (case_id) do update set jpeg = excluded.jpeg, added_at = excluded.added_at",
        case.get(),
        jpeg,
        now
    )
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The photo of a case.
pub async fn photo(connection: &mut PgConnection, case: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar!("select jpeg from case_photo where case_id = $1", case.get())
        .fetch_optional(connection)
        .await?)
}
