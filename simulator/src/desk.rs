//! Doorcode as the outside world sees it: the public interface over HTTP, and nothing else.

use std::{
    fmt::{self, Write as _},
    time::Duration,
};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    clock, random,
    signature::{self, CarrierSecrets},
};

/// What the desk lets us in with.
#[derive(Debug, Clone)]
pub struct DeskSecrets {
    /// The operator's systems sign in with it.
    pub operator_token: SecretString,
    /// Each carrier signs with its own.
    pub carriers: CarrierSecrets,
    /// Stations' credentials are derived from it.
    pub stations: SecretString,
    /// Mail systems send reports with it; without it they send none.
    pub mail_reports: Option<SecretString>,
}

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

/// Passes it on.
impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
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

/// As long as a whole story may take.
pub const LONG: Duration = Duration::from_mins(1);

/// The one way this program speaks HTTP: it follows no redirects and gives up after 10 seconds.
///
/// # Errors
/// When the machine's certificate store cannot be read.
pub fn client() -> Result<Client, reqwest::Error> {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .user_agent(concat!("doorcode-simulator/", env!("CARGO_PKG_VERSION")))
        .build()
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
            let answer = self.http.get(format!("{}/readyz", self.address)).send().await;
            match answer.and_then(reqwest::Response::error_for_status) {
                Ok(_) => return Ok(()),
                Err(error) if left.is_zero() => return Err(error.into()),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            left = left.saturating_sub(pause);
        }
    }

    /// The operator sets a station up, or again.
    pub async fn put_station(&self, id: &str, station: &impl Serialize) -> Result<Answer, Unreachable> {
        let mut body = json!(station);
        body["credential"] = signature::of_station(&self.secrets.stations, id).into();
        send(self.as_operator(Method::PUT, &["stations", id]).json(&body)).await
    }

    /// The operator announces a parcel.
    pub async fn register(&self, parcel: &impl Serialize) -> Result<Answer, Unreachable> {
        send(self.as_operator(Method::POST, &["parcels"]).json(parcel)).await
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

    /// A station passes on what was typed or scanned; `caller` and `attempt` are added if missing.
    pub async fn unlock(
        &self,
        station: &str,
        mut attempt: Map<String, Value>,
    ) -> Result<Answer, Unreachable> {
        let caller = if attempt.contains_key("qr") { "scanner-1" } else { "keypad-1" };
        attempt.entry("caller").or_insert_with(|| json!(caller));
        attempt.entry("attempt").or_insert_with(|| json!(random::hex::<16>()));
        send(self.as_station(station, "unlock").json(&attempt)).await
    }

    /// A station says how it is.
    pub async fn heartbeat(&self, station: &str, condition: &Value) -> Result<Answer, Unreachable> {
        send(self.as_station(station, "heartbeat").json(condition)).await
    }

    /// A station says what one of its doors did.
    pub async fn door_event(&self, station: &str, event: &Value) -> Result<Answer, Unreachable> {
        send(self.as_station(station, "door-events").json(event)).await
    }

    /// A station asks what it is to do, beyond the command that it has noted last, and waits for it.
    pub async fn commands(&self, station: &str, after: i64) -> Result<Answer, Unreachable> {
        let request = self
            .request(Method::GET, &["stations", station, "commands"])
            .bearer_auth(self.credential(station));
        send(request.query(&[("after", after), ("wait", 25)]).timeout(LONG)).await
    }

    /// A station says how a command ended.
    pub async fn command_ended(
        &self,
        station: &str,
        command: i64,
        result: &Value,
    ) -> Result<Answer, Unreachable> {
        let path = ["stations", station, "commands", &command.to_string(), "result"];
        send(self.request(Method::POST, &path).bearer_auth(self.credential(station)).json(result)).await
    }

    /// A station asks what it may open while it has no link: the status, the name of that list, and the list itself where
    /// it is another than the one of that name.
    pub async fn grants(
        &self,
        station: &str,
        known: Option<&str>,
    ) -> Result<(StatusCode, String, String), Unreachable> {
        let request =
            self.request(Method::GET, &["stations", station, "grants"]).bearer_auth(self.credential(station));
        let request = known.into_iter().fold(request, |it, name| it.header(header::IF_NONE_MATCH, name));
        let response = request.send().await?;
        let name =
            response.headers().get(header::ETAG).and_then(|name| name.to_str().ok()).unwrap_or_default();
        let (status, name) = (response.status(), name.to_owned());
        Ok((status, name, response.text().await?))
    }

    /// By which keys such lists are signed.
    pub async fn grant_keys(&self) -> Result<Answer, Unreachable> {
        send(self.request(Method::GET, &["grant-keys"])).await
    }

    /// A station tells what it has opened while it had no link.
    pub async fn openings(&self, station: &str, report: &Value) -> Result<Answer, Unreachable> {
        send(self.as_station(station, "openings").json(report)).await
    }

    /// What a station signs in with.
    pub fn credential(&self, station: &str) -> String {
        signature::of_station(&self.secrets.stations, station)
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

    fn as_operator(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.request(method, path).bearer_auth(self.secrets.operator_token.expose_secret())
    }

    fn as_station(&self, station: &str, what: &str) -> RequestBuilder {
        self.request(Method::POST, &["stations", station, what]).bearer_auth(self.credential(station))
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let path: Vec<String> = path.iter().map(|segment| escaped(segment)).collect();
        self.http.request(method, format!("{}/api/v1/{}", self.address, path.join("/")))
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
