//! An SMS provider of the simulated outside world behind a line and a temper that do whatever lines and providers do.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{Method, StatusCode, header::RETRY_AFTER},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde_json::Value;
use simulator::{
    log::Log,
    reset::{self, ResetSwitch},
    shutdown::Shutdown,
    sms::{self, Account, Sms},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};

use crate::{chance::Chance, receipts::Taken};

/// The account's password, which also signs receipts.
pub const TOKEN: &str = "the-token-of-the-account";

/// What becomes of one request.
#[derive(Clone, Copy)]
enum Mood {
    Take,
    Busy,
    Fail,
    Hang { taken: bool },
    Reset { taken: bool },
    Garbage { taken: bool },
    Gateway { taken: bool },
}

const MOODS: [Mood; 10] = [
    Mood::Busy,
    Mood::Fail,
    Mood::Hang { taken: false },
    Mood::Hang { taken: true },
    Mood::Reset { taken: false },
    Mood::Reset { taken: true },
    Mood::Garbage { taken: false },
    Mood::Garbage { taken: true },
    Mood::Gateway { taken: false },
    Mood::Gateway { taken: true },
];

/// In how many of a hundred requests something goes wrong, while it is not well.
const TROUBLED: u64 = 60;
/// The same for its list of messages.
const LIST_TROUBLED: u64 = 20;

/// A provider.
pub struct Provider {
    chance: Arc<Chance>,
    well: AtomicBool,
    double: Arc<sms::Provider>,
    receipts: mpsc::UnboundedSender<Taken>,
}

impl Provider {
    /// Starts the provider of that account, which has room for so many messages; what it took goes to whoever writes its
    /// receipts. Answers its address, too.
    pub async fn serve(
        account: &str,
        room: usize,
        chance: Arc<Chance>,
        receipts: mpsc::UnboundedSender<Taken>,
    ) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let account = Account { sid: account.to_owned(), token: SecretString::from(TOKEN) };
        let mut double = sms::Provider::new("sms", account);
        double.outbox = Log::keeping(room);
        let double = Arc::new(double);
        let router = sms::router(Sms::alone(Arc::clone(&double), Shutdown::default()));
        let provider = Arc::new(Self { chance, well: AtomicBool::new(false), double, receipts });
        let moody = middleware::from_fn_with_state(Arc::clone(&provider), answer);
        tokio::spawn(reset::serve(listener, router.layer(moody), std::future::pending()));
        (provider, address)
    }

    /// From now on it does what it should.
    pub fn recover(&self) {
        self.well.store(true, Ordering::Relaxed);
    }

    /// How many messages it took for each number.
    pub fn taken(&self) -> HashMap<String, usize> {
        let mut taken = HashMap::new();
        for sending in self.double.outbox.list(|_| true) {
            *taken.entry(sending.what.message.to.clone()).or_default() += 1;
        }
        taken
    }

    fn mood(&self, troubled: u64) -> Mood {
        let well = self.well.load(Ordering::Relaxed) || !self.chance.percent(troubled);
        if well { Mood::Take } else { *self.chance.of(&MOODS) }
    }

    /// Has what was taken reported; its receipts may be there before our answer is.
    async fn report(&self, answer: Response) -> Response {
        assert_eq!(answer.status(), StatusCode::CREATED, "the server asks as it should");
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let resource: Value = serde_json::from_slice(&body).unwrap();
        let sid = resource["sid"].as_str().unwrap().to_owned();
        let sending = self.double.outbox.list(|sending| sending.what.sid == sid).pop().unwrap();
        let (told, all_told) = oneshot::channel();
        let taken = Taken { sid, callback: sending.what.message.status_callback.clone(), told };
        self.receipts.send(taken).unwrap();
        if self.chance.percent(30) {
            let _ = all_told.await;
        }
        Response::from_parts(head, Body::from(body))
    }
}

/// Answers as the mood of the moment is.
async fn answer(
    State(provider): State<Arc<Provider>>,
    ConnectInfo(connection): ConnectInfo<ResetSwitch>,
    request: Request,
    next: Next,
) -> Response {
    let is_message = request.method() == Method::POST;
    let mood = provider.mood(if is_message { TROUBLED } else { LIST_TROUBLED });
    let right = match mood {
        Mood::Take
        | Mood::Hang { taken: true }
        | Mood::Reset { taken: true }
        | Mood::Garbage { taken: true }
        | Mood::Gateway { taken: true } => {
            let answer = next.run(request).await;
            if is_message { provider.report(answer).await } else { answer }
        }
        Mood::Busy
        | Mood::Fail
        | Mood::Hang { .. }
        | Mood::Reset { .. }
        | Mood::Garbage { .. }
        | Mood::Gateway { .. } => StatusCode::OK.into_response(),
    };
    match mood {
        Mood::Take => right,
        Mood::Busy => {
            let wait = [(RETRY_AFTER, provider.chance.within(0..=1))];
            (StatusCode::TOO_MANY_REQUESTS, wait, "{\"code\":20429}").into_response()
        }
        Mood::Fail => (StatusCode::INTERNAL_SERVER_ERROR, "<html>oh no</html>").into_response(),
        Mood::Gateway { .. } => StatusCode::GATEWAY_TIMEOUT.into_response(),
        Mood::Hang { .. } => std::future::pending().await,
        Mood::Reset { .. } => {
            connection.pull();
            right
        }
        Mood::Garbage { taken: true } => (StatusCode::CREATED, "{\"si").into_response(),
        Mood::Garbage { taken: false } => "<html>maintenance</html>".into_response(),
    }
}
