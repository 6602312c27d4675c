//! A text message that was taken, and what became of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    fault::{SmsFault, Status},
    message::{TextMessage, parts},
};
use crate::random;

/// A text message that was taken.
#[derive(Debug)]
pub struct Sending {
    /// `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// What was asked for.
    pub message: TextMessage,
    /// What goes wrong with it.
    pub fault: SmsFault,
    created: DateTime<Utc>,
    /// Where it stands, and since when.
    progress: Mutex<(Status, DateTime<Utc>)>,
}

impl Sending {
    pub(super) fn new(message: TextMessage, fault: SmsFault, now: DateTime<Utc>) -> Self {
        let (sid, progress) = (format!("SM{}", random::hex::<16>()), Mutex::new((Status::Queued, now)));
        Self { sid, message, fault, created: now, progress }
    }

    /// Moves the message on; never back, whatever its receipts say.
    pub(super) fn advance(&self, status: Status, now: DateTime<Utc>) {
        let mut progress = self.progress();
        if status >= progress.0 {
            *progress = (status, now);
        }
    }

    /// The message as Twilio shows it.
    pub(super) fn resource(&self, account: &str) -> Value {
        let Self { sid, message, fault, created, .. } = self;
        let (status, updated) = *self.progress();
        let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
        json!({
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": created.to_rfc2822(),
            "date_sent": (status != Status::Queued).then(|| updated.to_rfc2822()),
            "date_updated": updated.to_rfc2822(),
            "direction": "outbound-api",
            "error_code": fault.error_code(status),
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

    fn progress(&self) -> MutexGuard<'_, (Status, DateTime<Utc>)> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
