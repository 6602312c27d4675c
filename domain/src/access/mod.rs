//! Who may do what: one total function, asked by every operation and by every way that hands out digits or a link.
//!
//! A caller has a [`Level`], which is what they have shown so far, and a [`Role`], which is what the subject is to
//! them. [`What`] says what is to be done, and [`Facts`] what else counts: how far the caller's ways in reach into the
//! parcel ([`Reach`]), whether anything that was proven has settled, whether changes are frozen. [`may`] answers with a
//! [`Permit`], which nothing else can make, or with the reason why not. What hands out digits takes the permit as an
//! argument, so that a new way cannot forget to ask (PRODUCT.md, section 2).

mod reach;
mod what;

pub use self::{
    reach::{Named, Reach, Way},
    what::{Needs, What},
};

/// What a caller has shown, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    Visitor,
    /// A link to one parcel that did not carry its code.
    Link,
    /// A one-time code, a passkey, or a link from a message that itself would carry the code; for 90 days.
    Verified,
    /// The same within ten minutes, by something that settled, and that what is to be done is not about.
    Fresh,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 4] = [Self::Visitor, Self::Link, Self::Verified, Self::Fresh];
}

/// What the subject of an operation is to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It is the caller's: the parcel names a contact of theirs, or the contact, change or device is theirs.
    Owner,
    /// It is another customer's, or it was forgotten, or it never was: nobody can tell these apart.
    Stranger,
    /// Nobody calls: the subject is a message, and this is the contact it goes to.
    Addressee,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Stranger, Self::Addressee];
}

/// What else counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// How far the caller, or the contact a message goes to, reaches into the parcel it is about.
    pub reach: Reach,
    /// Something the caller has proven is older than its cool-down.
    pub settled: bool,
    /// After an undo nothing changes for a while.
    pub frozen: bool,
    /// The customer of the contact that a message goes to wants no code in messages.
    pub word_only: bool,
}

impl Facts {
    /// What counts where no parcel is concerned.
    pub const fn without_parcel(settled: bool, frozen: bool) -> Self {
        Self { reach: Reach::Nothing, settled, frozen, word_only: false }
    }

    /// What counts where only a parcel is concerned.
    pub const fn of_parcel(reach: Reach) -> Self {
        Self { reach, settled: reach.opens(), frozen: false, word_only: false }
    }

    /// What counts for a message about a parcel.
    pub const fn of_message(reach: Reach, word_only: bool) -> Self {
        Self { word_only, ..Self::of_parcel(reach) }
    }
}

/// That something may be done; only [`may`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit(What);

impl Permit {
    /// What it permits.
    pub const fn what(&self) -> What {
        self.0
    }

    /// Whether it permits to read a pickup code.
    pub const fn reads_digits(&self) -> bool {
        matches!(self.0, What::SeeCode | What::SendCode)
    }
}

/// Why something may not be done, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// Nobody is signed in, or only by a link that shows how a parcel stands.
    #[error("not signed in for this")]
    SignedOut,
    /// It is not the caller's, or it is not there: the same answer.
    #[error("not theirs, or not there")]
    NotYours,
    /// All that was proven is within its cool-down.
    #[error("everything proven is too new")]
    TooNew,
    /// The customer wants no code in messages.
    #[error("not wanted in messages")]
    Unwanted,
    /// A change was undone lately.
    #[error("nothing changes for a while")]
    Frozen,
    /// It needs a proof of the last ten minutes by something it is not about.
    #[error("no fresh proof by something else")]
    NotProven,
}

/// Whether somebody of this level and role may do this, as things stand.
pub const fn may(level: Level, role: Role, what: What, facts: Facts) -> Result<Permit, Refused> {
    let needs = what.needs();
    if !matches!(
        (needs.role, role),
        (Role::Owner, Role::Owner) | (Role::Addressee, Role::Addressee) | (Role::Stranger, _)
    ) {
        // A visitor learns first that they are one.
        return Err(if matches!(level, Level::Visitor) { Refused::SignedOut } else { Refused::NotYours });
    }
    if (level as u8) < (needs.signed_in as u8) {
        return Err(Refused::SignedOut);
    }
    if (facts.reach as u8) < (needs.reach as u8) {
        return Err(if matches!(facts.reach, Reach::Nothing) { Refused::NotYours } else { Refused::TooNew });
    }
    if needs.wanted && facts.word_only {
        return Err(Refused::Unwanted);
    }
    if needs.thawed && facts.frozen {
        return Err(Refused::Frozen);
    }
    if needs.settled && !facts.settled {
        return Err(Refused::TooNew);
    }
    if needs.fresh && !matches!(level, Level::Fresh) {
        return Err(Refused::NotProven);
    }
    Ok(Permit(what))
}
