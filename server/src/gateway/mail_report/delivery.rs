//! What a delivery status says about one recipient.

use domain::receipt::{Unmapped, Verdict, delivery_status, refuses_us, smtp};

use super::fields::Fields;
use crate::gateway::mail_code::MailCode;

/// The relay gave up waiting (RFC 3463: delivery time expired).
const EXPIRED: (u8, u16, u16) = (5, 4, 7);

/// The meaning of a recipient's group and the mail system's word for it; nothing if it does not say what happened.
pub fn verdict(recipient: &Fields) -> Option<(Result<Verdict, Unmapped>, String)> {
    let action = recipient.get("action")?.split_whitespace().next()?.to_ascii_lowercase();
    let status = recipient.get("status").and_then(MailCode::leading);
    let reply = recipient.get("diagnostic-code").and_then(reply);
    let told = delivery_status(&action, status.map_or((0, 0, 0), MailCode::parts));
    let verdict = match (told, reply) {
        (_, Some((reply, _))) if action == "failed" && refuses_us(reply) => smtp(reply, None),
        // Exim and others always say 5.0.0; the reply they got says more.
        (Err(Unmapped), Some(reply)) if action == "failed" => failed(reply),
        (told, _) => told,
    };
    let code = match (reply, status) {
        (Some((reply, enhanced)), status) => match enhanced.or(status) {
            Some(status) => format!("{reply} {status}"),
            None => reply.to_string(),
        },
        (None, Some(status)) => status.to_string(),
        // What goes into logs and the database holds nothing but letters.
        (None, None) => action.chars().filter(char::is_ascii_alphabetic).take(20).collect(),
    };
    Some((verdict, code))
}

/// The last reply to a relay that has given up.
fn failed((reply, enhanced): (u16, Option<MailCode>)) -> Result<Verdict, Unmapped> {
    let told = enhanced.map_or(Err(Unmapped), |code| delivery_status("failed", code.parts()));
    told.or_else(|Unmapped| if reply >= 500 { smtp(reply, None) } else { delivery_status("failed", EXPIRED) })
}

/// The SMTP reply in a Diagnostic-Code: `smtp; 550-5.1.1 unknown` (RFC 3464, 2.3.6).
fn reply(diagnostic: &str) -> Option<(u16, Option<MailCode>)> {
    let (kind, text) = diagnostic.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("smtp") {
        return None;
    }
    let (code, rest) = text.trim_start().split_at_checked(3)?;
    let code = code.parse().ok().filter(|code| (400..600).contains(code))?;
    let rest = rest.strip_prefix([' ', '-']).unwrap_or_default();
    Some((code, MailCode::leading(rest)))
}

#[cfg(test)]
mod tests {
    use domain::{notification::Report, receipt::Cause};

    use super::{super::fields::groups, *};

    fn told(text: &str) -> Option<(Result<Verdict, Unmapped>, String)> {
        verdict(&groups(text)[0])
    }

    #[test]
    fn the_reply_is_asked_where_the_status_says_nothing() {
        for (status, diagnostic, report, cause, code) in [
            ("5.1.1", "smtp; 550 5.7.1 x", Report::FailedForGood, Cause::NoSuchAddress, "550 5.7.1"),
            ("5.0.0", "smtp; 550 5.1.1 x", Report::FailedForGood, Cause::NoSuchAddress, "550 5.1.1"),
            ("5.0.0", "SMTP;550-5.7.1 x", Report::Blocked, Cause::Filtered, "550 5.7.1"),
            ("5.0.0", "smtp; 550 unknown", Report::FailedForGood, Cause::NoSuchAddress, "550 5.0.0"),
            ("5.0.0", "smtp; 451 wait", Report::GaveUp, Cause::Busy, "451 5.0.0"),
            ("5.1.1", "smtp; 530 5.7.0 sign in", Report::GaveUp, Cause::Provider, "530 5.7.0"),
            ("5.7.8", "smtp; 550 5.7.8 who", Report::GaveUp, Cause::Provider, "550 5.7.8"),
            ("5.0.0", "smtp; 421 4.4.7 wait", Report::GaveUp, Cause::Busy, "421 4.4.7"),
        ] {
            let text = format!("Action: Failed\nStatus: {status}\nDiagnostic-Code: {diagnostic}");
            let verdict = Verdict { report, cause: Some(cause) };
            assert_eq!(told(&text), Some((Ok(verdict), code.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_nobody_explains_has_no_meaning_and_keeps_its_word() {
        assert_eq!(told("Action: failed\nStatus: 5.0.0"), Some((Err(Unmapped), "5.0.0".into())));
        assert_eq!(told("Action: failed"), Some((Err(Unmapped), "failed".into())));
        assert_eq!(told("Action: vanished\nStatus: 5.1.1"), Some((Err(Unmapped), "5.1.1".into())));
        assert_eq!(told("Action: va\u{0}nish\u{e9}d"), Some((Err(Unmapped), "vanishd".into())));
        assert_eq!(told("Status: 5.1.1"), None);
    }

    #[test]
    fn only_an_smtp_reply_is_read_as_one() {
        for text in ["x-unix; 550 5.1.1", "550 5.1.1", "smtp;", "smtp; 55", "smtp; 250 ok", "smtp; äöü"] {
            assert_eq!(reply(text), None, "{text}");
        }
    }
}
