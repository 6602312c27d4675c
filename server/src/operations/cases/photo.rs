//! A photo for a case that is open.

use app::{
    port::{Attached, Caller, KeepPhoto},
    problem::Problem,
};
use domain::{
    access::What,
    id::{CaseId, ParcelId},
};
use store::{PgConnection, case, parcel, recipient};

use super::hand_over::{self, CaseEvent};
use crate::{
    app_state::{AppState, PHOTO_PER_CUSTOMER},
    fault::Fault,
    operations::{Handle, access::Guest, caller::count, parcel_id},
    photo::NoPhoto,
};

/// Whoever has opened the case adds a photo, in place of one that was there. It is read with no connection held.
impl Handle<KeepPhoto> for AppState {
    async fn handle(&self, caller: &Caller, asked: &KeepPhoto) -> Result<(), Fault> {
        let id = parcel_id(&asked.parcel)?;
        self.db.read(async |connection| own(self, connection, caller, &id).await).await?;
        count(self, caller, PHOTO_PER_CUSTOMER, |session| session.customer_id).await?;
        let file = match &asked.file {
            Attached::File(file) => file.clone(),
            Attached::TooLarge => return Err(Problem::PhotoTooLarge.into()),
            Attached::Broken => return Err(Problem::NoPhoto.into()),
            Attached::Busy => return Err(Problem::Wait(5).into()),
        };
        let kept = self.helpdesk.darkroom.develop(file).await;
        if let Err(why) = &kept {
            metrics::counter!("doorcode_photos_refused_total", "why" => name(*why)).increment(1);
        }
        let kept = kept.map_err(|why| match why {
            NoPhoto::Unreadable => Problem::NoPhoto,
            NoPhoto::TooLarge => Problem::PhotoTooLarge,
            NoPhoto::Busy => Problem::Wait(5),
        })?;
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let now = self.now();
                parcel::lock(transaction, &id).await?.ok_or(Problem::NotFound)?;
                let case = own(self, transaction, caller, &id).await?;
                if !case::add_photo(transaction, case, &kept, now).await? {
                    return Err(Problem::NotNow.into());
                }
                transaction.changed(&id);
                hand_over::run(self, transaction, case, CaseEvent::Photo, now).await
            })
            .await
    }
}

const fn name(why: NoPhoto) -> &'static str {
    match why {
        NoPhoto::Unreadable => "unreadable",
        NoPhoto::TooLarge => "too_large",
        NoPhoto::Busy => "busy",
    }
}

/// The caller's own case of this parcel, while it is open.
async fn own(
    app_state: &AppState,
    connection: &mut PgConnection,
    caller: &Caller,
    id: &ParcelId,
) -> Result<CaseId, Fault> {
    let now = app_state.now();
    let guest = Guest::look(connection, caller, now).await?;
    let named = recipient::named(connection, id).await?;
    guest.may_with(What::OpenCase, id, &named, now)?;
    let latest = case::latest(connection, id).await?;
    let own = latest.filter(|case| case.customer == Some(guest.session.customer_id));
    let own = own.ok_or(Problem::NotFound)?;
    if own.times.closed_at.is_some() {
        return Err(Problem::NotNow.into());
    }
    Ok(own.id)
}
