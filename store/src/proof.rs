//! What a session has proven.

use domain::{
    Timestamp,
    contact_book::{By, Proof},
    id::{ContactId, PasskeyId, SessionId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// What gave a proof, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A contact gave back a one-time code, or a link was followed that was sent there.
    Contact {
        /// The contact that was proven.
        id: ContactId,
        /// It was a link.
        by_link: bool,
    },
    /// A passkey.
    Passkey(PasskeyId),
}

impl Source {
    /// Contact, passkey, and whether it was a link.
    pub(crate) const fn columns(self) -> (Option<i64>, Option<i64>, bool) {
        match self {
            Self::Contact { id, by_link } => (Some(id.get()), None, by_link),
            Self::Passkey(id) => (None, Some(id.get()), false),
        }
    }
}

/// Writes a further proof of a session down.
pub async fn add(
    connection: &mut PgConnection,
    session: SessionId,
    source: Source,
    cooling: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (contact, passkey, by_link) = source.columns();
    sqlx::query!(
        "insert into proof (session_id, contact_id, passkey_id, by_link, cooling, at) values ($1, $2, $3, $4, $5, $6)",
        session.get(),
        contact,
        passkey,
        by_link,
        cooling,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(serde::Deserialize)]
pub(crate) struct Row {
    contact_id: Option<i64>,
    added_at: Option<Timestamp>,
    by_link: bool,
    cooling: bool,
    at: Timestamp,
}

/// Everything a session has proven. What was proven by a contact or passkey that is forgotten counts no more.
pub async fn of_session(connection: &mut PgConnection, session: SessionId) -> Result<Vec<Proof>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select p.contact_id, k.added_at as \"added_at?\", p.by_link, p.cooling, p.at
         from proof p left join passkey k on k.id = p.passkey_id where p.session_id = $1 order by p.id",
        session.get()
    )
    .fetch_all(connection)
    .await?;
    Ok(known(rows))
}

/// The proofs whose contact or passkey is still there.
pub(crate) fn known(rows: Vec<Row>) -> Vec<Proof> {
    let proof = |row: Row| {
        let passkey = row.added_at.map(|added_at| By::Passkey { added_at });
        let by = row.contact_id.map(ContactId::new).map(By::Contact).or(passkey)?;
        Some(Proof { by, at: row.at, by_link: row.by_link, cooling: row.cooling })
    };
    rows.into_iter().filter_map(proof).collect()
}
