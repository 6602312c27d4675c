//! One network with one station, and the doubles it talks to.

use std::sync::{Arc, Mutex};

use app::shell::{Assets, Shell};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{Duration, TimeZone};
use domain::{Timestamp, extension::ExtensionLimits, reminder::ReminderSettings};
use rlibphonenumber::Region;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::{
    api::{Api, Carriers, Credentials, waiting::WaitingStations},
    app_state::AppState,
    carrier_pages::CarrierPages,
    clock::Clock,
    gateway::{
        Gateways,
        email::Email,
        push::{Push, PushHosts, VapidKey},
        sms,
    },
    grants::{Grants, SlowHash, grants_keys},
    helpdesk::Helpdesk,
    http::{self, Site, live::Live},
    incidents::OpenIncidents,
    keys::KeyRing,
    worker::{self, Hands},
};
use simulator::{
    fault::Order,
    reset,
    shutdown::Shutdown,
    signature::{WebhookSecret, of_twilio},
    sms::{self as sms_double, Sending, Sms, SmsFault},
};
use sqlx::PgPool;
use store::{Bell, Db, Limits};
use tower::ServiceExt;

/// How long an instance has for what it took out of the outbox; four times as long as a provider has for its answer.
const LEASE: std::time::Duration = std::time::Duration::from_secs(60);

pub const OPERATOR: &str = "operator-token-of-at-least-32-characters";
pub const STATION: &str = "station-credential-of-at-least-32-characters";
pub const CARRIER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// What DPD signs with.
pub const OTHER_CARRIER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub const PHONE: &str = "+4915123456789";

/// A clock that stands until it is moved.
pub struct TestClock(Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl TestClock {
    pub fn pass(&self, span: Duration) {
        *self.0.lock().unwrap() += span;
    }
}

/// A text message that a provider was given.
#[derive(Clone)]
pub struct Text {
    pub sid: String,
    pub to: String,
    pub body: String,
    pub callback: String,
}

/// An SMS provider of the simulated outside world; what it reports, tests say.
#[derive(Clone)]
pub struct Provider {
    double: Arc<sms_double::Provider>,
    end: Shutdown,
    dated: Arc<Mutex<Option<Timestamp>>>,
}

impl Provider {
    fn new(name: &'static str, clock: Arc<TestClock>) -> Self {
        let account = sms_double::Account { sid: "AC1".into(), token: SecretString::from("token") };
        let mut double = sms_double::Provider::new(name, account);
        let dated = Arc::new(Mutex::new(None));
        let said = Arc::clone(&dated);
        double.now = Box::new(move || said.lock().unwrap().unwrap_or_else(|| clock.now()));
        Self { double: Arc::new(double), end: Shutdown::default(), dated }
    }

    /// The texts that arrived at a number.
    pub fn texts(&self, to: &str) -> Vec<String> {
        self.all().into_iter().filter(|text| text.to == to).map(|text| text.body).collect()
    }

    /// Everything it took.
    pub fn all(&self) -> Vec<Text> {
        let text = |sending: &Sending| Text {
            sid: sending.sid.clone(),
            to: sending.message.to.clone(),
            body: sending.message.body.clone(),
            callback: sending.message.status_callback.clone(),
        };
        self.double.outbox.list(|_| true).iter().map(|taken| text(&taken.what)).collect()
    }

    /// Lets this go wrong with the next messages.
    pub fn fail(&self, fault: SmsFault, messages: u32) {
        self.double.faults.set(Order::of(fault, messages));
    }

    /// Says of everything from now on that it was taken at that time.
    pub fn date(&self, time: Timestamp) {
        *self.dated.lock().unwrap() = Some(time);
    }

    /// Answers what it has left without an answer.
    pub fn let_go(&self) {
        self.end.begin();
    }

    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = sms_double::router(Sms::alone(Arc::clone(&self.double), self.end.clone()));
        tokio::spawn(reset::serve(listener, router, std::future::pending()));
        address
    }
}

pub struct World {
    pub router: Router,
    pub app_state: Arc<AppState>,
    pub clock: Arc<TestClock>,
    pub live: Arc<Live>,
    pub waiting: Arc<WaitingStations>,
    pub provider: Provider,
    pub second: Provider,
    pub pool: PgPool,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    leads: String,
}

