//! Doorcode as the outside world sees it: the public interface over HTTP, and nothing else.

use std::{
    fmt::{self, Write as _},
    time::Duration,
};

use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{clock, credentials::DeskSecrets, demo::network::Station, signature};

/// What the desk said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// When to come back, in seconds, if it said so.
    pub retry_after: Option<u64>,
    /// The body; text that is no JSON becomes a JSON string.
    pub body: Value,
}

impl Answer {
    /// A text field of the body, or nothing.
    pub fn field(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.body)
    }
}

/// The desk did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the desk did not answer: {0}")]
pub struct Unreachable(#[from] reqwest::Error);

/// The desk as operator, carrier and station reach it.
#[derive(Debug, Clone)]
pub struct Desk {
    http: Client,
    address: String,
    secrets: DeskSecrets,
}

impl Desk {
    /// The desk at an address such as `http://127.0.0.1:3000`.
    pub fn new(http: Client, address: &str, secrets: DeskSecrets) -> Self {
        Self { http, address: address.trim_end_matches('/').to_owned(), secrets }
    }

    /// Where customers find it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns as soon as the desk says that it is ready; fails when it has not for that long.
    pub async fn ready(&self, patience: Duration) -> Result<(), Unreachable> {
        let mut left = patience;
        let pause = Duration::from_millis(250);
        loop {
            match self
                .http
                .get(format!("{}/readyz", self.address))
                .send()
                .await
                .and_then(reqwest::Response::error_for_status)
            {
                Ok(_) => return Ok(()),
                Err(error) if left.is_zero() => return Err(error.into()),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            left = left.saturating_sub(pause);
        }
    }

    /// The operator sets a station up, or again.
    pub async fn put_station(&self, station: &Station) -> Result<Answer, Unreachable> {
        #[derive(Serialize)]
        struct Body<'a> {
            #[serde(flatten)]
            station: &'a Station,
            credential: String,
        }
        let body =
            Body { station, credential: signature::station::credential(&self.secrets.stations, &station.id) };
        let request = self.request(Method::PUT, &["stations", &station.id]);
        send(request.bearer_auth(self.secrets.operator_token.expose_secret()).json(&body)).await
    }

    /// The operator announces a parcel.
    pub async fn register(&self, parcel: &impl Serialize) -> Result<Answer, Unreachable> {
        let request = self.request(Method::POST, &["parcels"]);
        send(request.bearer_auth(self.secrets.operator_token.expose_secret()).json(parcel)).await
    }

    /// A carrier reports an event. The same `id` is the same event.
    pub async fn report(&self, id: &str, data: &impl Serialize) -> Result<Answer, Unreachable> {
        let now = clock::now();
        let data = json!(data);
        // By the event's own time if it has one, so that a repeated delivery has the same body.
        let timestamp = data.get("occurred_at").cloned().unwrap_or_else(|| json!(now));
        let body = json!({ "type": "parcel.event", "timestamp": timestamp, "data": &data }).to_string();
        let carrier = data.get("carrier").and_then(Value::as_str).unwrap_or_default();
        let signature = self.secrets.carriers.of(carrier).sign(id, now.timestamp(), body.as_bytes());
        let request = self
            .request(Method::POST, &["carrier-events"])
            .header("webhook-id", id)
            .header("webhook-timestamp", now.timestamp())
            .header("webhook-signature", signature)
            .header(header::CONTENT_TYPE, "application/json");
        send(request.body(body)).await
    }

    /// A station passes on what was typed or scanned.
    pub async fn unlock(&self, station: &str, attempt: &Value) -> Result<Answer, Unreachable> {
        self.as_station(station, "unlock", attempt).await
    }

    /// A station says how it is.
    pub async fn heartbeat(&self, station: &str, condition: &Value) -> Result<Answer, Unreachable> {
        self.as_station(station, "heartbeat", condition).await
    }

    /// A mail system reports what became of a mail, in a mail of its own (RFC 5322). Nothing is sent, and
    /// nothing answered, without a token for it.
    pub async fn report_mail(&self, report: Vec<u8>) -> Result<Option<Answer>, Unreachable> {
        let Some(token) = &self.secrets.mail_reports else { return Ok(None) };
        let request = self
            .request(Method::POST, &["receipts", "email"])
            .bearer_auth(token.expose_secret())
            .header(header::CONTENT_TYPE, "message/rfc822");
        send(request.body(report)).await.map(Some)
    }

    async fn as_station(&self, station: &str, what: &str, body: &Value) -> Result<Answer, Unreachable> {
        let credential = signature::station::credential(&self.secrets.stations, station);
        send(self.request(Method::POST, &["stations", station, what]).bearer_auth(credential).json(body))
            .await
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut address = format!("{}/api/v1", self.address);
        for segment in path {
            address.push('/');
            address.push_str(&escaped(segment));
        }
        self.http.request(method, address)
    }
}

/// One path segment; a station's id may have been typed by anybody.
fn escaped(segment: &str) -> String {
    segment.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => text.push(char::from(byte)),
            // Writing into a string cannot fail.
            other => drop(write!(text, "%{other:02X}")),
        }
        text
    })
}

async fn send(request: RequestBuilder) -> Result<Answer, Unreachable> {
    let response = request.send().await?;
    let status = response.status();
    let retry_after =
        response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let text = response.text().await?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, retry_after, body })
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_cannot_leave_its_place_in_the_address() {
        assert_eq!(super::escaped("BER-042"), "BER-042");
        assert_eq!(super::escaped("../parcels?x=ä"), "%2E%2E%2Fparcels%3Fx%3D%C3%A4");
    }
}
