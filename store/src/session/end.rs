//! The end of sessions, and of what was opened in them.

use domain::{
    Timestamp,
    id::{ContactId, CustomerId, ParcelId, PasskeyId, SessionId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// Ends the sessions that are open and for which this holds; `$1` is the time. Answers how many.
macro_rules! end_those {
    ($connection:ident, $condition:literal, $now:expr, $($value:expr),+) => {{
        let ended = sqlx::query_scalar!(
            "update session set ended_at = $1 where ended_at is null and " + $condition + " returning id",
            $now,
            $($value),+
        )
        .fetch_all(&mut *$connection)
        .await?;
        hide($connection, &ended).await
    }};
}

/// Ends a session.
pub async fn end(connection: &mut PgConnection, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    end_those!(connection, "id = $2", now, id.get()).map(|_| ())
}

/// Ends one session of a customer; `false` when there is none of that number.
pub async fn end_of(
    connection: &mut PgConnection,
    customer: CustomerId,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(end_those!(connection, "customer_id = $2 and id = $3", now, customer.get(), id.get())? > 0)
}

/// Ends every session of a customer.
pub async fn end_all(
    connection: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    end_those!(connection, "customer_id = $2", now, customer.get()).map(|_| ())
}

/// Ends every session of a customer but this one.
pub async fn end_others(
    connection: &mut PgConnection,
    customer: CustomerId,
    kept: SessionId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    end_those!(connection, "customer_id = $2 and id <> $3", now, customer.get(), kept.get())
}

/// Ends every session that a contact has opened, but this one.
pub async fn end_opened_by(
    connection: &mut PgConnection,
    contact: ContactId,
    kept: Option<SessionId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kept = kept.map(SessionId::get);
    end_those!(connection, "contact_id = $2 and id is distinct from $3", now, contact.get(), kept).map(|_| ())
}

/// Ends every session of a customer that a link to a parcel has opened, but this one.
pub(crate) async fn end_let_in_to(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
    kept: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    end_those!(
        connection,
        "customer_id = $2 and id <> $3 and id in (
             select u.session_id from link l join link_use u on u.link_hash = l.token_hash where l.parcel_id = $4)",
        now,
        customer.get(),
        kept.get(),
        parcel.as_str()
    )
    .map(|_| ())
}

/// Ends every session that a passkey has opened, but this one.
pub async fn end_opened_by_passkey(
    connection: &mut PgConnection,
    passkey: PasskeyId,
    kept: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    end_those!(connection, "passkey_id = $2 and id <> $3", now, passkey.get(), kept.get()).map(|_| ())
}

/// What sessions that end had revealed hides, and the browsers they live in get no more notifications. Answers how many
/// sessions those are.
pub(crate) async fn hide(connection: &mut PgConnection, ended: &[i64]) -> Result<u64, StoreError> {
    sqlx::query!("delete from reveal where session_id = any($1)", ended).execute(&mut *connection).await?;
    sqlx::query!(
        "delete from contact where channel = 'push'
             and id in (select contact_id from push_subscription where session_id = any($1))",
        ended
    )
    .execute(connection)
    .await?;
    Ok(u64::try_from(ended.len()).unwrap_or_default())
}
