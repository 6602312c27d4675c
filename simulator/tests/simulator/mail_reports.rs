//! What mail systems tell the sender afterwards: bounces, confirmations, complaints.

use mail_parser::{MessageParser, MimeHeaders};
use serde_json::json;
use simulator::desk::{self, Desk, DeskSecrets};

use crate::{
    playground::{Playground, secrets},
    smtp_client::SmtpClient,
};

const MAIL: &str = "From: Doorcode <door@example.org>\r\nSubject: Dein Türcode\r\nMessage-ID: <7@example.org>\r\n\r\n\
                    Code 482 913\r\n.";

/// Hands a mail over, with these parameters after the sender and after the recipient.
async fn hand_over(world: &Playground, of_mail: &str, of_recipient: &str) {
    let mut client = SmtpClient::greeted(world.running.mail).await;
    for line in
        [format!("MAIL FROM:<door@example.org>{of_mail}"), format!("RCPT TO:<kim@example.org>{of_recipient}")]
    {
        let reply = client.ask(&line).await;
        assert!(reply.starts_with("250"), "{line}: {reply}");
    }
    assert!(client.ask("DATA").await.starts_with("354"));
    assert!(client.ask(MAIL).await.starts_with("250"));
}

/// The report's type and its parts: content type and text.
fn parts(report: &[u8]) -> (String, Vec<(String, String)>) {
    let report = MessageParser::default().parse(report).unwrap();
    let kind = report.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("report")));
    assert_eq!(report.to().unwrap().first().unwrap().address.as_deref(), Some("door@example.org"));
    let parts = report.parts.iter().skip(1).map(|part| {
        let kind = part.content_type().unwrap();
        let raw = &report.raw_message[part.offset_body as usize..part.offset_end as usize];
        let text = String::from_utf8(raw.to_vec()).unwrap();
        (format!("{}/{}", kind.ctype(), kind.subtype().unwrap()), text)
    });
    (kind.attribute("report-type").unwrap().to_owned(), parts.collect())
}

fn contains(text: &str, line: &str) -> bool {
    text.lines().any(|known| known == line)
}

#[tokio::test]
async fn a_mail_that_does_not_arrive_bounces_with_the_code_ordered() {
    let world = Playground::start().await;
    for (order, action, status, diagnostic) in [
        (json!({ "mode": "undelivered" }), "failed", "5.1.1", "550 5.1.1"),
        (json!({ "mode": "undelivered", "code": "5.7.1" }), "failed", "5.7.1", "550 5.7.1"),
        (json!({ "mode": "undelivered", "code": "4.2.2" }), "delayed", "4.2.2", "451 4.2.2"),
        (json!({ "mode": "failed", "code": "4.4.7" }), "failed", "4.4.7", "550 4.4.7"),
    ] {
        let mut order = order;
        order["channel"] = "email".into();
        world.order(order).await;
        hand_over(&world, " RET=HDRS ENVID=n+2B17", " NOTIFY=FAILURE,DELAY ORCPT=rfc822;Kim@example.org")
            .await;
        let report = world.fake.mail_report().await;
        let (kind, parts) = parts(&report);
        assert_eq!(kind, "delivery-status");
        let kinds: Vec<&str> = parts.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["text/plain", "message/delivery-status", "text/rfc822-headers"]);
        assert!(parts[0].1.contains("<kim@example.org>"));
        for line in [
            "Reporting-MTA: dns; simulator.localhost",
            "Original-Envelope-Id: n+17",
            "Original-Recipient: rfc822; Kim@example.org",
            "Final-Recipient: rfc822; kim@example.org",
            &format!("Action: {action}"),
            &format!("Status: {status}"),
        ] {
            assert!(contains(&parts[1].1, line), "{line} in {}", parts[1].1);
        }
        assert!(parts[1].1.contains(&format!("Diagnostic-Code: smtp; {diagnostic} ")));
        assert!(contains(&parts[2].1, "Message-ID: <7@example.org>"));
        assert!(!String::from_utf8(report).unwrap().contains("482 913"), "the header is enough");
    }
    assert_eq!(world.get_json("/api/messages").await["last"], 0);
}

