use super::times;
use crate::port::{Deed, Device, Moment};

pub fn device(device: Device) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser".to_owned(),
    }
}

pub fn added(added: &Moment, used: Option<&Moment>) -> String {
    let used = used.map_or("never used yet".to_owned(), |used| format!("last used {}", times::moment(used)));
    format!("Added {}, {used}", times::moment(added))
}

pub fn proven(at: &Moment, network: &str) -> String {
    format!("Last proven {}, network {network}", times::moment(at))
}

pub fn from(by: Device, network: &str) -> String {
    format!("{}, network {network}", device(by))
}

pub fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::SignedIn => "Signed in with a code",
        Deed::SignedInByLink => "Signed in with a link from a message",
        Deed::SignInRefused => "Somebody typed a wrong sign-in code",
        Deed::Revealed => "Pickup code shown",
        Deed::Resent => "Pickup code sent again",
        Deed::ResendRefused => "Pickup code not sent again: too often",
        Deed::SignedOut => "Signed out",
        Deed::RevealRefused => "Pickup code not shown: the contact was too new",
        Deed::ContactProven => "Proven with a code",
        Deed::ProofRefused => "A wrong code was typed",
        Deed::ChangeBegun => "Change of contacts asked for",
        Deed::ChangeVerified => "New contact proven",
        Deed::ChangeApplied => "Contacts changed",
        Deed::ChangeUndone => "Change of contacts taken back",
        Deed::ChangeCalledOff => "Change of contacts called off",
        Deed::FreezeLifted => "Changes allowed again",
        Deed::TurnedOn => "Codes to a contact turned on",
        Deed::TurnedOff => "Codes to a contact turned off",
        Deed::Reordered => "Order of contacts changed",
        Deed::PushOn => "Notifications to a browser turned on",
        Deed::PushOff => "Notifications to a browser turned off",
        Deed::SignedInByPasskey => "Signed in with a passkey",
        Deed::ProvenByPasskey => "Proven with a passkey",
        Deed::PasskeyRefused => "A passkey was refused: somebody may have a copy of it. Remove it",
        Deed::PasskeyAdded => "Passkey added",
        Deed::PasskeyRemoved => "Passkey removed",
        Deed::DeviceSignedOut => "Another device signed out",
        Deed::OthersSignedOut => "Every other device signed out",
    }
}
