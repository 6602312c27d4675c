//! What was reported of a parcel, and the messages about its code.

use domain::{
    Timestamp,
    contact::Channel,
    id::{ContactId, ParcelId},
    notification::NotificationState,
    parcel::Status,
    receipt::Cause,
};
use sqlx::PgConnection;

use crate::{StoreError, parcel};

/// One report.
#[derive(Debug, Clone)]
pub struct EventPart {
    /// The status.
    pub status: Status,
    /// Finer words.
    pub substatus: Option<String>,
    /// The carrier's own words.
    pub carrier_text: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// The compartment.
    pub compartment: Option<String>,
    /// When: nothing has happened after it was heard of.
    pub happened_at: Timestamp,
}

/// So many messages of a parcel its page holds, the newest; with fewer it holds all.
pub const NOTIFICATIONS: usize = 20;

/// One message.
#[derive(Debug, Clone)]
pub struct NotificationPart {
    /// The contact it went to, if that is still known.
    pub contact_id: Option<ContactId>,
    /// How it travelled.
    pub channel: Channel,
    /// Where to.
    pub masked: String,
    /// Where it stands.
    pub state: NotificationState,
    /// Since when.
    pub state_at: Timestamp,
    /// Why it did not arrive, or may not have.
    pub cause: Option<Cause>,
    /// It may arrive twice.
    pub unsure: bool,
    /// When a provider accepted it.
    pub sent_at: Option<Timestamp>,
    /// The customer asked for it.
    pub resent: bool,
    /// It said that the parcel is there, and not how to open the door.
    pub word_only: bool,
    /// When it was written down.
    pub created_at: Timestamp,
}

/// A report, which has a status, or a message, which has a state.
struct HistoryRow {
    at: Timestamp,
    status: Option<String>,
    substatus: Option<String>,
    carrier_text: Option<String>,
    location: Option<String>,
    compartment: Option<String>,
    state: Option<String>,
    contact_id: Option<i64>,
    channel: Option<String>,
    masked: Option<String>,
    cause: Option<String>,
    unsure: Option<bool>,
    sent_at: Option<Timestamp>,
    resent: Option<bool>,
    word_only: Option<bool>,
    created_at: Option<Timestamp>,
}

impl TryFrom<HistoryRow> for EventPart {
    type Error = StoreError;

    fn try_from(row: HistoryRow) -> Result<Self, StoreError> {
        let HistoryRow { at, status, substatus, carrier_text, location, compartment, .. } = row;
        let status = parcel::status("parcel_event", &status.unwrap_or_default())?;
        Ok(Self { status, substatus, carrier_text, location, compartment, happened_at: at })
    }
}

impl TryFrom<HistoryRow> for NotificationPart {
    type Error = StoreError;

    fn try_from(row: HistoryRow) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "notification", column };
        Ok(Self {
            contact_id: row.contact_id.map(ContactId::new),
            channel: row.channel.as_deref().and_then(Channel::parse).ok_or(wrong("channel"))?,
            masked: row.masked.ok_or(wrong("masked"))?,
            state: row.state.as_deref().and_then(NotificationState::parse).ok_or(wrong("state"))?,
            state_at: row.at,
            cause: row.cause.map(|name| Cause::parse(&name).ok_or(wrong("cause"))).transpose()?,
            unsure: row.unsure.ok_or(wrong("unsure"))?,
            sent_at: row.sent_at,
            resent: row.resent.ok_or(wrong("resent"))?,
            word_only: row.word_only.ok_or(wrong("word_only"))?,
            created_at: row.created_at.ok_or(wrong("created_at"))?,
        })
    }
}

/// What was reported of a parcel, and the messages about its code; each newest first.
///
/// Both in one statement: a round trip costs the server as much as reading the rows.
pub(super) async fn history(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<(Vec<EventPart>, Vec<NotificationPart>), StoreError> {
    let rows = sqlx::query_as!(
        HistoryRow,
        "(select null as state, status, substatus, carrier_text, location, compartment,
             greatest(least(occurred_at, received_at), '0001-01-01T00:00:00Z') as \"at!\",
             null as contact_id, null as channel, null as masked, null as cause, null as unsure, null as sent_at,
             null as resent, null as word_only, null as created_at
         from parcel_event where parcel_id = $1 order by \"at!\" desc, id desc limit 40)
         union all
         (select state, null, null, null, null, null,
             least(greatest(state_at, '0001-01-01T00:00:00Z'), '9999-12-31T00:00:00Z'),
             contact_id, channel, masked, cause, unsure, sent_at, resent, word_only, created_at
         from notification where parcel_id = $1 and kind = 'code' order by created_at desc, id desc limit $2)",
        parcel.as_str(),
        i64::try_from(NOTIFICATIONS).unwrap_or(i64::MAX)
    )
    .fetch_all(connection)
    .await?;
    let (mut events, mut notifications) = (Vec::new(), Vec::new());
    for row in rows {
        match row.status {
            Some(_) => events.push(row.try_into()?),
            None => notifications.push(row.try_into()?),
        }
    }
    Ok((events, notifications))
}
