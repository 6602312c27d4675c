//! The desk: every operation reads the caller, lets the domain decide and writes what follows, in one
//! transaction; failures become the customer's problem in one place.

mod pickup;
pub mod present;
mod read;
mod sign_in;

use std::sync::Arc;

use app::{
    port::{Caller, Desk, Entry, LinkView, ParcelView, ParcelsView, PickupView, Secret, SignInView},
    problem::Problem,
};
use async_trait::async_trait;
use domain::Timestamp;
use store::{PgConnection, activity, session};

use crate::{fault::Fault, keys::token_hash, office::Office};

/// The desk of one server.
pub struct FrontDesk {
    office: Arc<Office>,
}

impl FrontDesk {
    /// A desk in this office.
    pub fn new(office: Arc<Office>) -> Self {
        Self { office }
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
        sign_in::link(&self.office, token).await.map_err(Fault::into_problem)
    }

    async fn enter(&self, caller: &Caller, token: &str) -> Result<Entry, Problem> {
        sign_in::enter(&self.office, caller, token).await.map_err(Fault::into_problem)
    }

    async fn parcels(&self, caller: &Caller) -> Result<ParcelsView, Problem> {
        read::parcels(&self.office, caller).await.map_err(Fault::into_problem)
    }

    async fn parcel(&self, caller: &Caller, id: &str) -> Result<ParcelView, Problem> {
        read::parcel(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn pickup(&self, caller: &Caller, id: &str) -> Result<PickupView, Problem> {
        read::pickup(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn reveal(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        pickup::reveal(&self.office, caller, id).await.map_err(Fault::into_problem)
    }

    async fn resend(&self, caller: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem> {
        pickup::resend(&self.office, caller, id, channel, request).await.map_err(Fault::into_problem)
    }

    async fn sign_out(&self, caller: &Caller) -> Result<(), Problem> {
        sign_in::sign_out(&self.office, caller).await.map_err(Fault::into_problem)
    }
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
        at,
        user_agent: &caller.user_agent,
        network: &caller.network,
    };
    Ok(activity::record(connection, activity).await?)
}
