//! What service workers report: that a notification was shown.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use domain::{notification::Report, receipt::Verdict};

use super::{
    Api,
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    gateway::PUSH,
    operations::take_receipt::{self, ReceiptEffect},
};

/// Takes a service worker's word that a notification was shown. The reference stands in the sealed notification and
/// nowhere else, so whoever knows it has read it.
#[utoipa::path(post, path = "/receipts/push/{reference}", tag = "receipts",
    params(("reference" = String, Path, description = "The attempt, as in the notification")),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(super) async fn receive(
    State(api): State<Api>,
    Path(reference): Path<String>,
) -> Result<StatusCode, ApiProblem> {
    let shown = Verdict { report: Report::Delivered, cause: None };
    match take_receipt::take(&api.app_state, PUSH, &reference, Ok(shown), "shown").await? {
        ReceiptEffect::Applied | ReceiptEffect::Ignored => Ok(StatusCode::NO_CONTENT),
        ReceiptEffect::UnknownReference => {
            Err(ApiProblem::new(StatusCode::NOT_FOUND, "unknown_message", "There is no such message."))
        }
    }
}
