//! Notifications: one message to one contact, and what became of it.

use strum::{EnumString, IntoStaticStr};

use domain::{
    Timestamp,
    contact::{Address, Channel},
    fallback::Told,
    id::{ChangeId, ContactId, NotificationId, ParcelId},
    notification::NotificationState,
    receipt::Cause,
    report_effect::{MessageEffect, Reported},
};
use sqlx::PgConnection;

use crate::{StoreError, Transaction, job};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum NotificationKind {
    /// The parcel is there, with its pickup code. The text is made when it is sent, so that nothing is kept.
    Code,
    /// A one-time code for signing in, sealed in the row until it is sent.
    SignIn,
    /// A one-time code that proves a contact of the customer once more; sealed likewise.
    Prove,
    /// A one-time code for a contact that is to become the customer's; sealed likewise.
    Verify,
    /// Contacts are being changed, with a link that undoes it.
    Notice,
}

impl NotificationKind {
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a notice about contacts or passkeys says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Notice {
    /// It begins.
    Begun,
    /// It is done.
    Applied,
    /// It was taken back.
    Undone,
    /// It will not happen.
    CalledOff,
    /// The contact that it brought in has taken itself out.
    OptedOut,
    /// A passkey signs in from now on.
    PasskeyAdded,
    /// A passkey signs in no longer.
    PasskeyRemoved,
}

impl Notice {
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A notification to be written down.
#[derive(Debug)]
pub struct NewNotification<'a> {
    /// What it is about.
    pub kind: NotificationKind,
    /// The parcel it is about.
    pub parcel: Option<&'a ParcelId>,
    /// The contact and its address as it is now; none for a decoy.
    pub contact: Option<(ContactId, &'a Address)>,
    /// How it travels.
    pub channel: Channel,
    /// What cannot be made anew: the configured key and what is sealed under it.
    pub sealed: Option<(&'a str, &'a [u8])>,
    /// The customer asked for it, with the form's token.
    pub request: Option<&'a str>,
    /// The change of contacts it is about.
    pub change: Option<ChangeId>,
    /// What a notice says.
    pub notice: Option<Notice>,
    /// After that it is of no use.
    pub expires_at: Timestamp,
}

/// Writes a notification and the job that delivers it. `None`, and nothing is changed, when the same request
/// was written before.
pub async fn queue(
    transaction: &mut Transaction<'_>,
    notification: &NewNotification<'_>,
    now: Timestamp,
) -> Result<Option<NotificationId>, StoreError> {
    let id = sqlx::query_scalar!(
        "with queued as (
             insert into notification (kind, parcel_id, contact_id, channel, masked, state, state_at, key_id, sealed,
                 resent, request, created_at, expires_at, change_id, notice)
             values ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, $6, $11, $12, $13)
             on conflict (parcel_id, request) do nothing returning id),
         work as (
             insert into job (kind, subject, run_at, created_at) select $14, id::text, $6, $6 from queued)
         select id from queued",
        notification.kind.as_str(),
        notification.parcel.map(ParcelId::as_str),
        notification.contact.map(|(id, _)| id.get()),
        notification.channel.as_str(),
        notification.contact.map(|(_, address)| address.masked()).unwrap_or_default(),
        now,
        notification.sealed.map(|(key, _)| key),
        notification.sealed.map(|(_, sealed)| sealed),
        notification.request.is_some(),
        notification.request,
        notification.expires_at,
        notification.change.map(ChangeId::get),
        notification.notice.map(Notice::as_str),
        job::JobKind::Deliver(notification.channel).as_str()
    )
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(id) = id else { return Ok(None) };
    transaction.enqueued();
    if let Some(parcel) = notification.parcel.filter(|_| notification.kind == NotificationKind::Code) {
        transaction.changed(parcel);
    }
    Ok(Some(NotificationId::new(id)))
}

