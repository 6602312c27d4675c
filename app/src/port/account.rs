//! Who can get in, who is in, and what was done.

use super::{Deed, Device, Moment};

/// A passkey ceremony, ready for a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// What the browser is asked, in the JSON of WebAuthn Level 3.
    pub options: String,
    /// What its answer will be checked against, sealed.
    pub sealed: String,
}

/// The account: what can get in, what is in, and what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Whether another can be added.
    pub adding: Adding,
    /// The devices that are signed in, the latest proof first.
    pub devices: Vec<DeviceView>,
    /// What happened, newest first.
    pub deeds: Vec<DeedView>,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// Whether a passkey can be added now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adding {
    /// Yes, so.
    Offered(Ceremony),
    /// Not before it is proven once more who it is; with a passkey, if there is one.
    NotProven(Option<Ceremony>),
    /// There are as many as there can be.
    Full,
    /// Not before then: a change of contacts was undone lately.
    Frozen(Moment),
    /// There are no passkeys at this address.
    NotHere,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyView {
    /// For the form that removes it.
    pub id: String,
    /// Where it was made.
    pub device: Device,
    /// When it was made.
    pub added: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
}

/// A device that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// For the form that signs it out.
    pub id: String,
    /// Which it is.
    pub device: Device,
    /// Where it was, without the part that names a household.
    pub network: String,
    /// When it last proved who it is.
    pub proven: Moment,
    /// It is the one that asks.
    pub here: bool,
}

/// One thing that was done in the customer's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedView {
    /// What.
    pub deed: Deed,
    /// To which contact, masked.
    pub detail: Option<String>,
    /// When.
    pub at: Moment,
    /// On which device.
    pub device: Device,
    /// From where, without the part that names a household.
    pub network: String,
}

/// The customer's passkeys and devices, and what happened.
#[derive(Debug)]
pub struct SeeAccount;

/// A ceremony that signs in with a passkey; none where there are no passkeys.
#[derive(Debug)]
pub struct OfferSignIn;

/// A ceremony that proves once more, within the session, who it is; none when the customer has no passkey.
#[derive(Debug)]
pub struct OfferProof;
