//! Status callbacks: what the provider says became of a message.

use std::sync::Arc;

use reqwest::Client;

use super::outbox::{Sending, Status};
use crate::{clock, credentials::SmsAccount, signature::twilio, world::World};

/// Moves a message through its life and reports each step, if somebody asked for reports.
pub async fn report(world: Arc<World>, account: SmsAccount, sending: Sending) {
    for &status in sending.fate.receipts() {
        tokio::select! {
            () = tokio::time::sleep(world.receipt_pause) => {}
            () = world.shutdown.begun() => return,
        }
        world.outbox.advance(&sending.sid, status, clock::now());
        if let Some(url) = &sending.message.status_callback {
            // Twilio does not repeat a status callback either.
            if let Err(error) = call_back(&world.http, &account, url, &sending, status).await {
                tracing::warn!(sid = sending.sid, status = status.as_str(), %error, "status callback failed");
            }
        }
    }
}

async fn call_back(
    http: &Client,
    account: &SmsAccount,
    url: &str,
    sending: &Sending,
    status: Status,
) -> Result<(), reqwest::Error> {
    let mut fields = vec![
        ("AccountSid", account.sid.as_str()),
        ("ApiVersion", "2010-04-01"),
        ("From", &sending.message.from),
        ("MessageSid", &sending.sid),
        ("MessageStatus", status.as_str()),
        ("SmsSid", &sending.sid),
        ("SmsStatus", status.as_str()),
        ("To", &sending.message.to),
    ];
    if let Some(code) = sending.fate.error_code(status) {
        fields.push(("ErrorCode", code));
    }
    let signature = twilio::sign(&account.token, url, &fields);
    let request = http.post(url).header("X-Twilio-Signature", signature).form(&fields);
    request.send().await?.error_for_status().map(drop)
}
