//! Reports in the shapes that mail systems send them in.

use domain::{notification::Report, receipt::Cause};
use proptest::prelude::*;

use super::*;

const REFERENCE: &str = "Zk3-vQ_8aB1cD2eF";

/// Postfix: a full set of fields, the headers returned.
const POSTFIX: &str = include_str!("../../../tests/bounces/postfix.eml");
/// Exim: no envelope id, a status that says nothing, the whole letter returned.
const EXIM: &str = include_str!("../../../tests/bounces/exim.eml");
/// Outlook: nothing of the letter but its headers, in a part of an odd type, in base64.
const OUTLOOK: &str = include_str!("../../../tests/bounces/outlook.eml");
/// A complaint through a provider's feedback loop; the recipient is blacked out.
const COMPLAINT_REPORT: &str = include_str!("../../../tests/bounces/complaint.eml");
/// qmail, which knows no parts.
const QMAIL: &str = include_str!("../../../tests/bounces/qmail.eml");

const SAMPLES: [&str; 8] = [
    POSTFIX,
    EXIM,
    OUTLOOK,
    COMPLAINT_REPORT,
    QMAIL,
    include_str!("../../../tests/bounces/exim-plain.eml"),
    include_str!("../../../tests/bounces/googleworkspace.eml"),
    include_str!("../../../tests/bounces/opensmtpd.eml"),
];

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
