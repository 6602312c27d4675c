//! The list by which a station opens while it has no link: signed by the desk, in hashes that only this station can check
//! (`docs/grants.md` says how).

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hkdf::Hkdf;
use hmac::Hmac;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::stations::Attempt;
use crate::signature::keyed;

/// A public key that signs lists, and its name.
#[derive(Debug, Clone)]
pub struct ListKey {
    id: String,
    public: Vec<u8>,
}

/// What the desk says it may open.
#[derive(Debug, Clone, Deserialize)]
pub struct GrantList {
    /// The station that it is for.
    sub: String,
    /// When it opens nothing any more, in Unix seconds.
    exp: i64,
    hash: SlowHash,
    pub(super) grants: Vec<Grant>,
}

/// How digits are hashed: Argon2id.
#[derive(Debug, Clone, Deserialize)]
struct SlowHash {
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// What may be opened by one code.
#[derive(Debug, Clone, Deserialize)]
pub struct Grant {
    #[serde(rename = "grant")]
    pub(super) id: String,
    digits: String,
    symbol: String,
    pub(super) compartment: String,
    /// When its code is over, in Unix seconds.
    until: i64,
}

impl ListKey {
    /// The keys in a JWK Set.
    pub fn all(set: &Value) -> Vec<Self> {
        let text = |key: &Value, name: &str| key[name].as_str().map(str::to_owned);
        let keys = set["keys"].as_array().into_iter().flatten();
        keys.filter_map(|key| {
            Some(Self { id: text(key, "kid")?, public: URL_SAFE_NO_PAD.decode(text(key, "x")?).ok()? })
        })
        .collect()
    }
}

impl GrantList {
    /// Reads a list (a JWS in its compact form) that one of these keys has signed for this station; nothing else is
    /// trusted.
    pub fn read(signed: &str, keys: &[ListKey], station: &str) -> Option<Self> {
        let (said, signature) = signed.rsplit_once('.')?;
        let (head, body) = said.split_once('.')?;
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let head: Value = serde_json::from_slice(&decoded(head)?).ok()?;
        let key = keys.iter().find(|key| head["alg"] == "EdDSA" && head["kid"] == key.id.as_str())?;
        UnparsedPublicKey::new(&ED25519, &key.public).verify(said.as_bytes(), &decoded(signature)?).ok()?;
        serde_json::from_slice(&decoded(body)?).ok().filter(|list: &Self| list.sub == station)
    }

    /// The grant by which this opens a door at that time. A hash of digits takes a while.
    pub fn opens(&self, attempt: &Attempt, credential: &str, now: DateTime<Utc>) -> Option<&Grant> {
        let shown = |name: &str| attempt.get(name).and_then(Value::as_str);
        let is_shown: Box<dyn Fn(&Grant) -> bool> = match (shown("digits"), shown("qr")) {
            (Some(digits), _) => {
                let tag = self.tag(credential, b"digits", &self.hash.of(digits.trim())?)?;
                Box::new(move |grant| grant.digits == tag)
            }
            (None, Some(qr)) => {
                let qr = qr.trim().to_ascii_uppercase();
                let payload = qr.get(qr.find("D1")?..)?;
                let tag = self.tag(credential, b"symbol", payload.as_bytes())?;
                Box::new(move |grant| grant.symbol == tag)
            }
            (None, None) => return None,
        };
        let now = now.timestamp();
        self.grants.iter().find(|grant| now < self.exp && now < grant.until && is_shown(grant))
    }

    /// As the list has what was shown, under the key that this station makes of its credential.
    fn tag(&self, credential: &str, kind: &[u8], shown: &[u8]) -> Option<String> {
        let (salt, mut key) = (self.hash.salt()?, [0; 32]);
        let hkdf = Hkdf::<Sha256>::new(Some(&salt), &Sha256::digest(credential));
        hkdf.expand(b"doorcode/grants/v1", &mut key).ok()?;
        Some(URL_SAFE_NO_PAD.encode(keyed::<Hmac<Sha256>>(&key, [kind, shown])))
    }
}

impl SlowHash {
    fn salt(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.salt).ok()
    }

    fn of(&self, digits: &str) -> Option<[u8; 32]> {
        let mut hash = [0; 32];
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        argon.hash_password_into(digits.as_bytes(), &self.salt()?, &mut hash).ok()?;
        Some(hash)
    }
}
