//! Whoever signs in at a station where nothing of theirs lies has come to the wrong one: it is kept beside what lies
//! elsewhere, so that its help page says so.

use app::port::{BearerToken, Caller};
use domain::{
    access::What,
    id::{ParcelId, StationId},
    nearby::{Lies, is_astray},
};
use store::{page, parcel};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{access::Guest, at},
};

/// Notes where a customer stands who has just signed in there.
pub async fn note(app_state: &AppState, session: &BearerToken, station: &StationId) -> Result<(), Fault> {
    let caller = Caller { session: Some(session.clone()), ..Caller::default() };
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let guest = Guest::who_may(transaction, &caller, What::SeeParcels, now).await?;
            if store::station::name(transaction, station.as_str()).await?.is_none() {
                return Ok(());
            }
            let listed = page::waiting(transaction, guest.session.customer_id, station.as_str()).await?;
            let seen = at::seen(&guest, listed, station, now);
            let places: Vec<Lies> = seen.iter().map(|(_, lies)| *lies).collect();
            if !is_astray(&places) {
                return Ok(());
            }
            let mut elsewhere: Vec<ParcelId> = seen
                .into_iter()
                .filter(|(_, lies)| *lies == Lies::Elsewhere)
                .map(|(listed, _)| listed.id)
                .collect();
            // In the order in which everybody locks parcels.
            elsewhere.sort();
            for id in &elsewhere {
                parcel::seen_elsewhere(transaction, id, station.as_str(), now).await?;
            }
            Ok(())
        })
        .await
}
