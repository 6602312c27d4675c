//! The desk: the customers' port over the operations, and what their pages show. Failures become the customer's problem
//! in one place.

mod account;
mod contacts;
mod due;
mod parcels;
mod present;
mod sending;
mod sign_in;

use std::sync::Arc;

use app::{
    port::{
        AccountView, Caller, Ceremony, ChallengeView, ConfirmView, ContactsView, Desk, Entry, LinkView,
        ParcelView, ParcelsView, Passed, PickupView, Secret, SignInView, Step, UndoView,
    },
    problem::Problem,
};
use async_trait::async_trait;
use domain::id::ParcelId;

use crate::{
    fault::Fault,
    gateway::{Gateways, push::Push},
    limits::failures,
    office::Office,
    operations,
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
        if out { operations::grace::reading(&self.office, caller).await } else { None }
    }
}

#[async_trait]
impl Desk for FrontDesk {
    async fn find(&self, caller: &Caller, tracking: &str, contact: &str) -> Result<Secret, Problem> {
        operations::sign_in::find(&self.office, caller, tracking, contact).await.map_err(Fault::into_problem)
    }

    async fn another(&self, caller: &Caller, channel: &str) -> Result<(), Problem> {
        operations::sign_in::another(&self.office, caller, channel).await.map_err(Fault::into_problem)
    }

