//! The desk: every operation reads the caller, lets the domain decide and writes what follows, in one
//! transaction; failures become the customer's problem in one place.

pub mod access;
mod account;
pub mod contacts;
mod due;
mod entry;
mod grace;
mod passkeys;
mod pickup;
pub mod present;
mod read;
mod sending;
mod sign_in;
mod status_link;

use std::sync::Arc;

use app::{
    port::{
        AccountView, Caller, Ceremony, ChallengeView, ConfirmView, ContactsView, Desk, Entry, LinkView,
        ParcelView, ParcelsView, Passed, PickupView, Secret, SignInView, Step, UndoView,
    },
    problem::Problem,
};
use async_trait::async_trait;
use domain::{Timestamp, id::ParcelId};
use store::{PgConnection, activity, session};

use self::contacts::{challenge, change, confirm, push, undo};
use crate::{
    fault::Fault,
    gateway::{Gateways, push::Push},
    keys::token_hash,
    limits::failures,
    office::{Limit, Office},
};

/// The desk of one server.
pub struct FrontDesk {
    office: Arc<Office>,
    gateways: Arc<Gateways>,
}

/// A number of ours, as it came back in a form or an address.
fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Our name of a parcel, as it came back in a form or an address.
fn parcel_name(text: &str) -> Result<(), Problem> {
    ParcelId::parse(text).map(|_| ()).map_err(|_| Problem::NotFound)
}

impl FrontDesk {
    /// A desk in this office, which knows these ways out.
    pub fn new(office: Arc<Office>, gateways: Arc<Gateways>) -> Self {
        Self { office, gateways }
    }

    /// The caller with the token that followed on theirs a moment ago, for somebody who only reads.
    async fn late(&self, caller: &Caller, out: bool) -> Option<Caller> {
        if out { grace::reading(&self.office, caller).await } else { None }
    }
}

#[async_trait]
impl Desk for FrontDesk {
    async fn find(&self, caller: &Caller, tracking: &str, contact: &str) -> Result<Secret, Problem> {
        sign_in::find(&self.office, caller, tracking, contact).await.map_err(Fault::into_problem)
    }

    async fn another(&self, caller: &Caller, channel: &str) -> Result<(), Problem> {
        sign_in::another(&self.office, caller, channel).await.map_err(Fault::into_problem)
    }

