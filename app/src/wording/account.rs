//! Which words tell of devices and what was done.

use super::Wording;
use crate::port::{DeedView, Device, DeviceView, PasskeyView};

impl Wording {
    /// Browser and system.
    pub(crate) fn device_name(&self, device: Device) -> String {
        match (device.browser, device.system) {
            (Some(browser), Some(system)) => self.device(browser, system),
            (Some(browser), None) => self.device_browser(browser),
            (None, Some(system)) => self.device_system(system),
            (None, None) => self.device_unknown().to_owned(),
        }
    }

    /// When a passkey was added and last used.
    pub(crate) fn passkey_added(&self, passkey: &PasskeyView) -> String {
        match &passkey.used {
            Some(used) => self.account_added_used(&passkey.added, used),
            None => self.account_added(&passkey.added),
        }
    }

    /// When a device last proved who it is, and its network.
    pub(crate) fn device_proven(&self, device: &DeviceView) -> String {
        self.account_proven(&device.proven, &device.network)
    }

    /// What was done, and to which contact.
    pub(crate) fn deed(&self, deed: &DeedView) -> String {
        let done = self.account_deed(deed.deed);
        match &deed.detail {
            Some(contact) => self.account_deed_about(done, contact),
            None => done.to_owned(),
        }
    }

    /// The device that did it, and its network.
    pub(crate) fn deed_from(&self, deed: &DeedView) -> String {
        if deed.deed.is_of_station() {
            self.account_from_station().to_owned()
        } else {
            self.account_from(&self.device_name(deed.device), &deed.network)
        }
    }
}
