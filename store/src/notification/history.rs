//! What was told about a parcel, and to a contact.

use domain::{
    Timestamp,
    contact::Channel,
    fallback::SentMessage,
    id::{ContactId, ParcelId},
    notification::NotificationState,
    receipt::Cause,
};
use sqlx::PgConnection;

use crate::StoreError;

/// The messages about a parcel's code since it was made.
pub async fn told(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    since: Timestamp,
) -> Result<Vec<SentMessage>, StoreError> {
    let rows = sqlx::query!(
        "select contact_id, state, created_at, sent_at, word_only from notification
         where parcel_id = $1 and kind = 'code' and created_at >= $2",
        parcel.as_str(),
        since
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = NotificationState::parse(&row.state)
                .ok_or(StoreError::Inconsistent { table: "notification", column: "state" })?;
            Ok(SentMessage {
                contact: row.contact_id.map(ContactId::new),
                state,
                created_at: row.created_at,
                sent_at: row.sent_at,
                word_only: row.word_only,
            })
        })
        .collect()
}

/// When the code of a parcel was sent again by a channel, within the last day.
pub async fn resends(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    channel: Channel,
    now: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select created_at from notification
         where parcel_id = $1 and channel = $2 and resent and created_at > $3::timestamptz - interval '1 day'",
        parcel.as_str(),
        channel.as_str(),
        now
    )
    .fetch_all(connection)
    .await?)
}

/// The same by all channels.
pub async fn resent(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    now: Timestamp,
) -> Result<Vec<(Channel, Timestamp)>, StoreError> {
    let rows = sqlx::query!(
        "select channel, created_at from notification
         where parcel_id = $1 and resent and created_at > $2::timestamptz - interval '1 day'",
        parcel.as_str(),
        now
    )
    .fetch_all(connection)
    .await?;
    let wrong = StoreError::Inconsistent { table: "notification", column: "channel" };
    rows.into_iter()
        .map(|row| Channel::parse(&row.channel).map(|channel| (channel, row.created_at)))
        .collect::<Option<_>>()
        .ok_or(wrong)
}

/// Whether this request was written before.
pub async fn has_request(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    request: &str,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from notification where parcel_id = $1 and request = $2) as \"exists!\"",
        parcel.as_str(),
        request
    )
    .fetch_one(connection)
    .await?)
}

/// What became of the latest message to a contact.
#[derive(Debug, Clone, Copy)]
pub struct Latest {
    /// Where it stands.
    pub state: NotificationState,
    /// Why it did not arrive, or may not have.
    pub cause: Option<Cause>,
    /// Since when.
    pub state_at: Timestamp,
}

/// The latest message to a contact.
pub async fn latest(connection: &mut PgConnection, contact: ContactId) -> Result<Option<Latest>, StoreError> {
    let row = sqlx::query!(
        "select state, cause, state_at from notification where contact_id = $1 order by id desc limit 1",
        contact.get()
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let wrong = |column| StoreError::Inconsistent { table: "notification", column };
        Ok(Latest {
            state: NotificationState::parse(&row.state).ok_or(wrong("state"))?,
            cause: row.cause.map(|cause| Cause::parse(&cause).ok_or(wrong("cause"))).transpose()?,
            state_at: row.state_at,
        })
    })
    .transpose()
}
