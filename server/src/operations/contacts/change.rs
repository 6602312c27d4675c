//! A change of contacts: asked for, shown, and called off.

use app::{
    actions::{ChangeContact, ClaimContact, WithdrawChange},
    port::{Caller, Channel, Step},
    problem::{Field, Problem},
};
use domain::{
    access::What,
    contact::Address,
    contact_book::{Change, ChangeKind, Newcomer},
    id::{ChangeId, ContactId},
};
use store::{activity, book, contact, notification};

use super::{
    challenge,
    confirm::confirm_with,
    effects::{announce, write},
    opened::{open, refused},
};
use crate::{
    app_state::{AppState, CHANGE_PER_CUSTOMER},
    fault::Fault,
    operations::{
        Handle,
        access::Guest,
        caller::{count, note},
        number,
        sign_in::read_address,
    },
    slip,
};

impl Handle<ClaimContact> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ClaimContact) -> Result<Step, Fault> {
        claim(self, caller, &asked.contact).await
    }
}

/// Begins to make a contact the customer's that an order named beside theirs.
async fn claim(app_state: &AppState, caller: &Caller, contact: &str) -> Result<Step, Fault> {
    let contact: ContactId = contact.parse().map_err(|_| Problem::NotFound)?;
    let address = app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(connection, caller, What::BeginChange, now).await?;
            let named = contact::named_beside(connection, guest.session.customer_id).await?;
            let named = named.into_iter().find(|named| named.id == contact).ok_or(Problem::NotFound)?;
            Ok::<_, Fault>(named.address)
        })
        .await?;
    start(app_state, caller, None, Some(address)).await
}

impl Handle<ChangeContact> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ChangeContact) -> Result<Step, Fault> {
        // Who was asked is sure of the address that was asked about, and of no other.
        let sure = !asked.sure.is_empty() && asked.sure.trim() == asked.address.trim();
        begin(self, caller, &asked.old, &asked.address, sure).await
    }
}

/// Begins a change. `old` is the contact it replaces or removes, if any; `typed` the new one, empty to remove.
/// A likely slip is asked about once: `sure` says that it was none.
async fn begin(
    app_state: &AppState,
    caller: &Caller,
    old: &str,
    typed: &str,
    sure: bool,
) -> Result<Step, Fault> {
    let old: Option<ContactId> = match old {
        "" => None,
        old => Some(old.parse().map_err(|_| Problem::NotFound)?),
    };
    let new = if typed.trim().is_empty() && old.is_some() {
        None
    } else {
        Some(new_address(app_state, typed, sure)?)
    };
    start(app_state, caller, old, new).await
}

async fn start(
    app_state: &AppState,
    caller: &Caller,
    old: Option<ContactId>,
    new: Option<Address>,
) -> Result<Step, Fault> {
    count(app_state, caller, CHANGE_PER_CUSTOMER, |session| session.customer_id).await?;
    let step = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let mut opened = open(transaction, caller, What::BeginChange, now).await?;
            let customer = opened.session.customer_id;
            // A contact that an order named beside the customer's own can be replaced as well.
            let beside = match old.filter(|old| opened.book.entry(*old).is_none()) {
                Some(old) => {
                    let named = contact::named_beside(transaction, customer).await?;
                    let beside = named.into_iter().find(|named| named.id == old).ok_or(Problem::NotFound)?;
                    // Nobody changes what somebody else has proven.
                    if beside.proven_at.is_some() {
                        return Err(Problem::TakenElsewhere.into());
                    }
                    Some(beside)
                }
                None => None,
            };
            let kind = match (old, &beside, &new) {
                (Some(old), None, Some(_)) => ChangeKind::Replace(old),
                (Some(old), None, None) => ChangeKind::Remove(old),
                (_, _, Some(_)) => ChangeKind::Add,
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
                    id: contact::find_or_create(transaction, address, now).await?,
                    channel: address.channel(),
                }),
                None => None,
            };
            opened.book.begin(kind, newcomer, now).map_err(refused)?;
            let old_masked = match old {
                Some(old) => contact::by_id(transaction, old).await?.map(|contact| contact.address.masked()),
                None => None,
            };
            let new_masked = new.as_ref().map(Address::masked);
            let change = book::NewChange {
                customer,
                session: opened.session.id,
                kind,
                new: newcomer,
                instead_of: beside.as_ref().map(|contact| contact.id),
                old_masked: old_masked.as_deref(),
                new_masked: new_masked.as_deref(),
            };
            let id = book::begin(transaction, &change, now).await?;
            opened.book.changes.push(Change::begun(id, kind, newcomer, now).by(opened.session.id));
            // Everybody who is concerned is told at once, and may take it back.
            let mut told = opened.book.tell(newcomer.map(|new| new.id));
            told.extend(beside.map(|contact| contact.id));
            announce(transaction, Some(id), notification::NoticeKind::Begun, &told, now).await?;
            note(transaction, caller, Some(customer), None, activity::ActivityKind::ChangeBegun, now).await?;
            match (newcomer, &new) {
                (Some(newcomer), Some(address)) => {
                    let to = (newcomer.id, address);
                    let session = opened.session.id;
                    let challenge =
                        challenge::begin(app_state, transaction, caller, session, to, Some((id, true)))
                            .await?;
                    Ok::<_, Fault>(Step::Prove(challenge.get()))
                }
                _ => confirm_with(transaction, caller, opened, id, now).await,
            }
        })
        .await?;
    Ok(step)
}

/// What was typed as a new contact.
fn new_address(app_state: &AppState, typed: &str, sure: bool) -> Result<Address, Fault> {
    let address = read_address(app_state, typed)?;
    if address.channel() == Channel::Email
        && !sure
        && let Some(meant) = slip::meant(address.reveal())
    {
        return Err(Problem::Slip(meant.to_owned()).into());
    }
    Ok(address)
}

impl Handle<WithdrawChange> for AppState {
    async fn handle(&self, caller: &Caller, asked: &WithdrawChange) -> Result<(), Fault> {
        withdraw(self, caller, number(&asked.change)?).await
    }
}

/// Calls an open change off.
async fn withdraw(app_state: &AppState, caller: &Caller, id: ChangeId) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let mut opened = open(transaction, caller, What::WithdrawChange, now).await?;
            let effects = opened.book.withdraw(id).map_err(refused)?;
            write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await
        })
        .await?;
    Ok(())
}
