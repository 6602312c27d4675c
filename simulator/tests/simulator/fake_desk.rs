//! As much of Doorcode's public interface as the outside world speaks to, and a memory of what it said.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use simulator::signature;
use tokio::{
    net::TcpListener,
    sync::{Mutex as AsyncMutex, mpsc},
};

use crate::playground::secrets;

type Callback = (HashMap<String, String>, String);

#[derive(Default)]
pub struct Memory {
    pub stations: HashMap<String, Value>,
    pub parcels: BTreeMap<String, Value>,
    /// Tracking number to (when, status) of every event.
    pub events: HashMap<String, Vec<(DateTime<Utc>, String)>>,
    pub event_ids: Vec<String>,
    pub last_event: Value,
    pub heartbeats: Vec<(String, Value)>,
    pub attempts: Vec<Value>,
    pub door_events: Vec<(String, Value)>,
    /// What stations are asked to do.
    pub commands: Vec<Value>,
    /// How commands ended.
    pub results: Vec<(String, Value)>,
    /// The keys that sign lists of grants, and the list of every station.
    pub grants: Option<(Value, String)>,
    /// What was opened by it.
    pub openings: Vec<(String, Value)>,
}

#[derive(Clone)]
pub struct FakeDesk {
    pub address: String,
    pub memory: Arc<Mutex<Memory>>,
    callbacks: Arc<AsyncMutex<mpsc::UnboundedReceiver<Callback>>>,
    mail_reports: Arc<AsyncMutex<mpsc::UnboundedReceiver<Vec<u8>>>>,
}

#[derive(Clone)]
struct Inside {
    memory: Arc<Mutex<Memory>>,
    callbacks: mpsc::UnboundedSender<Callback>,
    mail_reports: mpsc::UnboundedSender<Vec<u8>>,
}

impl FakeDesk {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let memory = Arc::<Mutex<Memory>>::default();
        let (callbacks, heard_callbacks) = mpsc::unbounded_channel();
        let (mail_reports, heard_reports) = mpsc::unbounded_channel();
        let inside = Inside { memory: memory.clone(), callbacks, mail_reports };
        let router = Router::new().route("/receipts", post(receipt)).fallback(answer).with_state(inside);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (callbacks, mail_reports) = (AsyncMutex::new(heard_callbacks), AsyncMutex::new(heard_reports));
        Self { address, memory, callbacks: Arc::new(callbacks), mail_reports: Arc::new(mail_reports) }
    }

    /// The next report about a mail.
    pub async fn mail_report(&self) -> Vec<u8> {
        self.mail_reports.lock().await.recv().await.unwrap()
    }

    /// The next status callback and its signature.
    pub async fn callback(&self) -> Callback {
        self.callbacks.lock().await.recv().await.unwrap()
    }

    pub fn status(&self, tracking_number: &str) -> String {
        self.memory.lock().unwrap().status(tracking_number)
    }

    pub fn tracking_numbers(&self) -> Vec<String> {
        self.memory.lock().unwrap().parcels.keys().cloned().collect()
    }

    /// Somebody else reports something.
    pub fn happened(&self, tracking_number: &str, at: DateTime<Utc>, status: &str) {
        let mut memory = self.memory.lock().unwrap();
        memory.events.entry(tracking_number.into()).or_default().push((at, status.into()));
    }
}