    async fn sign_in(&self, caller: &Caller) -> Result<SignInView, Problem> {
        sign_in::view(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn prove(&self, caller: &Caller, code: &str) -> Result<Entry, Problem> {
        operations::sign_in::prove(&self.office, caller, code).await.map_err(Fault::into_problem)
    }

    async fn link(&self, token: &str) -> Result<LinkView, Problem> {
        sign_in::link(&self.office, token).await.map_err(Fault::into_problem)
    }

    async fn enter(&self, caller: &Caller, token: &str) -> Result<Entry, Problem> {
        operations::enter::enter(&self.office, caller, token).await.map_err(Fault::into_problem)
    }

    async fn parcels(&self, caller: &Caller) -> Result<ParcelsView, Problem> {
        let seen = parcels::list(&self.office, caller).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return parcels::list(&self.office, caller).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn parcel(&self, caller: &Caller, id: &str) -> Result<ParcelView, Problem> {
        parcel_name(id)?;
        let seen = parcels::one(&self.office, caller, id).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return parcels::one(&self.office, caller, id).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn pickup(&self, caller: &Caller, id: &str) -> Result<PickupView, Problem> {
        parcel_name(id)?;
        let seen = parcels::pickup(&self.office, caller, id).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return parcels::pickup(&self.office, caller, id).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn reveal(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        parcel_name(id)?;
        operations::pickup::reveal(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn resend(&self, caller: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem> {
        parcel_name(id)?;
        operations::pickup::resend(&self.office, caller, id, channel, request)
            .await
            .map_err(Fault::into_problem)
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
        operations::contacts::change::begin(&self.office, caller, old, typed, sure)
            .await
            .map_err(Fault::into_problem)
    }

    async fn claim_contact(&self, caller: &Caller, contact: &str) -> Result<Step, Problem> {
        operations::contacts::change::claim(&self.office, caller, contact).await.map_err(Fault::into_problem)
    }

    async fn prove_contact(&self, caller: &Caller, contact: &str, change: &str) -> Result<Step, Problem> {
        let change = if change.is_empty() { None } else { Some(number(change)?) };
        let begun = operations::contacts::challenge::prove(&self.office, caller, contact, change).await;
        begun.map(Step::Prove).map_err(Fault::into_problem)
    }

    async fn challenge(&self, caller: &Caller, id: &str) -> Result<ChallengeView, Problem> {
        let seen = contacts::challenge(&self.office, caller, number(id)?).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return contacts::challenge(&self.office, caller, number(id)?).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn challenge_again(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        operations::contacts::challenge::again(&self.office, caller, number(id)?)
            .await
            .map_err(Fault::into_problem)
    }

    async fn answer(&self, caller: &Caller, id: &str, code: &str) -> Result<Passed, Problem> {
        operations::contacts::challenge::answer(&self.office, caller, number(id)?, code)
            .await
            .map_err(Fault::into_problem)
    }

    async fn change(&self, caller: &Caller, id: &str) -> Result<ConfirmView, Problem> {
        let seen = contacts::change(&self.office, caller, number(id)?).await;
        if let Some(caller) = &self.late(caller, is_out(&seen)).await {
            return contacts::change(&self.office, caller, number(id)?).await.map_err(Fault::into_problem);
        }
        seen.map_err(Fault::into_problem)
    }

    async fn confirm_change(&self, caller: &Caller, id: &str) -> Result<Step, Problem> {
        operations::contacts::confirm::confirm(&self.office, caller, number(id)?)
            .await
            .map_err(Fault::into_problem)
    }

    async fn withdraw_change(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        operations::contacts::change::withdraw(&self.office, caller, number(id)?)
            .await
            .map_err(Fault::into_problem)
    }

    async fn undo_link(&self, token: &str) -> Result<UndoView, Problem> {
        contacts::undo(&self.office, token).await.map_err(Fault::into_problem)
    }

    async fn undo(&self, caller: &Caller, token: &str) -> Result<(), Problem> {
        operations::contacts::undo::undo(&self.office, caller, token).await.map_err(Fault::into_problem)
    }

    async fn unfreeze(&self, caller: &Caller) -> Result<(), Problem> {
        operations::contacts::undo::unfreeze(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn switch_contact(&self, caller: &Caller, contact: &str, on: bool) -> Result<(), Problem> {
        operations::contacts::switch(&self.office, caller, number(contact)?, on)
            .await
            .map_err(Fault::into_problem)
    }

    async fn move_contact(&self, caller: &Caller, contact: &str, up: bool) -> Result<(), Problem> {
        operations::contacts::arrange(&self.office, caller, number(contact)?, up)
            .await
            .map_err(Fault::into_problem)
    }

    async fn push_on(
        &self,
        caller: &Caller,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
        replaces: Option<&str>,
    ) -> Result<(), Problem> {
        operations::contacts::push::turn_on(
            &self.office,
            &self.gateways,
            caller,
            endpoint,
            p256dh,
            auth,
            replaces,
        )
        .await
        .map_err(Fault::into_problem)
    }

    async fn push_test(&self, caller: &Caller, contact: &str) -> Result<(), Problem> {
        operations::contacts::push::try_out(&self.office, caller, number(contact)?)
            .await
            .map_err(Fault::into_problem)
    }

    async fn push_off(&self, caller: &Caller, contact: &str) -> Result<(), Problem> {
        operations::contacts::push::turn_off(&self.office, caller, number(contact)?)
            .await
            .map_err(Fault::into_problem)
    }

    async fn sign_out(&self, caller: &Caller) -> Result<(), Problem> {
        operations::enter::sign_out(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn offer_sign_in(&self) -> Result<Option<Ceremony>, Problem> {
        operations::passkeys::offer_sign_in(&self.office).map_err(Fault::into_problem)
    }

    async fn enter_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Entry, Problem> {
        let entered = operations::passkeys::enter(&self.office, caller, ceremony, credential).await;
        failures::key(&self.office, caller, entered).await.map_err(Fault::into_problem)
    }

    async fn offer_proof(&self, caller: &Caller) -> Result<Option<Ceremony>, Problem> {
        operations::passkeys::offer_proof(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn prove_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Secret, Problem> {
        let proven = operations::passkeys::prove(&self.office, caller, ceremony, credential).await;
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
        operations::passkeys::add(&self.office, caller, ceremony, credential)
            .await
            .map_err(Fault::into_problem)
    }

    async fn remove_passkey(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        operations::passkeys::remove(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn sign_out_device(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        operations::account::sign_out_device(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn sign_out_others(&self, caller: &Caller) -> Result<(), Problem> {
        operations::account::sign_out_others(&self.office, caller).await.map_err(Fault::into_problem)
    }
}

/// Whether the caller brought no session that is good.
fn is_out<T>(seen: &Result<T, Fault>) -> bool {
    matches!(seen, Err(Fault::Problem(Problem::SignedOut)))
}
