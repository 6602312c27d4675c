//! The customer's account as its page shows it.

use app::port::{AccountView, Caller, DeedView, Device, DeviceView, PasskeyView, SeeAccount};
use domain::{
    access::What,
    next_change::{NextChange, day_ends_at},
};
use store::{activity, page, passkey, session};

use super::due::{self, due_in};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, access::Guest, passkeys},
    shown::{moment, zone},
};

/// Passkeys, devices, and what happened last. Times are those of the station of the customer's newest parcel: of
/// the customer's own clock nothing is known.
impl Handle<SeeAccount> for AppState {
    async fn handle(&self, caller: &Caller, _: &SeeAccount) -> Result<AccountView, Fault> {
        let now = self.now();
        self.db
            .read(async |connection| -> Result<_, Fault> {
                let guest = Guest::who_may(connection, caller, What::SeeAccount, now).await?;
                let next = due::of_guest(&guest.book, &guest.proofs, now);
                let session = guest.session;
                let customer = session.customer_id;
                let parcels = page::parcels(connection, customer).await?;
                let newest = parcels
                    .iter()
                    .filter(|parcel| parcel.station.is_some())
                    .max_by_key(|parcel| parcel.state.since);
                let zone =
                    zone(newest.and_then(|parcel| parcel.station.as_ref()).map(|(_, zone)| zone.as_str()));
                let at = |time| moment(time, zone, now);
                let known = passkey::of_customer(connection, customer).await?;
                let adding = passkeys::adding(self, connection, &session, &known, now).await?;
                let passkeys = known
                    .into_iter()
                    .map(|passkey| PasskeyView {
                        id: passkey.id.to_string(),
                        device: Device::of(&passkey.user_agent),
                        added: at(passkey.added_at),
                        used: passkey.used_at.map(at),
                    })
                    .collect();
                let devices = session::devices(connection, customer, now).await?;
                let next = devices.iter().map(|device| device.expires_at).fold(next, NextChange::at);
                let devices = devices
                    .into_iter()
                    .map(|device| DeviceView {
                        id: device.id.to_string(),
                        device: Device::of(&device.user_agent),
                        network: device.network,
                        proven: at(device.verified_at),
                        here: device.id == session.id,
                    })
                    .collect();
                let deeds = activity::latest(connection, customer)
                    .await?
                    .into_iter()
                    .map(|done| DeedView {
                        deed: done.kind,
                        detail: done.detail,
                        at: at(done.at),
                        device: Device::of(&done.user_agent),
                        network: done.network,
                    })
                    .collect();
                let due_in = due_in(next.at(day_ends_at(&zone, now)), now);
                Ok::<_, Fault>(AccountView { passkeys, adding, devices, deeds, due_in })
            })
            .await
    }
}