/// A notification as a worker needs it.
#[derive(Debug)]
pub struct Delivery {
    /// Its number.
    pub id: NotificationId,
    /// What it is about.
    pub kind: NotificationKind,
    /// The parcel.
    pub parcel: Option<ParcelId>,
    /// How it travels.
    pub channel: Channel,
    /// The contact and where it leads; none for a decoy, and when it was taken away.
    pub contact: Option<(ContactId, Address)>,
    /// Where it stands.
    pub state: NotificationState,
    /// What cannot be made anew.
    pub sealed: Option<(String, Vec<u8>)>,
    /// The change of contacts it is about.
    pub change: Option<ChangeId>,
    /// What a notice says.
    pub notice: Option<Notice>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// After that it is of no use.
    pub expires_at: Timestamp,
}

struct Row {
    id: NotificationId,
    kind: String,
    parcel_id: Option<String>,
    contact_id: Option<i64>,
    channel: String,
    address: Option<String>,
    state: String,
    key_id: Option<String>,
    sealed: Option<Vec<u8>>,
    change_id: Option<i64>,
    notice: Option<String>,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl TryFrom<Row> for Delivery {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "notification", column };
        let channel = Channel::parse(&row.channel).ok_or(wrong("channel"))?;
        Ok(Self {
            id: row.id,
            kind: row.kind.parse().map_err(|_| wrong("kind"))?,
            parcel: row.parcel_id.map(ParcelId::stored),
            channel,
            contact: row
                .contact_id
                .map(ContactId::new)
                .zip(row.address.map(|address| Address::stored(channel, address))),
            state: NotificationState::parse(&row.state).ok_or(wrong("state"))?,
            sealed: row.key_id.zip(row.sealed),
            change: row.change_id.map(ChangeId::new),
            notice: row.notice.map(|name| name.parse().map_err(|_| wrong("notice"))).transpose()?,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// The notification of that number, with the address of its contact. One with a code is worth sending until the deadline
/// of its parcel, wherever that was moved since.
pub async fn delivery(
    connection: &mut PgConnection,
    id: NotificationId,
) -> Result<Option<Delivery>, StoreError> {
    sqlx::query_as!(
        Row,
        "select n.id, n.kind, n.parcel_id, n.contact_id, n.channel, c.address as \"address?\", n.state,
             n.key_id, n.sealed, n.change_id, n.notice, n.created_at,
             coalesce(p.pickup_deadline, n.expires_at) as \"expires_at!\"
         from notification n left join contact c on c.id = n.contact_id
         left join parcel p on p.id = n.parcel_id and n.kind = 'code' where n.id = $1",
        id.get()
    )
    .fetch_optional(connection)
    .await?
    .map(Delivery::try_from)
    .transpose()
}

/// Locks a notification, so that what its attempts say is weighed by one after the other. Whoever changes an attempt
/// in the same transaction does that first.
pub async fn lock(connection: &mut PgConnection, id: NotificationId) -> Result<(), StoreError> {
    sqlx::query!("select from notification where id = $1 for update", id.get()).execute(connection).await?;
    Ok(())
}

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
        "select state, cause, parcel_id, kind, contact_id from notification where id = $1 for update",
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
            },
            parcel: row.parcel_id.map(ParcelId::stored),
            contact: row.contact_id.map(ContactId::new),
        })
    })
    .transpose()
}

/// Writes down where a notification stands now, and why.
pub async fn moved(
    connection: &mut PgConnection,
    id: NotificationId,
    to: MessageEffect,
    cause: Option<Cause>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update notification set state = $2, state_at = case when state = $2 then state_at else $3 end, cause = $4,
             sent_at = case when $2 in ('sent', 'delivered') then coalesce(sent_at, $3) else sent_at end,
             key_id = case when $5 then null else key_id end, sealed = case when $5 then null else sealed end
         where id = $1",
        id.get(),
        to.state.as_str(),
        now,
        cause.map(Cause::as_str),
        to.is_spent
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

/// The messages about a parcel's code since it was made.
pub async fn told(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    since: Timestamp,
) -> Result<Vec<Told>, StoreError> {
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
            Ok(Told {
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

/// Notes that the contact of a message is proven by what came back.
pub async fn prove_contact(
    connection: &mut PgConnection,
    id: NotificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update contact c set proven_at = $2, trouble = null from notification n
         where n.id = $1 and c.id = n.contact_id",
        id.get(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}
