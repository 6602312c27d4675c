//! Notifications: one message to one contact, and what became of it.

mod history;
mod standing;

use domain::{
    Timestamp,
    contact::{Address, Channel},
    id::{ChangeId, ContactId, NotificationId, ParcelId},
    notification::NotificationState,
};
use sqlx::PgConnection;
use strum::{EnumString, IntoStaticStr};

pub use self::{
    history::{Latest, has_request, latest, resends, resent, told},
    standing::{Standing, about, moved, prove_contact, standing, unsure, unsure_if_twice, word_only},
};
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
    /// There is news of a case of the parcel.
    Case,
    /// The parcel has made a step that its customer wants to hear of; never with its code.
    Step,
    /// There is news of a request to send the parcel elsewhere.
    Redirect,
    /// The parcel's station takes codes again.
    Back,
}

impl NotificationKind {
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a message with a code tells beside the code, where that is not that the parcel has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CodeNews {
    /// Half of the time to collect it is over.
    HalfTime,
    /// The time ends soon.
    LastHours,
    /// It ends later than was said.
    Extended,
}

/// What a notice about contacts or passkeys says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeKind {
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
    /// A case was opened, and the code stopped.
    CaseStopped,
    /// A case was answered: the door is opened.
    CaseOpenDoor,
    /// A case was answered: the parcel lies behind another door.
    CaseRelocate,
    /// A case was answered: it is delivered once more.
    CaseRedeliver,
    /// A case was answered: nothing more can be done.
    CaseGiveUp,
    /// A case was answered, in words.
    CaseWords,
    /// A case was not answered in time.
    CaseOverdue,
    /// The parcel is on its way.
    StepOnItsWay,
    /// It is in the van.
    StepOutForDelivery,
    /// It lies in its compartment.
    StepPlaced,
    /// It was collected.
    StepCollected,
    /// The operator was asked to send a parcel elsewhere.
    RedirectAsked,
    /// That was taken back.
    RedirectTakenBack,
    /// The operator has accepted it.
    RedirectAccepted,
    /// The operator has refused it.
    RedirectRefused,
}

impl NoticeKind {
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
    pub notice: Option<NoticeKind>,
    /// The language it was asked for in; none when nobody asked: then it is that of the contact's customer.
    pub language: Option<&'a str>,
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
                 resent, request, created_at, expires_at, change_id, notice, language)
             values ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, $6, $11, $12, $13, $15)
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
        notification.notice.map(NoticeKind::as_str),
        job::JobKind::Deliver(notification.channel).as_str(),
        notification.language
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
    /// What its attempts and its job refer to.
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
    pub notice: Option<NoticeKind>,
    /// What a message with a code tells.
    pub news: Option<CodeNews>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// The language (BCP 47) to write it in; none is the network's own.
    pub language: Option<String>,
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
    about: Option<String>,
    created_at: Timestamp,
    language: Option<String>,
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
            news: row.about.map(|name| name.parse().map_err(|_| wrong("about"))).transpose()?,
            language: row.language,
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
             n.key_id, n.sealed, n.change_id, n.notice, n.about, n.created_at,
             coalesce(p.pickup_deadline, n.expires_at) as \"expires_at!\",
             coalesce(n.language, u.language) as language
         from notification n left join contact c on c.id = n.contact_id left join customer u on u.id = c.customer_id
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
