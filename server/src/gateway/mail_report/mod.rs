//! What comes back by mail about a letter: delivery status notifications (RFC 3464) and complaints (RFC 5965).

mod delivery;
mod fields;
mod parts;
mod plain;
mod reference;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_tests;
mod words;

use domain::receipt::{COMPLAINT, Unmapped, Verdict};

use self::{
    fields::{Fields, groups},
    parts::Parts,
};

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReport {
    /// The attempt it is about.
    pub reference: String,
    /// What that means, if we know.
    pub verdict: Result<Verdict, Unmapped>,
    /// The word of the mail system that reports.
    pub code: String,
}

/// Why a message cannot be read as a report. Quotes nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// It has no headers.
    #[error("This is no e-mail: it has no headers")]
    NoMessage,
    /// It says that it is a report, and nothing can be found in it.
    #[error("The report's Content-Type has no boundary")]
    NoBoundary,
    /// The part for programs is missing.
    #[error("The report has no part message/delivery-status or message/feedback-report")]
    NoStatus,
    /// The report is about nobody.
    #[error("The delivery status names no recipient: no Final-Recipient or Action")]
    NoRecipient,
    /// It does not say what happened.
    #[error("The delivery status of a recipient has no Action")]
    NoAction,
    /// Our letters have one recipient each.
    #[error("The delivery status names more than {MOST} recipients")]
    TooMany,
    /// It does not say what kind of complaint it is.
    #[error("The feedback report has no Feedback-Type")]
    NoFeedbackType,
    /// Nothing tells which letter it is about.
    #[error(
        "Nothing tells which letter this is about: no Original-Envelope-Id, no Message-ID of a returned letter \
         and no +reference in the address that the report was sent to"
    )]
    NoReference,
}

/// Recipients that one report may name. A letter of ours has one; a mailing list may make it several.
const MOST: usize = 16;

/// Reads a report. Feedback that is no complaint brings an empty list, and so does what is no report at all: an answer by
/// a machine or a person, a receipt that somebody has read it.
pub fn read(raw: &[u8]) -> Result<Vec<MailReport>, NoReport> {
    let Some(parts) = Parts::split(raw)? else { return plain::read(raw) };
    if let Some(text) = parts.text("message", &["delivery-status", "global-delivery-status"]) {
        delivered(&parts, &groups(&text))
    } else if let Some(text) = parts.text("message", &["feedback-report"]) {
        complained(&parts, &groups(&text))
    } else if parts.promises(&["delivery-status", "feedback-report"]) {
        Err(NoReport::NoStatus)
    } else {
        Ok(Vec::new())
    }
}

fn delivered(parts: &Parts<'_>, groups: &[Fields]) -> Result<Vec<MailReport>, NoReport> {
    let recipients: Vec<&Fields> = groups
        .iter()
        .filter(|group| group.get("final-recipient").or(group.get("action")).is_some())
        .collect();
    if recipients.is_empty() {
        return unexplained(parts, groups);
    }
    if recipients.len() > MOST {
        return Err(NoReport::TooMany);
    }
    let reference = reference::find(parts, groups).ok_or(NoReport::NoReference)?;
    // Some say in the text only what they were told.
    let text = parts.text("text", &["plain"]).unwrap_or_default().replace("\r\n", "\n");
    recipients
        .into_iter()
        .map(|recipient| {
            let (verdict, code) = delivery::verdict(recipient, &text).ok_or(NoReport::NoAction)?;
            Ok(MailReport { reference: reference.clone(), verdict, code })
        })
        .collect()
}

/// A report about nobody, although its headers say who did not get the letter: Google's, where it could not sign in to the
/// sender's own server.
fn unexplained(parts: &Parts<'_>, groups: &[Fields]) -> Result<Vec<MailReport>, NoReport> {
    if parts.headers.header_raw("X-Failed-Recipients").is_none() {
        return Err(NoReport::NoRecipient);
    }
    let reference = reference::find(parts, groups).ok_or(NoReport::NoReference)?;
    Ok(vec![MailReport { reference, verdict: Err(Unmapped), code: "failed".to_owned() }])
}

fn complained(parts: &Parts<'_>, groups: &[Fields]) -> Result<Vec<MailReport>, NoReport> {
    let kind = groups.iter().find_map(|group| group.get("feedback-type")).ok_or(NoReport::NoFeedbackType)?;
    if !kind.eq_ignore_ascii_case("abuse") {
        return Ok(Vec::new());
    }
    let reference = reference::find(parts, groups).ok_or(NoReport::NoReference)?;
    Ok(vec![MailReport { reference, verdict: Ok(COMPLAINT), code: "abuse".to_owned() }])
}
