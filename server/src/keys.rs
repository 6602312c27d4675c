//! Configured keys, and everything that is sealed, hashed or proven with them.
//!
//! Each configured key has an id and is good for all purposes: HKDF-SHA256 (RFC 5869) derives one key per
//! purpose. The first of the ring is the current one; the others still open what was sealed before a rotation.

mod grants;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::{
    access::Permit,
    code::PickupCode,
    id::{ChallengeId, ParcelId},
    one_time::OneTimeCode,
    qr::QrPayload,
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use store::pickup_code::LiveCode;

pub use self::grants::GrantSecret;
use crate::{fault::Fault, random};

/// The configured keys, the current one first.
pub struct KeyRing {
    keys: Vec<Key>,
}

struct Key {
    id: String,
    wrap: [u8; 32],
    index: [u8; 32],
    one_time: [u8; 32],
    seal: [u8; 32],
    limit: [u8; 32],
    text: [u8; 32],
    request: [u8; 32],
    link: [u8; 32],
    step: [u8; 32],
}

/// A pickup code as it is written down.
pub struct SealedCode {
    /// The configured key that wraps the data key.
    pub key_id: String,
    /// The wrapped data key.
    pub wrapped_key: Vec<u8>,
    /// Digits and QR payload under the data key.
    pub sealed: Vec<u8>,
    /// Keyed hashes of the digits, under the current key first.
    pub digits_indexes: Vec<Vec<u8>>,
    /// Keyed hash of the QR payload under the current key.
    pub qr_index: Vec<u8>,
}

/// What a stored code is like, as far as this instance can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// It can be read and has the right shape.
    Opens,
    /// Its key is not configured here: it may well open elsewhere.
    UnknownKey,
    /// Its own key cannot open it, or what it holds is no code.
    Broken,
}

impl KeyRing {
    /// A ring of keys with their ids; the first is the current one.
    pub fn new(keys: Vec<(String, [u8; 32])>) -> Self {
        let derive = |key: &[u8; 32], purpose: &str| {
            let mut derived = [0; 32];
            // 32 bytes are always within what HKDF-SHA256 can give.
            let _ = Hkdf::<Sha256>::new(Some(b"doorcode/v1"), key).expand(purpose.as_bytes(), &mut derived);
            derived
        };
        let keys = keys
            .into_iter()
            .map(|(id, key)| Key {
                wrap: derive(&key, "wrap data keys"),
                index: derive(&key, "index pickup codes"),
                one_time: derive(&key, "one-time codes"),
                seal: derive(&key, "seal messages"),
                limit: derive(&key, "name limits"),
                text: derive(&key, "recognise texts"),
                request: derive(&key, "recognise requests"),
                link: derive(&key, "sessions of links"),
                step: derive(&key, "sessions of steps"),
                id,
            })
            .collect();
        Self { keys }
    }

    fn current(&self) -> Result<&Key, Fault> {
        self.keys.first().ok_or(Fault::Broken("no key is configured"))
    }

    fn key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// [`Self::require`] of the first of these ids that is not configured here, if there is one.
    pub fn unknown_among<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Fault> {
        ids.into_iter().find(|id| !self.knows(id)).map_or(Ok(()), |id| self.require(id))
    }

    /// Seals a new code under a data key of its own.
    pub fn seal_code(
        &self,
        parcel: &ParcelId,
        station: &str,
        code: &PickupCode,
        qr: &QrPayload,
    ) -> Result<SealedCode, Fault> {
        let current = self.current()?;
        let data_key = random::bytes::<32>()?;
        let place = format!("pickup_code|{parcel}|{}", current.id);
        let text = format!("{}\n{}", code.reveal(), qr.reveal());
        Ok(SealedCode {
            key_id: current.id.clone(),
            wrapped_key: encrypt(&current.wrap, &place, &data_key)?,
            sealed: encrypt(&data_key, &place, text.as_bytes())?,
            digits_indexes: self.digits_indexes(station, code),
            qr_index: index(current, "qr", station, qr.reveal()),
        })
    }

    /// Opens a live code for what is permitted; `None` when it cannot be read or has the wrong shape, or when the permit
    /// is for something else.
    pub fn open_code(&self, live: &LiveCode, permit: &Permit) -> Option<(PickupCode, QrPayload)> {
        permit.reads_digits().then(|| self.read(live))?
    }

    /// Whether a live code can be read and has the right shape.
    pub fn check(&self, live: &LiveCode) -> Seal {
        match (self.knows(&live.key_id), self.read(live)) {
            (false, _) => Seal::UnknownKey,
            (true, Some(_)) => Seal::Opens,
            (true, None) => Seal::Broken,
        }
    }

    /// Whether a key of this id is configured here.
    pub fn knows(&self, id: &str) -> bool {
        self.key(id).is_some()
    }

