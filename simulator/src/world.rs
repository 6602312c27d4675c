//! Everything the simulated outside world consists of.

use std::time::Duration;

use reqwest::Client;

use crate::{
    carrier::Counter, credentials::SmsAccount, demo::state::StateFolder, desk::Desk, fault::Faults,
    inbox::Inbox, push::Subscriptions, shutdown::Shutdown, sms::Outbox, station::Stations,
};

/// Shared by all its parts.
#[derive(Debug)]
pub struct World {
    /// What arrived on phones and in mailboxes.
    pub inbox: Inbox,
    /// What goes wrong at the providers.
    pub faults: Faults,
    /// What the SMS providers were given to send.
    pub outbox: Outbox,
    /// Who may send SMS.
    pub sms_accounts: Vec<SmsAccount>,
    /// Between an SMS and each of its receipts.
    pub receipt_pause: Duration,
    /// The browsers that take push messages.
    pub subscriptions: Subscriptions,
    /// The carriers.
    pub carrier: Counter,
    /// The stations.
    pub stations: Stations,
    /// What the demonstration set up.
    pub state: StateFolder,
    /// Doorcode.
    pub desk: Desk,
    /// For calls to anybody but the desk.
    pub http: Client,
    /// The end.
    pub shutdown: Shutdown,
}