#[tokio::test]
async fn who_asks_is_told_that_a_mail_arrived() {
    let world = Playground::start().await;
    // Neither who does not ask, nor whoever's mailbox is silent, hears anything.
    hand_over(&world, "", "").await;
    world.fault("email", "silent", Some(1)).await;
    hand_over(&world, " ENVID=silent", " NOTIFY=SUCCESS").await;
    hand_over(&world, " ENVID=17", " NOTIFY=SUCCESS").await;
    let (_, parts) = parts(&world.fake.mail_report().await);
    for line in ["Original-Envelope-Id: 17", "Action: delivered", "Status: 2.0.0"] {
        assert!(contains(&parts[1].1, line), "{line} in {}", parts[1].1);
    }
    assert_eq!(world.get_json("/api/messages").await["last"], 2);
}

#[tokio::test]
async fn who_does_not_want_bounces_gets_none() {
    let world = Playground::start().await;
    world.fault("email", "undelivered", Some(3)).await;
    hand_over(&world, " ENVID=never", " NOTIFY=NEVER").await;
    hand_over(&world, " ENVID=success", " NOTIFY=SUCCESS").await;
    hand_over(&world, "", "").await;
    let report = String::from_utf8(world.fake.mail_report().await).unwrap();
    assert!(contains(&report, "Action: failed") && !report.contains("Original-Envelope-Id"));
}

#[tokio::test]
async fn a_report_is_never_answered_with_a_report() {
    let world = Playground::start().await;
    world.fault("email", "undelivered", Some(1)).await;
    let mut client = SmtpClient::greeted(world.running.mail).await;
    assert!(client.ask("MAIL FROM:<>").await.starts_with("250"));
    assert!(client.ask("RCPT TO:<door@example.org>").await.starts_with("250"));
    assert!(client.ask("DATA").await.starts_with("354"));
    assert!(client.ask(MAIL).await.starts_with("250"));
    hand_over(&world, " ENVID=17", " NOTIFY=SUCCESS").await;
    let report = String::from_utf8(world.fake.mail_report().await).unwrap();
    assert!(contains(&report, "Original-Envelope-Id: 17"));
}

#[tokio::test]
async fn a_recipient_may_complain() {
    let world = Playground::start().await;
    world.order(json!({ "channel": "email", "to": "kim@example.org", "mode": "complaint" })).await;
    hand_over(&world, " ENVID=17", "").await;
    let (kind, parts) = parts(&world.fake.mail_report().await);
    assert_eq!(kind, "feedback-report");
    let kinds: Vec<&str> = parts.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["text/plain", "message/feedback-report", "text/rfc822-headers"]);
    for line in [
        "Feedback-Type: abuse",
        "Version: 1",
        "Original-Rcpt-To: <kim@example.org>",
        "Original-Envelope-Id: 17",
    ] {
        assert!(contains(&parts[1].1, line), "{line} in {}", parts[1].1);
    }
    assert!(contains(&parts[2].1, "Message-ID: <7@example.org>"));
    assert_eq!(world.get_json("/api/messages").await["last"], 1);
}

#[tokio::test]
async fn a_confirmation_may_come_three_times() {
    let world = Playground::start().await;
    world.fault("email", "duplicate_receipts", Some(1)).await;
    hand_over(&world, "", " NOTIFY=SUCCESS").await;
    let first = world.fake.mail_report().await;
    for _ in 0..2 {
        assert_eq!(world.fake.mail_report().await, first);
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_reported() {
    // Nobody listens there: asking would be an error.
    let secrets = DeskSecrets { mail_reports: None, ..secrets() };
    let desk = Desk::new(desk::client().unwrap(), "http://127.0.0.1:1", secrets);
    assert_eq!(desk.report_mail(Vec::new()).await.unwrap(), None);
}
