//! Changes of a customer's contacts, as they are written down and told of.

use domain::{
    Timestamp,
    contact::Channel,
    contact_book::{BookEntry, Change, ChangeKind, ChangeState, Newcomer},
    id::{ChangeId, ContactId, CustomerId, SessionId},
};
use sqlx::{PgConnection, types::Json};

use crate::{StoreError, error::one};

struct ChangeRow {
    id: ChangeId,
    kind: String,
    old_contact: Option<i64>,
    new_contact: Option<i64>,
    new_channel: Option<String>,
    left_entry: Option<Json<BookEntry>>,
    state: String,
    begun_at: Timestamp,
    verified_at: Option<Timestamp>,
    applied_at: Option<Timestamp>,
    session_id: Option<i64>,
}

/// The columns of [`ChangeRow`].
macro_rules! changes {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            ChangeRow,
            "select id, kind, old_contact, new_contact, new_channel, left_entry as \"left_entry: Json<BookEntry>\", state,
                 begun_at, verified_at, applied_at, session_id from contact_change " + $rest,
            $($value),+
        )
    };
}

const fn wrong(table: &'static str, column: &'static str) -> StoreError {
    StoreError::Inconsistent { table, column }
}

impl TryFrom<ChangeRow> for Change {
    type Error = StoreError;

    fn try_from(row: ChangeRow) -> Result<Self, StoreError> {
        let kind = match (row.kind.as_str(), row.old_contact.map(ContactId::new)) {
            ("add", _) => ChangeKind::Add,
            ("replace", Some(old)) => ChangeKind::Replace(old),
            ("remove", Some(old)) => ChangeKind::Remove(old),
            ("turn_off", Some(old)) => ChangeKind::TurnOff(old),
            ("replace" | "remove" | "turn_off", None) => ChangeKind::Forgotten,
            ("codes_out", _) => ChangeKind::CodesOut,
            ("codes_in", _) => ChangeKind::CodesIn,
            ("passkey", _) => ChangeKind::Passkey,
            ("browser", _) => ChangeKind::Browser,
            _ => return Err(wrong("contact_change", "kind")),
        };
        let new = row.new_contact.zip(row.new_channel).map(|(id, channel)| {
            let channel = Channel::parse(&channel).ok_or(wrong("contact_change", "new_channel"))?;
            Ok::<_, StoreError>(Newcomer { id: ContactId::new(id), channel })
        });
        Ok(Self {
            id: row.id,
            kind,
            new: new.transpose()?,
            state: ChangeState::parse(&row.state).ok_or(wrong("contact_change", "state"))?,
            begun_at: row.begun_at,
            verified_at: row.verified_at,
            applied_at: row.applied_at,
            left: row.left_entry.map(|Json(entry)| entry),
            session: row.session_id.map(SessionId::new),
        })
    }
}

/// A change to be written down.
#[derive(Debug)]
pub struct NewChange<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// The session that asks for it.
    pub session: SessionId,
    /// What it does.
    pub kind: ChangeKind,
    /// Whom it brings in.
    pub new: Option<Newcomer>,
    /// A contact an order named beside the customer's own: parcels name the new one instead.
    pub instead_of: Option<ContactId>,
    /// Whom it replaces, masked.
    pub old_masked: Option<&'a str>,
    /// Whom it brings in, masked.
    pub new_masked: Option<&'a str>,
}

/// Writes a change down that the book has allowed, and answers its number.
pub async fn begin(
    connection: &mut PgConnection,
    new: &NewChange<'_>,
    now: Timestamp,
) -> Result<ChangeId, StoreError> {
    let kind = match new.kind {
        ChangeKind::Add => "add",
        ChangeKind::Replace(_) => "replace",
        ChangeKind::Remove(_) => "remove",
        ChangeKind::TurnOff(_) => "turn_off",
        ChangeKind::CodesOut => "codes_out",
        ChangeKind::CodesIn => "codes_in",
        ChangeKind::Passkey => "passkey",
        ChangeKind::Browser => "browser",
        ChangeKind::Forgotten => return Err(wrong("contact_change", "kind")),
    };
    let about = match new.kind {
        ChangeKind::TurnOff(contact) => Some(contact),
        kind => kind.target().or(new.instead_of),
    };
    let start = new.kind.start(now);
    Ok(sqlx::query_scalar!(
        "insert into contact_change (customer_id, kind, old_contact, new_contact, new_channel, old_masked,
             new_masked, state, begun_at, verified_at, applied_at, session_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id",
        new.customer.get(),
        kind,
        about.map(ContactId::get),
        new.new.map(|new| new.id.get()),
        new.new.map(|new| new.channel.as_str()),
        new.old_masked,
        new.new_masked,
        start.state.as_str(),
        now,
        start.verified_at,
        start.applied_at,
        new.session.get()
    )
    .fetch_one(connection)
    .await?
    .into())
}

/// Writes where a change stands now.
pub async fn moved(connection: &mut PgConnection, change: &Change) -> Result<(), StoreError> {
    let written = sqlx::query!(
        "update contact_change set state = $2, verified_at = $3, applied_at = $4, left_entry = $5 where id = $1",
        change.id.get(),
        change.state.as_str(),
        change.verified_at,
        change.applied_at,
        change.left.map(Json) as Option<Json<BookEntry>>
    )
    .execute(connection)
    .await?;
    one(&written, "contact_change")
}

/// A change as the pages and notices tell of it.
#[derive(Debug, Clone)]
pub struct ChangeSummary {
    /// What its notices and undo links refer to.
    pub id: ChangeId,
    /// Whose.
    pub customer_id: CustomerId,
    /// `add`, `replace` or `remove`.
    pub kind: String,
    /// Whom it replaces, masked.
    pub old_masked: Option<String>,
    /// Whom it brings in, masked.
    pub new_masked: Option<String>,
    /// The contact an order named beside the customer's own, which it stands in for.
    pub old_contact: Option<ContactId>,
    /// Whom it brings in.
    pub new_contact: Option<ContactId>,
    /// When it began.
    pub begun_at: Timestamp,
}

/// The change of that number.
pub async fn told(
    connection: &mut PgConnection,
    change: ChangeId,
) -> Result<Option<ChangeSummary>, StoreError> {
    let told = sqlx::query!(
        "select id, customer_id, kind, old_masked, new_masked, old_contact, new_contact, begun_at
         from contact_change where id = $1",
        change.get()
    )
    .fetch_optional(connection)
    .await?;
    Ok(told.map(|row| ChangeSummary {
        id: row.id.into(),
        customer_id: row.customer_id.into(),
        kind: row.kind,
        old_masked: row.old_masked,
        new_masked: row.new_masked,
        old_contact: row.old_contact.map(ContactId::new),
        new_contact: row.new_contact.map(ContactId::new),
        begun_at: row.begun_at,
    }))
}

/// The changes of a customer that began after that time, oldest first.
pub(super) async fn since(
    connection: &mut PgConnection,
    customer: CustomerId,
    after: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    changes!("where customer_id = $1 and begun_at > $2 order by id", customer.get(), after)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Change::try_from)
        .collect()
}

/// The change of that number, without a lock on the customer.
pub async fn change(connection: &mut PgConnection, id: ChangeId) -> Result<Option<Change>, StoreError> {
    changes!("where id = $1", id.get()).fetch_optional(connection).await?.map(Change::try_from).transpose()
}
