//! A customer's book, opened for writing: locked, and brought up to date.

use app::{
    port::Caller,
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    contact_book::{Book, ChangeId, ChangeState, Refused, WAIT},
};
use store::{PgConnection, book, session};

use super::effects::{Ledger, write};
use crate::{desk::session as open_session, fault::Fault};

/// A customer's book, locked, brought up to date.
pub struct Opened {
    /// The session that acts.
    pub session: session::Session,
    /// The book.
    pub book: Book,
}

/// Opens the book of the caller. What time has brought about since is done first.
pub async fn open(connection: &mut PgConnection, caller: &Caller, now: Timestamp) -> Result<Opened, Fault> {
    let session = open_session(connection, caller, now).await?;
    let book = book::lock(connection, session.customer_id, now).await?.ok_or(Problem::SignedOut)?;
    let mut opened = Opened { session, book };
    let effects = opened.book.tick(now);
    write(connection, &opened.ledger(caller), &opened.book, &effects, now).await?;
    Ok(opened)
}

impl Opened {
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
    // A contact that has meanwhile become part of somebody else's book cannot be taken from there.
    let waiting: Vec<(ChangeId, i64)> = book
        .changes
        .iter()
        .filter(|change| change.state.is_open())
        .filter_map(|change| Some((change.id, change.new?.id)))
        .collect();
    let ledger = Ledger { customer, session: None, by: None };
    for (change, new) in waiting {
        if !book::stands_alone(connection, new).await?
            && let Ok(effects) = book.withdraw(change)
        {
            write(connection, &ledger, &book, &effects, now).await?;
        }
    }
    let effects = book.tick(now);
    write(connection, &ledger, &book, &effects, now).await?;
    let next = book.changes.iter().filter(|change| change.state == ChangeState::Verified);
    let next = next.filter_map(|change| change.verified_at).map(|at| at + WAIT).min();
    Ok(next.map(|at| at.max(book.frozen(now).unwrap_or(at))))
}
