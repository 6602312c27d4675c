//! Links that take a change back.

use domain::{Timestamp, id::ChangeId};
use sqlx::PgConnection;

use crate::StoreError;

/// A link that takes a change back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoLink {
    /// Which change.
    pub change: ChangeId,
    /// It is that of the contact which the change brings in: it takes itself out, and nothing else back.
    pub opts_out: bool,
}

/// Writes a link down that undoes a change; its token is kept as a hash only.
pub async fn add_undo(
    connection: &mut PgConnection,
    token_hash: &[u8],
    link: UndoLink,
    masked: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into undo_link (token_hash, change_id, opts_out, masked, expires_at) values ($1, $2, $3, $4, $5)",
        token_hash,
        link.change.get(),
        link.opts_out,
        masked,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The change that a link undoes, while it is good.
pub async fn undo_link(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UndoLink>, StoreError> {
    Ok(sqlx::query_as!(
        UndoLink,
        "select change_id as change, opts_out from undo_link where token_hash = $1 and expires_at > $2",
        token_hash,
        now
    )
    .fetch_optional(connection)
    .await?)
}