    /// Whether a key of this id is configured here; that it is not is told to whoever runs the network. While keys are
    /// being rotated another instance may have sealed something under a key that this one does not have yet: nothing is
    /// wrong with what it sealed.
    pub fn require(&self, id: &str) -> Result<(), Fault> {
        if self.knows(id) {
            return Ok(());
        }
        metrics::counter!("doorcode_unknown_keys_total").increment(1);
        tracing::error!(key = id, "something is sealed under a key that is not configured here");
        Err(Fault::UnknownKey)
    }

    fn read(&self, live: &LiveCode) -> Option<(PickupCode, QrPayload)> {
        let key = self.key(&live.key_id)?;
        let place = format!("pickup_code|{}|{}", live.parcel_id, key.id);
        let data_key: [u8; 32] = decrypt(&key.wrap, &place, &live.wrapped_key)?.try_into().ok()?;
        let text = String::from_utf8(decrypt(&data_key, &place, &live.sealed)?).ok()?;
        let (digits, qr) = text.split_once('\n')?;
        Some((PickupCode::parse(digits).ok()?, QrPayload::parse(qr).ok()?))
    }

    /// The keyed hashes under which digits may be found at a station, the current key's first.
    pub fn digits_indexes(&self, station: &str, code: &PickupCode) -> Vec<Vec<u8>> {
        self.keys.iter().map(|key| index(key, "digits", station, code.reveal())).collect()
    }

    /// The keyed hashes under which a QR payload may be found at a station.
    pub fn qr_indexes(&self, station: &str, qr: &QrPayload) -> Vec<Vec<u8>> {
        self.keys.iter().map(|key| index(key, "qr", station, qr.reveal())).collect()
    }

    /// The keyed hash of a one-time code, bound to its sign-in, and the id of the key.
    pub fn one_time_mac(&self, sign_in: ChallengeId, code: &OneTimeCode) -> Result<(String, Vec<u8>), Fault> {
        let current = self.current()?;
        Ok((current.id.clone(), one_time(current, sign_in, code).finalize().into_bytes().to_vec()))
    }

    /// Whether a one-time code is the one of this keyed hash; takes the same time for every wrong one.
    pub fn is_one_time(&self, key_id: &str, mac: &[u8], sign_in: ChallengeId, code: &OneTimeCode) -> bool {
        self.key(key_id).is_some_and(|key| one_time(key, sign_in, code).verify_slice(mac).is_ok())
    }

    /// Seals a text of a notification that must survive until it is sent.
    pub fn seal(&self, place: &str, text: &str) -> Result<(String, Vec<u8>), Fault> {
        let current = self.current()?;
        Ok((current.id.clone(), encrypt(&current.seal, &format!("{place}|{}", current.id), text.as_bytes())?))
    }

    /// Opens such a text.
    pub fn open(&self, place: &str, key_id: &str, sealed: &[u8]) -> Option<String> {
        let key = self.key(key_id)?;
        String::from_utf8(decrypt(&key.seal, &format!("{place}|{}", key.id), sealed)?).ok()
    }

    /// The keyed hash by which a text that was sent is recognised; tells nothing about it.
    pub fn text_mac(&self, text: &str) -> Result<Vec<u8>, Fault> {
        Ok(mac(&self.current()?.text, &["text/v1", text]).finalize().into_bytes().to_vec())
    }

    /// Whether a text is the one of this keyed hash.
    pub fn is_text(&self, known: &[u8], text: &str) -> bool {
        self.keys.iter().any(|key| mac(&key.text, &["text/v1", text]).verify_slice(known).is_ok())
    }

    /// The keyed hashes by which a request is recognised when it comes again, under the current key first; they tell
    /// nothing about what was shown.
    pub fn request_macs(&self, parts: &[&str]) -> Result<Vec<Vec<u8>>, Fault> {
        self.current()?;
        let parts = [&["request/v1"], parts].concat();
        Ok(self.keys.iter().map(|key| mac(&key.request, &parts).finalize().into_bytes().to_vec()).collect())
    }

    /// The tokens of the session that a link opens on a device, the current key's first. Whoever presses its button
    /// again on that device gets the same one, although only its hash is stored: the link itself is part of it.
    pub fn link_sessions(&self, link: &str, salt: &[u8]) -> Vec<String> {
        let salt = URL_SAFE_NO_PAD.encode(salt);
        let derived =
            self.keys.iter().map(|key| mac(&key.link, &["link/v1", link, &salt]).finalize().into_bytes());
        derived.map(|token| URL_SAFE_NO_PAD.encode(token)).collect()
    }

    /// The tokens of what a step with these secrets opens, the current key's first: the same secrets give the same ones.
    pub fn step_tokens(&self, secrets: &[&str]) -> Vec<String> {
        let parts = [&["step/v1"], secrets].concat();
        let derived = self.keys.iter().map(|key| mac(&key.step, &parts).finalize().into_bytes());
        derived.map(|token| URL_SAFE_NO_PAD.encode(token)).collect()
    }

