//! Everything at work: web and mail listeners, heartbeats, until somebody ends it.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use tokio::{net::TcpListener, task::JoinSet};
use tower_http::csrf::CsrfLayer;

use crate::{
    bad_days::{self, BadDays},
    carrier, cause,
    demo::StateFolder,
    desk::{self, Desk},
    inbox::{Inbox, KEPT},
    mail::{self, Mailbox, Reporter},
    messages, page,
    push::{self, Push},
    reset,
    shutdown::Shutdown,
    sms::{self, Account, Provider, Receipts, Sms},
    station::{self, Stations},
};

/// How long open requests may take after the end has begun.
const PATIENCE: Duration = Duration::from_secs(3);

/// What this program is told about the world.
#[derive(Debug)]
pub struct Settings {
    /// For pages, JSON, the SMS providers and the push service.
    pub listen: SocketAddr,
    /// For mail.
    pub smtp: SocketAddr,
    /// Doorcode.
    pub desk: Desk,
    /// Who may send SMS: one for each provider.
    pub sms_accounts: Vec<Account>,
    /// Between an SMS and each of its receipts.
    pub receipt_pause: Duration,
    /// Between two heartbeats of a station.
    pub heartbeat_pause: Duration,
    /// Where the demonstration is remembered.
    pub state: StateFolder,
}

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// HTTP requests cannot be sent.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// The outside world, at work.
#[derive(Debug)]
pub struct Running {
    /// Where pages, JSON, the SMS providers and the push service are.
    pub web: SocketAddr,
    /// Where mail is taken.
    pub mail: SocketAddr,
    shutdown: Shutdown,
    tasks: JoinSet<()>,
}

/// Starts everything; both addresses take connections when this returns.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let Settings { listen, smtp, desk, sms_accounts, receipt_pause, heartbeat_pause, state } = settings;
    let (web_listener, web) = self::listen(listen).await?;
    let (mail_listener, mail) = self::listen(smtp).await?;
    let (shutdown, inbox) = (Shutdown::default(), Arc::new(Inbox::keeping(KEPT)));
    let accounts = ["sms", "sms2"].into_iter().zip(sms_accounts);
    let providers: Vec<_> = accounts.map(|(name, account)| Arc::new(Provider::new(name, account))).collect();
    let faults = BadDays { sms: providers.clone(), email: Arc::default(), push: Arc::default() };
    let stations = Arc::new(Stations::new(desk.clone(), state.clone()));
    let mailbox = Mailbox {
        inbox: inbox.clone(),
        faults: faults.email.clone(),
        reporter: Reporter { desk: desk.clone(), pause: receipt_pause, shutdown: shutdown.clone() },
        shutdown: shutdown.clone(),
    };
    let sms = Sms {
        providers,
        inbox: inbox.clone(),
        receipts: Some(Receipts { http: desk::client()?, pause: receipt_pause }),
        shutdown: shutdown.clone(),
    };
    let push = Push { faults: faults.push.clone(), shutdown: shutdown.clone() };
    let router = Router::new()
        .merge(page::assets())
        .merge(cause::router(cause::World {
            desk: desk.clone(),
            folder: state.clone(),
            faults: faults.clone(),
            inbox: inbox.clone(),
            stations: stations.clone(),
        }))
        .merge(messages::router(inbox, shutdown.clone()))
        .merge(bad_days::router(faults))
        .merge(carrier::router(desk, state))
        .merge(station::router(stations.clone()))
        .route("/healthz", get(async || "ok\n"))
        .layer(middleware::map_response(page::guard))
        .merge(sms::router(sms))
        .merge(push::router(push))
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(256 << 10))
        // A page somewhere else must not press buttons here.
        .layer(CsrfLayer::new());
    let mut tasks = JoinSet::new();
    tasks.spawn(mail::serve(mailbox, mail_listener));
    tasks.spawn(Arc::clone(&stations).keep_listening(shutdown.clone()));
    tasks.spawn({
        let shutdown = shutdown.clone();
        async move { stations.keep_beating(heartbeat_pause, &shutdown).await }
    });
    tasks.spawn({
        let end = shutdown.begun();
        async move {
            if let Err(error) = reset::serve(web_listener, router, end).await {
                tracing::error!(%error, "the web listener ended");
            }
        }
    });
    Ok(Running { web, mail, shutdown, tasks })
}

impl Running {
    /// Ends everything in good order; what does not end by itself is cut off.
    pub async fn stop(&mut self) {
        self.shutdown.begin();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
