//! What a provider was given to send, and what became of it.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    fault::{SmsFault, Status},
    message::{TextMessage, parts},
};
use crate::{inbox::KEPT, random};

/// A text message that was taken.
#[derive(Debug, Clone)]
pub struct Sending {
    /// `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// What was asked for.
    pub message: TextMessage,
    /// What goes wrong with it.
    pub fault: SmsFault,
    status: Status,
    created: DateTime<Utc>,
    updated: DateTime<Utc>,
}

impl Sending {
    /// The message as Twilio shows it.
    pub fn resource(&self, account: &str) -> Value {
        let Self { sid, message, fault, status, created, updated } = self;
        let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
        json!({
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": created.to_rfc2822(),
            "date_sent": (*status != Status::Queued).then(|| updated.to_rfc2822()),
            "date_updated": updated.to_rfc2822(),
            "direction": "outbound-api",
            "error_code": fault.error_code(*status),
            "error_message": null,
            "from": message.from,
            "messaging_service_sid": null,
            "num_media": "0",
            "num_segments": parts(&message.body).to_string(),
            "price": null,
            "price_unit": "USD",
            "sid": sid,
            "status": status.as_str(),
            "subresource_uris": { "media": format!("{uri}/Media.json") },
            "to": message.to,
            "uri": format!("{uri}.json"),
        })
    }
}

/// The latest messages; older ones are forgotten.
#[derive(Debug)]
pub struct Outbox {
    kept: usize,
    sendings: Mutex<VecDeque<Sending>>,
}

impl Default for Outbox {
    fn default() -> Self {
        Self::keeping(KEPT)
    }
}

impl Outbox {
    /// An empty one that keeps so many.
    pub fn keeping(kept: usize) -> Self {
        Self { kept, sendings: Mutex::default() }
    }

    /// Takes a message and names it.
    pub(super) fn take(&self, message: TextMessage, fault: SmsFault, now: DateTime<Utc>) -> Sending {
        let sid = format!("SM{}", random::hex::<16>());
        let sending = Sending { sid, message, fault, status: Status::Queued, created: now, updated: now };
        let mut sendings = self.locked();
        if sendings.len() == self.kept {
            sendings.pop_back();
        }
        sendings.push_front(sending.clone());
        sending
    }

    /// The messages of that kind, newest first.
    pub fn list(&self, admits: impl Fn(&Sending) -> bool) -> Vec<Sending> {
        self.locked().iter().filter(|sending| admits(sending)).cloned().collect()
    }

    /// The message of that name.
    pub fn find(&self, sid: &str) -> Option<Sending> {
        self.locked().iter().find(|sending| sending.sid == sid).cloned()
    }

    /// Moves a message on; never back, whatever its receipts say.
    pub(super) fn advance(&self, sid: &str, status: Status, now: DateTime<Utc>) {
        let mut sendings = self.locked();
        if let Some(sending) = sendings.iter_mut().find(|sending| sending.sid == sid)
            && status >= sending.status
        {
            sending.status = status;
            sending.updated = now;
        }
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Sending>> {
        self.sendings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