/// The public interface, by its addresses; whoever shows the wrong credential is told so.
async fn answer(
    State(inside): State<Inside>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
    let read = || serde_json::from_slice::<Value>(&body).unwrap();
    let credential = |id: &str| signature::of_station(&secrets().stations, id);
    let path: Vec<&str> = uri.path().split('/').skip(1).collect();
    let token = header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned();
    let expected = match path[..] {
        ["api", "v1", "stations", id, _] | ["api", "v1", "stations", id, "commands", _, "result"] => {
            credential(id)
        }
        ["api", "v1", "stations" | "parcels", ..] => "operator-token".into(),
        ["api", "v1", "receipts", "email"] => "mail-report-token".into(),
        _ => String::new(),
    };
    if token != expected {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut memory = inside.memory.lock().unwrap();
    match (method.as_str(), &path[..]) {
        ("GET", ["readyz"]) => "ok".into_response(),
        ("PUT", ["api", "v1", "stations", id]) => {
            let station = read();
            assert_eq!(station["credential"], credential(id));
            let is_new = memory.stations.insert((*id).to_owned(), station).is_none();
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json(json!({ "id": id }))).into_response()
        }
        ("POST", ["api", "v1", "stations", id, "heartbeat"]) => {
            memory.heartbeats.push(((*id).to_owned(), read()));
            Json(json!({ "clock_skew_seconds": 0 })).into_response()
        }
        ("POST", ["api", "v1", "stations", _, "unlock"]) => {
            memory.attempts.push(read());
            unlock(&read())
        }
        ("POST", ["api", "v1", "stations", id, "door-events"]) => {
            memory.door_events.push(((*id).to_owned(), read()));
            StatusCode::NO_CONTENT.into_response()
        }
        // Everything again, whatever the station has noted: as after an answer that was lost.
        ("GET", ["api", "v1", "stations", _, "commands"]) => {
            Json(json!({ "commands": memory.commands })).into_response()
        }
        ("POST", ["api", "v1", "stations", _, "commands", command, "result"]) => {
            memory.results.push(((*command).to_owned(), read()));
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET", ["api", "v1", "grant-keys"]) => match &memory.grants {
            Some((keys, _)) => Json(keys).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("GET", ["api", "v1", "stations", _, "grants"]) => match &memory.grants {
            Some((_, list)) => ([("etag", "\"one\"")], list.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("POST", ["api", "v1", "stations", id, "openings"]) => {
            memory.openings.push(((*id).to_owned(), read()));
            Json(json!({ "openings": [] })).into_response()
        }
        ("POST", ["api", "v1", "parcels"]) => memory.register(read()),
        ("POST", ["api", "v1", "carrier-events"]) => {
            let (id, event) = (header("webhook-id"), read());
            let carrier = event["data"]["carrier"].as_str().unwrap_or_default();
            let timestamp = header("webhook-timestamp").parse().unwrap_or(0);
            let signature = secrets().carriers.of(carrier).sign(id, timestamp, &body);
            if header("webhook-signature") != signature {
                return StatusCode::UNAUTHORIZED.into_response();
            }
            memory.report(id, event)
        }
        ("POST", ["api", "v1", "receipts", "email"]) if header("content-type") == "message/rfc822" => {
            inside.mail_reports.send(body.to_vec()).unwrap();
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Memory {
    fn status(&self, tracking_number: &str) -> String {
        let mut events = self.events.get(tracking_number).cloned().unwrap_or_default();
        events.sort();
        let end = events.iter().find(|(_, status)| status == "delivered").or(events.last());
        end.map_or_else(|| "pre_transit".into(), |(_, status)| status.clone())
    }

    fn register(&mut self, parcel: Value) -> Response {
        let number = parcel["tracking_number"].as_str().unwrap().to_owned();
        let code = match self.parcels.get(&number) {
            Some(known) if *known != parcel => return StatusCode::CONFLICT.into_response(),
            Some(_) => StatusCode::OK,
            None => StatusCode::CREATED,
        };
        self.parcels.insert(number.clone(), parcel);
        let status = self.status(&number);
        (code, Json(json!({ "id": "7K2QX9M3WZT5", "tracking_number": number, "status": status })))
            .into_response()
    }

    fn report(&mut self, id: &str, event: Value) -> Response {
        let data = event["data"].clone();
        let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
        let number = text("tracking_number");
        self.last_event = event;
        if number == "UNKNOWN" {
            let problem = json!({ "code": "unknown_parcel", "status": 404 });
            return (StatusCode::NOT_FOUND, Json(problem)).into_response();
        }
        let is_known = self.event_ids.iter().any(|known| known == id);
        if !is_known {
            self.event_ids.push(id.to_owned());
            let at = serde_json::from_value(data["occurred_at"].clone()).unwrap();
            self.events.entry(number.clone()).or_default().push((at, text("status")));
        }
        let effect = if is_known { "duplicate" } else { "applied" };
        Json(json!({ "effect": effect, "status": self.status(&number) })).into_response()
    }
}

fn unlock(attempt: &Value) -> Response {
    match attempt["digits"].as_str().or(attempt["qr"].as_str()) {
        Some("482913" | "D1BER042") => Json(json!({ "result": "open", "compartment": "14" })).into_response(),
        Some("999999") => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "300")], Json(json!({ "code": "locked" })))
                .into_response()
        }
        _ => (StatusCode::FORBIDDEN, Json(json!({ "code": "refused" }))).into_response(),
    }
}

async fn receipt(
    State(inside): State<Inside>,
    headers: HeaderMap,
    Form(fields): Form<HashMap<String, String>>,
) -> StatusCode {
    let signature = headers["x-twilio-signature"].to_str().unwrap().to_owned();
    inside.callbacks.send((fields, signature)).unwrap();
    StatusCode::NO_CONTENT
}
