//! How the outside world proves who it is: carriers by Standard Webhooks, the SMS provider by
//! `X-Twilio-Signature`, stations by a credential of their own.

pub mod carriers;
pub mod station;
pub mod twilio;
pub mod webhook;

use hmac::{Hmac, KeyInit, Mac};

/// HMAC-SHA256; keys may have any length (RFC 2104).
fn hmac_sha256(key: &[u8], message: &[&[u8]]) -> Vec<u8> {
    keyed::<Hmac<sha2::Sha256>>(key, message)
}

/// HMAC-SHA1, because Twilio's protocol says so.
fn hmac_sha1(key: &[u8], message: &[&[u8]]) -> Vec<u8> {
    keyed::<Hmac<sha1::Sha1>>(key, message)
}

fn keyed<M: Mac + KeyInit>(key: &[u8], message: &[&[u8]]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length, so this cannot fail")]
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in message {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
