//! A customer says, while a parcel is on its way, that its code will go to the right place.

use app::{actions::StillRight, port::Caller, problem::Problem};
use domain::{access::What, id::ContactId};
use store::contact;

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{Handle, caller::count, number, parcel_id, remedy},
};

/// Notes it beside the contact, which has to be the customer's own. Said twice it is said once.
impl Handle<StillRight> for AppState {
    async fn handle(&self, caller: &Caller, asked: &StillRight) -> Result<(), Fault> {
        let parcel = parcel_id(&asked.parcel)?;
        let contact: ContactId = number(&asked.contact)?;
        count(self, caller, REMEDY_PER_SESSION, |session| session.id).await?;
        let said = self
            .db
            .write(async |transaction| -> Result<_, Fault> {
                let guest = match remedy::asker(self, transaction, caller, &parcel, What::TellMe).await? {
                    Ok(guest) => guest,
                    Err(problem) => return Ok(Err(problem)),
                };
                guest.book.entry(contact).ok_or(Problem::NotFound)?;
                if contact::said_right(transaction, contact, self.now()).await? {
                    transaction.changed(&parcel);
                }
                Ok::<_, Fault>(Ok(()))
            })
            .await?;
        said.map_err(Fault::Problem)
    }
}
