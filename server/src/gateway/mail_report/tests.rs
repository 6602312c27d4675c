//! Reports in the shapes that mail systems send them in.

use domain::{notification::Report, receipt::Cause};
use proptest::prelude::*;

use super::*;

const REFERENCE: &str = "Zk3-vQ_8aB1cD2eF";

/// Postfix: envelope id, xtext-free; full set of fields; headers returned as text/rfc822-headers.
const POSTFIX: &str = r#"Return-Path: <>
Delivered-To: bounces@example.org
Date: Tue, 10 Mar 2026 09:12:44 +0100 (CET)
From: MAILER-DAEMON@relay.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces+Zk3-vQ_8aB1cD2eF@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4XyZ12abc.1741594364/relay.example.org"

This is a MIME-encapsulated message.

--4XyZ12abc.1741594364/relay.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--4XyZ12abc.1741594364/relay.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org
Original-Envelope-Id: Zk3-vQ_8aB1cD2eF
X-Postfix-Queue-ID: 4XyZ12abc
X-Postfix-Sender: rfc822; bounces+Zk3-vQ_8aB1cD2eF@example.org
Arrival-Date: Tue, 10 Mar 2026 09:12:43 +0100 (CET)

Final-Recipient: rfc822; kim@example.net
Original-Recipient: RFC822;kim@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <kim@example.net>: Recipient address rejected:
    User unknown in virtual mailbox
    table

--4XyZ12abc.1741594364/relay.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Doorcode <codes@example.org>
To: kim@example.net
Message-ID: <Zk3-vQ_8aB1cD2eF@example.org>
Subject: =?utf-8?b?SWhyIFBha2V0?=

--4XyZ12abc.1741594364/relay.example.org--
"#;

/// Exim, as Gmail's bounces also are: no envelope id, a status that says nothing, the whole letter returned.
const EXIM: &str = r"Return-path: <>
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: codes@example.org
Content-Type: multipart/report; report-type=Delivery-Status; boundary=1741594364-eximdsn-804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1741594364-eximdsn-804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1741594364-eximdsn-804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Action: failed
Final-Recipient: rfc822;kim@example.net
Status: 5.0.0
Remote-MTA: dns; gmail-smtp-in.l.example.com
Diagnostic-Code: smtp; 550-5.7.1 Our system has detected that this message is
 550-5.7.1 likely unsolicited mail.

--1741594364-eximdsn-804289383
Content-type: message/rfc822

Return-path: <codes@example.org>
Received: from app.example.org ([192.0.2.4])
	by mx.example.net with esmtp
From: Doorcode <codes@example.org>
Message-ID:
 <Zk3-vQ_8aB1cD2eF@example.org>
Content-Type: multipart/mixed; boundary=inner

--inner

Your code
--inner--

--1741594364-eximdsn-804289383--
";

/// Outlook: a report that holds nothing of the letter but its headers, in a part of an odd type, in base64.
const OUTLOOK: &str = r#"From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.onmicrosoft.com>
To: <bounces+Zk3-vQ_8aB1cD2eF@example.org>
Date: Tue, 10 Mar 2026 08:12:44 +0000
Content-Type: MULTIPART/Report; Report-Type=delivery-status;
	Boundary="_d1d2_"
Subject: Undeliverable: Ihr Paket

--_d1d2_
Content-Type: multipart/alternative; differences=Content-Type;
	boundary="_alternative_"

--_alternative_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message couldn't be delivered.

--_alternative_--

--_d1d2_
Content-Type: Message/Delivery-Status
Content-Transfer-Encoding: 7bit

Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com
Received-From-MTA: dns;relay.example.org
Arrival-Date: Tue, 10 Mar 2026 08:12:43 +0000

final-recipient: RFC822;kim@example.net
ACTION: Failed
STATUS: 5.2.2
Diagnostic-Code: SMTP;554 5.2.2 mailbox full;
	STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded

--_d1d2_
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: base64

RnJvbTogRG9vcmNvZGUgPGNvZGVzQGV4YW1wbGUub3JnPg0KTWVzc2FnZS1JRDog
PFprMy12UV84YUIxY0QyZUZAZXhhbXBsZS5vcmc+DQo=

--_d1d2_--
"#;

/// A complaint through a provider's feedback loop; the recipient is blacked out.
const COMPLAINT_REPORT: &str = r#"From: <feedback@example.net>
Date: Tue, 10 Mar 2026 10:00:00 +0000
Subject: FW: Ihr Paket
To: <abuse@example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounces+Zk3-vQ_8aB1cD2eF@example.org>
Original-Rcpt-To: <redacted@example.net>

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: <codes@example.org>
To: redacted
Message-ID: <Zk3-vQ_8aB1cD2eF@example.org>
Subject: Ihr Paket

