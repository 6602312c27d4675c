//! A change of contacts: asked for, verified, confirmed, called off, and taken back.

use app::{
    port::{Caller, ChangeView, Channel, ConfirmView, Step, UndoState, UndoView},
    problem::{Field, Problem},
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    contact::Address,
    contact_book::{Book, By, ChangeId, ChangeState, Kind, Newcomer, Refused, WAIT},
};
use store::{PgConnection, activity, book, contact, job, notification, proof, session};

use super::{
    challenge,
    effects::{Ledger, announce, write},
};
use crate::{
    desk::{
        note,
        present::{moment, what},
        session as open_session,
        sign_in::read_address,
    },
    fault::Fault,
    keys::token_hash,
    office::{CHANGE_PER_CUSTOMER, Office, VERIFY_PER_CONTACT},
    slip,
};

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

/// Begins to make a contact the customer's that an order named beside theirs.
pub async fn claim(office: &Office, caller: &Caller, contact: &str) -> Result<Step, Fault> {
    let contact: i64 = contact.parse().map_err(|_| Problem::NotFound)?;
    let address = office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let session = open_session(connection, caller, office.now()).await?;
            let named = contact::named_beside(connection, session.customer_id).await?;
            let named = named.into_iter().find(|named| named.id == contact).ok_or(Problem::NotFound)?;
            Ok::<_, Fault>(named.address)
        })
        .await?;
    start(office, caller, None, Some(address)).await
}

/// Begins a change. `old` is the contact it replaces or removes, if any; `typed` the new one, empty to remove.
/// A likely slip is asked about once: `sure` says that it was none.
pub async fn begin(
    office: &Office,
    caller: &Caller,
    old: &str,
    typed: &str,
    sure: bool,
) -> Result<Step, Fault> {
    let old: Option<i64> = match old {
        "" => None,
        old => Some(old.parse().map_err(|_| Problem::NotFound)?),
    };
    let new =
        if typed.trim().is_empty() && old.is_some() { None } else { Some(new_address(office, typed, sure)?) };
    start(office, caller, old, new).await
}

async fn start(
    office: &Office,
    caller: &Caller,
    old: Option<i64>,
    new: Option<Address>,
) -> Result<Step, Fault> {
    let step = office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = open(connection, caller, now).await?;
            let customer = opened.session.customer_id;
            office.admit(connection, CHANGE_PER_CUSTOMER, &customer.to_string()).await?;
            // A contact that an order named beside the customer's own can be replaced as well.
            let beside = match old.filter(|old| opened.book.entry(*old).is_none()) {
                Some(old) => {
                    let named = contact::named_beside(connection, customer).await?;
                    Some(named.into_iter().find(|named| named.id == old).ok_or(Problem::NotFound)?)
                }
                None => None,
            };
            let kind = match (old, &beside, &new) {
                (Some(old), None, Some(_)) => Kind::Replace(old),
                (Some(old), None, None) => Kind::Remove(old),
                (_, _, Some(_)) => Kind::Add,
                (_, _, None) => return Err(Problem::NotFound.into()),
            };
            if beside
                .as_ref()
                .zip(new.as_ref())
                .is_some_and(|(old, new)| old.address.channel() != new.channel())
            {
                return Err(Problem::Invalid(Field::Address).into());
            }
            let newcomer = match &new {
                Some(address) => Some(Newcomer {
                    id: contact::find_or_create(connection, address, now).await?,
                    channel: address.channel(),
                }),
                None => None,
            };
            opened.book.begin(kind, newcomer, now).map_err(refused)?;
            let old_masked = match old {
                Some(old) => contact::by_id(connection, old).await?.map(|contact| contact.address.masked()),
                None => None,
            };
            let new_masked = new.as_ref().map(Address::masked);
            let change = book::NewChange {
                customer,
                kind,
                new: newcomer,
                instead_of: beside.as_ref().map(|contact| contact.id),
                old_masked: old_masked.as_deref(),
                new_masked: new_masked.as_deref(),
            };
            let id = book::begin(connection, &change, now).await?;
            // Everybody who is concerned is told at once, and may take it back.
            let mut told = opened.book.tell(newcomer.map(|new| new.id));
            told.extend(beside.map(|contact| contact.id));
            announce(connection, Some(id), notification::Notice::Begun, &told, now).await?;
            note(connection, caller, Some(customer), None, activity::Kind::ChangeBegun, now).await?;
            match (newcomer, &new) {
                (Some(newcomer), Some(address)) => {
                    office.admit(connection, VERIFY_PER_CONTACT, address.reveal()).await?;
                    let to = (newcomer.id, address);
                    let challenge =
                        challenge::begin(office, connection, opened.session.id, to, Some((id, true)), now)
                            .await?;
                    Ok::<_, Fault>(Step::Prove(challenge))
                }
                _ => confirm_with(connection, caller, opened, id, now).await,
            }
        })
        .await?;
    office.work.ring();
    Ok(step)
}

/// What was typed as a new contact.
fn new_address(office: &Office, typed: &str, sure: bool) -> Result<Address, Fault> {
    let address = read_address(office, typed)?;
    if address.channel() == Channel::Email
        && !sure
        && let Some(meant) = slip::meant(address.reveal())
    {
        return Err(Problem::Slip(meant.to_owned()).into());
    }
    Ok(address)
}

/// A new contact was verified: the change is applied if the session has the second proof for it.
pub async fn verified(
    connection: &mut PgConnection,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let new = opened.book.change(id).and_then(|change| change.new).ok_or(Problem::ChangeOver)?;
    if !book::stands_alone(connection, new.id).await? {
        return Err(Problem::TakenElsewhere.into());
    }
    let effects = opened.book.verify(id, now).map_err(refused)?;
    write(connection, &opened.ledger(caller), &opened.book, &effects, now).await?;
    confirm_with(connection, caller, opened, id, now).await
}

