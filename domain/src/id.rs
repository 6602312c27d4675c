//! Identifiers: what things are called by us and by others.

mod number;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::number::{
    AttemptId, CaseId, ChallengeId, ChangeId, CodeId, CommandId, ContactId, CustomerId, ExtensionOrderId,
    HandoverId, IncidentId, JobId, LinkUseId, NotificationId, OneTimeCodeId, PasskeyId, RedirectId,
    SessionId, UnlockAttemptId,
};

/// Crockford's base 32: digits and capitals without I, L, O and U, so that nothing is misread.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes 5 bits of each byte as one character of [`ALPHABET`].
pub fn spell(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}

/// Whether a text has so many characters, all of [`ALPHABET`].
pub fn is_spelled(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// Our own name of a parcel, as it stands in addresses: 12 characters, random, no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ParcelId(String);

/// The text is not one of our parcel names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a parcel id has 12 characters")]
pub struct NoParcelId;

impl ParcelId {
    /// A new name out of 12 random bytes.
    pub fn from_random(bytes: [u8; 12]) -> Self {
        Self(spell(&bytes))
    }

    /// Reads a name from an address.
    pub fn parse(text: &str) -> Result<Self, NoParcelId> {
        if is_spelled(text, 12) { Ok(Self(text.to_owned())) } else { Err(NoParcelId) }
    }

    /// A name as it stands in the store, which has only names that were read or made here.
    pub const fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Several names as text.
    pub fn names(ids: &[Self]) -> Vec<&str> {
        ids.iter().map(Self::as_str).collect()
    }
}

impl From<ParcelId> for String {
    fn from(id: ParcelId) -> Self {
        id.0
    }
}

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The operator's id of a station: 2 to 40 letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StationId(String);

/// The text is no id of a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 2 to 40 letters, digits and hyphens")]
pub struct NoStationId;

impl StationId {
    /// Reads an id from an address or a field.
    pub fn parse(text: &str) -> Result<Self, NoStationId> {
        let shaped = (2..=40).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if shaped { Ok(Self(text.to_owned())) } else { Err(NoStationId) }
    }

    /// As stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A carrier's name as it is compared: case and spaces make no other carrier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CarrierKey(String);

impl CarrierKey {
    /// What a name comes to.
    pub fn of(name: &str) -> Self {
        Self(
            name.chars()
                .filter(|character| !character.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect(),
        )
    }

    /// As compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_spelled_by_us_is_told_by_its_look() {
        assert!(is_spelled(&spell(&[7; 26]), 26));
        for text in ["", "\0", "0000000000000000000000000I", "000000000000000000000000000", &"é".repeat(13)]
        {
            assert!(!is_spelled(text, 26), "{text:?}");
        }
    }

    // M3
    #[test]
    fn a_station_id_has_its_shape() {
        assert_eq!(StationId::parse("BER-042").unwrap().as_str(), "BER-042");
        for text in ["", "B", "BER_042", "BER 042", "\0\0\0", "B\u{e9}R", &"B".repeat(41)] {
            assert_eq!(StationId::parse(text), Err(NoStationId), "{text:?}");
        }
    }

    // L: one identity for all carriers
    #[test]
    fn carriers_are_the_same_whatever_case_and_spaces_they_are_written_with() {
        assert_eq!(CarrierKey::of(" dhl  Express\u{a0}"), CarrierKey::of("DHLexpress"));
        assert_ne!(CarrierKey::of("DHL"), CarrierKey::of("DPD"));
    }

    #[test]
    fn a_parcel_id_survives_its_address() {
        let id = ParcelId::from_random([0, 1, 2, 31, 32, 33, 200, 255, 9, 10, 11, 12]);
        assert_eq!(ParcelId::parse(id.as_str()), Ok(id));
        assert_eq!(ParcelId::parse("../../etc/pa"), Err(NoParcelId));
        assert_eq!(ParcelId::parse("SHORT"), Err(NoParcelId));
    }
}
