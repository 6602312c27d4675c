//! One transaction, and what follows from it when it is committed.

use std::{
    collections::BTreeSet,
    ops::{Deref, DerefMut},
};

use domain::id::ParcelId;
use sqlx::PgConnection;

use crate::{Bell, StoreError};

/// What is done together or not at all. It is a connection to everything that reads and writes; what changed a parcel or
/// wrote work down says so here, and the rest is done once, for all of it, in [`Db::write`](crate::Db::write).
pub struct Transaction<'c> {
    connection: &'c mut PgConnection,
    changed: BTreeSet<ParcelId>,
    enqueued: bool,
    quiet: bool,
}

impl<'c> Transaction<'c> {
    pub(crate) const fn new(connection: &'c mut PgConnection) -> Self {
        Self { connection, changed: BTreeSet::new(), enqueued: false, quiet: false }
    }

    /// Notes that the pages of this parcel show something else from now on.
    pub fn changed(&mut self, parcel: &ParcelId) {
        self.changed.insert(parcel.clone());
    }

    /// Notes that there is work for a worker.
    pub(crate) const fn enqueued(&mut self) {
        self.enqueued = true;
    }

    /// Has the bell ring in any case, and only when the answer has surely left: whether there is work for it must not show
    /// in the time the answer takes.
    pub const fn ring_later(&mut self) {
        self.quiet = true;
    }

    /// Raises the versions of what has changed, last of all and in one order, so that nobody waits for another in a
    /// circle. Answers how the bell is to be rung.
    pub(crate) async fn close(self) -> Result<Ringing, StoreError> {
        let changed: Vec<&str> = self.changed.iter().map(ParcelId::as_str).collect();
        if !changed.is_empty() {
            sqlx::query!(
                "with changed as (select id from parcel where id = any($1) order by id for update)
                 update parcel p set version = version + 1 from changed where p.id = changed.id",
                &changed as &[&str]
            )
            .execute(self.connection)
            .await?;
        }
        Ok(match (self.quiet, self.enqueued) {
            (true, _) => Ringing::Later,
            (false, true) => Ringing::Now,
            (false, false) => Ringing::None,
        })
    }
}

/// How the bell is rung after a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ringing {
    None,
    Now,
    Later,
}

impl Ringing {
    pub(crate) fn ring(self, bell: &Bell) {
        match self {
            Self::None => {}
            Self::Now => bell.ring(),
            Self::Later => bell.ring_soon(),
        }
    }
}

impl Deref for Transaction<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.connection
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.connection
    }
}
