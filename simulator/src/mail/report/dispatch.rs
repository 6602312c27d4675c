//! Which reports follow a mail that was taken, and sending them.

use std::sync::Arc;

use super::{
    About, abuse,
    delivery::{self, Action},
};
use crate::{
    clock,
    fault::{Mode, Strike},
    mail::notify::Notify,
    world::World,
};

/// How often a report comes on a day of repeated receipts.
const ECHOES: usize = 3;

/// A report that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Due {
    /// What became of the mail, and the enhanced status code.
    Delivery(Action, String),
    /// The recipient complains.
    Abuse,
}

/// Sends the reports that follow, one after the other.
pub async fn dispatch(world: Arc<World>, about: About, fault: Strike, notify: Notify) {
    // Nobody reports to a report (RFC 5321, section 4.5.5).
    if about.sender.is_empty() {
        return;
    }
    let copies = if fault.mode == Mode::DuplicateReceipts { ECHOES } else { 1 };
    for report in due(&fault, notify) {
        let mut written = None;
        for _ in 0..copies {
            tokio::select! {
                () = tokio::time::sleep(world.receipt_pause) => {}
                () = world.shutdown.begun() => return,
            }
            let now = clock::now();
            let report: &Vec<u8> = written.get_or_insert_with(|| match &report {
                Due::Delivery(action, status) => delivery::write(&about, *action, status, now),
                Due::Abuse => abuse::write(&about, now),
            });
            match world.desk.report_mail(report.clone()).await {
                Ok(None) => return,
                Ok(Some(answer)) if answer.status.is_success() => {}
                Ok(Some(answer)) => tracing::warn!(%answer, "mail report refused"),
                Err(error) => tracing::warn!(%error, "mail report not sent"),
            }
        }
    }
}

fn due(fault: &Strike, notify: Notify) -> Vec<Due> {
    let code = || fault.code.as_ref().map(ToString::to_string).unwrap_or_default();
    let told = |action, status| notify.wants(action).then_some(Due::Delivery(action, status));
    let delivered = || told(Action::Delivered, "2.0.0".into());
    match fault.mode {
        Mode::None | Mode::Slow | Mode::HangAfterTaking | Mode::ResetAfterBody | Mode::DuplicateReceipts => {
            delivered().into_iter().collect()
        }
        Mode::Complaint => delivered().into_iter().chain([Due::Abuse]).collect(),
        Mode::Undelivered => {
            let code = code();
            let action = if code.starts_with('4') { Action::Delayed } else { Action::Failed };
            told(action, code).into_iter().collect()
        }
        Mode::Failed => told(Action::Failed, code()).into_iter().collect(),
        Mode::Silent
        | Mode::Gone
        | Mode::NotFound
        | Mode::Reject
        | Mode::Unavailable
        | Mode::TooMany
        | Mode::Hang
        | Mode::Garbage => Vec::new(),
    }
}
