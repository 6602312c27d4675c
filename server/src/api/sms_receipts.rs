//! What SMS providers report about messages: Twilio's status callbacks.

use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use domain::receipt::twilio;

use super::{
    Api,
    problem::{ApiProblem, ProblemBody},
};
use crate::operations::take_receipt::{self, ReceiptEffect};

/// Takes a status callback. Repeated, late and reordered ones do no harm; forged ones are refused.
#[utoipa::path(post, path = "/receipts/{provider}/{reference}", tag = "receipts",
    params(("provider" = String, Path, description = "`sms` or `sms2`: the account it comes from"),
        ("reference" = String, Path, description = "The attempt, as in the StatusCallback that was asked for"),
        ("X-Twilio-Signature" = String, Header, description = "HMAC-SHA1 by the account's token over address and fields")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`MessageStatus`, and `ErrorCode` where there is one"),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(super) async fn receive(
    State(api): State<Api>,
    Path((provider, reference)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<StatusCode, ApiProblem> {
    let unknown = || ApiProblem::new(StatusCode::NOT_FOUND, "unknown_message", "There is no such message.");
    let sms = api.app_state.gateways.sms(&provider).ok_or_else(unknown)?;
    let signature =
        headers.get("x-twilio-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !sms.is_signed(&reference, &fields, signature) {
        metrics::counter!("doorcode_receipts_refused_total").increment(1);
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "not_signed", "The signature does not fit."));
    }
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let status = field("MessageStatus")
        .or_else(|| field("SmsStatus"))
        .ok_or_else(|| ApiProblem::invalid("MessageStatus", "Is missing."))?;
    let worded = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
    if !(1..=40).contains(&status.len()) || !status.bytes().all(worded) {
        return Err(ApiProblem::invalid(
            "MessageStatus",
            "Is no word of letters, digits, hyphens and underscores.",
        ));
    }
    let code = field("ErrorCode").filter(|code| !code.is_empty());
    let number = code
        .map(|code| code.parse::<u32>().map_err(|_| ApiProblem::invalid("ErrorCode", "Is not a number.")))
        .transpose()?;
    let verdict = twilio(status, number);
    match take_receipt::take(&api.app_state, &provider, &reference, verdict, code.unwrap_or(status)).await? {
        ReceiptEffect::Applied | ReceiptEffect::Ignored => Ok(StatusCode::NO_CONTENT),
        ReceiptEffect::UnknownReference => Err(unknown()),
    }
}
