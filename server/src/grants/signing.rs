//! Who makes a list of grants: a signature that a station checks with nothing but a public key (Ed25519; JWS of RFC 7515
//! and RFC 8037).

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Keys that may be known at once, so that they can be changed without a gap.
const MOST: usize = 2;

/// A key that signs lists.
pub struct GrantsKey {
    pair: Ed25519KeyPair,
    /// The thumbprint of its public half (RFC 7638).
    id: String,
}

/// Reads one or two keys, the one that signs first: each the base64 of 32 bytes. Errors say the place, never the value.
pub fn grants_keys(text: &str) -> Result<Vec<GrantsKey>, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if parts.len() > MOST {
        return Err(format!("holds more than {MOST}"));
    }
    let read = |(place, part): (usize, &str)| {
        let seed = STANDARD.decode(part).ok();
        let pair = seed.and_then(|seed| Ed25519KeyPair::from_seed_unchecked(&seed).ok());
        pair.map(GrantsKey::new).ok_or(format!("key {} is not the base64 of 32 bytes", place + 1))
    };
    parts.into_iter().enumerate().map(read).collect()
}

impl GrantsKey {
    fn new(pair: Ed25519KeyPair) -> Self {
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let named = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}"#);
        Self { id: URL_SAFE_NO_PAD.encode(Sha256::digest(named)), pair }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its public half, base64url.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// What is said, signed: a JWS in its compact form. `None` is never the case in practice: what is said is JSON.
    pub fn sign(&self, said: &impl Serialize) -> Option<String> {
        let head = json!({ "alg": "EdDSA", "kid": self.id, "typ": "doorcode-grants+jws" }).to_string();
        let said = serde_json::to_vec(said).ok()?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(said));
        let signature = self.pair.sign(signed.as_bytes());
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_rfc_8037_has_its_public_half_its_thumbprint_and_its_signature() {
        // Appendix A.
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let [key] = <[GrantsKey; 1]>::try_from(grants_keys(&STANDARD.encode(seed)).unwrap()).ok().unwrap();
        assert_eq!(key.public(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let signature = key.pair.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        assert_eq!(
            URL_SAFE_NO_PAD.encode(signature.as_ref()),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }

    #[test]
    fn a_key_that_is_none_is_told_by_its_place() {
        let good = STANDARD.encode([7; 32]);
        assert_eq!(grants_keys(&format!("{good}, {good}")).unwrap().len(), 2);
        for (wrong, why) in [
            (format!("{good},c2VjcmV0"), "key 2 is not the base64 of 32 bytes"),
            (String::new(), "key 1 is not the base64 of 32 bytes"),
            (format!("{good},{good},{good}"), "holds more than 2"),
        ] {
            assert_eq!(grants_keys(&wrong).err().as_deref(), Some(why));
        }
    }
}
