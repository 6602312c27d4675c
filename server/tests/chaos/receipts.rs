//! What a provider reports about the messages it took: signed, repeated, out of order, and now and then forged.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use reqwest::{Client, StatusCode};
use simulator::signature::of_twilio;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::{chance::Chance, instance::Instance, provider::TOKEN};

/// A message that a provider took.
pub struct Taken {
    /// Its name there.
    pub sid: String,
    /// Where to report.
    pub callback: String,
    /// Is told when everything was reported.
    pub told: oneshot::Sender<()>,
}

/// What was forged, and what of it was believed.
#[derive(Default)]
pub struct Forgeries {
    /// How many were sent and answered.
    pub sent: AtomicUsize,
    /// How many were not refused.
    pub believed: AtomicUsize,
}

/// Reports under way at once.
const ROOM: usize = 16;

/// Reports everything that was taken, to whatever instance, until the providers are gone.
pub async fn report(
    mut taken: mpsc::UnboundedReceiver<Taken>,
    instances: Arc<Vec<Instance>>,
    public_url: String,
    chance: Arc<Chance>,
    forgeries: Arc<Forgeries>,
) {
    let reporter = Arc::new(Reporter {
        client: Client::builder().timeout(Duration::from_secs(2)).build().unwrap(),
        instances,
        public_url,
        chance,
        forgeries,
    });
    let room = Arc::new(Semaphore::new(ROOM));
    while let Some(message) = taken.recv().await {
        let permit = Arc::clone(&room).acquire_owned().await.unwrap();
        let reporter = Arc::clone(&reporter);
        tokio::spawn(async move {
            reporter.all_about(message).await;
            drop(permit);
        });
    }
}

struct Reporter {
    client: Client,
    instances: Arc<Vec<Instance>>,
    public_url: String,
    chance: Arc<Chance>,
    forgeries: Arc<Forgeries>,
}

impl Reporter {
    async fn all_about(&self, message: Taken) {
        if self.chance.percent(1) {
            self.forge(&message).await;
        }
        // About some messages nothing is ever heard.
        if !self.chance.percent(20) {
            let mut statuses = ["sent", "delivered", "delivered"];
            self.chance.shuffle(&mut statuses);
            for status in statuses {
                self.honest(&message, status).await;
            }
        }
        let _ = message.told.send(());
    }

    /// Tried a few times: who calls back does not know which instance is alive.
    async fn honest(&self, message: &Taken, status: &str) {
        let fields = [("MessageSid", message.sid.as_str()), ("MessageStatus", status)];
        for _ in 0..3 {
            match self.post(message, &fields, TOKEN).await {
                Some(answer) if answer.is_success() => return,
                _ => {}
            }
        }
    }

    async fn forge(&self, message: &Taken) {
        let fields = [("ErrorCode", "30005"), ("MessageSid", &message.sid), ("MessageStatus", "undelivered")];
        if let Some(answer) = self.post(message, &fields, "somebody else's token").await {
            self.forgeries.sent.fetch_add(1, Ordering::Relaxed);
            if answer != StatusCode::FORBIDDEN {
                self.forgeries.believed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    async fn post(&self, message: &Taken, fields: &[(&str, &str)], token: &str) -> Option<StatusCode> {
        let path = message.callback.strip_prefix(&self.public_url).expect("our own address");
        let request = self
            .client
            .post(format!("{}{path}", self.chance.of(&self.instances).url))
            .header("x-twilio-signature", of_twilio(token, &message.callback, fields))
            .form(fields);
        Some(request.send().await.ok()?.status())
    }
}