Your code
--part1_13d.2e68ed54_boundary--
"#;

const SAMPLES: [&str; 4] = [POSTFIX, EXIM, OUTLOOK, COMPLAINT_REPORT];

/// A report with the line ends that mail has on the wire.
fn on_the_wire(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn only(text: &str) -> (String, Report, Option<Cause>, String) {
    let reports = read(text.as_bytes()).unwrap();
    assert_eq!(reports, read(on_the_wire(text).as_bytes()).unwrap(), "line ends make a difference");
    let [report] = reports.try_into().unwrap();
    let verdict = report.verdict.unwrap();
    (report.reference, verdict.report, verdict.cause, report.code)
}

fn told(text: &str) -> (Report, Option<Cause>, String) {
    let (reference, report, cause, code) = only(text);
    assert_eq!(reference, REFERENCE);
    (report, cause, code)
}

#[test]
fn a_mailbox_that_does_not_exist() {
    assert_eq!(told(POSTFIX), (Report::FailedForGood, Some(Cause::NoSuchAddress), "550 5.1.1".into()));
}

#[test]
fn a_letter_that_is_late_and_one_that_arrived() {
    let late = POSTFIX
        .replace("Action: failed", "Action: delayed")
        .replace("Status: 5.1.1", "Status: 4.4.1 (connection timed out)")
        .replace(
            "smtp; 550 5.1.1 <kim@example.net>: Recipient",
            "X-Postfix; connect to mx.example.net: timed",
        );
    assert_eq!(told(&late), (Report::FailedForNow, Some(Cause::Busy), "4.4.1".into()));
    let arrived = POSTFIX
        .replace("Action: failed", "Action: delivered")
        .replace("Status: 5.1.1", "Status: 2.0.0")
        .replace("smtp; 550 5.1.1 <kim@example.net>: Recipient", "smtp; 250 2.0.0 Ok: queued as 77AB:");
    assert_eq!(told(&arrived), (Report::Delivered, None, "2.0.0".into()));
}

#[test]
fn a_letter_that_a_filter_refused() {
    assert_eq!(told(EXIM), (Report::Blocked, Some(Cause::Filtered), "550 5.7.1".into()));
}

#[test]
fn a_mailbox_that_is_full() {
    assert_eq!(told(OUTLOOK), (Report::FailedForGood, Some(Cause::MailboxFull), "554 5.2.2".into()));
}

#[test]
fn a_complaint() {
    assert_eq!(told(COMPLAINT_REPORT), (Report::Blocked, Some(Cause::Complaint), "abuse".into()));
}

#[test]
fn praise_and_other_feedback_is_no_complaint() {
    for kind in ["not-spam", "Not-Spam", "other", "virus"] {
        let text = COMPLAINT_REPORT.replace("Feedback-Type: abuse", &format!("Feedback-Type: {kind}"));
        assert_eq!(read(text.as_bytes()), Ok(Vec::new()), "{kind}");
    }
}

#[test]
fn the_reference_is_looked_for_in_the_envelope_then_the_letter_then_the_address() {
    let mut text =
        POSTFIX.replace("Original-Envelope-Id: Zk3-vQ_8aB1cD2eF", "Original-Envelope-Id: from-the-envelope");
    text = text
        .replace("<Zk3-vQ_8aB1cD2eF@", "<from-the-letter@")
        .replace("+Zk3-vQ_8aB1cD2eF@", "+from-the-address@");
    assert_eq!(only(&text).0, "from-the-envelope");
    // Another system's own name of the letter has another shape.
    let text = text.replace("Original-Envelope-Id: from-the-envelope", "Original-Envelope-Id: {7} of mx");
    assert_eq!(only(&text).0, "from-the-letter");
    let text = text.replace("Message-ID:", "X-Message-ID:");
    assert_eq!(only(&text).0, "from-the-address");
    let text = text.replace("+from-the-address@", "@");
    assert_eq!(read(text.as_bytes()), Err(NoReport::NoReference));
    let redacted = COMPLAINT_REPORT.replace("Message-ID: <Zk3-vQ_8aB1cD2eF@", "Message-ID: <x@");
    assert_eq!(only(&redacted).0, REFERENCE);
}

#[test]
fn each_recipient_has_a_report_of_its_own() {
    let second =
        "Final-Recipient: rfc822; lee@example.net\nAction: expanded\nStatus: 2.0.0\n\nFinal-Recipient";
    let text = POSTFIX.replacen("Final-Recipient", second, 1);
    let reports = read(text.as_bytes()).unwrap();
    let seen: Vec<_> = reports.iter().map(|report| report.verdict.unwrap().report).collect();
    assert_eq!(seen, [Report::Accepted, Report::FailedForGood]);
    let many = POSTFIX.replacen("Final-Recipient", &second.repeat(MOST), 1);
    assert_eq!(read(many.as_bytes()), Err(NoReport::TooMany));
}

#[test]
fn a_report_that_was_cut_off_behind_its_status_is_still_read() {
    let (text, _) =
        POSTFIX.split_once("--4XyZ12abc.1741594364/relay.example.org\nContent-Description: Und").unwrap();
    assert_eq!(only(text).0, REFERENCE);
}

#[test]
fn what_is_missing_is_named() {
    for (text, missing) in [
        (String::new(), NoReport::NoMessage),
        (POSTFIX.replace("boundary=", "bound="), NoReport::NoBoundary),
        (POSTFIX.replace("message/delivery-status", "text/plain"), NoReport::NoStatus),
        (POSTFIX.replace("Final-Recipient", "Somebody").replace("Action", "Reaction"), NoReport::NoRecipient),
        (POSTFIX.replace("Action", "Reaction"), NoReport::NoAction),
        (COMPLAINT_REPORT.replace("Feedback-Type", "Feedback"), NoReport::NoFeedbackType),
    ] {
        assert_eq!(read(text.as_bytes()), Err(missing));
    }
}

#[test]
fn letters_within_letters_do_no_harm() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(8_000);
    let report = EXIM.replace("Content-type: message/rfc822\n\n", &deep);
    assert!(read(report.as_bytes()).is_err());
    let status = EXIM.replace("Content-type: message/delivery-status\n\n", &deep);
    assert_eq!(read(status.as_bytes()), Err(NoReport::NoStatus));
    assert_eq!(read(deep.as_bytes()), Ok(Vec::new()));
}

