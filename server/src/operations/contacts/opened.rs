//! A customer's book, opened for writing: locked, and brought up to date.

use app::{
    port::Caller,
    problem::{Field, Problem},
};
use domain::{
    Timestamp,
    access::{Permit, Refused, What},
    contact_book::{self, Book, Change, ChangeState, Proof, WAIT},
    id::{ChangeId, ContactId, CustomerId},
};
use store::{PgConnection, Transaction, book, contact, passkey, session};

use super::effects::{Ledger, write};
use crate::{
    fault::Fault,
    operations::{access::Guest, caller::current_session},
};

/// A customer's book, locked, brought up to date.
pub struct Opened {
    /// The session that acts.
    pub session: session::Session,
    /// The book.
    pub book: Book,
    /// What the session has proven.
    pub proofs: Vec<Proof>,
}

/// Opens the book of the caller for what they want to do. What time has brought about since is done first, in nobody's
/// name: it may end the caller's own session.
pub async fn open(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    what: What,
    now: Timestamp,
) -> Result<Opened, Fault> {
    let opened = open_to_answer(transaction, caller, now).await?;
    opened.may(what, now)?;
    Ok(opened)
}

/// Opens the book of the caller for something that was permitted before, and is only being answered.
pub async fn open_to_answer(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    now: Timestamp,
) -> Result<Opened, Fault> {
    let customer = current_session(transaction, caller, now).await?.customer_id;
    let mut book = book::lock(transaction, customer, now).await?.ok_or(Problem::SignedOut)?;
    settle(transaction, customer, &mut book, now).await?;
    // It may have ended while the lock was waited for.
    let Guest { session, proofs, .. } = Guest::look(transaction, caller, now).await?;
    Ok(Opened { session, book, proofs })
}

impl Opened {
    /// Whether the caller may do this, as things stand now.
    pub fn may(&self, what: What, now: Timestamp) -> Result<Permit, Refused> {
        self.guest().may(what, now)
    }

    /// Whether the caller may do this to one of the customer's changes.
    pub fn may_change(&self, what: What, change: &Change, now: Timestamp) -> Result<Permit, Refused> {
        self.guest().may_change(what, change, now)
    }

    /// Whether the caller may do this to one of the customer's contacts.
    pub fn may_to(&self, what: What, contact: ContactId, now: Timestamp) -> Result<Permit, Refused> {
        self.guest().may_to(what, contact, now)
    }

    fn guest(&self) -> Guest {
        Guest { session: self.session.clone(), book: self.book.clone(), proofs: self.proofs.clone() }
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
pub fn refused(refused: contact_book::Refused) -> Problem {
    use contact_book::Refused;
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
    transaction: &mut Transaction<'_>,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let Some(mut book) = book::lock(transaction, customer, now).await? else { return Ok(None) };
    settle(transaction, customer, &mut book, now).await?;
    let next = book.changes.iter().filter(|change| change.state == ChangeState::Verified);
    let next = next.filter_map(|change| change.verified_at).map(|at| at + WAIT).min();
    Ok(next.map(|at| at.max(book.frozen(now).unwrap_or(at))))
}

/// Whether a contact may go over from where it is to another customer's book. It stays there until the transaction ends,
/// so that what is answered still holds when it goes.
pub async fn may_join(
    connection: &mut PgConnection,
    contact: ContactId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some(known) = contact::lock(connection, contact).await? else { return Ok(false) };
    let book = book::look(connection, known.customer, now).await?;
    let has_passkeys = !passkey::of_customer(connection, known.customer).await?.is_empty();
    Ok(book.may_go(contact, has_passkeys, now))
}

/// Writes what is due in a locked book, in nobody's name.
pub async fn settle(
    transaction: &mut Transaction<'_>,
    customer: CustomerId,
    book: &mut Book,
    now: Timestamp,
) -> Result<(), Fault> {
    let ledger = Ledger { customer, session: None, by: None };
    // A contact that has meanwhile become part of somebody else's book cannot be taken from there.
    let waiting: Vec<(ChangeId, ContactId)> = book
        .changes
        .iter()
        .filter(|change| change.state == ChangeState::Verified)
        .filter_map(|change| Some((change.id, change.new?.id)))
        .collect();
    for (change, new) in waiting {
        if !may_join(transaction, new, now).await?
            && let Ok(effects) = book.withdraw(change)
        {
            write(transaction, &ledger, book, &effects, now).await?;
        }
    }
    let effects = book.tick(now);
    write(transaction, &ledger, book, &effects, now).await
}
