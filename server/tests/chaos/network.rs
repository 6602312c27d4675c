//! The operator and the carriers: they announce and place parcels, and repeat what was not taken.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use server::clock::{Clock, SystemClock};
use simulator::signature::WebhookSecret;

use crate::{chance::Chance, instance::Instance};

/// The operator's token.
pub const OPERATOR: &str = "operator-token-of-at-least-32-characters";
/// The carriers' secret.
pub const CARRIER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Doors of a station.
const DOORS: usize = 40;
/// How long to wait before asking another instance.
const AGAIN: Duration = Duration::from_millis(100);

/// Everybody who calls our interface.
pub struct Network {
    client: Client,
    instances: Arc<Vec<Instance>>,
    chance: Arc<Chance>,
    stations: usize,
}

impl Network {
    /// It calls whatever instance, and has doors for so many parcels.
    pub fn new(instances: Arc<Vec<Instance>>, chance: Arc<Chance>, parcels: usize) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(2)).build().unwrap();
        Self { client, instances, chance, stations: parcels.div_ceil(DOORS) }
    }

    /// Describes the stations.
    pub async fn open(&self) {
        let doors: Vec<Value> = (0..DOORS)
            .map(|door| json!({ "number": (door + 1).to_string(), "column": door / 5 + 1, "row": door % 5 + 1 }))
            .collect();
        let body = json!({ "name": "Hauptbahnhof", "time_zone": "Europe/Berlin", "opening_hours": "24/7",
            "address": { "street": "Europaplatz 1", "postcode": "10557", "city": "Berlin", "country": "DE" },
            "sheltered": true, "scanner": true, "keypad": true, "compartments": doors,
            "credential": "station-credential-of-at-least-32-characters" });
        for number in 0..self.stations {
            let path = format!("/stations/{}", self.station(number));
            self.until_taken(|url| self.operator(Method::PUT, url, &path, &body)).await;
        }
    }

    /// Announces a parcel for a person with a phone, and has its carrier put it behind a door.
    pub async fn bring(&self, number: usize) {
        let tracking = format!("CHAOS{number:06}");
        let body = json!({ "tracking_number": tracking, "carrier": "DHL", "merchant": "Birch & Bloom",
            "station": self.station(number), "recipient": { "phone": phone(number) } });
        self.until_taken(|url| self.operator(Method::POST, url, "/parcels", &body)).await;
        let now = SystemClock.now();
        let event = json!({ "type": "parcel.event", "timestamp": now, "data": {
            "tracking_number": tracking, "carrier": "DHL", "status": "available_for_pickup",
            "substatus": "placed_in_locker", "occurred_at": now, "station": self.station(number),
            "compartment": (number / self.stations + 1).to_string(),
            "pickup_deadline": now + chrono::Duration::days(3) } });
        self.until_taken(|url| self.carrier(url, &format!("placed-{tracking}"), &event)).await;
    }

    /// Where a parcel goes: one after the other, as many couriers fill many stations at the same time.
    fn station(&self, parcel: usize) -> String {
        format!("BER-{}", parcel % self.stations)
    }

    /// Asks one instance after the other until one of them has taken it.
    async fn until_taken(&self, request: impl Fn(&str) -> RequestBuilder) {
        loop {
            if let Ok(answer) = request(&self.chance.of(&self.instances).url).send().await {
                let status = answer.status();
                if status.is_success() {
                    return;
                }
                let why = answer.text().await.unwrap_or_default();
                assert!(status.is_server_error(), "{status}: {why}");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn operator(&self, method: Method, url: &str, path: &str, body: &Value) -> RequestBuilder {
        self.client.request(method, format!("{url}/api/v1{path}")).bearer_auth(OPERATOR).json(body)
    }

    /// Signed anew each time (Standard Webhooks), under the same id.
    fn carrier(&self, url: &str, id: &str, event: &Value) -> RequestBuilder {
        let (body, timestamp) = (event.to_string(), SystemClock.now().timestamp());
        let secret = WebhookSecret::parse(CARRIER).unwrap();
        self.client
            .post(format!("{url}/api/v1/carrier-events"))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", secret.sign(id, timestamp, body.as_bytes()))
            .body(body)
    }
}

/// The phone of a parcel's recipient: each has one of their own.
pub fn phone(parcel: usize) -> String {
    format!("+49151{}", 20_000_000 + parcel)
}