    async fn sign_in(&self, caller: &Caller) -> Result<SignInView, Problem> {
        sign_in::view(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn prove(&self, caller: &Caller, code: &str) -> Result<Entry, Problem> {
        sign_in::prove(&self.office, caller, code).await.map_err(Fault::into_problem)
    }

    async fn link(&self, token: &str) -> Result<LinkView, Problem> {
        entry::link(&self.office, token).await.map_err(Fault::into_problem)
    }

    async fn enter(&self, caller: &Caller, token: &str) -> Result<Entry, Problem> {
        entry::enter(&self.office, caller, token).await.map_err(Fault::into_problem)
    }

    async fn parcels(&self, caller: &Caller) -> Result<ParcelsView, Problem> {
        let seen = read::parcels(&self.office, caller).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return read::parcels(&self.office, caller).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn parcel(&self, caller: &Caller, id: &str) -> Result<ParcelView, Problem> {
        parcel_name(id)?;
        let seen = read::parcel(&self.office, caller, id).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return read::parcel(&self.office, caller, id).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn pickup(&self, caller: &Caller, id: &str) -> Result<PickupView, Problem> {
        parcel_name(id)?;
        let seen = read::pickup(&self.office, caller, id).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return read::pickup(&self.office, caller, id).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn reveal(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        parcel_name(id)?;
        pickup::reveal(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn resend(&self, caller: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem> {
        parcel_name(id)?;
        pickup::resend(&self.office, caller, id, channel, request).await.map_err(Fault::into_problem)
    }

    async fn contacts(&self, caller: &Caller) -> Result<ContactsView, Problem> {
        let key = self.gateways.push().map(Push::public_key);
        let seen = contacts::view(&self.office, caller, key.clone()).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return contacts::view(&self.office, caller, key).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn change_contact(
        &self,
        caller: &Caller,
        old: &str,
        typed: &str,
        sure: bool,
    ) -> Result<Step, Problem> {
        change::begin(&self.office, caller, old, typed, sure).await.map_err(Fault::into_problem)
    }

    async fn claim_contact(&self, caller: &Caller, contact: &str) -> Result<Step, Problem> {
        change::claim(&self.office, caller, contact).await.map_err(Fault::into_problem)
    }

    async fn prove_contact(&self, caller: &Caller, contact: &str, change: &str) -> Result<Step, Problem> {
        let change = if change.is_empty() { None } else { Some(number(change)?) };
        let begun = challenge::prove(&self.office, caller, contact, change).await;
        begun.map(Step::Prove).map_err(Fault::into_problem)
    }

    async fn challenge(&self, caller: &Caller, id: &str) -> Result<ChallengeView, Problem> {
        let seen = challenge::view(&self.office, caller, number(id)?).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return challenge::view(&self.office, caller, number(id)?).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn challenge_again(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        challenge::again(&self.office, caller, number(id)?).await.map_err(Fault::into_problem)
    }

    async fn answer(&self, caller: &Caller, id: &str, code: &str) -> Result<Passed, Problem> {
        challenge::answer(&self.office, caller, number(id)?, code).await.map_err(Fault::into_problem)
    }

    async fn change(&self, caller: &Caller, id: &str) -> Result<ConfirmView, Problem> {
        let seen = confirm::confirm_view(&self.office, caller, number(id)?).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return confirm::confirm_view(&self.office, caller, number(id)?)
                .await
                .map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn confirm_change(&self, caller: &Caller, id: &str) -> Result<Step, Problem> {
        confirm::confirm(&self.office, caller, number(id)?).await.map_err(Fault::into_problem)
    }

    async fn withdraw_change(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        change::withdraw(&self.office, caller, number(id)?).await.map_err(Fault::into_problem)
    }

    async fn undo_link(&self, token: &str) -> Result<UndoView, Problem> {
        undo::undo_view(&self.office, token).await.map_err(Fault::into_problem)
    }

    async fn undo(&self, caller: &Caller, token: &str) -> Result<(), Problem> {
        undo::undo(&self.office, caller, token).await.map_err(Fault::into_problem)
    }

    async fn unfreeze(&self, caller: &Caller) -> Result<(), Problem> {
        undo::unfreeze(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn switch_contact(&self, caller: &Caller, contact: &str, on: bool) -> Result<(), Problem> {
        contacts::switch(&self.office, caller, number(contact)?, on).await.map_err(Fault::into_problem)
    }

    async fn move_contact(&self, caller: &Caller, contact: &str, up: bool) -> Result<(), Problem> {
        contacts::arrange(&self.office, caller, number(contact)?, up).await.map_err(Fault::into_problem)
    }

    async fn push_on(
        &self,
        caller: &Caller,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
        replaces: Option<&str>,
    ) -> Result<(), Problem> {
        push::turn_on(&self.office, &self.gateways, caller, endpoint, p256dh, auth, replaces)
            .await
            .map_err(Fault::into_problem)
    }

    async fn push_test(&self, caller: &Caller, contact: &str) -> Result<(), Problem> {
        push::try_out(&self.office, caller, number(contact)?).await.map_err(Fault::into_problem)
    }

    async fn push_off(&self, caller: &Caller, contact: &str) -> Result<(), Problem> {
        push::turn_off(&self.office, caller, number(contact)?).await.map_err(Fault::into_problem)
    }

    async fn sign_out(&self, caller: &Caller) -> Result<(), Problem> {
        entry::sign_out(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn offer_sign_in(&self) -> Result<Option<Ceremony>, Problem> {
        passkeys::offer_sign_in(&self.office).map_err(Fault::into_problem)
    }

    async fn enter_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Entry, Problem> {
        let entered = passkeys::enter(&self.office, caller, ceremony, credential).await;
        failures::key(&self.office, caller, entered).await.map_err(Fault::into_problem)
    }

    async fn offer_proof(&self, caller: &Caller) -> Result<Option<Ceremony>, Problem> {
        passkeys::offer_proof(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn prove_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Secret, Problem> {
        let proven = passkeys::prove(&self.office, caller, ceremony, credential).await;
        failures::key(&self.office, caller, proven).await.map_err(Fault::into_problem)
    }

    async fn account(&self, caller: &Caller) -> Result<AccountView, Problem> {
        let seen = account::view(&self.office, caller).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return account::view(&self.office, caller).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn add_passkey(&self, caller: &Caller, ceremony: &str, credential: &str) -> Result<(), Problem> {
        passkeys::add(&self.office, caller, ceremony, credential).await.map_err(Fault::into_problem)
    }

    async fn remove_passkey(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        passkeys::remove(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn sign_out_device(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        account::sign_out_device(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn sign_out_others(&self, caller: &Caller) -> Result<(), Problem> {
        account::sign_out_others(&self.office, caller).await.map_err(Fault::into_problem)
    }
}

/// Whether the caller brought no session that is good.
fn is_out<T>(seen: &Result<T, Fault>) -> bool {
    matches!(seen, Err(Fault::Problem(Problem::SignedOut)))
}

/// The hash of the caller's session token.
fn session_hash(caller: &Caller) -> Result<[u8; 32], Fault> {
    caller.session.as_ref().map(|token| token_hash(token.reveal())).ok_or(Fault::Problem(Problem::SignedOut))
}

/// The caller's session.
pub async fn session(
    connection: &mut PgConnection,
    caller: &Caller,
    now: Timestamp,
) -> Result<session::Session, Fault> {
    session::find(connection, &session_hash(caller)?, now).await?.ok_or(Fault::Problem(Problem::SignedOut))
}

/// Takes a share of a limit of the caller's session, or of whoever `subject` names of it, before anything is tried. It is
/// a statement of its own, committed when it has run: the share is gone whatever becomes of the attempt, also when the
/// caller hangs up.
async fn count(
    office: &Office,
    caller: &Caller,
    limit: Limit,
    subject: impl FnOnce(&session::Session) -> i64,
) -> Result<(), Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let session = session(connection, caller, office.now()).await?;
            office.admit(connection, limit, &subject(&session).to_string()).await
        })
        .await
}

/// Writes down what was done in a customer's name.
async fn note(
    connection: &mut PgConnection,
    caller: &Caller,
    customer: Option<i64>,
    parcel: Option<&str>,
    kind: activity::Kind,
    at: Timestamp,
) -> Result<(), Fault> {
    let activity = activity::Activity {
        customer,
        parcel,
        kind,
        detail: None,
        at,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    Ok(activity::record(connection, activity).await?)
}
