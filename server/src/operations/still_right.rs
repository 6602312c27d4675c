//! A customer says, while a parcel is on its way, that its code will go to the right place.

use app::{actions::StillRight, port::Caller, problem::Problem};
use domain::{access::What, id::ContactId};
use store::contact;

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    operations::{Handle, number, remedy::press},
};

/// Notes it beside the contact, which has to be the customer's own. Said twice it is said once.
impl Handle<StillRight> for AppState {
    async fn handle(&self, caller: &Caller, asked: &StillRight) -> Result<(), Fault> {
        let contact: ContactId = number(&asked.contact)?;
        // No help page leads here.
        let form = (asked.parcel.as_str(), "");
        press(self, caller, form, (What::TellMe, REMEDY_PER_SESSION), async |transaction, pressed| {
            pressed.guest.book.entry(contact).ok_or(Problem::NotFound)?;
            if contact::said_right(transaction, contact, pressed.now).await? {
                transaction.changed(pressed.parcel);
            }
            Ok(Ok(()))
        })
        .await
    }
}
