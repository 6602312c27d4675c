//! A whole outside world with a desk of our own in the middle.

use std::{fs, path::PathBuf, time::Duration};

use reqwest::{Client, RequestBuilder, Response};
use secrecy::SecretString;
use serde_json::{Value, json};
use simulator::{
    demo::StateFolder,
    desk::{self, Desk, DeskSecrets},
    random,
    serve::{self, Running, Settings},
    signature::CarrierSecrets,
    sms::Account,
};

use crate::fake_desk::FakeDesk;

/// The accounts of the two SMS providers.
pub const FIRST: (&str, &str) = ("ACtest", "sms-token");
pub const SECOND: (&str, &str) = ("ACtest2", "sms2-token");
pub const KIM: &str = "+491713920041";
pub const PAT: &str = "+491713920042";

pub struct Playground {
    pub running: Running,
    pub fake: FakeDesk,
    pub desk: Desk,
    pub http: Client,
    pub folder: PathBuf,
}

pub fn secrets() -> DeskSecrets {
    DeskSecrets {
        operator_token: SecretString::from("operator-token"),
        carriers: CarrierSecrets::parse("DHL=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap(),
        stations: SecretString::from("station-secret"),
        mail_reports: Some(SecretString::from("mail-report-token")),
    }
}

fn account((sid, token): (&str, &str)) -> Account {
    Account { sid: sid.into(), token: SecretString::from(token) }
}

impl Playground {
    pub async fn start() -> Self {
        let fake = FakeDesk::start().await;
        let http = desk::client().unwrap();
        let desk = Desk::new(http.clone(), &fake.address, secrets());
        let folder = std::env::temp_dir().join(format!("simulator-{}", random::hex::<8>()));
        let running = serve::start(Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            smtp: "127.0.0.1:0".parse().unwrap(),
            desk: desk.clone(),
            sms_accounts: vec![account(FIRST), account(SECOND)],
            receipt_pause: Duration::ZERO,
            heartbeat_pause: Duration::from_hours(1),
            state: StateFolder::at(&folder),
        })
        .await
        .unwrap();
        Self { running, fake, desk, http, folder }
    }

    /// Ends the outside world; the desk stays.
    pub async fn stop(&mut self) {
        self.running.stop().await;
    }

    pub fn state(&self) -> StateFolder {
        StateFolder::at(&self.folder)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.web)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    pub async fn post_json(&self, path: &str, body: Value) -> Response {
        self.http.post(self.url(path)).json(&body).send().await.unwrap()
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.http.post(self.url(path)).form(fields).send().await.unwrap()
    }

    /// An SMS about to be handed to the provider.
    pub fn sms(&self, fields: &[(&str, &str)]) -> RequestBuilder {
        self.sms_of(FIRST, fields)
    }

    /// The same, to the provider with that account.
    pub fn sms_of(&self, (sid, token): (&str, &str), fields: &[(&str, &str)]) -> RequestBuilder {
        let path = format!("/2010-04-01/Accounts/{sid}/Messages.json");
        self.http.post(self.url(&path)).basic_auth(sid, Some(token)).form(fields)
    }

    /// What a provider answers to whoever has these credentials.
    pub async fn look_up(&self, path: &str, (sid, token): (&str, &str)) -> Response {
        self.http.get(self.url(path)).basic_auth(sid, Some(token)).send().await.unwrap()
    }

    pub async fn send_sms(&self, to: &str, body: &str) -> Response {
        self.sms(&[("To", to), ("From", "Doorcode"), ("Body", body)]).send().await.unwrap()
    }

    pub async fn fault(&self, channel: &str, mode: &str, count: Option<u32>) {
        self.order(json!({ "channel": channel, "mode": mode, "count": count })).await;
    }

    /// Orders something to go wrong.
    pub async fn order(&self, order: Value) {
        let answer = self.post_json("/api/faults", order).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