impl Answer {
    /// An answer whose body is not read.
    pub fn head(status: StatusCode, headers: HeaderMap) -> Self {
        let mut answer = Self { status, headers, body: String::new(), leads: String::new() };
        answer.leads = answer.address().to_owned();
        answer
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// Where it leads, and after a colon what problem the page there is told: `/sign-in: wrong-code`.
    pub fn location(&self) -> &str {
        &self.leads
    }

    /// The address that it leads to.
    pub fn address(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The cookie of that name, as the next request sends it.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().unwrap().split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")) && !pair.ends_with('='))
            .map(str::to_owned)
    }
}

impl World {
    pub async fn new(pool: PgPool) -> Self {
        Self::with_keys(pool, &["k1"]).await
    }

    /// The same with notifications to browsers; their push service is out of reach.
    pub async fn with_push(pool: PgPool) -> Self {
        Self::with(pool, &["k1"], true, LEASE).await
    }

    /// The same whose providers are given up only when the test is over.
    pub async fn with_patience(pool: PgPool) -> Self {
        Self::with(pool, &["k1"], false, LEASE * 60).await
    }

    /// A further instance over the same database; its keys have these ids, the current one first.
    pub async fn with_keys(pool: PgPool, ids: &[&str]) -> Self {
        Self::with(pool, ids, false, LEASE).await
    }

    /// The same whose cases are handled so.
    pub async fn with_helpdesk(pool: PgPool, helpdesk: Helpdesk) -> Self {
        Self::made(pool, &["k1"], false, LEASE, helpdesk, never(), true).await
    }

    /// The same that reminds of what lies there; the others do not, so that what they send is what they are about.
    pub async fn that_reminds(pool: PgPool) -> Self {
        let reminders = ReminderSettings::default();
        Self::made(pool, &["k1"], false, LEASE, Helpdesk::default(), reminders, true).await
    }

    /// The same without lists of grants.
    pub async fn without_grants(pool: PgPool) -> Self {
        Self::made(pool, &["k1"], false, LEASE, Helpdesk::default(), never(), false).await
    }

    async fn with(pool: PgPool, ids: &[&str], push: bool, lease: std::time::Duration) -> Self {
        Self::made(pool, ids, push, lease, Helpdesk::default(), never(), true).await
    }

