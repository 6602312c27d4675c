//! As much of Doorcode's public interface as the outside world speaks to, and a memory of what it said.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post, put},
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
    pub parcels: HashMap<String, Value>,
    /// Tracking number to (when, status) of every event.
    pub events: HashMap<String, Vec<(DateTime<Utc>, String)>>,
    pub event_ids: Vec<String>,
    pub last_event: Value,
    pub heartbeats: Vec<(String, Value)>,
    pub attempts: Vec<Value>,
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
        let (sender, callbacks) = mpsc::unbounded_channel();
        let (reporter, mail_reports) = mpsc::unbounded_channel();
        let router = Router::new()
            .route("/readyz", get(async || "ok"))
            .route("/api/v1/stations/{id}", put(put_station))
            .route("/api/v1/stations/{id}/heartbeat", post(heartbeat))
            .route("/api/v1/stations/{id}/unlock", post(unlock))
            .route("/api/v1/parcels", post(register))
            .route("/api/v1/carrier-events", post(event))
            .route("/api/v1/receipts/email", post(mail_report))
            .route("/receipts", post(receipt))
            .with_state(Inside { memory: memory.clone(), callbacks: sender, mail_reports: reporter });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            memory,
            callbacks: Arc::new(AsyncMutex::new(callbacks)),
            mail_reports: Arc::new(AsyncMutex::new(mail_reports)),
        }
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
        status(&self.memory.lock().unwrap(), tracking_number)
    }

    pub fn tracking_numbers(&self) -> Vec<String> {
        let mut numbers: Vec<String> = self.memory.lock().unwrap().parcels.keys().cloned().collect();
        numbers.sort();
        numbers
    }

    /// Somebody else reports something.
    pub fn happened(&self, tracking_number: &str, at: DateTime<Utc>, status: &str) {
        let mut memory = self.memory.lock().unwrap();
        memory.events.entry(tracking_number.into()).or_default().push((at, status.into()));
    }
}

fn status(memory: &Memory, tracking_number: &str) -> String {
    let mut events = memory.events.get(tracking_number).cloned().unwrap_or_default();
    events.sort();
    let end = events.iter().find(|(_, status)| status == "delivered").or(events.last());
    end.map_or_else(|| "pre_transit".into(), |(_, status)| status.clone())
}

fn is_operator(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|value| value == "Bearer operator-token")
}

fn is_station(headers: &HeaderMap, id: &str) -> bool {
    let expected = format!("Bearer {}", signature::of_station(&secrets().stations, id));
    headers.get("authorization").is_some_and(|value| value == expected.as_str())
}

async fn put_station(
    State(inside): State<Inside>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(station): Json<Value>,
) -> Response {
    if !is_operator(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    assert_eq!(station["credential"], signature::of_station(&secrets().stations, &id));
    let new = inside.memory.lock().unwrap().stations.insert(id.clone(), station).is_none();
    (if new { StatusCode::CREATED } else { StatusCode::OK }, Json(json!({ "id": id }))).into_response()
}

async fn register(State(inside): State<Inside>, headers: HeaderMap, Json(parcel): Json<Value>) -> Response {
    if !is_operator(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut memory = inside.memory.lock().unwrap();
    let number = parcel["tracking_number"].as_str().unwrap().to_owned();
    let known = memory.parcels.get(&number).cloned();
    let code = match known {
        Some(known) if known != parcel => return StatusCode::CONFLICT.into_response(),
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    memory.parcels.insert(number.clone(), parcel);
    let status = status(&memory, &number);
    (code, Json(json!({ "id": "7K2QX9M3WZT5", "tracking_number": number, "status": status }))).into_response()
}

async fn event(State(inside): State<Inside>, headers: HeaderMap, body: Bytes) -> Response {
    let header =
        |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp").parse().unwrap_or(0));
    let event: Value = serde_json::from_slice(&body).unwrap();
    let carrier = event["data"]["carrier"].as_str().unwrap_or_default();
    if header("webhook-signature") != secrets().carriers.of(carrier).sign(&id, timestamp, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let data = event["data"].clone();
    let number = data["tracking_number"].as_str().unwrap_or_default().to_owned();
    let mut memory = inside.memory.lock().unwrap();
    memory.last_event = event;
    if number == "UNKNOWN" {
        let problem = json!({ "code": "unknown_parcel", "status": 404 });
        return (StatusCode::NOT_FOUND, Json(problem)).into_response();
    }
    let effect = if memory.event_ids.contains(&id) {
        "duplicate"
    } else {
        memory.event_ids.push(id);
        let at = serde_json::from_value(data["occurred_at"].clone()).unwrap();
        let said = data["status"].as_str().unwrap_or_default().to_owned();
        memory.events.entry(number.clone()).or_default().push((at, said));
        "applied"
    };
    Json(json!({ "effect": effect, "status": status(&memory, &number) })).into_response()
}

async fn heartbeat(
    State(inside): State<Inside>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if !is_station(&headers, &id) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    inside.memory.lock().unwrap().heartbeats.push((id, body));
    Json(json!({ "clock_skew_seconds": 0 })).into_response()
}

async fn unlock(
    State(inside): State<Inside>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if !is_station(&headers, &id) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    inside.memory.lock().unwrap().attempts.push(body.clone());
    match body["digits"].as_str().or(body["qr"].as_str()) {
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

async fn mail_report(State(inside): State<Inside>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if headers["authorization"] != "Bearer mail-report-token" || headers["content-type"] != "message/rfc822" {
        return StatusCode::UNAUTHORIZED;
    }
    inside.mail_reports.send(body.to_vec()).unwrap();
    StatusCode::NO_CONTENT
}