/// qmail, which knows no parts.
const QMAIL: &str = "Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: bounces+Zk3-vQ_8aB1cD2eF@example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<kim@example.net>:
192.0.2.25 does not like recipient.
Remote host said: 550 No such user here (#5.1.1)
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

Return-Path: <codes@example.org>
From: Doorcode <codes@example.org>
Message-ID: <Zk3-vQ_8aB1cD2eF@example.org>

Your code
";

// M2: real bounces, not only the RFC's.
#[test]
fn a_bounce_of_qmail() {
    assert_eq!(told(QMAIL), (Report::FailedForGood, Some(Cause::NoSuchAddress), "550 5.1.1".into()));
    let other = QMAIL.replace(
        "Remote host said: 550 No such user here (#5.1.1)",
        "Sorry, no mailbox here by that name. (#5.1.1)",
    );
    assert_eq!(told(&other), (Report::FailedForGood, Some(Cause::NoSuchAddress), "5.1.1".into()));
    let unnamed = QMAIL.replace("Message-ID:", "X-Message-ID:");
    assert_eq!(told(&unnamed).0, Report::FailedForGood);
    let lost = unnamed.replace("+Zk3-vQ_8aB1cD2eF@", "@");
    assert_eq!(read(lost.as_bytes()), Err(NoReport::NoReference));
}

// M5
#[test]
fn what_is_no_report_is_taken_for_nothing_and_is_no_error() {
    let out_of_office = "Auto-Submitted: auto-replied\nSubject: Out of office\n\nI am back on Monday.";
    let read_receipt = POSTFIX
        .replace("report-type=delivery-status", "report-type=disposition-notification")
        .replace("message/delivery-status", "message/disposition-notification");
    let mixed = POSTFIX.replace("multipart/report", "multipart/mixed");
    for letter in [out_of_office, "Subject: Hello\n\nHow are you?", &read_receipt, &mixed] {
        assert_eq!(read(letter.as_bytes()), Ok(Vec::new()), "{letter}");
        assert_eq!(read(on_the_wire(letter).as_bytes()), Ok(Vec::new()), "{letter}");
    }
}

/// A sample with bytes overwritten, cut out, doubled and put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), 0_usize..40, prop::collection::vec(any::<u8>(), 0..6));
    (prop::sample::select(&SAMPLES[..]), any::<bool>(), prop::collection::vec(change, 1..12)).prop_map(
        |(sample, wire, changes)| {
            let mut bytes = if wire { on_the_wire(sample).into_bytes() } else { sample.into() };
            for (place, length, put) in changes {
                let start = place.index(bytes.len());
                let end = (start + length).min(bytes.len());
                bytes.splice(start..end, put);
            }
            bytes
        },
    )
}

proptest! {
    #[test]
    fn random_bytes_bring_nothing_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(read(&bytes).unwrap_or_default().is_empty());
    }

    #[test]
    fn a_mutated_report_never_panics_and_brings_only_references_of_our_shape(bytes in mutated()) {
        for report in read(&bytes).unwrap_or_default() {
            prop_assert!((8..=64).contains(&report.reference.len()));
            prop_assert!(report.code.len() <= 20);
        }
    }
}