    async fn made(
        pool: PgPool,
        ids: &[&str],
        push: bool,
        lease: std::time::Duration,
        helpdesk: Helpdesk,
        reminders: ReminderSettings,
        grants: bool,
    ) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock =
            Arc::new(TestClock(Mutex::new(chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 2, 0).unwrap())));
        let provider = Provider::new("sms", Arc::clone(&clock));
        let second = Provider::new("sms2", Arc::clone(&clock));
        let account = |name, url| sms::Account {
            name,
            url,
            account: "AC1".into(),
            token: SecretString::from("token"),
            from: "Doorcode".into(),
            public_url: "https://pickup.example.org".into(),
            timeout: lease / 4,
        };
        let sms = vec![
            sms::Sms::new(account("sms", provider.serve().await)).unwrap(),
            sms::Sms::new(account("sms2", second.serve().await)).unwrap(),
        ];
        let options = Arc::unwrap_or_clone(pool.connect_options()).application_name("desk");
        let keys = ids.iter().map(|id| ((*id).to_owned(), [id.as_bytes()[1]; 32])).collect();
        let limits = Limits { connections: 16, deadline: std::time::Duration::from_secs(60) };
        let bell = Bell::default();
        let share = || Db::new(options.clone(), limits, bell.clone()).unwrap();
        let mail = Email::new("smtp://127.0.0.1:9", "Doorcode <codes@example.org>".parse().unwrap()).unwrap();
        let push = push.then(|| {
            let key = VapidKey::parse(&URL_SAFE_NO_PAD.encode([7; 32])).unwrap();
            let contact = "mailto:codes@example.org".to_owned();
            let clock = Arc::clone(&clock) as Arc<dyn Clock>;
            Push::new(
                key,
                contact,
                PushHosts::parse("http://127.0.0.1:9").unwrap(),
                clock,
                std::time::Duration::from_secs(1),
            )
            .unwrap()
        });
        let app_state = Arc::new(AppState {
            db: share(),
            doors: share(),
            workers: share(),
            gateways: Gateways::new(sms, mail, push),
            health: server::worker::health::Health::default(),
            keys: KeyRing::new(keys),
            grants: grants.then(|| {
                let keys = grants_keys(&STANDARD.encode([9; 32])).unwrap();
                // What is proven does not depend on what a guess costs.
                Grants::new(keys, Duration::hours(12), SlowHash { memory: 64, passes: 1 })
            }),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            public_url: "https://pickup.example.org".into(),
            code_length: 6,
            hold: Duration::hours(72),
            extension: ExtensionLimits {
                times: 1,
                by: Duration::hours(24),
                longest: Duration::hours(168),
                grace: Duration::hours(6),
            },
            redirects: 1,
            retention: Duration::days(30),
            activity_retention: Duration::days(395),
            patience: domain::fallback::PATIENCE,
            lease,
            region: Region::DE,
            reminders,
            incidents: OpenIncidents::default(),
            helpdesk,
            carrier_pages: CarrierPages::parse("DHL=https://dhl.example/track?id={number}").unwrap(),
        });
        let carriers = Carriers::parse(&format!("DHL={CARRIER},DPD={OTHER_CARRIER}")).unwrap();
        let credentials = Arc::new(Credentials::new(&[SecretString::from(OPERATOR)], carriers));
        let asset = |kind: &str| format!("/pkg/doorcode.test.{kind}");
        let live = Arc::new(Live::default());
        let waiting = Arc::new(WaitingStations::default());
        let site = Site {
            app_state: Arc::clone(&app_state),
            shell: Shell::new(&Assets { js: asset("js"), wasm: asset("wasm"), css: asset("css") }),
            live: Arc::clone(&live),
            proxies: 1,
            site_root: "/nonexistent".into(),
        };
        let router = http::router(
            site,
            Api { app_state: Arc::clone(&app_state), credentials, waiting: Arc::clone(&waiting) },
        );
        Self { router, app_state, clock, live, waiting, provider, second, pool }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut answer = Answer::head(parts.status, parts.headers);
        answer.body = String::from_utf8_lossy(&body).into_owned();
        if let Some(told) = self.told(&answer) {
            answer.leads = format!("{}: {}", answer.leads, told["problem"].as_str().unwrap());
        }
        answer
    }

    /// What the page that an answer leads to is told.
    pub fn told(&self, answer: &Answer) -> Option<Value> {
        let kept = answer.cookie("__Host-problem").filter(|_| !answer.address().is_empty())?;
        let (key, sealed) = kept.trim_start_matches("__Host-problem=").split_once('.')?;
        let place = format!("problem|{}", answer.address().split(['?', '#']).next()?);
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        serde_json::from_str(&self.app_state.keys.open(&place, key, &sealed)?).ok()
    }

    /// A page, as a browser with these cookies asks for it.
    pub async fn get(&self, path: &str, cookies: &str) -> Answer {
        let path = path.split(": ").next().unwrap_or_default();
        let request = Request::get(path).header(header::COOKIE, cookies).header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form, as a browser without JavaScript posts it from this network.
    pub async fn submit_from(&self, network: &str, action: &str, form: &str, cookies: &str) -> Answer {
        let request = Request::post(format!("/api/{action}"))
            .header(header::HOST, "pickup.example.org")
            .header(header::ORIGIN, "https://pickup.example.org")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", network)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookies);
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    pub async fn submit(&self, action: &str, form: &str, cookies: &str) -> Answer {
        self.submit_from("203.0.113.7", action, form, cookies).await
    }

    pub async fn api(&self, method: &str, path: &str, token: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// DHL's event, signed.
    pub async fn carrier(&self, id: &str, data: Value) -> Answer {
        self.carrier_with(CARRIER, id, data).await
    }

    /// An event, signed with this secret.
    pub async fn carrier_with(&self, secret: &str, id: &str, data: Value) -> Answer {
        let body =
            json!({ "type": "parcel.event", "timestamp": "2026-11-22T12:00:00Z", "data": data }).to_string();
        let timestamp = self.clock.now().timestamp().to_string();
        self.send(signed_with(secret, id, &timestamp, &body).body(Body::from(body)).unwrap()).await
    }

    pub async fn station(&self, id: &str) {
        let body = station_body();
        let answer = self.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    /// Announces a parcel for a recipient, and answers our name of it.
    pub async fn announce(&self, number: &str, recipient: Value) -> String {
        let body = json!({ "tracking_number": number, "carrier": "DHL", "merchant": "Birch & Bloom",
            "station": "BER-042", "recipient": recipient });
        let answer = self.api("POST", "/parcels", OPERATOR, &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn place(&self, number: &str, compartment: &str) {
        let answer = self.carrier(&format!("placed-{number}"), placed(number, compartment)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// Does all work that is due.
    pub async fn work(&self) {
        worker::run_dry(&Hands::new(Arc::clone(&self.app_state))).await;
    }

    /// A parcel that lies in compartment 14, or in the next ones if there are others, with its code sent; answers our
    /// name of it and the digits.
    pub async fn ready(&self, number: &str, phone: &str) -> (String, String) {
        self.station("BER-042").await;
        let id = self.announce(number, json!({ "phone": phone })).await;
        let others = self.count("select count(*) from parcel where placed_at is not null").await;
        self.place(number, &(14 + others).to_string()).await;
        self.work().await;
        let text = self.provider.texts(phone).pop().expect("the code was sent");
        (id, digits(&text))
    }

    /// Signs in by one-time code and answers the session cookie.
    pub async fn sign_in(&self, number: &str, phone: &str) -> String {
        let form = format!("tracking={number}&contact={}", phone.replace('+', "%2B"));
        let begun = self.submit("find", &form, "").await;
        assert_eq!(begun.location(), "/sign-in", "{}", begun.body);
        self.work().await;
        let text = self.provider.texts(phone).pop().expect("the one-time code was sent");
        let code = text.rsplit('#').next().unwrap();
        let cookie = begun.cookie("__Host-sign-in").unwrap();
        self.submit("prove", &format!("code={code}"), &cookie)
            .await
            .cookie("__Host-session")
            .expect("a session")
    }

    /// What a provider reports about a text message, signed with its token.
    pub async fn receipt(&self, text: &Text, status: &str, code: Option<&str>) -> Answer {
        let mut fields = vec![("MessageSid", text.sid.as_str()), ("MessageStatus", status)];
        fields.extend(code.map(|code| ("ErrorCode", code)));
        let signature = of_twilio("token", &text.callback, &fields);
        self.callback(text, &fields, &signature).await
    }

    pub async fn callback(&self, text: &Text, fields: &[(&str, &str)], signature: &str) -> Answer {
        let path = text.callback.strip_prefix("https://pickup.example.org").unwrap();
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::post(path)
            .header("x-twilio-signature", signature)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    pub async fn unlock(&self, body: Value) -> Answer {
        self.api("POST", "/stations/BER-042/unlock", STATION, &body).await
    }

    pub async fn count(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.pool).await.unwrap()
    }
}

fn never() -> ReminderSettings {
    ReminderSettings { half_time: false, last_hours: None, ..ReminderSettings::default() }
}

pub fn station_body() -> Value {
    let doors: Vec<Value> = (1..=40)
        .map(|n| json!({ "number": n.to_string(), "column": (n - 1) / 5 + 1, "row": (n - 1) % 5 + 1 }))
        .collect();
    json!({ "name": "Hauptbahnhof, south exit", "time_zone": "Europe/Berlin", "opening_hours": "24/7",
        "address": { "street": "Europaplatz 1", "postcode": "10557", "city": "Berlin", "country": "DE" },
        "sheltered": true, "scanner": true, "keypad": true, "credential": STATION, "compartments": doors })
}

pub fn placed(number: &str, compartment: &str) -> Value {
    json!({ "tracking_number": number, "carrier": "DHL", "status": "available_for_pickup",
        "substatus": "placed_in_locker", "occurred_at": "2026-11-22T12:01:00Z", "station": "BER-042",
        "compartment": compartment, "pickup_deadline": "2026-11-24T17:00:00Z" })
}

/// A request of DHL, signed as Standard Webhooks 1.0 says.
pub fn signed(id: &str, timestamp: &str, body: &str) -> axum::http::request::Builder {
    signed_with(CARRIER, id, timestamp, body)
}

fn signed_with(secret: &str, id: &str, timestamp: &str, body: &str) -> axum::http::request::Builder {
    let secret = WebhookSecret::parse(secret).unwrap();
    Request::post("/api/v1/carrier-events")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", secret.sign(id, timestamp.parse().unwrap(), body.as_bytes()))
}

/// The pickup code in a message: the first six digits in two groups.
pub fn digits(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let pair =
        words.windows(2).find(|pair| pair.iter().all(|word| word.len() == 3)).expect("a code in the message");
    pair.concat()
}

/// The link in a message: its path.
pub fn link(text: &str) -> String {
    let start = text.find("https://pickup.example.org").expect("a link in the message");
    text[start..]
        .trim_start_matches("https://pickup.example.org")
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}
