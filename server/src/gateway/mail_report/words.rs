//! What a bounce says in a text for people.

use domain::{
    bounce::Said,
    receipt::{Unmapped, Verdict, delivery_status},
};

use crate::gateway::mail_code::MailCode;

/// The meaning of these words under this action, and the reply and code that stand in them.
pub fn verdict(action: &str, words: &str) -> (Result<Verdict, Unmapped>, Option<String>) {
    let reply = words.split_whitespace().find_map(reply);
    let codes: Vec<_> = MailCode::all(words).collect();
    let parts: Vec<_> = codes.iter().map(|code| code.parts()).collect();
    let verdict = delivery_status(action, Said { reply, codes: &parts, words });
    (verdict, MailCode::word(reply, codes.first().copied()))
}

/// The first paragraph that speaks of a recipient.
pub fn about<'a>(text: &'a str, recipient: &str) -> Option<&'a str> {
    text.split("\n\n").find(|paragraph| !recipient.is_empty() && paragraph.contains(recipient))
}

/// A failure's SMTP reply (RFC 5321, 4.2): `550`, `550-5.1.1`.
fn reply(word: &str) -> Option<u16> {
    let (code, rest) = word.split_at_checked(3)?;
    let code = code.parse().ok().filter(|code| (400..600).contains(code))?;
    (rest.is_empty() || rest.starts_with('-')).then_some(code)
}
