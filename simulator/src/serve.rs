//! Everything at work: web and mail listeners, heartbeats, until somebody ends it.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit};
use tokio::{net::TcpListener, task::JoinSet};
use tower_http::csrf::CsrfLayer;

use crate::{
    carrier,
    credentials::SmsAccount,
    demo::state::StateFolder,
    desk::Desk,
    fault::Faults,
    http_client,
    inbox::Inbox,
    mail, pages, push,
    reset::{ResetSwitch, ResettableListener},
    shutdown::Shutdown,
    sms, station,
    station::heartbeat,
    world::World,
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
    /// Who may send SMS.
    pub sms_accounts: Vec<SmsAccount>,
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
    let (web_listener, web) = listen(settings.listen).await?;
    let (mail_listener, mail) = listen(settings.smtp).await?;
    let shutdown = Shutdown::default();
    let world = Arc::new(World {
        inbox: Inbox::default(),
        faults: Faults::default(),
        outbox: sms::Outbox::default(),
        sms_accounts: settings.sms_accounts,
        receipt_pause: settings.receipt_pause,
        subscriptions: push::Subscriptions::default(),
        carrier: carrier::Counter::default(),
        stations: station::Stations::default(),
        state: settings.state,
        desk: settings.desk,
        http: http_client::build()?,
        shutdown: shutdown.clone(),
    });
    let mut tasks = JoinSet::new();
    tasks.spawn(mail::serve(world.clone(), mail_listener));
    tasks.spawn(heartbeat::keep_beating(world.clone(), settings.heartbeat_pause));
    tasks.spawn(serve_web(world, web_listener));
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

async fn serve_web(world: Arc<World>, listener: TcpListener) {
    let end = world.shutdown.begun();
    let router = Router::new()
        .merge(pages::router())
        .merge(sms::router())
        .merge(push::router())
        .merge(carrier::router())
        .merge(station::router())
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(256 << 10))
        // A page somewhere else must not press buttons here.
        .layer(CsrfLayer::new())
        .with_state(world);
    let service = router.into_make_service_with_connect_info::<ResetSwitch>();
    if let Err(error) = axum::serve(ResettableListener(listener), service).with_graceful_shutdown(end).await {
        tracing::error!(%error, "the web listener ended");
    }
}
