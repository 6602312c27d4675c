//! A customer's book, opened for writing: locked, and brought up to date.

use app::{
    port::Caller,
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    contact_book::{Book, ChangeId, ChangeState, Refused, WAIT},
};
use store::{PgConnection, book, proof, session};

use super::effects::{Ledger, write};
use crate::{desk::session as open_session, fault::Fault};

/// A customer's book, locked, brought up to date.
pub struct Opened {
    /// The session that acts.
    pub session: session::Session,
    /// The book.
    pub book: Book,
}

/// Opens the book of the caller. What time has brought about since is done first, in nobody's name: it may end the
/// caller's own session.
pub async fn open(connection: &mut PgConnection, caller: &Caller, now: Timestamp) -> Result<Opened, Fault> {
    let customer = open_session(connection, caller, now).await?.customer_id;
    let mut book = book::lock(connection, customer, now).await?.ok_or(Problem::SignedOut)?;
    settle(connection, customer, &mut book, now).await?;
    // It may have ended while the lock was waited for.
    let session = open_session(connection, caller, now).await?;
    Ok(Opened { session, book })
}

impl Opened {
    /// Refuses unless the caller has just proven who it is and changes are allowed at all: for what decides where
    /// codes go.
    pub async fn in_earnest(&self, connection: &mut PgConnection, now: Timestamp) -> Result<(), Fault> {
        self.thawed(now)?;
        self.proven(connection, now).await
    }

    /// Refuses while nothing may change.
    pub fn thawed(&self, now: Timestamp) -> Result<(), Fault> {
        if self.book.frozen(now).is_some() { Err(Problem::Frozen.into()) } else { Ok(()) }
    }

    /// Refuses unless the caller has just proven who it is.
    pub async fn proven(&self, connection: &mut PgConnection, now: Timestamp) -> Result<(), Fault> {
        let proofs = proof::of_session(connection, self.session.id).await?;
        if self.book.is_fresh(&proofs, now) { Ok(()) } else { Err(Problem::NotProven.into()) }
    }

    /// In whose name things are written down.
    pub fn ledger<'a>(&self, caller: &'a Caller) -> Ledger<'a> {
        Ledger {
            customer: self.session.customer_id,
            session: Some(self.session.id),
            by: Some((&caller.user_agent, &caller.network)),
        }
    }
}

/// What the book's refusal is called on the page.
pub fn refused(refused: Refused) -> Problem {
    match refused {
        Refused::Frozen { .. } => Problem::Frozen,
        Refused::AlreadyThere => Problem::AlreadyThere,
        Refused::NotThere | Refused::NoSuchChange | Refused::NotByChange | Refused::Malformed => {
            Problem::NotFound
        }
        Refused::OtherChannel => Problem::Invalid(Field::Address),
        Refused::Busy => Problem::ChangeUnderWay,
        Refused::LastWay => Problem::LastWay,
        Refused::TooMany => Problem::TooManyChanges,
        Refused::NotProven => Problem::NotProven,
        Refused::WrongState(_) | Refused::TooLate => Problem::ChangeOver,
    }
}

/// What time alone brings about in a customer's book; answers when to look again.
pub async fn tick(
    connection: &mut PgConnection,
    customer: i64,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let Some(mut book) = book::lock(connection, customer, now).await? else { return Ok(None) };
    settle(connection, customer, &mut book, now).await?;
    let next = book.changes.iter().filter(|change| change.state == ChangeState::Verified);
    let next = next.filter_map(|change| change.verified_at).map(|at| at + WAIT).min();
    Ok(next.map(|at| at.max(book.frozen(now).unwrap_or(at))))
}

/// Writes what is due in a locked book, in nobody's name.
pub async fn settle(
    connection: &mut PgConnection,
    customer: i64,
    book: &mut Book,
    now: Timestamp,
) -> Result<(), Fault> {
    let ledger = Ledger { customer, session: None, by: None };
    // A contact that has meanwhile become part of somebody else's book cannot be taken from there.
    let waiting: Vec<(ChangeId, i64)> = book
        .changes
        .iter()
        .filter(|change| change.state == ChangeState::Verified)
        .filter_map(|change| Some((change.id, change.new?.id)))
        .collect();
    for (change, new) in waiting {
        if !book::stands_alone(connection, new).await?
            && let Ok(effects) = book.withdraw(change)
        {
            write(connection, &ledger, book, &effects, now).await?;
        }
    }
    let effects = book.tick(now);
    write(connection, &ledger, book, &effects, now).await
}
