//! `X-Twilio-Signature`: how Twilio proves that a status callback comes from Twilio.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

/// Base64 of HMAC-SHA1, keyed with the account's token, over the address as configured followed by every
/// form field, name and value without separators, sorted by name.
/// <https://www.twilio.com/docs/usage/security#validating-requests>
pub fn sign(token: &SecretString, url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut message = vec![url.as_bytes()];
    for (name, value) in &sorted {
        message.push(name.as_bytes());
        message.push(value.as_bytes());
    }
    STANDARD.encode(super::hmac_sha1(token.expose_secret().as_bytes(), &message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_twilios_documentation_comes_out() {
        let fields = [
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("From", "+14158675309"),
            ("Digits", "1234"),
        ];
        assert_eq!(
            sign(&SecretString::from("12345"), "https://mycompany.com/myapp.php?foo=1&bar=2", &fields),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }
}
