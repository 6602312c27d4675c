//! What has become of a notification.

use domain::{
    Timestamp,
    id::{ContactId, NotificationId, ParcelId},
    notification::NotificationState,
    receipt::Cause,
    report_effect::{MessageEffect, Reported},
};
use sqlx::PgConnection;

use super::{CodeNews, NotificationKind};
use crate::{StoreError, error::one};

/// Where a notification stands when a report about it comes.
#[derive(Debug)]
pub struct Standing {
    /// What the report is weighed against.
    pub reported: Reported,
    /// The parcel it is about.
    pub parcel: Option<ParcelId>,
    /// The contact it went to, if that is still known.
    pub contact: Option<ContactId>,
}

/// Where the notification of that number stands; it stays there until the transaction ends.
pub async fn standing(
    connection: &mut PgConnection,
    id: NotificationId,
) -> Result<Option<Standing>, StoreError> {
    let row = sqlx::query!(
        "select state, cause, parcel_id, kind, contact_id, missed from notification where id = $1 for update",
        id.get()
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let wrong = |column| StoreError::Inconsistent { table: "notification", column };
        Ok(Standing {
            reported: Reported {
                state: NotificationState::parse(&row.state).ok_or(wrong("state"))?,
                cause: row.cause.map(|name| Cause::parse(&name).ok_or(wrong("cause"))).transpose()?,
                is_code: row.kind == NotificationKind::Code.as_str(),
                missed: row.missed,
            },
            parcel: row.parcel_id.map(ParcelId::stored),
            contact: row.contact_id.map(ContactId::new),
        })
    })
    .transpose()
}

/// Writes down where a notification stands now, and why; `is_missed` when it counts from now on as one that did not arrive.
pub async fn moved(
    connection: &mut PgConnection,
    id: NotificationId,
    to: MessageEffect,
    is_missed: bool,
    cause: Option<Cause>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update notification set state = $2, state_at = case when state = $2 then state_at else $3 end, cause = $4,
             sent_at = case when $2 in ('sent', 'delivered') then coalesce(sent_at, $3) else sent_at end,
             key_id = case when $5 then null else key_id end, sealed = case when $5 then null else sealed end,
             missed = missed or $6
         where id = $1",
        id.get(),
        to.state.as_str(),
        now,
        cause.map(Cause::as_str),
        to.is_spent,
        is_missed
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a provider got this message and gave no answer, so that it may arrive twice.
pub async fn unsure(connection: &mut PgConnection, id: NotificationId) -> Result<(), StoreError> {
    sqlx::query!("update notification set unsure = true where id = $1", id.get()).execute(connection).await?;
    Ok(())
}

/// Notes what a message with a code is sent for.
pub async fn about(
    connection: &mut PgConnection,
    id: NotificationId,
    news: CodeNews,
) -> Result<(), StoreError> {
    let name: &'static str = news.into();
    let written = sqlx::query!("update notification set about = $2 where id = $1", id.get(), name)
        .execute(connection)
        .await?;
    one(&written, "notification")
}

/// Notes that a message says that the parcel is there, and not how to open the door.
pub async fn word_only(connection: &mut PgConnection, id: NotificationId) -> Result<(), StoreError> {
    sqlx::query!("update notification set word_only = true where id = $1 and not word_only", id.get())
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that it may arrive twice, when more than one provider has this message, or may have it.
pub async fn unsure_if_twice(connection: &mut PgConnection, id: NotificationId) -> Result<(), StoreError> {
    sqlx::query!(
        "update notification set unsure = true where id = $1 and not unsure and 1 < (
             select count(*) from attempt
             where notification_id = $1 and state in ('accepted', 'under_way', 'unknown'))",
        id.get()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that the contact of a message is proven by what came back.
pub async fn prove_contact(
    connection: &mut PgConnection,
    id: NotificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact c set proven_at = $2, trouble = null, reached_at = $2, failures = 0 from notification n
         where n.id = $1 and c.id = n.contact_id",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}
