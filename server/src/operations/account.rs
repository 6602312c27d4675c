//! Signing out elsewhere.

use app::{
    actions::{SignOutDevice, SignOutOthers},
    port::Caller,
    problem::Problem,
};
use domain::{access::What, id::SessionId};
use store::{activity, book, browser, link, session};

use crate::{
    app_state::AppState,
    fault::Fault,
    limits::codes,
    operations::{Handle, access::Guest, caller::note},
};

impl Handle<SignOutDevice> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SignOutDevice) -> Result<(), Fault> {
        sign_out_device(self, caller, &asked.device).await
    }
}

/// Signs another device of the customer out.
async fn sign_out_device(app_state: &AppState, caller: &Caller, id: &str) -> Result<(), Fault> {
    let id: SessionId = id.parse().map_err(|_| Problem::NotFound)?;
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(transaction, caller, What::SignOutOthers, now).await?;
            let customer = guest.session.customer_id;
            if !session::end_of(transaction, customer, id, now).await? {
                return Err(Fault::Problem(Problem::NotFound));
            }
            note(transaction, caller, Some(customer), None, activity::ActivityKind::DeviceSignedOut, now)
                .await
        })
        .await
}

/// Signs every other device of the customer out.
impl Handle<SignOutOthers> for AppState {
    async fn handle(&self, caller: &Caller, _: &SignOutOthers) -> Result<(), Fault> {
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let now = self.now();
                let guest = Guest::who_may(transaction, caller, What::SignOutOthers, now).await?;
                let session = guest.session;
                let customer = session.customer_id;
                // The customer first, as whoever comes in with a link does.
                book::lock(transaction, customer, now).await?;
                session::end_others(transaction, customer, session.id, now).await?;
                link::end_of_customer(transaction, customer).await?;
                let here = codes::browser(caller);
                browser::end_of_customer(transaction, customer, Some(&here)).await?;
                note(transaction, caller, Some(customer), None, activity::ActivityKind::OthersSignedOut, now)
                    .await
            })
            .await
    }
}
