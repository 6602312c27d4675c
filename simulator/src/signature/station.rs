//! What a simulated station signs in with.

use secrecy::{ExposeSecret, SecretString};

use crate::hex;

/// The credential of one station: `hex(HMAC-SHA256(station secret, station id))`, 64 characters.
///
/// Derived, so that whoever sets a station up and whoever plays it later agree without storing anything.
pub fn credential(station_secret: &SecretString, station: &str) -> String {
    hex::write(&super::hmac_sha256(station_secret.expose_secret().as_bytes(), &[station.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_has_a_credential_of_its_own() {
        // RFC 4231, test case 2, with the station's id as the message.
        let secret = SecretString::from("Jefe");
        assert_eq!(
            credential(&secret, "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_ne!(credential(&secret, "BER-042"), credential(&secret, "BER-117"));
    }
}
