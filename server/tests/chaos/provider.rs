//! An SMS provider that speaks Twilio's protocol, does whatever providers do, and counts what it took.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::{
    chance::Chance,
    http::{self, Request, answer},
    receipts::Taken,
};

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
    requests: AtomicUsize,
    taken: Mutex<HashMap<String, Vec<(String, String)>>>,
    receipts: mpsc::UnboundedSender<Taken>,
}

impl Provider {
    /// Starts it; what it took goes to whoever writes its receipts. Answers its address, too.
    pub async fn serve(chance: Arc<Chance>, receipts: mpsc::UnboundedSender<Taken>) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let provider = Arc::new(Self {
            chance,
            well: AtomicBool::new(false),
            requests: AtomicUsize::new(0),
            taken: Mutex::default(),
            receipts,
        });
        let it = Arc::clone(&provider);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let it = Arc::clone(&it);
                tokio::spawn(async move { it.talk(stream).await });
            }
        });
        (provider, address)
    }

    /// From now on it does what it should.
    pub fn recover(&self) {
        self.well.store(true, Ordering::Relaxed);
    }

    /// How many messages it took for each number.
    pub fn taken(&self) -> HashMap<String, usize> {
        self.taken.lock().unwrap().iter().map(|(to, messages)| (to.clone(), messages.len())).collect()
    }

    async fn talk(&self, mut stream: TcpStream) {
        while let Some(request) = http::read(&mut stream).await {
            let goes_on = if request.method == "POST" {
                self.post(&mut stream, &request).await
            } else {
                self.list(&mut stream, &request).await
            };
            if !goes_on {
                return;
            }
        }
    }

    fn mood(&self, troubled: u64) -> Mood {
        let well = self.well.load(Ordering::Relaxed) || !self.chance.percent(troubled);
        if well { Mood::Take } else { *self.chance.of(&MOODS) }
    }

    /// Takes a message, or not; `false` when the connection must end.
    async fn post(&self, stream: &mut TcpStream, request: &Request) -> bool {
        let mood = self.mood(TROUBLED);
        let sid = match mood {
            Mood::Take
            | Mood::Hang { taken: true }
            | Mood::Reset { taken: true }
            | Mood::Garbage { taken: true }
            | Mood::Gateway { taken: true } => self.take(request).await,
            Mood::Busy
            | Mood::Fail
            | Mood::Hang { .. }
            | Mood::Reset { .. }
            | Mood::Garbage { .. }
            | Mood::Gateway { .. } => String::new(),
        };
        let taken = json!({ "sid": sid }).to_string();
        self.act(mood, stream, "201 Created", &taken).await
    }

    /// Its list of the messages to one number.
    async fn list(&self, stream: &mut TcpStream, request: &Request) -> bool {
        let to = request.field("To");
        let messages: Vec<Value> = self.taken.lock().unwrap().get(&to).map_or_else(Vec::new, |messages| {
            messages
                .iter()
                .map(|(sid, body)| json!({ "sid": sid, "body": body, "status": "sent", "error_code": null }))
                .collect()
        });
        let list = json!({ "messages": messages }).to_string();
        self.act(self.mood(LIST_TROUBLED), stream, "200 OK", &list).await
    }

    async fn act(&self, mood: Mood, stream: &mut TcpStream, status: &str, right: &str) -> bool {
        match mood {
            Mood::Take => answer(stream, status, "", right).await,
            Mood::Busy => {
                let wait = format!("retry-after: {}\r\n", self.chance.within(0..=1));
                answer(stream, "429 Too Many Requests", &wait, "{\"code\":20429}").await;
            }
            Mood::Fail => answer(stream, "500 Internal Server Error", "", "<html>oh no</html>").await,
            Mood::Gateway { .. } => answer(stream, "504 Gateway Timeout", "", "").await,
            Mood::Hang { .. } => {
                http::hang(stream).await;
                return false;
            }
            Mood::Reset { .. } => {
                http::reset(stream);
                return false;
            }
            Mood::Garbage { taken: true } => answer(stream, "201 Created", "", "{\"si").await,
            Mood::Garbage { taken: false } => answer(stream, "200 OK", "", "<html>maintenance</html>").await,
        }
        true
    }

    /// Keeps a message; its receipts may be there before our answer is.
    async fn take(&self, request: &Request) -> String {
        let sid = format!("SM{:032x}", self.requests.fetch_add(1, Ordering::Relaxed));
        let (to, body) = (request.field("To"), request.field("Body"));
        self.taken.lock().unwrap().entry(to).or_default().push((sid.clone(), body));
        let (told, all_told) = tokio::sync::oneshot::channel();
        let taken = Taken { sid: sid.clone(), callback: request.field("StatusCallback"), told };
        self.receipts.send(taken).unwrap();
        if self.chance.percent(30) {
            let _ = all_told.await;
        }
        sid
    }
}
