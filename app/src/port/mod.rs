//! The only thing the screens may ask: [`Desk`], and the views it answers with.
//!
//! Views hold what a page shows and nothing more: contacts are masked, codes are absent unless they were
//! revealed, times are already in the station's time zone.

mod account;
mod contacts;
mod moment;
mod parcel;
mod pickup;
mod sign_in;
mod station;

use std::sync::Arc;

use async_trait::async_trait;
pub use domain::{
    activity::ActivityKind as Deed, contact::Channel, device::Device, notification::NotificationState,
    receipt::Cause, standing::Standing, station::Path,
};

pub use self::{account::*, contacts::*, moment::*, parcel::*, pickup::*, sign_in::*, station::*};
use crate::problem::Problem;

/// Who asks: what the request's cookies and connection say, unchecked.
#[derive(Clone, Default)]
pub struct Caller {
    /// The session cookie.
    pub session: Option<Secret>,
    /// The cookie of a sign-in that has begun.
    pub sign_in: Option<Secret>,
    /// The browser's own description, shortened.
    pub user_agent: String,
    /// The network the request came from, without the part that names a household.
    pub network: String,
    /// The address itself (IPv6: its /64): the subject of limits, never stored or shown.
    pub address: String,
    /// The cookie of a browser that was let in before, or the one this browser gets when it is let in now.
    pub browser: Option<Secret>,
    /// The browser came without that cookie.
    pub new_browser: bool,
}

/// A bearer token: not printable, not serialisable.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a token.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// The token, for the cookie or the hash.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(•••)")
    }
}

