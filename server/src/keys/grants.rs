//! What a station's list of grants says of a code: its hashes. The code itself does not leave this place.

use domain::{code::PickupCode, qr::QrPayload};
use store::pickup_code::LiveCode;

use super::KeyRing;
use crate::{
    fault::Fault,
    grants::{SlowHash, StationKey},
};

/// A code that is to be hashed.
pub struct GrantSecret {
    digits: PickupCode,
    symbol: QrPayload,
}

impl KeyRing {
    /// A live code, to be hashed; `None` when it cannot be read or has the wrong shape.
    pub fn grant_secret(&self, live: &LiveCode) -> Option<GrantSecret> {
        let (digits, symbol) = self.read(live)?;
        Some(GrantSecret { digits, symbol })
    }
}

impl GrantSecret {
    /// The slow hash of the digits.
    pub fn slow_hash(&self, cost: SlowHash, salt: &[u8]) -> Result<[u8; 32], Fault> {
        cost.of(self.digits.reveal().as_bytes(), salt)
    }

    /// The tag of the symbol.
    pub fn symbol(&self, key: &StationKey) -> String {
        key.symbol(self.symbol.reveal().as_bytes())
    }
}
