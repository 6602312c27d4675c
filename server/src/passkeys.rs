//! Passkeys (WebAuthn Level 3): what the library is asked, and what it must not be asked differently.
//!
//! They are bound to the host of our public address. An IP address is none that browsers would bind one to, so
//! there passkeys are not offered.

use domain::{
    Timestamp,
    contact_book::{Book, By},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
    },
};

use crate::fault::Fault;

/// How many passkeys a customer can have.
pub const MOST: usize = 10;

/// Ceremonies of one public address.
pub struct Passkeys(Webauthn);

/// What an authenticator keeps beside the key, and shows to whoever unlocks it.
pub struct Owner<'a> {
    /// What it knows the customer by.
    pub handle: [u8; 16],
    /// How the customer recognises the account.
    pub name: &'a str,
}

/// A ceremony that has begun.
pub struct Begun<S> {
    /// What the browser is asked, in JSON.
    pub options: String,
    /// What its answer is checked against; secret and unforgeable until then.
    pub state: S,
}

/// What an added passkey is checked against.
#[derive(Serialize, Deserialize)]
pub struct Adding {
    handle: [u8; 16],
    registration: PasskeyRegistration,
}

/// What the use of a passkey is checked against.
#[derive(Serialize, Deserialize)]
pub struct Using(DiscoverableAuthentication);

/// A passkey that was made.
pub struct Made {
    /// What its authenticator knows the customer by.
    pub handle: [u8; 16],
    /// What it calls itself.
    pub credential_id: Vec<u8>,
    /// Its public key and counter in JSON.
    pub credential: String,
}

/// A passkey that was used, unchecked.
pub struct Used(PublicKeyCredential);

/// Why a passkey is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It does not answer what was asked, or not here, or nobody was there to unlock it.
    Wrong,
    /// Its counter stands no further than when it was last used: there may be a copy of it.
    Copied,
}

impl Passkeys {
    /// The ceremonies of a public address; none where browsers would not take part.
    pub fn at(public_url: &str) -> Option<Self> {
        let origin = Url::parse(public_url).ok()?;
        let host = origin.domain()?.to_owned();
        WebauthnBuilder::new(&host, &origin).and_then(WebauthnBuilder::build).ok().map(Self)
    }

    /// Begins to add a passkey. It has to be one that is found without a name, and that asks for a finger, a face or
    /// a PIN; who made the authenticator is not asked. `known` are the customer's other passkeys, of which a device
    /// needs no second.
    pub fn begin_adding(&self, owner: &Owner<'_>, known: Vec<Vec<u8>>) -> Result<Begun<Adding>, Fault> {
        let handle = Uuid::from_bytes(owner.handle);
        let (asked, registration) = self
            .0
            .start_passkey_registration(handle, owner.name, owner.name, Some(known))
            .map_err(|_| Fault::Broken("a passkey ceremony could not begin"))?;
        let mut options = to_json_value(&asked.public_key)?;
        // The library leaves this to the authenticator.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(|s| s.as_object_mut()) {
            selection.insert("residentKey".to_owned(), "required".into());
            selection.insert("requireResidentKey".to_owned(), true.into());
        }
        Ok(Begun { options: options.to_string(), state: Adding { handle: owner.handle, registration } })
    }

    /// Checks a passkey that a browser says it has made.
    pub fn finish_adding(&self, adding: &Adding, credential: &str) -> Result<Made, Refused> {
        let made: RegisterPublicKeyCredential = read(credential)?;
        let passkey =
            self.0.finish_passkey_registration(&made, &adding.registration).map_err(|_| Refused::Wrong)?;
        Ok(Made {
            handle: adding.handle,
            credential_id: passkey.cred_id().clone(),
            credential: serde_json::to_string(&passkey).map_err(|_| Refused::Wrong)?,
        })
    }

    /// Begins the use of a passkey: one of `allowed`, or any that the device has for us if there is none.
    pub fn begin_using(&self, allowed: &[Vec<u8>]) -> Result<Begun<Using>, Fault> {
        let (asked, authentication) = self
            .0
            .start_discoverable_authentication()
            .map_err(|_| Fault::Broken("a passkey ceremony could not begin"))?;
        let mut options = to_json_value(&asked.public_key)?;
        let allowed: Vec<_> =
            allowed.iter().map(|id| serde_json::json!({ "type": "public-key", "id": base64(id) })).collect();
        if let Some(options) = options.as_object_mut() {
            options.insert("allowCredentials".to_owned(), allowed.into());
        }
        Ok(Begun { options: options.to_string(), state: Using(authentication) })
    }

    /// Checks a passkey that was used against the stored one, and answers how that stands since.
    pub fn finish_using(
        &self,
        using: Using,
        used: &Used,
        stored: &store::passkey::Passkey,
    ) -> Result<String, Refused> {
        if used.handle().is_some_and(|handle| handle != stored.handle) {
            return Err(Refused::Wrong);
        }
        let mut passkey: Passkey = read(&stored.credential)?;
        let result =
            self.0.finish_discoverable_authentication_v2(&used.0, using.0, &passkey).map_err(|error| {
                match error {
                    WebauthnError::CredentialPossibleCompromise => Refused::Copied,
                    _ => Refused::Wrong,
                }
            })?;
        passkey.update_credential(&result).ok_or(Refused::Wrong)?;
        serde_json::to_string(&passkey).map_err(|_| Refused::Wrong)
    }
}

impl Used {
    /// Reads what a browser says.
    pub fn parse(credential: &str) -> Result<Self, Refused> {
        read(credential).map(Self)
    }

    /// What the passkey calls itself.
    pub fn credential_id(&self) -> &[u8] {
        &self.0.raw_id
    }

    /// What the authenticator knows its owner by, if it says so: it must when nothing else names the customer.
    pub fn handle(&self) -> Option<&[u8]> {
        self.0.get_user_unique_id()
    }
}

/// Whether a passkey is too new to be a proof by itself.
pub fn cools(book: &Book, passkey: &store::passkey::Passkey, now: Timestamp) -> bool {
    book.cools(By::Passkey { added_at: passkey.added_at }, now)
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Refused> {
    serde_json::from_str(json).map_err(|_| Refused::Wrong)
}

fn to_json_value(options: &impl Serialize) -> Result<serde_json::Value, Fault> {
    serde_json::to_value(options).map_err(|_| Fault::Broken("a passkey ceremony could not be written"))
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ip_address_has_no_passkeys() {
        for (address, offered) in [
            ("https://pickup.example.org", true),
            ("https://pickup.example.org:8443", true),
            ("http://localhost:3000", true),
            ("http://127.0.0.1:3000", false),
            ("https://[2001:db8::1]", false),
        ] {
            assert_eq!(Passkeys::at(address).is_some(), offered, "{address}");
        }
    }

    #[test]
    fn a_passkey_is_asked_for_that_is_found_without_a_name_and_unlocked() {
        let passkeys = Passkeys::at("https://pickup.example.org").unwrap();
        let owner = Owner { handle: [7; 16], name: "+49 ••• ••• 89" };
        let begun = passkeys.begin_adding(&owner, vec![vec![1, 2, 3]]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
        assert_eq!(options["rp"]["id"], "pickup.example.org");
        assert_eq!(options["user"]["id"], base64(&[7; 16]));
        assert_eq!(options["user"]["name"], "+49 ••• ••• 89");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["excludeCredentials"][0]["id"], base64(&[1, 2, 3]));
        let begun = passkeys.begin_using(&[vec![4]]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
        assert_eq!(options["rpId"], "pickup.example.org");
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"][0]["id"], base64(&[4]));
    }
}
