//! The only place where chance comes from: the operating system's generator.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::fault::Fault;

/// Random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Broken("the system gives no random bytes"))?;
    Ok(bytes)
}

/// A bearer token of 8·N random bits, in characters that need no escaping.
pub fn token<const N: usize>() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<N>()?))
}
