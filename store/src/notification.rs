//! Notifications: one message to one contact, and what became of it.

use domain::{
    Timestamp,
    contact::{Address, Channel},
    notification::{NotificationState, Report},
};
use sqlx::PgConnection;

use crate::{StoreError, job};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The parcel is there, with its pickup code. The text is made when it is sent, so that nothing is kept.
    Code,
    /// A one-time code for signing in, sealed in the row until it is sent.
    SignIn,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::SignIn => "sign_in",
        }
    }
}

/// A notification to be written down.
#[derive(Debug)]
pub struct NewNotification<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The parcel it is about.
    pub parcel: Option<&'a str>,
    /// The contact and its address as it is now; none for a decoy.
    pub contact: Option<(i64, &'a Address)>,
    /// How it travels.
    pub channel: Channel,
    /// What cannot be made anew: the configured key and what is sealed under it.
    pub sealed: Option<(&'a str, &'a [u8])>,
    /// The customer asked for it, with the form's token.
    pub request: Option<&'a str>,
    /// After that it is of no use.
    pub expires_at: Timestamp,
}

/// Writes a notification and the job that delivers it. `None`, and nothing is changed, when the same request
/// was written before.
pub async fn queue(
    connection: &mut PgConnection,
    notification: &NewNotification<'_>,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "insert into notification (kind, parcel_id, contact_id, channel, masked, state, state_at, key_id, sealed,
             resent, request, created_at, expires_at)
         values ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, $6, $11)
         on conflict (parcel_id, request) do nothing returning id",
    )
    .bind(notification.kind.as_str())
    .bind(notification.parcel)
    .bind(notification.contact.map(|(id, _)| id))
    .bind(notification.channel.as_str())
    .bind(notification.contact.map(|(_, address)| address.masked()).unwrap_or_default())
    .bind(now)
    .bind(notification.sealed.map(|(key, _)| key))
    .bind(notification.sealed.map(|(_, sealed)| sealed))
    .bind(notification.request.is_some())
    .bind(notification.request)
    .bind(notification.expires_at)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = id else { return Ok(None) };
    job::enqueue(connection, job::Kind::Deliver, &id.to_string(), now).await?;
    if let Some(parcel) = notification.parcel.filter(|_| notification.kind == Kind::Code) {
        crate::parcel::touch(connection, parcel).await?;
    }
    Ok(Some(id))
}

/// A notification as a worker needs it.
#[derive(Debug)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: Kind,
    /// The parcel.
    pub parcel: Option<String>,
    /// The contact and where it leads; none for a decoy.
    pub contact: Option<(i64, Address)>,
    /// Where it stands.
    pub state: NotificationState,
    /// What cannot be made anew.
    pub sealed: Option<(String, Vec<u8>)>,
    /// After that it is of no use.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    parcel_id: Option<String>,
    contact_id: Option<i64>,
    channel: String,
    address: Option<String>,
    state: String,
    key_id: Option<String>,
    sealed: Option<Vec<u8>>,
    expires_at: Timestamp,
}

impl TryFrom<Row> for Delivery {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "notification", column };
        let channel = Channel::parse(&row.channel).ok_or(wrong("channel"))?;
        Ok(Self {
            id: row.id,
            kind: if row.kind == "code" { Kind::Code } else { Kind::SignIn },
            parcel: row.parcel_id,
            contact: row.contact_id.zip(row.address.map(|address| Address::stored(channel, address))),
            state: NotificationState::parse(&row.state).ok_or(wrong("state"))?,
            sealed: row.key_id.zip(row.sealed),
            expires_at: row.expires_at,
        })
    }
}

/// The notification of that number, with the address of its contact.
pub async fn delivery(connection: &mut PgConnection, id: i64) -> Result<Option<Delivery>, StoreError> {
    sqlx::query_as::<_, Row>(
        "select n.id, n.kind, n.parcel_id, n.contact_id, n.channel, c.address, n.state, n.key_id, n.sealed, n.expires_at
         from notification n left join contact c on c.id = n.contact_id where n.id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?
    .map(Delivery::try_from)
    .transpose()
}

/// Applies a report; `false` when the notification had already ended. Once it is accepted or given up, what was
/// sealed in it is destroyed.
pub async fn apply(
    connection: &mut PgConnection,
    id: i64,
    report: Report,
    detail: Detail<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some((state, parcel, kind)) = sqlx::query_as::<_, (String, Option<String>, String)>(
        "select state, parcel_id, kind from notification where id = $1 for update",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Ok(false);
    };
    let state = NotificationState::parse(&state)
        .ok_or(StoreError::Inconsistent { table: "notification", column: "state" })?;
    let Ok(next) = state.after(report) else { return Ok(false) };
    let spent = !matches!(
        next,
        NotificationState::Queued | NotificationState::Sending | NotificationState::TemporaryFailure
    );
    sqlx::query(
        "update notification set state = $2, state_at = case when state = $2 then state_at else $3 end,
             cause = coalesce($4, cause), provider_id = coalesce($5, provider_id),
             key_id = case when $6 then null else key_id end, sealed = case when $6 then null else sealed end
         where id = $1",
    )
    .bind(id)
    .bind(next.as_str())
    .bind(now)
    .bind(detail.cause)
    .bind(detail.provider_id)
    .bind(spent)
    .execute(&mut *connection)
    .await?;
    if let Some(parcel) = parcel.filter(|_| kind == "code" && next != state) {
        crate::parcel::touch(connection, &parcel).await?;
    }
    Ok(true)
}

/// What else is known when a report comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Detail<'a> {
    /// Why it failed, as a code.
    pub cause: Option<&'a str>,
    /// The provider's name of the message.
    pub provider_id: Option<&'a str>,
}

/// When the code of a parcel was sent again by a channel, within the last day.
pub async fn resends(
    connection: &mut PgConnection,
    parcel: &str,
    channel: Channel,
    now: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar(
        "select created_at from notification
         where parcel_id = $1 and channel = $2 and resent and created_at > $3 - interval '1 day'",
    )
    .bind(parcel)
    .bind(channel.as_str())
    .bind(now)
    .fetch_all(connection)
    .await?)
}

/// Whether this request was written before.
pub async fn has_request(
    connection: &mut PgConnection,
    parcel: &str,
    request: &str,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from notification where parcel_id = $1 and request = $2)")
        .bind(parcel)
        .bind(request)
        .fetch_one(connection)
        .await?)
}
