//! What a delivery status says about one recipient.

use domain::{
    bounce::Said,
    receipt::{Unmapped, Verdict, delivery_status},
};

use super::{fields::Fields, words};
use crate::gateway::mail_code::MailCode;

/// Fields that tell who and when, and nothing of why.
const NO_REASON: [&str; 9] = [
    "action",
    "final-recipient",
    "original-recipient",
    "remote-mta",
    "last-attempt-date",
    "final-log-id",
    "will-retry-until",
    "x-actual-recipient",
    "x-display-name",
];

/// The meaning of a recipient's group and the mail system's word for it; nothing if it does not say what happened. Where
/// the group says nothing of why, the text for people is read.
pub fn verdict(recipient: &Fields, text: &str) -> Option<(Result<Verdict, Unmapped>, String)> {
    let action = recipient.get("action")?.split_whitespace().next()?.to_ascii_lowercase();
    let status = recipient.get("status").and_then(MailCode::leading);
    let reply = recipient.get("diagnostic-code").and_then(reply);
    // Some put what they were told into fields of their own.
    let reasons = recipient.but(&NO_REASON).collect::<Vec<_>>().join(" ");
    let codes: Vec<_> = MailCode::all(&reasons).map(MailCode::parts).collect();
    let said = Said { reply: reply.map(|(reply, _)| reply), codes: &codes, words: &reasons };
    let verdict = delivery_status(&action, said);
    if verdict.is_err()
        && let Some((verdict, code)) = in_text(recipient, &action, text)
    {
        return Some((Ok(verdict), code));
    }
    let enhanced = reply.and_then(|(_, enhanced)| enhanced).or(status);
    // What goes into logs and the database holds nothing but letters.
    let action = || action.chars().filter(char::is_ascii_alphabetic).take(20).collect();
    let code = MailCode::word(said.reply, enhanced).unwrap_or_else(action);
    Some((verdict, code))
}

/// The meaning of what the text for people says of this recipient.
fn in_text(recipient: &Fields, action: &str, text: &str) -> Option<(Verdict, String)> {
    let address = recipient.get("final-recipient")?.rsplit(';').next()?.trim();
    let (verdict, code) = words::verdict(action, words::about(text, address)?);
    Some((verdict.ok()?, code?))
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
        verdict(&groups(text)[0], "")
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

    #[derive(serde::Deserialize)]
    struct File {
        cases: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        status: String,
        diagnostic: String,
        right: String,
        source: String,
    }

    // M2, M2b, M2c, M3, M4
    #[test]
    fn each_bounce_of_the_public_cases_has_its_cause() {
        let file = include_str!("../../../../domain/tests/cases/bounces.toml");
        let file: File = toml::from_str(file).unwrap();
        let wrong: Vec<String> = file
            .cases
            .iter()
            .filter_map(|case| {
                let Case { status, diagnostic, right, source } = case;
                let text = format!("Action: failed\nStatus: {status}\nDiagnostic-Code: {diagnostic}");
                let verdict = told(&text).unwrap().0.unwrap_or(Unmapped::VERDICT);
                let got = verdict.cause.map_or("", Cause::as_str);
                // What the relay gave up on is told otherwise than what will never arrive.
                let report = match got {
                    "no_such_address" | "mailbox_full" => Report::FailedForGood,
                    "filtered" => Report::Blocked,
                    _ => Report::GaveUp,
                };
                (got != right || verdict.report != report)
                    .then(|| format!("{status} {diagnostic}: {got}, not {right} ({source})"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(file.cases.len() >= 90);
    }

    #[test]
    fn what_stands_in_another_field_is_read_too() {
        let text = "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 500\n\
            X-Remote-Answer: smtp; 550 \"Unknown User\"\nRemote-MTA: dns; spam.example.net";
        let (verdict, _) = told(text).unwrap();
        assert_eq!(verdict.unwrap().cause, Some(Cause::NoSuchAddress));
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
