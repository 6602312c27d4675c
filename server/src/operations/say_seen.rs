//! A customer says what they see at a station. It changes the answer of the page for everybody who says it, and counts
//! towards an incident of that station for whoever is signed in.

use app::{actions::SaySeen, port::Caller, problem::Problem};
use domain::{
    access::What,
    diagnosis::Seen,
    standing::{self, AtDoor},
    trouble::Trouble,
};
use store::{incident, parcel, recipient};

use crate::{
    app_state::{AppState, SAY_PER_SESSION},
    fault::Fault,
    operations::{Handle, access::Guest, caller::count, parcel_id},
};

impl Handle<SaySeen> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SaySeen) -> Result<(), Fault> {
        let id = parcel_id(&asked.parcel)?;
        let seen = Seen::parse(&asked.seen).ok_or(Problem::NotFound)?;
        count(self, caller, SAY_PER_SESSION, |session| session.id).await?;
        let now = self.now();
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let guest = Guest::look(transaction, caller, now).await?;
                let named = recipient::named(transaction, &id).await?;
                guest.may_with(What::SeeParcel, &id, &named, now)?;
                let parcel = parcel::by_id(transaction, &id).await?.ok_or(Problem::NotFound)?;
                let possible =
                    seen.is_possible(standing::decide(&parcel.state, AtDoor::default(), true, now));
                // A link that shows how a parcel stands may lie anywhere: what it says is answered, and counts for nothing.
                let counts = possible && guest.session.only_parcel.is_none();
                if let Some(trouble) = Trouble::seen(seen).filter(|_| counts) {
                    incident::report(transaction, &id, trouble, guest.session.customer_id, now).await?;
                }
                Ok(())
            })
            .await
    }
}
