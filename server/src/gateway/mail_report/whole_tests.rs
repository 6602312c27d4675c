//! Whole bounces of many mail systems: `tests/bounces/table.toml`.

use std::{collections::BTreeSet, fs, path::PathBuf};

use domain::{notification::Report, receipt::Cause};
use serde::Deserialize;

use super::read;
use crate::gateway::mail_report::Unmapped;

const REFERENCE: &str = "Zk3-vQ_8aB1cD2eF";

#[derive(Deserialize)]
struct Table {
    bounces: Vec<Bounce>,
}

#[derive(Deserialize)]
struct Bounce {
    file: String,
    right: String,
    source: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/bounces")
}

fn table() -> Vec<Bounce> {
    let table = fs::read_to_string(folder().join("table.toml")).unwrap();
    toml::from_str::<Table>(&table).unwrap().bounces
}

/// What a bounce comes to, as the table words it.
fn outcome(raw: &[u8]) -> String {
    let reports = match read(raw) {
        Ok(reports) => reports,
        Err(error) => return format!("refused: {error}"),
    };
    let [report] = reports.as_slice() else { return format!("{} reports", reports.len()) };
    let verdict = report.verdict.unwrap_or(Unmapped::VERDICT);
    let word = match verdict.report {
        Report::Delivered => "delivered",
        Report::FailedForNow => "failed_for_now",
        Report::FailedForGood => "failed_for_good",
        Report::Blocked => "blocked",
        Report::GaveUp => "gave_up",
        Report::Taken | Report::Accepted => "accepted",
    };
    assert_eq!(report.reference, REFERENCE);
    format!("{word} {}", verdict.cause.map_or("", Cause::as_str))
}

#[test]
fn each_whole_bounce_comes_to_what_the_table_says_with_either_line_end() {
    let mut wrong = Vec::new();
    for Bounce { file, right, source } in table() {
        let text = fs::read_to_string(folder().join(format!("{file}.eml"))).unwrap();
        for raw in [text.clone(), text.replace('\n', "\r\n")] {
            let got = outcome(raw.as_bytes());
            if got != right {
                wrong.push(format!("{file}: {got}, not {right} ({source})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_and_the_folder_hold_the_same_bounces_of_ten_systems_and_more() {
    let listed: BTreeSet<_> = table().into_iter().map(|bounce| format!("{}.eml", bounce.file)).collect();
    let there = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let there: BTreeSet<_> =
        there.filter_map(|name| name.into_string().ok()).filter(|name| name != "table.toml").collect();
    assert_eq!(listed, there);
    assert!(listed.len() >= 25);
}
