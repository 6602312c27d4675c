//! A passkey ceremony between the page that begins it and the form that ends it. Looking at a page writes nothing,
//! so the ceremony's state travels in the form, sealed for one purpose and session, for a while.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use domain::{Timestamp, id::SessionId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{fault::Fault, keys::KeyRing};

/// How long a page can be open before its button is pressed.
pub const LIFETIME: Duration = Duration::minutes(10);

/// What a ceremony is for; in a session, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Adding a passkey.
    Add(SessionId),
    /// Signing in.
    SignIn,
    /// Proving once more.
    Prove(SessionId),
}

#[derive(Serialize, Deserialize)]
struct Dated<S> {
    until: Timestamp,
    state: S,
}

impl Purpose {
    fn place(self) -> String {
        match self {
            Self::Add(session) => format!("passkey ceremony|add|{session}"),
            Self::SignIn => "passkey ceremony|sign in|none".to_owned(),
            Self::Prove(session) => format!("passkey ceremony|prove|{session}"),
        }
    }
}

/// Seals a state for the form.
pub fn seal(
    keys: &KeyRing,
    purpose: Purpose,
    state: impl Serialize,
    now: Timestamp,
) -> Result<String, Fault> {
    let dated = serde_json::to_string(&Dated { until: now + LIFETIME, state });
    let dated = dated.map_err(|_| Fault::Broken("a passkey ceremony could not be written"))?;
    let (key, sealed) = keys.seal(&purpose.place(), &dated)?;
    Ok(format!("{key}.{}", URL_SAFE_NO_PAD.encode(sealed)))
}

/// Opens what comes back with the form; none when it is too old, or was not sealed for this.
pub fn open<S: DeserializeOwned>(keys: &KeyRing, purpose: Purpose, text: &str, now: Timestamp) -> Option<S> {
    let (key, sealed) = text.split_once('.')?;
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let dated: Dated<S> = serde_json::from_str(&keys.open(&purpose.place(), key, &sealed)?).ok()?;
    (now < dated.until).then_some(dated.state)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_ceremony_opens_for_its_purpose_in_its_session_and_in_time() {
        let keys = KeyRing::new(vec![("k1".to_owned(), [1; 32])]);
        let now = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let sealed = seal(&keys, Purpose::Prove(SessionId::new(7)), "state", now).unwrap();
        let opened = |purpose, text: &str, at| open::<String>(&keys, purpose, text, at);
        assert_eq!(opened(Purpose::Prove(SessionId::new(7)), &sealed, now).as_deref(), Some("state"));
        let last = now + LIFETIME - Duration::seconds(1);
        assert_eq!(opened(Purpose::Prove(SessionId::new(7)), &sealed, last).as_deref(), Some("state"));
        assert_eq!(opened(Purpose::Prove(SessionId::new(7)), &sealed, now + LIFETIME), None);
        for purpose in [Purpose::Prove(SessionId::new(8)), Purpose::Add(SessionId::new(7)), Purpose::SignIn] {
            assert_eq!(opened(purpose, &sealed, now), None);
        }
        for bent in ["", "k1", "k1.", "k2.AAAA", &sealed.replace("k1.", "k1.A")] {
            assert_eq!(opened(Purpose::Prove(SessionId::new(7)), bent, now), None);
        }
    }
}
