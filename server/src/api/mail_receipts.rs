//! What comes back by mail about our letters, handed on by the operator's mail system.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Api, Credentials,
    problem::{ApiProblem, ProblemBody},
};
use crate::{
    gateway::{
        EMAIL,
        mail_report::{self, MailReport},
    },
    operations::take_receipt::{self, ReceiptEffect},
};

/// What was done with a report.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// How many messages of ours it was about.
    taken: usize,
}

/// Takes an e-mail that reports about one of ours, as it arrived: a delivery status notification (RFC 3464) or a
/// complaint (RFC 5965). The same report again changes nothing; one about a message that we do not know, feedback that is
/// no complaint, and what is no report at all (an out-of-office reply, a read receipt) is taken for nothing.
#[utoipa::path(post, path = "/receipts/email",
    request_body(content = String, content_type = "message/rfc822", description = "The report, at most 256 KiB"),
    security(("mail_reports" = [])),
    responses((status = 202, body = Taken), (status = 401, body = ProblemBody), (status = 413),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(super) async fn receive(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Taken>), ApiProblem> {
    let reports = reports(&api.credentials, &headers, &body)?;
    let mut taken = 0;
    for report in reports {
        let effect =
            take_receipt::take(&api.app_state, EMAIL, &report.reference, report.verdict, &report.code)
                .await?;
        taken += match effect {
            ReceiptEffect::Applied | ReceiptEffect::Ignored => 1,
            ReceiptEffect::UnknownReference => 0,
        };
    }
    Ok((StatusCode::ACCEPTED, Json(Taken { taken })))
}

/// What the body reports, if the caller may and if it is a report at all.
fn reports(
    credentials: &Credentials,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Vec<MailReport>, ApiProblem> {
    credentials.mail_reports(headers)?;
    if !is_mail(headers) {
        return Err(ApiProblem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_mail",
            "Only message/rfc822 is taken here.",
        ));
    }
    mail_report::read(body).map_err(|error| {
        ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_a_report", format!("{error}."))
    })
}

fn is_mail(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok()?.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("message/rfc822"))
}

#[cfg(test)]
mod tests {
    use axum::{http::HeaderValue, response::IntoResponse};
    use secrecy::SecretString;

    use super::*;
    use crate::api::Carriers;

    const REPORT: &str = "To: bounces+reference1@example.org\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
        --b\nContent-Type: message/delivery-status\n\n\
        Reporting-MTA: dns; mx.example.net\n\n\
        Final-Recipient: rfc822; kim@example.net\nAction: failed\nStatus: 5.1.1\n--b--\n";

    /// How many reports a call brings, or the status of its answer.
    fn answer(token: &'static str, kind: &'static str, body: &str) -> Result<usize, u16> {
        let configured = SecretString::from("right");
        let credentials = Credentials::new(&[], Carriers::default()).with_mail_reports(Some(&configured));
        let headers = HeaderMap::from_iter([
            (header::AUTHORIZATION, HeaderValue::from_static(token)),
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        ]);
        reports(&credentials, &headers, body.as_bytes())
            .map(|reports| reports.len())
            .map_err(|problem| problem.into_response().status().as_u16())
    }

    #[test]
    fn a_call_is_checked_for_who_then_for_what() {
        assert_eq!(answer("Bearer right", "message/rfc822", REPORT), Ok(1));
        assert_eq!(answer("Bearer wrong", "text/plain", "x"), Err(401));
        assert_eq!(answer("Basic right", "message/rfc822", REPORT), Err(401));
        assert_eq!(answer("Bearer right", "application/json", REPORT), Err(415));
        // M5
        assert_eq!(answer("Bearer right", "message/rfc822", "Subject: Hello\n\nHow are you?"), Ok(0));
        let broken = REPORT.replace("Final-Recipient", "Somebody").replace("Action", "Reaction");
        assert_eq!(answer("Bearer right", "message/rfc822", &broken), Err(422));
    }

    #[test]
    fn only_mail_is_mail() {
        for (kind, expected) in [
            ("message/rfc822", true),
            ("Message/RFC822; charset=utf-8", true),
            ("message/rfc822-headers", false),
            ("text/plain", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
            assert_eq!(is_mail(&headers), expected, "{kind}");
        }
        assert!(!is_mail(&HeaderMap::new()));
    }
}
