//! Bounces that are plain letters: a text for people, and behind it the letter that came back.

use super::{MailReport, NoReport, parts::headers, reference, words};

/// How one mail system writes them.
struct Style {
    /// What the text begins with.
    begins: &'static str,
    /// What the line begins with that stands before the letter.
    copy: &'static str,
    /// The reason in the text.
    reason: fn(&str) -> Option<&str>,
}

/// The first whose beginning fits is it.
const STYLES: [Style; 4] = [
    Style {
        begins: "Hi. This is the Haraka ",
        copy: "--- Below this line is a copy of the message.",
        reason: |text| Some(text.split_once("Failure Reason:")?.1),
    },
    // qmail (<https://cr.yp.to/proto/qsbmf.txt>): paragraphs that begin with the recipient's address.
    Style {
        begins: "Hi. This is the ",
        copy: "--- Below this line is a copy of the message.",
        reason: |text| text.split("\n\n").find_map(behind_recipient),
    },
    // Exim, before it wrote reports, and where it is told not to.
    Style {
        begins: "This message was created automatically by mail delivery software",
        copy: "------ This is a copy of ",
        reason: |text| Some(text.split_once("failed:").map_or(text, |(_, reason)| reason)),
    },
    Style {
        begins: "This is the DragonFly Mail Agent ",
        copy: "Message headers follow.",
        reason: |text| Some(text.split_once("\n\n")?.1),
    },
];

/// What Exim says of a letter that it goes on trying to deliver.
const NOT_YET: &str = "has not yet been delivered";

/// Reads one; what is none brings an empty list.
pub fn read(raw: &[u8]) -> Result<Vec<MailReport>, NoReport> {
    let Some(letter) = headers(raw) else { return Ok(Vec::new()) };
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let Some((_, body)) = text.split_once("\n\n") else { return Ok(Vec::new()) };
    let body = body.trim_start();
    let Some(style) = STYLES.iter().find(|style| body.starts_with(style.begins)) else {
        return Ok(Vec::new());
    };
    let (told, copy) = body.split_once(style.copy).unwrap_or((body, ""));
    // One recipient each, as with every letter of ours.
    let reason = (style.reason)(told).ok_or(NoReport::NoRecipient)?;
    let copy = copy.split_once('\n').map_or("", |(_, letter)| letter);
    let reference = reference::of_copy(&letter, headers(copy.trim_start().as_bytes()).as_ref())
        .ok_or(NoReport::NoReference)?;
    let action = if told.contains(NOT_YET) { "delayed" } else { "failed" };
    let (verdict, code) = words::verdict(action, reason);
    Ok(vec![MailReport { reference, verdict, code: code.unwrap_or_else(|| action.to_owned()) }])
}

/// The reason in a paragraph about a recipient.
fn behind_recipient(paragraph: &str) -> Option<&str> {
    let (recipient, reason) = paragraph.trim_start().split_once('\n')?;
    let is_one = recipient.starts_with('<') && recipient.trim_end().ends_with(">:");
    is_one.then_some(reason)
}
