//! Signed webhooks to the operator's own systems (Standard Webhooks 1.0).
//!
//! A receiver is one address that the operator has configured. What it answers beside its status is not needed, and
//! hardly read; a redirect is no answer. Only where the configuration says so it may lie in a private network.

use std::{net::IpAddr, sync::Arc, time::Duration};

use domain::{
    Timestamp,
    outgoing::{HandoverAnswer, answered},
};
use reqwest::{
    Client, Response, Url,
    header::{CONTENT_TYPE, USER_AGENT},
};
use sha2::{Digest, Sha256};

use super::{
    CONNECT,
    public_only::{PublicOnly, System, is_public},
};
use crate::api::webhook::WebhookSecret;

/// How long a receiver has for its answer.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// So much of an answer's body is read, in bytes, that the connection can be used again; none of it is needed.
const BODY: usize = 4096;

/// The address that webhooks go to.
pub struct Webhook {
    client: Client,
    url: Url,
    /// Each signs: while one is exchanged for another the receiver knows one of them.
    secrets: Vec<WebhookSecret>,
}

/// Why an address cannot be a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoWebhook {
    /// It is no address, or not one that webhooks are sent to.
    #[error("is not an https:// address")]
    Address,
    /// It lies in a private network.
    #[error("leads into a private network, which DOORCODE_WEBHOOK_ALLOW_PRIVATE would have to allow")]
    Private,
    /// Requests could not be made.
    #[error("cannot be used")]
    Client,
}

impl Webhook {
    /// A receiver at this address. Only where `allow_private` it may lie in a private network, and speak http.
    pub fn new(
        url: &str,
        secrets: Vec<WebhookSecret>,
        allow_private: bool,
        patience: Duration,
    ) -> Result<Self, NoWebhook> {
        let url = Url::parse(url).map_err(|_| NoWebhook::Address)?;
        let is_secure = url.scheme() == "https" || allow_private && url.scheme() == "http";
        if !is_secure || !url.has_host() || !url.username().is_empty() || url.password().is_some() {
            return Err(NoWebhook::Address);
        }
        // A name is looked at when it is resolved, an address here.
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        if !allow_private && host.parse::<IpAddr>().is_ok_and(|address| !is_public(address)) {
            return Err(NoWebhook::Private);
        }
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look names up itself, and nobody would ask where they lead.
            .no_proxy()
            .connect_timeout(patience.min(CONNECT))
            .timeout(patience);
        if !allow_private {
            client = client.dns_resolver(PublicOnly(Arc::new(System)));
        }
        Ok(Self { client: client.build().map_err(|_| NoWebhook::Client)?, url, secrets })
    }

    /// What is stored of the address: it may hold a secret.
    pub fn url_hash(&self) -> [u8; 32] {
        Sha256::digest(self.url.as_str().as_bytes()).into()
    }

    /// Sends a webhook of this name, and answers what the receiver said and, where it was not taken, a word for that.
    pub async fn send(&self, message: &str, body: &str, now: Timestamp) -> (HandoverAnswer, Option<String>) {
        let timestamp = now.timestamp();
        let signatures: Vec<String> = self
            .secrets
            .iter()
            .filter_map(|secret| secret.sign(message, timestamp, body.as_bytes()))
            .collect();
        let request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "doorcode")
            .header("webhook-id", message)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(body.to_owned());
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                drain(response).await;
                let answer = answered(status);
                (answer, (answer != HandoverAnswer::Taken).then(|| format!("http_{status}")))
            }
            Err(error) => {
                let word = if error.is_timeout() {
                    "no_answer"
                } else if error.is_connect() {
                    "unreachable"
                } else {
                    "broken_answer"
                };
                (HandoverAnswer::NotTaken, Some(word.to_owned()))
            }
        }
    }
}

async fn drain(mut response: Response) {
    let mut read = 0;
    while read < BODY {
        match response.chunk().await {
            Ok(Some(part)) => read += part.len(),
            Ok(None) | Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_is_a_public_https_address_unless_the_operator_says_otherwise() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let of = |url: &str, private| Webhook::new(url, Vec::new(), private, PATIENCE).map(|_| ());
        assert_eq!(of("https://help.example.org/hooks?key=1", false), Ok(()));
        for private in
            ["https://10.0.0.7/x", "https://127.0.0.1:8443", "https://[::1]/", "https://[fd00::1]/x"]
        {
            assert_eq!(of(private, false), Err(NoWebhook::Private), "{private}");
            assert_eq!(of(private, true), Ok(()), "{private}");
        }
        for bad in [
            "http://help.example.org",
            "ftp://help.example.org",
            "help",
            "",
            "https://user:pw@help.example.org",
        ] {
            assert_eq!(of(bad, false), Err(NoWebhook::Address), "{bad}");
        }
        assert_eq!(of("http://10.0.0.7:3010/x", true), Ok(()));
    }
}
