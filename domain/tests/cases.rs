//! What people type, line by line: `tests/cases/*.toml`. Adding a case is adding a line there.

use domain::{
    contact::Address,
    notification::Report,
    one_time::{NoOneTimeCode, OneTimeCode},
    receipt::twilio,
    tracking::{NoTrackingNumber, TrackingNumber},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    input: String,
    right: String,
    source: String,
}

/// Reads each input of a file and tells all that are read otherwise than they should.
fn check(file: &str, at_least: usize, read: impl Fn(&str) -> String) -> Result<(), toml::de::Error> {
    let file: File = toml::from_str(file)?;
    assert!(file.cases.len() >= at_least, "{} cases", file.cases.len());
    let wrong: Vec<String> = file
        .cases
        .iter()
        .filter_map(|case| {
            assert!(!case.source.is_empty(), "{:?} has no source", case.input);
            let got = read(&case.input);
            (got != case.right)
                .then(|| format!("{:?} is {got}, not {} ({})", case.input, case.right, case.source))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

// C6, T1, T2
#[test]
fn tracking_numbers_are_read_as_they_are_typed_scanned_and_sent() {
    check(include_str!("cases/tracking.toml"), 90, |input| match TrackingNumber::parse(input) {
        Ok(number) => number.as_str().to_owned(),
        Err(NoTrackingNumber::TooShort) => "!short".to_owned(),
        Err(NoTrackingNumber::TooLong) => "!long".to_owned(),
        Err(NoTrackingNumber::ForeignCharacter) => "!foreign".to_owned(),
    })
    .unwrap();
}

// T1
#[test]
fn one_time_codes_are_read_alone_and_out_of_their_message() {
    check(include_str!("cases/codes.toml"), 35, |input| match OneTimeCode::parse(input) {
        Ok(code) => code.reveal().to_owned(),
        Err(NoOneTimeCode::Shape) => "!shape".to_owned(),
        Err(NoOneTimeCode::Several) => "!several".to_owned(),
    })
    .unwrap();
}

// T1, T4
#[test]
fn e_mail_addresses_are_read_as_they_are_typed_and_kept_as_they_are_sent_to() {
    check(include_str!("cases/emails.toml"), 35, |input| {
        Address::email(input).map_or_else(|_| "!".to_owned(), |address| address.reveal().to_owned())
    })
    .unwrap();
}

// T4
#[test]
fn an_internationalised_domain_is_shown_as_it_is_written() {
    let address = Address::email("kim@m\u{fc}ller-post.example").unwrap();
    assert_eq!(address.masked(), "k•••@m\u{fc}ller-post.example");
}

// M6
#[test]
fn what_twilio_says_of_a_text_message_is_told_by_its_documented_meaning() {
    check(include_str!("cases/sms.toml"), 50, |input| {
        let (status, code) = input.split_once(' ').unwrap();
        let Ok(verdict) = twilio(status, Some(code.parse().unwrap())) else { return "unmapped".to_owned() };
        let report = match verdict.report {
            Report::FailedForNow => "failed_for_now",
            Report::FailedForGood => "failed_for_good",
            Report::Blocked => "blocked",
            Report::GaveUp => "gave_up",
            Report::Taken | Report::Accepted | Report::Delivered => "no failure",
        };
        format!("{report} {}", verdict.cause.map_or("", domain::receipt::Cause::as_str))
    })
    .unwrap();
}
