//! Signing in as its pages show it.

use app::{
    port::{Caller, LinkView, SeeLink, SeeSignIn, SignInView},
    problem::Problem,
};
use store::{challenge, contact, link};

use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    operations::{Handle, sign_in::begun},
};

/// The sign-in that has begun.
impl Handle<SeeSignIn> for AppState {
    async fn handle(&self, caller: &Caller, _: &SeeSignIn) -> Result<SignInView, Fault> {
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let sign_in = begun(connection, caller, self.now()).await?;
                let codes = challenge::codes(connection, sign_in.id).await?;
                Ok(SignInView { typed: sign_in.typed, last: sign_in.last, codes })
            })
            .await
    }
}

impl Handle<SeeLink> for AppState {
    async fn handle(&self, _: &Caller, asked: &SeeLink) -> Result<LinkView, Fault> {
        link(self, &asked.token).await
    }
}

/// What is behind a link; changes nothing.
async fn link(app_state: &AppState, token: &str) -> Result<LinkView, Fault> {
    app_state
        .db
        .read(async |connection| -> Result<_, Fault> {
            let link = link::find(connection, &token_hash(token), app_state.now())
                .await?
                .ok_or(Problem::LinkOver)?;
            let contact = contact::by_id(connection, link.contact).await?.ok_or(Problem::LinkOver)?;
            Ok(LinkView {
                merchant: link.merchant,
                contact: contact.address.masked(),
                status_only: link.status_only,
            })
        })
        .await
}
