//! qmail's bounces: a plain letter with paragraphs that begin with the recipient's address
//! (<https://cr.yp.to/proto/qsbmf.txt>).

use domain::{bounce::Said, receipt::delivery_status};
use mail_parser::MessageParser;

use super::{MailReport, NoReport, parts::headers, reference};
use crate::gateway::mail_code::MailCode;

/// What such a letter begins with, before the name of the program.
const BEGINS: &str = "Hi. This is the ";
/// What stands before the letter that came back.
const COPY: &str = "--- Below this line is a copy of the message.";

/// Reads one; what is none brings an empty list.
pub fn read(raw: &[u8]) -> Result<Vec<MailReport>, NoReport> {
    let Some(letter) = MessageParser::default().parse_headers(raw) else { return Ok(Vec::new()) };
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let Some((_, body)) = text.split_once("\n\n") else { return Ok(Vec::new()) };
    let body = body.trim_start();
    if !body.starts_with(BEGINS) {
        return Ok(Vec::new());
    }
    let (told, copy) = body.split_once(COPY).unwrap_or((body, ""));
    // One recipient each, as with every letter of ours.
    let Some(reason) = told.split("\n\n").find_map(reason) else { return Err(NoReport::NoRecipient) };
    let reference = reference::of_copy(&letter, headers(copy.trim_start().as_bytes()).as_ref())
        .ok_or(NoReport::NoReference)?;
    let reply = reason.split_once("said:").and_then(|(_, said)| said.trim_start().get(..3)?.parse().ok());
    let reply = reply.filter(|code| (400..600).contains(code));
    let codes: Vec<_> = MailCode::all(reason).collect();
    let parts: Vec<_> = codes.iter().map(|code| code.parts()).collect();
    let verdict = delivery_status("failed", Said { reply, codes: &parts, words: reason });
    let code = MailCode::word(reply, codes.first().copied()).unwrap_or_else(|| "failed".to_owned());
    Ok(vec![MailReport { reference, verdict, code }])
}

/// The reason in a paragraph about a recipient.
fn reason(paragraph: &str) -> Option<&str> {
    let (recipient, reason) = paragraph.trim_start().split_once('\n')?;
    let is_one = recipient.starts_with('<') && recipient.trim_end().ends_with(">:");
    is_one.then_some(reason)
}