/// Everything the customers' pages and forms can ask of Doorcode.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Begins a sign-in: sends a one-time code if tracking number and contact belong together. The answer is
    /// the same if they do not.
    async fn find(&self, caller: &Caller, tracking: &str, contact: &str) -> Result<Secret, Problem>;
    /// Sends a further one-time code for the sign-in that has begun, by this channel.
    async fn another(&self, caller: &Caller, channel: &str) -> Result<(), Problem>;
    /// The sign-in that has begun.
    async fn sign_in(&self, caller: &Caller) -> Result<SignInView, Problem>;
    /// Ends the sign-in with the code that was typed.
    async fn prove(&self, caller: &Caller, code: &str) -> Result<Entry, Problem>;
    /// What is behind a link from a message; looking changes nothing.
    async fn link(&self, token: &str) -> Result<LinkView, Problem>;
    /// Signs in with a link from a message.
    async fn enter(&self, caller: &Caller, token: &str) -> Result<Entry, Problem>;
    /// The customer's parcels.
    async fn parcels(&self, caller: &Caller) -> Result<ParcelsView, Problem>;
    /// One parcel.
    async fn parcel(&self, caller: &Caller, id: &str) -> Result<ParcelView, Problem>;
    /// The code page of one parcel: masked unless it was revealed to this session just now.
    async fn pickup(&self, caller: &Caller, id: &str) -> Result<PickupView, Problem>;
    /// Reveals the code to this session for ten minutes.
    async fn reveal(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Sends the code again by this channel. `request` is the form's own token: the same one sends once.
    async fn resend(&self, caller: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem>;
    /// How the customer is reached.
    async fn contacts(&self, caller: &Caller) -> Result<ContactsView, Problem>;
    /// Begins a change of contacts: `old` is the number of the contact it replaces or removes, `typed` the new
    /// address. Either may be empty. A likely slip is asked about unless `sure`.
    async fn change_contact(
        &self,
        caller: &Caller,
        old: &str,
        typed: &str,
        sure: bool,
    ) -> Result<Step, Problem>;
    /// Begins to make a contact the customer's that an order named beside theirs.
    async fn claim_contact(&self, caller: &Caller, contact: &str) -> Result<Step, Problem>;
    /// Sends a one-time code to one of the customer's contacts, as a test or to allow a change.
    async fn prove_contact(&self, caller: &Caller, contact: &str, change: &str) -> Result<Step, Problem>;
    /// Where a one-time code is typed within a session.
    async fn challenge(&self, caller: &Caller, id: &str) -> Result<ChallengeView, Problem>;
    /// Sends a further code of a challenge.
    async fn challenge_again(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Answers a challenge with the code that was typed.
    async fn answer(&self, caller: &Caller, id: &str, code: &str) -> Result<Passed, Problem>;
    /// A change that waits for its second proof.
    async fn change(&self, caller: &Caller, id: &str) -> Result<ConfirmView, Problem>;
    /// Applies a change, if the session has the second proof for it.
    async fn confirm_change(&self, caller: &Caller, id: &str) -> Result<Step, Problem>;
    /// Calls an open change off.
    async fn withdraw_change(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// What a link undoes; looking changes nothing.
    async fn undo_link(&self, token: &str) -> Result<UndoView, Problem>;
    /// Takes a change back, and everything after it.
    async fn undo(&self, caller: &Caller, token: &str) -> Result<(), Problem>;
    /// Allows changes again before the freeze is over.
    async fn unfreeze(&self, caller: &Caller) -> Result<(), Problem>;
    /// Turns codes to a contact on or off.
    async fn switch_contact(&self, caller: &Caller, contact: &str, on: bool) -> Result<(), Problem>;
    /// Moves a contact up or down in the order in which codes try them.
    async fn move_contact(&self, caller: &Caller, contact: &str, up: bool) -> Result<(), Problem>;
    /// Turns notifications to this browser on; when it renews its subscription by itself, in place of the endpoint it
    /// had before.
    async fn push_on(
        &self,
        caller: &Caller,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
        replaces: Option<&str>,
    ) -> Result<(), Problem>;
    /// Sends a test notification to one of the customer's browsers.
    async fn push_test(&self, caller: &Caller, contact: &str) -> Result<(), Problem>;
    /// Turns notifications to one of the customer's browsers off.
    async fn push_off(&self, caller: &Caller, contact: &str) -> Result<(), Problem>;
    /// Ends the session.
    async fn sign_out(&self, caller: &Caller) -> Result<(), Problem>;
    /// A ceremony that signs in with a passkey; none where there are no passkeys.
    async fn offer_sign_in(&self) -> Result<Option<Ceremony>, Problem>;
    /// Signs in with the passkey that a browser has used in this ceremony.
    async fn enter_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Entry, Problem>;
    /// A ceremony that proves once more, within the session, who it is; none when the customer has no passkey.
    async fn offer_proof(&self, caller: &Caller) -> Result<Option<Ceremony>, Problem>;
    /// Proves it, with the passkey that a browser has used in this ceremony. The session gets another token.
    async fn prove_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Secret, Problem>;
    /// The customer's passkeys and devices, and what happened.
    async fn account(&self, caller: &Caller) -> Result<AccountView, Problem>;
    /// Adds the passkey that a browser has made in this ceremony.
    async fn add_passkey(&self, caller: &Caller, ceremony: &str, credential: &str) -> Result<(), Problem>;
    /// Removes a passkey, and signs out where it was used to sign in.
    async fn remove_passkey(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Signs another device out.
    async fn sign_out_device(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Signs every other device out.
    async fn sign_out_others(&self, caller: &Caller) -> Result<(), Problem>;
}

/// The desk as pages and server functions hold it.
pub type SharedDesk = Arc<dyn Desk>;

/// A sign-in that succeeded.
pub struct Entry {
    /// The new session's token, for the cookie.
    pub session: Secret,
    /// The parcel it was about, if it was about one.
    pub parcel: Option<String>,
}

/// Where something about contacts leads next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the page where the code of this challenge is typed.
    Prove(i64),
    /// To the page where this change gets its second proof.
    Confirm(i64),
    /// Back: the change is done.
    Changed,
    /// Back: the contact is proven.
    Proven,
}

/// A challenge that was answered rightly.
pub struct Passed {
    /// The session's new token, where it got one.
    pub session: Option<Secret>,
    /// Where it leads.
    pub step: Step,
}
