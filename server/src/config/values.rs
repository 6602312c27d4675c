//! Settings that are more than one number or address: how they are written, and what is wrong when they are not.

use std::{net::IpAddr, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Url;
use rlibphonenumber::Region;
use secrecy::SecretString;

use super::faults::Faults;
use crate::keys::KeyRing;

/// The address customers know us by. On this machine itself browsers keep secure cookies without TLS, too.
pub fn public_url(text: &str) -> Result<String, String> {
    secret_url(text.trim().trim_end_matches('/'))
}

/// An address secrets are sent to: `https`, or `http` where they do not leave this machine.
pub fn secret_url(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(Url::has_host);
    let local = |host: &str| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    match url.as_ref().map(|url| (url.scheme(), url.host_str().unwrap_or_default())) {
        Some(("https", _)) => Ok(text.to_owned()),
        Some(("http", host)) if local(host) => Ok(text.to_owned()),
        Some(("http", _)) => {
            Err("must begin with https:// (http:// only for this machine itself)".to_owned())
        }
        _ => Err("is not an https:// address".to_owned()),
    }
}

/// What a provider may take: with the time before it is asked and after it has answered, less than a lease.
pub fn provider_timeout(f: &mut Faults, text: &str, lease: Duration) -> Option<Duration> {
    let most = (lease.as_secs() - 1) / 2;
    f.within("DOORCODE_PROVIDER_TIMEOUT_SECONDS", text, 1..=most).map(Duration::from_secs)
}

pub fn region(text: &str) -> Result<Region, String> {
    text.trim().parse().map_err(|_| "is not a country code of two capitals".to_owned())
}

pub fn keys(text: &str) -> Result<KeyRing, String> {
    let mut keys: Vec<(String, [u8; 32])> = Vec::new();
    for (place, entry) in text.split(',').map(str::trim).enumerate() {
        let place = place + 1;
        let (id, key) = entry.split_once(':').ok_or(format!("key {place} is not id:base64"))?;
        if id.is_empty() || id.len() > 16 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("the id of key {place} is not 1 to 16 letters and digits"));
        }
        if keys.iter().any(|(known, _)| known == id) {
            return Err(format!("the id of key {place} stands there twice"));
        }
        let key = STANDARD.decode(key).ok().and_then(|key| key.try_into().ok());
        keys.push((id.to_owned(), key.ok_or(format!("key {place} is not the base64 of 32 bytes"))?));
    }
    Ok(KeyRing::new(keys))
}

fn one_or_two(text: &str) -> Result<Vec<&str>, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if parts.len() <= 2 { Ok(parts) } else { Err("holds more than two".to_owned()) }
}

pub fn tokens(text: &str) -> Result<Vec<SecretString>, String> {
    let parts = one_or_two(text)?;
    if parts.iter().any(|token| token.len() < 32) {
        return Err("holds a token of fewer than 32 characters".to_owned());
    }
    Ok(parts.into_iter().map(SecretString::from).collect())
}

pub fn token(text: &str) -> Result<SecretString, String> {
    if text.len() < 32 {
        return Err("has fewer than 32 characters".to_owned());
    }
    Ok(SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_has_less_than_half_of_a_lease() {
        for (lease, longest) in [(60, 29), (5, 2), (600, 299)] {
            let lease = Duration::from_secs(lease);
            let mut faults = Faults(Vec::new());
            let allowed = provider_timeout(&mut faults, &longest.to_string(), lease);
            assert_eq!(allowed, Some(Duration::from_secs(longest)));
            assert_eq!(faults, Faults(Vec::new()));
            assert_eq!(provider_timeout(&mut faults, &(longest + 1).to_string(), lease), None);
            assert!(faults.to_string().contains("DOORCODE_PROVIDER_TIMEOUT_SECONDS"));
        }
    }

    // L
    #[test]
    fn secrets_leave_this_machine_encrypted_only() {
        for good in [
            "https://api.twilio.com",
            "https://[2001:db8::1]:8443/x",
            "http://127.0.0.1:3010",
            "http://localhost",
            "http://[::1]:80",
        ] {
            assert_eq!(secret_url(good), Ok(good.to_owned()));
        }
        for bad in [
            "http://sms.example.org",
            "http://192.168.0.7:3010",
            "http://127.0.0.1:80@sms.example.org/",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "ftp://127.0.0.1",
            "https://",
            "//sms.example.org",
            "sms.example.org",
            "",
        ] {
            assert!(secret_url(bad).is_err(), "{bad}");
        }
        assert_eq!(public_url(" https://pickup.example.org/ "), Ok("https://pickup.example.org".to_owned()));
    }

    #[test]
    fn keys_are_read_with_their_ids() {
        let key = STANDARD.encode([7; 32]);
        assert!(keys(&format!("k2:{key}, k1:{key}")).is_ok());
        for wrong in ["", "k1", "k1:AAAA", &format!("k 1:{key}"), &format!("k1:{key},k1:{key}")] {
            assert!(keys(wrong).is_err(), "{wrong}");
        }
    }
}