/// Applies a verified change if the session has the second proof; otherwise leads to where it is given.
pub async fn confirm_with(
    connection: &mut PgConnection,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let proofs = proof::of_session(connection, opened.session.id).await?;
    match opened.book.authorise(id, &proofs, now) {
        Ok(effects) => {
            write(connection, &opened.ledger(caller), &opened.book, &effects, now).await?;
            Ok(Step::Changed)
        }
        Err(Refused::NotProven) => {
            let customer = opened.session.customer_id.to_string();
            job::enqueue(connection, job::Kind::ChangeContact, &customer, now + WAIT).await?;
            Ok(Step::Confirm(id))
        }
        Err(other) => Err(refused(other).into()),
    }
}

/// Applies a change of the caller that waits for its second proof.
pub async fn confirm(office: &Office, caller: &Caller, id: i64) -> Result<Step, Fault> {
    let step = office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = open(connection, caller, now).await?;
            opened.book.change(id).ok_or(Problem::NotFound)?;
            confirm_with(connection, caller, opened, id, now).await
        })
        .await?;
    office.work.ring();
    Ok(step)
}

/// The page on which a change is confirmed.
pub async fn confirm_view(office: &Office, caller: &Caller, id: i64) -> Result<ConfirmView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let session = open_session(connection, caller, now).await?;
            let book = book::look(connection, session.customer_id, now).await?;
            let change = book.change(id).ok_or(Problem::NotFound)?;
            if change.state != ChangeState::Verified {
                return Err(Problem::ChangeOver.into());
            }
            let zone = super::zone_of(connection, session.customer_id).await?;
            let view = view(connection, &book, id, zone, now).await?.ok_or(Problem::NotFound)?;
            let mut ways = Vec::new();
            for entry in &book.contacts {
                let usable = entry.channel != Channel::Push
                    && !change.is_about(entry.id)
                    && !book.cools(By::Contact(entry.id), now);
                if usable && let Some(contact) = contact::by_id(connection, entry.id).await? {
                    ways.push((entry.id, entry.channel, contact.address.masked()));
                }
            }
            let proofs = proof::of_session(connection, session.id).await?;
            let proven = book.is_authorised_by(change, &proofs, now);
            Ok::<_, Fault>(ConfirmView { change: view, proven, ways })
        })
        .await
}

/// A change as pages show it.
pub async fn view(
    connection: &mut PgConnection,
    book: &Book,
    id: ChangeId,
    zone: Tz,
    now: Timestamp,
) -> Result<Option<ChangeView>, Fault> {
    let Some(change) = book.change(id) else { return Ok(None) };
    let Some(told) = book::told(connection, id).await? else { return Ok(None) };
    Ok(Some(ChangeView {
        id,
        what: what(&told),
        challenge: None,
        at: change.verified_at.map(|at| moment(at + WAIT, zone, now)),
    }))
}

/// Calls an open change off.
pub async fn withdraw(office: &Office, caller: &Caller, id: i64) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let mut opened = open(connection, caller, now).await?;
            let effects = opened.book.withdraw(id).map_err(refused)?;
            write(connection, &opened.ledger(caller), &opened.book, &effects, now).await
        })
        .await?;
    office.work.ring();
    Ok(())
}

/// What a link would undo; looking changes nothing.
pub async fn undo_view(office: &Office, token: &str) -> Result<UndoView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let change = book::undo_link(connection, &token_hash(token), office.now())
                .await?
                .ok_or(Problem::UndoOver)?;
            let state = book::change(connection, change).await?.ok_or(Problem::UndoOver)?.state;
            let told = book::told(connection, change).await?.ok_or(Problem::UndoOver)?;
            let state = match state {
                ChangeState::Pending | ChangeState::Verified => UndoState::Asked,
                ChangeState::Applied => UndoState::Done,
                ChangeState::Undone => UndoState::Undone,
                ChangeState::Withdrawn => return Err(Problem::UndoOver.into()),
            };
            Ok::<_, Fault>(UndoView { what: what(&told), state })
        })
        .await
}

/// Takes a change back, and everything after it; for whoever holds the link.
pub async fn undo(office: &Office, caller: &Caller, token: &str) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let id = book::undo_link(connection, &token_hash(token), now).await?.ok_or(Problem::UndoOver)?;
            let told = book::told(connection, id).await?.ok_or(Problem::UndoOver)?;
            let mut book = book::lock(connection, told.customer_id, now).await?.ok_or(Problem::UndoOver)?;
            let ledger = Ledger {
                customer: told.customer_id,
                session: None,
                by: Some((&caller.user_agent, &caller.network)),
            };
            let mut effects = book.tick(now);
            effects.extend(book.undo(id, now).map_err(|_| Problem::UndoOver)?);
            write(connection, &ledger, &book, &effects, now).await
        })
        .await?;
    office.work.ring();
    Ok(())
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

/// Lifts a freeze: for somebody who has just proven an old contact.
pub async fn unfreeze(office: &Office, caller: &Caller) -> Result<(), Fault> {
    office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = open(connection, caller, now).await?;
            let proofs = proof::of_session(connection, opened.session.id).await?;
            if !opened.book.is_fresh(&proofs, now) {
                return Err(Problem::NotProven.into());
            }
            let customer = opened.session.customer_id;
            book::freeze(connection, customer, None).await?;
            note(connection, caller, Some(customer), None, activity::Kind::FreezeLifted, now).await
        })
        .await
}