    /// The name of a limit's bucket: tells nothing about whom it limits.
    pub fn limit(&self, action: &str, subject: &str) -> Result<Vec<u8>, Fault> {
        Ok(mac(&self.current()?.limit, &["limit/v1", action, subject]).finalize().into_bytes().to_vec())
    }
}

/// What is stored of a bearer token: 128 random bits or more need no slow hash.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn index(key: &Key, kind: &str, station: &str, secret: &str) -> Vec<u8> {
    mac(&key.index, &["code/v1", kind, station, secret]).finalize().into_bytes().to_vec()
}

fn one_time(key: &Key, sign_in: ChallengeId, code: &OneTimeCode) -> Hmac<Sha256> {
    mac(&key.one_time, &["otp/v1", &sign_in.to_string(), "sign_in", code.reveal()])
}

/// A keyed hash over parts, each with its length before it, so that no two lists of parts read alike.
fn mac(key: &[u8; 32], parts: &[&str]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    // HMAC pads a shorter key with zeros to its block (RFC 2104).
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac
}

fn encrypt(key: &[u8; 32], place: &str, text: &[u8]) -> Result<Vec<u8>, Fault> {
    let nonce = random::bytes::<24>()?;
    let sealed = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad: place.as_bytes() })
        .map_err(|_| Fault::Broken("sealing failed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &[u8; 32], place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place.as_bytes() })
        .ok()
}

#[cfg(test)]
mod tests {
    use domain::id::CodeId;

    use super::*;

    fn ring(ids: &[&str]) -> KeyRing {
        KeyRing::new(ids.iter().map(|id| ((*id).to_owned(), [id.as_bytes()[0]; 32])).collect())
    }

    fn parcel() -> ParcelId {
        ParcelId::from_random([7; 12])
    }

    fn live(sealed: &SealedCode) -> LiveCode {
        LiveCode {
            id: CodeId::new(1),
            parcel_id: parcel(),
            station_id: "BER-042".into(),
            length: 6,
            key_id: sealed.key_id.clone(),
            wrapped_key: sealed.wrapped_key.clone(),
            sealed: sealed.sealed.clone(),
            issued_at: chrono::DateTime::UNIX_EPOCH,
            valid_until: chrono::DateTime::UNIX_EPOCH,
            revealed_at: None,
        }
    }

    #[test]
    fn a_code_opens_after_a_rotation_and_only_where_it_belongs() {
        let code = PickupCode::parse("482913").unwrap();
        let qr = QrPayload::from_random("BER-042", [7; 16]);
        let sealed = ring(&["a"]).seal_code(&parcel(), "BER-042", &code, &qr).unwrap();
        let rotated = ring(&["b", "a"]);
        assert_eq!(rotated.read(&live(&sealed)), Some((code.clone(), qr.clone())));
        assert!(rotated.digits_indexes("BER-042", &code).contains(&sealed.digits_indexes[0]));
        assert!(rotated.qr_indexes("BER-042", &qr).contains(&sealed.qr_index));
        assert_eq!(ring(&["b"]).check(&live(&sealed)), Seal::UnknownKey);
        assert_eq!(rotated.check(&live(&sealed)), Seal::Opens);
        let elsewhere = LiveCode { parcel_id: ParcelId::from_random([0; 12]), ..live(&sealed) };
        assert!(rotated.read(&elsewhere).is_none());
        let mut bent = live(&sealed);
        bent.sealed[30] ^= 1;
        assert_eq!(rotated.check(&bent), Seal::Broken);
        assert!(!sealed.sealed.windows(6).any(|part| part == b"482913"));
    }

    #[test]
    fn a_one_time_code_is_bound_to_its_sign_in() {
        let ring = ring(&["a"]);
        let code = OneTimeCode::parse("048291").unwrap();
        let (id, mac) = ring.one_time_mac(ChallengeId::new(7), &code).unwrap();
        assert!(ring.is_one_time(&id, &mac, ChallengeId::new(7), &code));
        assert!(!ring.is_one_time(&id, &mac, ChallengeId::new(8), &code));
        assert!(!ring.is_one_time(&id, &mac, ChallengeId::new(7), &OneTimeCode::parse("048292").unwrap()));
        assert!(!ring.is_one_time("gone", &mac, ChallengeId::new(7), &code));
    }

    #[test]
    fn a_sealed_text_opens_in_its_place_only() {
        let ring = ring(&["a"]);
        let (id, sealed) = ring.seal("notification|7", "048291").unwrap();
        assert_eq!(ring.open("notification|7", &id, &sealed).as_deref(), Some("048291"));
        assert_eq!(ring.open("notification|8", &id, &sealed), None);
    }
}
