//! The hashes in a list of grants.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::fault::Fault;

/// What one Argon2id hash costs (RFC 9106), on one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowHash {
    /// Kibibytes of memory.
    pub memory: u32,
    /// Passes over them.
    pub passes: u32,
}

impl SlowHash {
    /// 8 MiB four times: some 25 ms of a server's core and less than half a second of a small station computer's, of
    /// which a customer waits for one. All 896,000 codes of six digits cost a guesser six hours of such a core.
    pub const NORMAL: Self = Self { memory: 8 * 1024, passes: 4 };

    /// The hash of a secret under a salt of 16 bytes.
    pub fn of(self, secret: &[u8], salt: &[u8]) -> Result<[u8; 32], Fault> {
        let failed = |_| Fault::Broken("a code could not be hashed");
        let parameters = Params::new(self.memory, self.passes, 1, Some(32)).map_err(failed)?;
        let mut hash = [0; 32];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        argon.hash_password_into(secret, salt, &mut hash).map_err(failed)?;
        Ok(hash)
    }
}

/// What only a station and we have: made of its credential, which stands in no list.
pub struct StationKey([u8; 32]);

impl StationKey {
    /// The key of a station's lists under a salt, out of what is stored of its credential.
    pub fn new(credential_hash: &[u8], salt: &[u8]) -> Self {
        let mut key = [0; 32];
        // 32 bytes are always within what HKDF-SHA256 can give.
        let _ = Hkdf::<Sha256>::new(Some(salt), credential_hash).expand(b"doorcode/grants/v1", &mut key);
        Self(key)
    }

    /// The tag of digits, by their slow hash.
    pub fn digits(&self, slow_hash: &[u8]) -> String {
        self.tag(b"digits", slow_hash)
    }

    /// The tag of a symbol's payload: 80 random bits need no slow hash.
    pub fn symbol(&self, payload: &[u8]) -> String {
        self.tag(b"symbol", payload)
    }

    fn tag(&self, kind: &[u8], what: &[u8]) -> String {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        // HMAC pads a shorter key with zeros to its block (RFC 2104).
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(kind);
        mac.update(what);
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}
