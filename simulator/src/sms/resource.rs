//! A message as Twilio shows it.

use serde_json::{Value, json};

use super::{
    outbox::{Sending, Status},
    segments,
};

/// Twilio's message resource.
pub fn render(account: &str, sending: &Sending) -> Value {
    let Sending { provider: _, sid, message, fate, status, created, updated } = sending;
    let error_code: Option<u32> = fate.error_code(*status).and_then(|code| code.parse().ok());
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    json!({
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": created.to_rfc2822(),
        "date_sent": (*status != Status::Queued).then(|| updated.to_rfc2822()),
        "date_updated": updated.to_rfc2822(),
        "direction": "outbound-api",
        "error_code": error_code,
        "error_message": null,
        "from": message.from,
        "messaging_service_sid": null,
        "num_media": "0",
        "num_segments": segments::count(&message.body).to_string(),
        "price": null,
        "price_unit": "USD",
        "sid": sid,
        "status": status.as_str(),
        "subresource_uris": { "media": format!("{uri}/Media.json") },
        "to": message.to,
        "uri": format!("{uri}.json"),
    })
}
