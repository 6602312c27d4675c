//! Text messages over a Twilio-compatible HTTP API
//! (`POST /2010-04-01/Accounts/{sid}/Messages.json`, HTTP Basic authentication).

use std::time::Duration;

use reqwest::{Client, StatusCode, header::RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{Message, Outcome, ROOM};

/// A provider's account.
pub struct Sms {
    client: Client,
    address: String,
    account: String,
    token: SecretString,
    from: String,
    room: Semaphore,
}

/// How a provider is reached.
#[derive(Clone)]
pub struct Account {
    /// The base address of its API.
    pub url: String,
    /// The account's name.
    pub account: String,
    /// The account's password.
    pub token: SecretString,
    /// The number or name the messages come from.
    pub from: String,
}

#[derive(Deserialize)]
struct Taken {
    sid: String,
}

#[derive(Deserialize)]
struct Refused {
    code: u32,
}

impl Sms {
    /// A client of this account. Redirects are not followed: nobody but the provider gets the message.
    pub fn new(account: Account) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(20))
            .build()?;
        let base = account.url.trim_end_matches('/');
        Ok(Self {
            client,
            address: format!("{base}/2010-04-01/Accounts/{}/Messages.json", account.account),
            account: account.account,
            token: account.token,
            from: account.from,
            room: Semaphore::new(ROOM),
        })
    }

    /// Hands a text message over.
    pub async fn send(&self, message: &Message) -> Outcome {
        let Ok(_room) = self.room.acquire().await else {
            return Outcome::NotNow { cause: "closing".to_owned(), after: None };
        };
        // Twilio takes 1 to 36,000 seconds.
        let validity = message.useful_for.as_secs().clamp(1, 36_000).to_string();
        let form = [
            ("To", message.address.reveal()),
            ("From", self.from.as_str()),
            ("Body", message.body.as_str()),
            ("ValidityPeriod", validity.as_str()),
        ];
        let request = self
            .client
            .post(&self.address)
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .form(&form)
            .send();
        let response = match request.await {
            Ok(response) => response,
            Err(error) if error.is_connect() => {
                return Outcome::NotNow { cause: "unreachable".to_owned(), after: None };
            }
            Err(error) => return unknown(&error),
        };
        let status = response.status();
        let after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        if status.is_success() {
            return match response.json::<Taken>().await {
                Ok(taken) => Outcome::Accepted(Some(taken.sid)),
                Err(error) => unknown(&error),
            };
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Outcome::NotNow { cause: "too_many".to_owned(), after };
        }
        if status.is_server_error() {
            return Outcome::NotNow { cause: format!("http_{}", status.as_u16()), after };
        }
        match response.json::<Refused>().await {
            Ok(refused) => classify(refused.code),
            Err(_) => Outcome::NotNow { cause: format!("http_{}", status.as_u16()), after },
        }
    }
}

fn unknown(error: &reqwest::Error) -> Outcome {
    let cause = if error.is_timeout() { "no_answer" } else { "broken_answer" };
    Outcome::Unknown { cause: cause.to_owned() }
}

/// Twilio's error codes for a message that was refused at once. Unknown ones are our own failure.
fn classify(code: u32) -> Outcome {
    let cause = code.to_string();
    match code {
        // Not a number, not reachable, not a mobile phone.
        21211 | 21214 | 21217 | 21401 | 21407 | 21421 | 21612 | 21614 | 21635 => Outcome::Never { cause },
        // The person has asked not to be written to.
        21610 => Outcome::Blocked { cause },
        _ => Outcome::NotNow { cause, after: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_apart_from_our_own_failure() {
        assert_eq!(classify(21614), Outcome::Never { cause: "21614".into() });
        assert_eq!(classify(21610), Outcome::Blocked { cause: "21610".into() });
        assert_eq!(classify(20003), Outcome::NotNow { cause: "20003".into(), after: None });
    }
}
