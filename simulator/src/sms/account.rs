//! Who may send.

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;

use super::refusal::Refusal;
use crate::credentials::SmsAccount;

/// The account of that name.
pub fn find<'a>(accounts: &'a [SmsAccount], asked: &str) -> Result<&'a SmsAccount, Refusal> {
    accounts.iter().find(|account| account.sid == asked).ok_or_else(Refusal::unauthorized)
}

/// Admits a request for an account's resources that carries the account's name and token (RFC 7617).
pub fn admit(account: &SmsAccount, headers: &HeaderMap) -> Result<(), Refusal> {
    let expected = format!("{}:{}", account.sid, account.token.expose_secret());
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value.trim()).ok());
    if given.as_deref() == Some(expected.as_bytes()) { Ok(()) } else { Err(Refusal::unauthorized()) }
}
