//! Who is at the desk, and what they may do: what is known of a caller, put before the domain's one decision.

use app::port::Caller;
use domain::{
    Timestamp,
    access::{Facts, Level, Named, Permit, Reach, Refused, Role, What, may},
    contact_book::{Book, By, Change, Proof},
    id::{ContactId, ParcelId},
};
use store::{PgConnection, book, page::ParcelPage, proof, recipient, session::Session};

use crate::{fault::Fault, operations::caller::current_session};

/// Somebody with a session.
pub struct Guest {
    /// The session.
    pub session: Session,
    /// The customer's book, to look at.
    pub book: Book,
    /// What the session has proven.
    pub proofs: Vec<Proof>,
}

impl Guest {
    /// The caller.
    pub async fn look(connection: &mut PgConnection, caller: &Caller, now: Timestamp) -> Result<Self, Fault> {
        let session = current_session(connection, caller, now).await?;
        Self::of(connection, session, now).await
    }

    /// The caller, if they may do something that is about no parcel.
    pub async fn who_may(
        connection: &mut PgConnection,
        caller: &Caller,
        what: What,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let guest = Self::look(connection, caller, now).await?;
        guest.may(what, now)?;
        Ok(guest)
    }

    /// Whoever has this session.
    pub async fn of(connection: &mut PgConnection, session: Session, now: Timestamp) -> Result<Self, Fault> {
        let book = book::look(connection, session.customer_id, now).await?;
        let proofs = proof::of_session(connection, session.id).await?;
        Ok(Self { session, book, proofs })
    }

    /// Whoever looks at this page. Of the book it knows the contacts only.
    pub fn at(page: &ParcelPage) -> Self {
        let own = page.contacts.iter().filter(|contact| contact.customer == page.session.customer_id);
        let contacts = own.map(store::contact::Contact::entry).collect();
        Self { session: page.session.clone(), book: Book::of(contacts), proofs: page.proofs.clone() }
    }

    /// Whether they may do something that is about no parcel.
    pub fn may(&self, what: What, now: Timestamp) -> Result<Permit, Refused> {
        self.ask(what, self.book.level(&self.proofs, None, now), Reach::Nothing, now)
    }

    /// Whether they may do something to this change of their contacts.
    pub fn may_change(&self, what: What, change: &Change, now: Timestamp) -> Result<Permit, Refused> {
        self.ask(what, self.book.level(&self.proofs, Some(change), now), Reach::Nothing, now)
    }

    /// Whether they may do something to this contact of theirs.
    pub fn may_to(&self, what: What, contact: ContactId, now: Timestamp) -> Result<Permit, Refused> {
        let level = self.book.level_beside(contact, &self.proofs, now);
        self.ask(what, level, Reach::Nothing, now)
    }

    /// Whether they may do something to a parcel that names these contacts.
    pub fn may_with(
        &self,
        what: What,
        parcel: &ParcelId,
        named: &[Named],
        now: Timestamp,
    ) -> Result<Permit, Refused> {
        let reach = match &self.session.only_parcel {
            Some(only) if only == parcel => Reach::Sees,
            Some(_) => Reach::Nothing,
            None => self.book.reach_of(&self.proofs, named, now),
        };
        self.ask(what, self.book.level(&self.proofs, None, now), reach, now)
    }

    fn ask(&self, what: What, level: Level, reach: Reach, now: Timestamp) -> Result<Permit, Refused> {
        let level = match self.session.only_parcel {
            Some(_) => Level::Link,
            None => level,
        };
        // Who had a passkey added was settled then: to look, that is enough.
        let by_passkey = |proof: &Proof| matches!(proof.by, By::Passkey { .. });
        let settled = self.book.has_settled(&self.proofs, now)
            || matches!(what, What::SeeAccount) && self.proofs.iter().any(by_passkey);
        may(
            level,
            Role::Owner,
            what,
            Facts { reach, settled, frozen: self.book.frozen(now).is_some(), word_only: false },
        )
    }
}

/// Whether a message to a contact that reaches this far may hold what is asked for; `word_only` where its customer wants
/// no code in messages.
pub fn may_send(what: What, reach: Reach, word_only: bool) -> Result<Permit, Refused> {
    may(Level::Visitor, Role::Addressee, what, Facts::of_message(reach, word_only))
}

/// Whether a session may see how a parcel stands.
pub async fn sees(
    connection: &mut PgConnection,
    session: Session,
    parcel: &ParcelId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let named = recipient::named(connection, parcel).await?;
    let guest = Guest::of(connection, session, now).await?;
    Ok(guest.may_with(What::SeeParcel, parcel, &named, now).is_ok())
}
